package desk

import (
	"slices"
	"time"
)

// Call is a call of a customer: a message without words, whose meaning stands in Content.
const Call MessageKind = "call"

// CallState is what is known of a call. Networks tell it in any order and repeat it: the state only climbs.
type CallState string

// The states of a call, from what says least to what says most. Nobody may have told the end of one that rings.
const (
	CallRinging  CallState = "ringing"
	CallMissed   CallState = "missed"   // it ended, and nobody took it
	CallRejected CallState = "rejected" // by us, here or on the phone
	CallAnswered CallState = "answered" // on the phone or another device of ours
)

var callLadder = []CallState{CallRinging, CallMissed, CallRejected, CallAnswered}

// Climb returns what is known of a call after hearing news of it, whatever the order of the news.
func (s CallState) Climb(news CallState) CallState {
	if slices.Index(callLadder, news) > slices.Index(callLadder, s) {
		return news
	}
	return s
}

// RingsFor is how long a call of which nothing more is heard counts as ringing. WhatsApp gives up after about that time.
const RingsFor = time.Minute

// CallLine is what a line about a call says.
type CallLine struct {
	Video bool      `json:"video,omitempty"`
	State CallState `json:"state"`
}

// CallRule says what a connection does about calls.
type CallRule string

// The rules for calls.
const (
	CallRing   CallRule = "ring"   // the operator is told, and the phone rings
	CallReject CallRule = "reject" // rejected at once, and answered with a text if there is one
)

// Ringing is a call that may still be taken on the phone.
type Ringing struct {
	Message    MessageID
	Ticket     TicketID
	Channel    ChannelID
	Connection ConnectionID
	Contact    Contact
	Video      bool
	Muted      bool // its ticket brings no notification
	Until      time.Time
}

// CallDuty is a call that a connection has to reject, or that it began to.
type CallDuty struct {
	Message MessageID
	Ticket  TicketID
	Contact ContactID
	Remote  RemoteID // the call
	State   CallState
	Begun   bool // it was told to the network, or it may have been
	Heard   time.Time
	Text    string // what the connection answers, empty for nothing
}
