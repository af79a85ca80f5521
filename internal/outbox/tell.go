package outbox

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// tell notes what became of an attempt where the operator may want to know of it without looking at the conversation: nobody confirmed it,
// or the platform or the customer decided against it.
func tell(tx *store.Tx, d desk.Delivery, to desk.DeliveryState, code desk.Code, now time.Time) error {
	switch {
	case to == desk.DeliveryUnsure:
		return tx.RecordMessage(desk.EventUnsure, d.Message, d.Connection, "", now)
	case to == desk.DeliveryFailed || to == desk.DeliveryHeld:
		if code != desk.CodeUnsure && !desk.Detour(code) {
			return tx.RecordMessage(desk.EventRefused, d.Message, d.Connection, code, now)
		}
	}
	return nil
}
