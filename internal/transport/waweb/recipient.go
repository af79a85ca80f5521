package waweb

import (
	"context"
	"fmt"

	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/desk"
)

// address picks the name under which the network files the conversation: the phone number until the account was moved to
// hidden numbers, the hidden number from then on.
func (l *line) address(ctx context.Context, to []desk.Address) (types.JID, *desk.Fault) {
	if group := groupOf(to); !group.IsEmpty() {
		return group, nil
	}
	pn, lid := pair(to)
	if pn.IsEmpty() && lid.IsEmpty() {
		return pn, &desk.Fault{Code: desk.CodeUndeliverable, Next: desk.Reroute, Scope: desk.OfContact} // known by a name of the official network alone
	}
	if err := l.complete(ctx, &pn, &lid); err != nil {
		return pn, broken(fmt.Errorf("look up address: %w", err))
	}
	if pn.IsEmpty() || !lid.IsEmpty() && l.cli.Store.LIDMigrationTimestamp > 0 {
		return lid.ToNonAD(), nil
	}
	return pn.ToNonAD(), nil
}

// groupOf is the group among addresses, empty if there is none.
func groupOf(to []desk.Address) types.JID {
	for _, a := range to {
		if a.Scheme == desk.SchemeGroup && a.Value != "" {
			return types.NewJID(a.Value, types.GroupServer)
		}
	}
	return types.EmptyJID
}

// pair finds the telephone number and the hidden number among addresses, each empty if it is not there.
func pair(to []desk.Address) (pn, lid types.JID) {
	for _, a := range to {
		switch {
		case a.Value == "":
		case a.Scheme == desk.SchemePhone && pn.IsEmpty():
			pn = types.NewJID(a.Value, types.DefaultUserServer)
		case a.Scheme == desk.SchemeLID && lid.IsEmpty():
			lid = types.NewJID(a.Value, types.HiddenUserServer)
		}
	}
	return pn, lid
}

// complete looks up the one of the two that is empty. It may stay so.
func (l *line) complete(ctx context.Context, pn, lid *types.JID) (err error) {
	switch {
	case pn.IsEmpty() && !lid.IsEmpty():
		*pn, err = l.cli.Store.LIDs.GetPNForLID(ctx, *lid)
	case lid.IsEmpty() && !pn.IsEmpty():
		*lid, err = l.cli.Store.LIDs.GetLIDForPN(ctx, *pn)
	}
	return err
}

// recipient is address plus the proof that somebody is there: the library would send to nobody and report success. The
// device list it asks for is kept by the library and used by the sending that follows.
func (l *line) recipient(ctx context.Context, to []desk.Address) (types.JID, *desk.Fault) {
	jid, f := l.address(ctx, to)
	if f != nil {
		return jid, f
	}
	if jid.Server == types.GroupServer {
		_, f := l.writable(ctx, jid)
		return jid, f
	}
	devices, err := l.cli.GetUserDevices(ctx, []types.JID{jid})
	if err != nil {
		return jid, unsentFault(fmt.Errorf("ask for devices: %w", err))
	}
	if len(devices) > 0 {
		return jid, nil
	}
	nobody := &desk.Fault{Code: desk.CodeNoWhatsApp, Next: desk.Stop, Scope: desk.OfContact}
	if jid.Server != types.DefaultUserServer {
		return jid, nobody
	}
	return l.registered(ctx, jid, nobody)
}

// registered asks for the spelling under which a number is registered; Brazilian mobile numbers have two.
func (l *line) registered(ctx context.Context, jid types.JID, nobody *desk.Fault) (types.JID, *desk.Fault) {
	found, err := l.cli.IsOnWhatsApp(ctx, []string{"+" + jid.User})
	if err != nil {
		return jid, unsentFault(fmt.Errorf("check number: %w", err))
	}
	for _, r := range found {
		if r.IsIn {
			return r.JID.ToNonAD(), nil
		}
	}
	return jid, nobody
}
