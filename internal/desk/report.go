package desk

import (
	"slices"
	"sort"
	"time"
)

// Spoken is a message as the report counts it: of a customer, or an answer that a network took.
type Spoken struct {
	Ticket TicketID
	Inside bool // its ticket began before the period, so that somebody may have waited in it already
	In     bool // of the customer
	At     time.Time
}

// Figures count the messages of customers and how they were answered.
type Figures struct {
	Received int             // messages of customers
	Answered int             // those of them that an answer followed
	Firsts   []time.Duration // of each wait that was answered: how long it took
}

// Report is what a period was, by days.
type Report struct {
	Total Figures
	Days  []Figures // one for each span between two borders
	// Tickets has those in which something was said.
	Tickets map[TicketID]*Figures
}

// ByTag adds up what was said with contacts that have a tag, by their tags. Who has two counts under each of them.
func (r Report) ByTag(tags map[TicketID][]TagID) map[TagID]Figures {
	all := map[TagID]Figures{}
	for ticket, names := range tags {
		for _, tag := range names {
			f := all[tag]
			f.add(r.Tickets[ticket])
			all[tag] = f
		}
	}
	return all
}

// WayFigures is what one connection carried for a period.
type WayFigures struct {
	Connection ConnectionID
	Kind       Kind
	Sent       int // as the main way of its channel
	Reserve    int // in the place of another one
	Refused    int // tries that a network refused
}

// WaitingNow is who waits for an answer at this moment.
type WaitingNow struct {
	Tickets int
	Since   time.Time // of the one that waits longest; zero if none does
}

// Borders are the first instants of the last n calendar days up to that of now, and of the day after, in the zone of now.
func Borders(now time.Time, n int) []time.Time {
	y, m, d := now.Date()
	return BordersOf(noonOf(y, m, d-n+1, now.Location()), now)
}

// BordersOf are the first instants of the calendar days from that of the first time to that of the last one, and of the day after, in the
// zone of the first. A day has as many hours as its zone gives it, and begins when its date does, also where no clock shows that midnight.
func BordersOf(first, last time.Time) (all []time.Time) {
	y, m, d := first.Date()
	ly, lm, ld := last.Date()
	for end := noonOf(ly, lm, ld+1, first.Location()); ; d++ {
		noon := noonOf(y, m, d, first.Location())
		if noon.After(end) {
			return all
		}
		all = append(all, firstInstant(noon))
	}
}

func noonOf(y int, m time.Month, d int, in *time.Location) time.Time {
	return time.Date(y, m, d, 12, 0, 0, 0, in)
}

// firstInstant looks for the first second of the date of noon. No date begins more than a day before its noon.
func firstInstant(noon time.Time) time.Time {
	y, m, d := noon.Date()
	date := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	start := noon.Add(-24 * time.Hour)
	return start.Add(time.Second * time.Duration(sort.Search(24*60*60, func(s int) bool {
		y, m, d := start.Add(time.Second * time.Duration(s)).Date()
		return !time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Before(date)
	})))
}

// wait is what a customer wrote and nobody has answered.
type wait struct {
	began  time.Time
	before bool // it began before the period, so its length belongs to another one
	days   []int
}

// Tally counts what was said between the first and the last border, which has to come in the order of its time. Waits says in which
// tickets somebody waited when the period began. A wait belongs to the day on which it began, whenever its answer came.
func Tally(said []Spoken, borders []time.Time, waits map[TicketID]bool) Report {
	r := Report{Days: make([]Figures, max(0, len(borders)-1)), Tickets: map[TicketID]*Figures{}}
	open := map[TicketID]*wait{}
	for t, waiting := range waits {
		if waiting {
			open[t] = &wait{before: true}
		}
	}
	day := 0
	for _, s := range said {
		for day < len(r.Days)-1 && !s.At.Before(borders[day+1]) {
			day++
		}
		if r.Tickets[s.Ticket] == nil {
			r.Tickets[s.Ticket] = &Figures{}
		}
		w := open[s.Ticket]
		switch {
		case s.In:
			if w == nil {
				w = &wait{began: s.At}
				open[s.Ticket] = w
			}
			w.days = append(w.days, day)
			r.Days[day].Received++
			r.Tickets[s.Ticket].Received++
		case w != nil:
			r.answer(w, s)
			delete(open, s.Ticket)
		}
	}
	for i := range r.Days {
		r.Total.add(&r.Days[i])
	}
	return r
}

// answer ends a wait.
func (r *Report) answer(w *wait, by Spoken) {
	ticket := r.Tickets[by.Ticket]
	ticket.Answered += len(w.days)
	for _, day := range w.days {
		r.Days[day].Answered++
	}
	if !w.before {
		first := &r.Days[w.days[0]]
		first.Firsts = append(first.Firsts, by.At.Sub(w.began))
		ticket.Firsts = append(ticket.Firsts, by.At.Sub(w.began))
	}
}

func (f *Figures) add(more *Figures) {
	f.Received += more.Received
	f.Answered += more.Answered
	f.Firsts = append(f.Firsts, more.Firsts...)
}

// Within is the time in which the given percentage of the waits was answered, by the nearest rank; 50 is the median. There is none
// while nothing was answered.
func (f Figures) Within(percent int) (time.Duration, bool) {
	if len(f.Firsts) == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(f.Firsts))
	return sorted[max(0, (percent*len(sorted)+99)/100-1)], true
}
