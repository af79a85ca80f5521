package desk

import (
	"slices"
	"time"
)

// Act is something the operator does to tickets. Each can be taken back.
type Act string

// The acts.
const (
	ActTake   Act = "take"
	ActClose  Act = "close"
	ActReopen Act = "reopen"
	ActSnooze Act = "snooze"
	ActWake   Act = "wake"
	ActPin    Act = "pin"
	ActUnpin  Act = "unpin"
	ActMute   Act = "mute"
	ActUnmute Act = "unmute"
	ActUnread Act = "unread"
	ActTag    Act = "tag"
	ActUntag  Act = "untag"
)

// UntilTheyWrite is the end of a snooze that no clock ends: the ticket sleeps until the customer writes.
var UntilTheyWrite = time.UnixMilli(253402300799000) // the last second of the year 9999, after every real time

// longestSnooze bounds a time that was typed wrong.
const longestSnooze = 366 * 24 * time.Hour

// Standing is what acts may change about a ticket.
type Standing struct {
	Status       TicketStatus
	ClosedAt     time.Time
	Imported     bool
	SnoozedUntil time.Time
	Pinned       bool
	Muted        bool // brings no notification
	Marked       bool // unread by hand
	Reason       ReasonID
}

// Detail is what an act takes beside the tickets. Until is that of a snooze, Reason that of closing (0: none), Tag that of tagging.
type Detail struct {
	Now    time.Time
	Until  time.Time
	Reason ReasonID
	Tag    TagID
}

// rule is one act: the statuses a ticket may stand in, the line that the conversation gets about it, and what it does.
type rule struct {
	from []TicketStatus
	line MessageKind
	to   func(s *Standing, d Detail)
}

var (
	live   = []TicketStatus{Pending, Open}
	people = []TicketStatus{Pending, Open, Closed}
	always = []TicketStatus{Pending, Open, Closed, InGroup}
)

// Kinds of system lines about steps; the page has the words under these keys.
const (
	LineTaken    MessageKind = "ticket.taken"
	LineClosed   MessageKind = "ticket.closed"
	LineReopened MessageKind = "ticket.reopened"
	LineCourtesy MessageKind = "ticket.courtesy" // a customer's thanks left the ticket closed
)

var rules = map[Act]rule{
	ActTake: {[]TicketStatus{Pending}, LineTaken, func(s *Standing, _ Detail) { s.revive(Open) }},
	ActClose: {live, LineClosed, func(s *Standing, d Detail) {
		s.Status, s.ClosedAt, s.SnoozedUntil, s.Reason = Closed, d.Now, time.Time{}, d.Reason
	}},
	ActReopen: {[]TicketStatus{Closed}, LineReopened, func(s *Standing, _ Detail) { s.revive(Open) }},
	ActSnooze: {live, "", func(s *Standing, d Detail) { s.SnoozedUntil = d.Until }},
	ActWake:   {live, "", func(s *Standing, _ Detail) { s.SnoozedUntil = time.Time{} }},
	ActPin:    {always, "", func(s *Standing, _ Detail) { s.Pinned = true }},
	ActUnpin:  {always, "", func(s *Standing, _ Detail) { s.Pinned = false }},
	ActMute:   {always, "", func(s *Standing, _ Detail) { s.Muted = true }},
	ActUnmute: {always, "", func(s *Standing, _ Detail) { s.Muted = false }},
	ActUnread: {always, "", func(s *Standing, _ Detail) { s.Marked = true }},
	ActTag:    {people, "", func(*Standing, Detail) {}},
	ActUntag:  {people, "", func(*Standing, Detail) {}},
}

func (s *Standing) revive(to TicketStatus) {
	s.Status, s.ClosedAt, s.SnoozedUntil, s.Imported, s.Reason = to, time.Time{}, time.Time{}, false, 0
}

// Check refuses an act that there is none of, or whose detail makes no sense, with bad_request.
func (a Act) Check(d Detail) *Fault {
	_, known := rules[a]
	switch {
	case !known,
		a == ActSnooze && !d.Until.Equal(UntilTheyWrite) && (!d.Until.After(d.Now) || d.Until.Sub(d.Now) > longestSnooze),
		(a == ActTag || a == ActUntag) && d.Tag == 0:
		return Refuse(CodeBadRequest)
	}
	return nil
}

// On is how a ticket stands after an act; false where it cannot be done to a ticket that stands so.
func (a Act) On(s Standing, d Detail) (Standing, bool) {
	r, known := rules[a]
	if !known || !slices.Contains(r.from, s.Status) {
		return s, false
	}
	r.to(&s, d)
	return s, true
}

// Line is the kind of the line that the conversation gets about an act, empty for none.
func (a Act) Line() MessageKind { return rules[a].line }
