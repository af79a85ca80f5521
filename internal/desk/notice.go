package desk

import (
	"strconv"
	"time"
)

const (
	// NoticeFresh is how long what came is news: later it is found in the list and no notice is made of it.
	NoticeFresh = 5 * time.Minute
	// MostNotices is of how many conversations at once the operator is told one by one; of more in one sentence.
	MostNotices = 4
)

// Arrival is what the rules of notices have to know of a message of a customer that nobody has seen yet, or of a ticket whose snooze the
// clock ended.
type Arrival struct {
	Message  MessageID // 0: the ticket woke
	Ticket   TicketID
	Kind     MessageKind
	Status   TicketStatus // of the ticket
	Snoozed  bool         // the ticket still is, so nothing woke it
	Muted    bool         // the ticket brings no notice
	Received time.Time    // here; or when it woke
}

// Notifies reports whether the operator is told of a message. What lies in a closed ticket is old talk or a courtesy; a call has a
// notice of its own.
func (a Arrival) Notifies(now time.Time) bool {
	return a.Kind != Call && a.Status != Closed && !a.Snoozed && !a.Muted && now.Sub(a.Received) < NoticeFresh
}

// Notice is about everything new in one conversation. A later one takes its place.
type Notice struct {
	Ticket TicketID
	Last   MessageID // 0: there is none, its snooze is over
}

// Notices makes one notice for each conversation that brings one, in the order in which they began. The conversations that somebody is
// looking at bring none.
func Notices(all []Arrival, watched map[TicketID]bool, now time.Time) (out []Notice) {
	at := map[TicketID]int{}
	for _, a := range all {
		if watched[a.Ticket] || !a.Notifies(now) {
			continue
		}
		i, known := at[a.Ticket]
		if !known {
			i = len(out)
			at[a.Ticket], out = i, append(out, Notice{Ticket: a.Ticket})
		}
		out[i].Last = max(out[i].Last, a.Message)
	}
	return out
}

// Preview is how much of a message a notice shows to whoever looks at the screen.
type Preview string

// The previews.
const (
	PreviewFull Preview = "full" // name and text
	PreviewName Preview = "name"
	PreviewNone Preview = "none" // only that something came
)

// NoticeWishes are what the operator set for notices.
type NoticeWishes struct {
	Show    bool // by the system; without it only the sound tells
	Preview Preview
	Sound   bool
	Calls   string // always | outside (the quiet hours) | never
	Quiet   Quiet
}

// NoticeWishesOf reads them from the settings.
func NoticeWishesOf(settings map[string]string) NoticeWishes {
	n := func(key string) int { v, _ := strconv.Atoi(settings[key]); return v } // settings are checked when they are kept
	return NoticeWishes{Show: settings["notices"] == "1", Preview: Preview(settings["notice_preview"]), Sound: settings["notice_sound"] != "off",
		Calls: settings["notice_calls"], Quiet: Quiet{On: settings["quiet"] == "1", From: n("quiet_from"), To: n("quiet_to"), Days: n("quiet_days")}}
}

// Rings reports whether the operator is told of a call at that time.
func (w NoticeWishes) Rings(at time.Time) bool {
	return w.Calls == "always" || w.Calls != "never" && !w.Quiet.Covers(at)
}

// Quiet are the hours in which nothing makes a sound or a notice. What comes meanwhile waits in the list and counts on the badge.
type Quiet struct {
	On       bool
	From, To int // minutes of the day; To before From is on the day after; both the same: the whole day
	Days     int // on which they begin: bit 0 is Sunday
}

// Covers reports whether a moment, on the clock of its own time zone, lies in the quiet hours.
func (q Quiet) Covers(at time.Time) bool {
	if !q.On {
		return false
	}
	minute, today := at.Hour()*60+at.Minute(), int(at.Weekday())
	begins := func(day int) bool { return q.Days>>((day+7)%7)&1 == 1 }
	switch {
	case q.From < q.To:
		return begins(today) && minute >= q.From && minute < q.To
	case minute >= q.From:
		return begins(today)
	default:
		return minute < q.To && begins(today-1)
	}
}
