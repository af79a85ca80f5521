package desk

import (
	"time"
	"unicode/utf8"
)

// Ack is the most that a connection can tell about a message after it left.
type Ack string

// What a connection reports.
const (
	AckNone      Ack = "none"
	AckSent      Ack = "sent"
	AckDelivered Ack = "delivered"
	AckRead      Ack = "read"
)

// Caps says what a connection can do. It is data, so that the composer, the plan and the tests read the same table.
type Caps struct {
	Receives bool
	Text     int           // longest text in runes, 0 = none
	Window   time.Duration // free text only this long after the last inbound, 0 = always
	Reply    bool
	React    bool
	Edit     bool
	Revoke   bool
	MarkRead bool
	Acks     Ack
	Repeat   bool // repeating the same client id cannot make a second message
}

// Draft is a message not yet given to a connection.
type Draft struct {
	Kind  MessageKind
	Body  string
	Reply bool
}

// Refuses tells why a connection with these capabilities cannot carry m; nil means it can.
func (c Caps) Refuses(m Draft, lastInbound, now time.Time) *Fault {
	switch {
	case m.Kind != Text || c.Text == 0:
		return &Fault{Code: CodeUnsupported, Next: Reroute, Scope: OfMessage}
	case utf8.RuneCountInString(m.Body) > c.Text:
		return &Fault{Code: CodeTooLong, Next: Reroute, Scope: OfMessage}
	case c.Window > 0 && now.Sub(lastInbound) > c.Window:
		return &Fault{Code: "window_closed", Next: Reroute, Scope: OfMessage}
	}
	return nil
}
