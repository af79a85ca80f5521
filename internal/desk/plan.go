package desk

import "time"

// Policy says whether a channel may go on to a reserve.
type Policy string

// The policies of a channel.
const (
	PolicyAutomatic Policy = "automatic"
	PolicyAsk       Policy = "ask"
	PolicyNever     Policy = "never"
)

// Way is a route of the channel as the plan sees it. The first is the main one, each later one a reserve.
type Way struct {
	Connection  ConnectionID
	Number      string // digits; empty while it is not known
	Official    bool   // the platform's own interface: no detour endangers a number there
	Caps        Caps
	Up          bool      // online now
	Down        *Fault    // why it cannot send until somebody mends it; nil while it is up or comes up by itself
	Tried       bool      // it already has an attempt of this message
	LastInbound time.Time // when the customer last wrote to this number
}

// Choice is what the plan decided: Connection 0 means that no way is left.
type Choice struct {
	Connection ConnectionID
	Reserve    bool   // it is not the main one
	Ask        bool   // the operator is asked before it is used
	Hold       *Fault // nothing may go out now, by any way
	Skipped    map[ConnectionID]*Fault
}

// Plan picks the connection to use next for m. Last is the fault of the attempt before, nil for a first attempt.
//
// A first attempt waits on the main way while that is only offline. Whatever makes it go on to a reserve, a refusal or one
// that is foreseen, the policy of the channel decides. A block by the platform's policy stops everything, because a detour
// would endanger the number; a session that was restricted hands over to official ways only.
func Plan(m Draft, p Policy, ways []Way, last *Fault, now time.Time) Choice {
	c := Choice{Skipped: map[ConnectionID]*Fault{}}
	if last != nil && (last.Next != Reroute || p == PolicyNever) {
		return c
	}
	restricted := last != nil && last.Code == CodeBlocked
	var open []Way // can carry it and needs no mending, main one first
	var mended Way // could carry it once it is mended
	for i, w := range ways {
		why := w.refuses(m, last, now)
		if why != nil && why.Next == Hold {
			c.Hold, c.Connection, c.Reserve = why, w.Connection, i > 0
			return c
		}
		if why != nil {
			c.Skipped[w.Connection] = why
			restricted = restricted || why.Code == CodeBlocked
			if mended.Connection == 0 && w.Down == why {
				mended = w
			}
			continue
		}
		if i == 0 { // the main one is no detour
			c.Connection = w.Connection
			return c
		}
		open = append(open, w)
	}
	if w, found := best(open, restricted); found && p != PolicyNever {
		c.Connection, c.Reserve, c.Ask = w.Connection, true, p == PolicyAsk
		return c
	}
	if last == nil && mended.Connection != 0 {
		c.Connection, c.Reserve = mended.Connection, mended.Connection != ways[0].Connection
	}
	return c
}

// best prefers what is online now to what may come online.
func best(open []Way, restricted bool) (Way, bool) {
	var found *Way
	for i, w := range open {
		if restricted && !w.Official {
			continue
		}
		if w.Up {
			return w, true
		}
		if found == nil {
			found = &open[i]
		}
	}
	if found == nil {
		return Way{}, false
	}
	return *found, true
}

// refuses tells why a way is not used, nil if it may be.
func (w Way) refuses(m Draft, last *Fault, now time.Time) *Fault {
	if w.Down != nil && w.Down.Next == Hold { // whatever else speaks against it
		return w.Down
	}
	if w.Tried {
		if last != nil {
			return last
		}
		return &Fault{Code: CodeUnknown, Next: Reroute, Scope: OfMessage}
	}
	if f := w.Caps.Refuses(m, w.LastInbound, now); f != nil {
		return f
	}
	return w.Down
}

// noDetour are the reasons for which no other way is offered, not even to the operator: the platform or the customer decided.
var noDetour = map[Code]bool{CodePolicy: true, CodeDeclined: true, CodeOptedOut: true, CodeIdentity: true, CodeUnsure: true}

// Detour reports whether the operator may send a message by another connection after this reason.
func Detour(c Code) bool { return !noDetour[c] }

// lasting are the refusals that a connection would only repeat: they speak of the message or of the customer, and nothing that the
// operator does to the connection changes them.
var lasting = map[Code]bool{CodeWindow: true, CodeUndeliverable: true, CodeNoWhatsApp: true, CodeUnsupported: true, CodeTooLong: true, CodeTemplate: true}

// Lasting reports whether a connection that refused a message for this reason would do so again.
func Lasting(c Code) bool { return lasting[c] }
