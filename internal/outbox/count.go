package outbox

import (
	"slices"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// count makes the attempts of a delivery those that met the same kind of fault, one after the other: what keeps the whole connection
// from sending must not use up the tries of a customer, nor these those of the connection. The first try after the operator let a
// message go counts as the first one, too.
func count(tx *store.Tx, d desk.Delivery, f *desk.Fault) (desk.Delivery, error) {
	if d.Attempt < 2 || akin(d.Fault, f) {
		return d, nil
	}
	d.Attempt = 1
	return d, tx.CountAnew(d.ID)
}

// ofConnection are the codes of what keeps a whole connection from sending for a while. A delivery remembers only its last code; this
// tells how far that one reached.
var ofConnection = []desk.Code{desk.CodeOffline, desk.CodeNoNetwork, desk.CodeBusy, desk.CodeInternal, desk.CodeVault}

// akin reports whether the fault of the try before reached as far as this one.
func akin(before desk.Code, now *desk.Fault) bool {
	switch before {
	case "":
		return false
	case now.Code:
		return true
	}
	return slices.Contains(ofConnection, before) == (now.Scope == desk.OfConnection)
}
