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

// Way is a route of the channel as the plan sees it, in the order in which they are tried.
type Way struct {
	Connection  ConnectionID
	Caps        Caps
	Paused      bool // removing, blocked or switched off for good
	Tried       bool // it already has a delivery of this message that failed
	LastInbound time.Time
}

// Choice is what the plan decided: Connection 0 means that no way is left.
type Choice struct {
	Connection ConnectionID
	Ask        bool // the operator is asked before it is used
	Skipped    map[ConnectionID]*Fault
}

// Plan picks the connection to use next for m. Last is the fault of the attempt before, nil for a first attempt. Only
// Reroute moves on to another connection; a first attempt waits on the first way that can carry the message at all.
func Plan(m Draft, p Policy, ways []Way, last *Fault, now time.Time) Choice {
	c := Choice{Skipped: map[ConnectionID]*Fault{}}
	if last != nil && (last.Next != Reroute || p == PolicyNever) {
		return c
	}
	for _, w := range ways {
		switch refused := w.Caps.Refuses(m, w.LastInbound, now); {
		case w.Tried:
			c.Skipped[w.Connection] = last
		case w.Paused:
			c.Skipped[w.Connection] = &Fault{Code: CodeNotReady, Next: Reroute, Scope: OfConnection}
		case refused != nil:
			c.Skipped[w.Connection] = refused
		default:
			c.Connection, c.Ask = w.Connection, last != nil && p == PolicyAsk
			return c
		}
	}
	return c
}
