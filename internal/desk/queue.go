package desk

import "time"

// Wait is why a message has not left, in one word. The page has the sentences.
type Wait string

// The reasons, and what follows from each.
const (
	WaitUnsure  Wait = "unsure"  // it may have arrived: the operator says what becomes of it
	WaitHeld    Wait = "held"    // it waits for the operator
	WaitSending Wait = "sending" // it is under way
	WaitShut    Wait = "shut"    // the customer's 24 hours ended before it left: it goes as soon as it can, and will be refused
	WaitMend    Wait = "mend"    // its connection works again only when somebody mends it
	WaitLink    Wait = "link"    // it leaves when its connection is back, by itself
	WaitTurn    Wait = "turn"    // what was written before it in the conversation leaves first
	WaitLater   Wait = "later"   // it is tried again at a time that is known
	WaitSoon    Wait = "soon"    // it leaves now
)

// Waiting is what decides on a message that has not left.
type Waiting struct {
	State   DeliveryState
	Health  Health    // of its connection
	Fault   Code      // of its connection
	Behind  bool      // something written before it in the conversation waits as well
	NextAt  time.Time // when it is tried next, zero: at once
	Written time.Time
	// Until is the end of the customer's 24 hours where it would leave, zero: it has none there.
	Until time.Time
}

// Why is what keeps a message from leaving: of several reasons the one that the operator can do something about comes first.
func (w Waiting) Why(now time.Time) Wait {
	switch {
	case w.State == DeliveryUnsure:
		return WaitUnsure
	case w.State == DeliveryHeld:
		return WaitHeld
	case w.State == DeliverySending:
		return WaitSending
	case w.Closes() && !w.Until.After(now):
		return WaitShut
	case w.Health == HealthSignedOut, w.Health == HealthBlocked, w.Health == HealthOff, w.Fault == CodeBilling:
		return WaitMend
	case w.Health != HealthOnline:
		return WaitLink
	case w.Behind:
		return WaitTurn
	case w.NextAt.After(now):
		return WaitLater
	}
	return WaitSoon
}

// Closes reports whether a message can only leave until then. One that was written after the end of the 24 hours was written despite them.
func (w Waiting) Closes() bool { return !w.Until.IsZero() && w.Written.Before(w.Until) }
