package desk

import (
	"strconv"
	"time"
)

// GestureKind is what a gesture does to a message.
type GestureKind string

// The kinds. They name the words of the page as well.
const (
	React  GestureKind = "react"
	Edit   GestureKind = "edit"
	Revoke GestureKind = "revoke"
)

// GestureState is where a gesture stands. The states are those of a delivery; one without an answer is simply made again, because the
// same gesture twice ends as once.
type GestureState string

// The states of a gesture.
const (
	GestureQueued  GestureState = "queued"
	GestureSending GestureState = "sending"
	GestureDone    GestureState = "done"
	GestureFailed  GestureState = "failed"
	GestureDropped GestureState = "dropped" // the operator gave it up, or a later one took its place
)

// Gesture is a reaction of ours, an edit or a deletion for everyone on its way to the network. It leaves by the connection that knows
// the message and by no other.
type Gesture struct {
	ID         GestureID
	Message    MessageID
	Act        GestureKind
	Words      string // the emoji, empty to take it back; or the new text
	Connection ConnectionID
	Client     RemoteID // fixed before the first try
	State      GestureState
	Attempt    int
	MadeAt     time.Time // by the operator
	NextAt     time.Time
	Fault      Code
	Raw        string
}

// editable are the kinds whose text can be replaced.
var editable = map[MessageKind]bool{Text: true, Image: true, Video: true, Document: true}

// Allows tells why a gesture cannot be made on a message by a connection with these capabilities; nil means that it can. At is when the
// message was written. Params of too_late: minutes.
func (c Caps) Allows(a GestureKind, m Message, now time.Time) *Fault {
	within := map[GestureKind]time.Duration{Edit: c.Edit, Revoke: c.Revoke}[a]
	switch {
	case !m.RevokedAt.IsZero() || m.Direction != In && m.Direction != Out:
		return Refuse(CodeWrongState)
	case a == React && !c.React, a != React && within == 0:
		return Refuse(CodeNotOffered)
	case a == React:
		return nil
	case m.Direction != Out:
		return Refuse(CodeNotOurs)
	case a == Edit && (!editable[m.Kind] || m.Kind != Text && !c.Captions):
		return Refuse(CodeNotEditable)
	case now.Sub(m.At) > within:
		f := Refuse(CodeTooLate)
		f.Params = map[string]string{"minutes": minutes(within)}
		return f
	}
	return nil
}

func minutes(d time.Duration) string { return strconv.Itoa(int(d / time.Minute)) }
