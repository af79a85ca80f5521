package app

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// ReportRequest asks what the last days were, today among them, or what was from one day to another.
type ReportRequest struct {
	Days    int    `json:"days"`    // 7 | 30 | 90; 0 = from First to Last
	First   string `json:"first"`   // such as 2026-03-02, in the time zone of the program
	Last    string `json:"last"`    // not before First, at most 365 days after it
	Channel int64  `json:"channel"` // 0 = all
}

// reportDays are the periods that can be asked for by their length alone.
var reportDays = []int{7, 30, 90}

// mostReportDays bounds a period of any dates: a report reads every message of its period.
const mostReportDays = 366

// longestShift is more than any change of clocks makes a day shorter or longer.
const longestShift = 12 * time.Hour

// borders are those of the days that are asked for; bad_request where they are none, or too many.
func (r ReportRequest) borders(now time.Time) ([]time.Time, error) {
	if r.Days != 0 {
		if !slices.Contains(reportDays, r.Days) {
			return nil, desk.Refuse(desk.CodeBadRequest)
		}
		return desk.Borders(now, r.Days), nil
	}
	first, err1 := time.ParseInLocation(time.DateOnly, r.First, now.Location())
	last, err2 := time.ParseInLocation(time.DateOnly, r.Last, now.Location())
	if err1 != nil || err2 != nil || r.First > r.Last || last.Sub(first) >= mostReportDays*24*time.Hour-longestShift {
		return nil, desk.Refuse(desk.CodeBadRequest)
	}
	return desk.BordersOf(first, last), nil
}

// Report is what a period was. Durations are milliseconds.
type Report struct {
	Days     []ReportDay `json:"days"`     // oldest first
	Tags     []ReportTag `json:"tags"`     // those under which something was said
	Received int         `json:"received"` // messages of customers
	Answered int         `json:"answered"` // those of them that an answer followed
	Median   *int64      `json:"median"`   // half of the waits were answered within it; null: none was
	Slow     *int64      `json:"slow"`     // nine of ten were
	Waiting  int         `json:"waiting"`  // conversations that wait now, whatever the period
	Since    int64       `json:"since"`    // of the one that waits longest
	Official int         `json:"official"` // left by an official connection, as the main way of its channel
	Session  int         `json:"session"`  // by another one
	Reserve  int         `json:"reserve"`  // by a reserve of any kind
	Refused  int         `json:"refused"`  // tries that a network refused
}

// ReportTag is what was said with the contacts that have a tag.
type ReportTag struct {
	Tag      int64  `json:"tag"`
	Received int    `json:"received"`
	Answered int    `json:"answered"`
	Median   *int64 `json:"median"`
}

// ReportDay is one day of a report.
type ReportDay struct {
	Date     string `json:"date"` // such as 2026-03-02, in the time zone of the program, which may not be that of the page
	Received int    `json:"received"`
	Answered int    `json:"answered"`
	Median   *int64 `json:"median"`
}

func (a *API) report(ctx context.Context, r ReportRequest) (out Report, err error) {
	borders, err := r.borders(time.Now())
	if err != nil {
		return out, err
	}
	ask := store.ReportAsk{Channel: desk.ChannelID(r.Channel), Borders: borders}
	var figures desk.Report
	var ways []desk.WayFigures
	var waiting desk.WaitingNow
	var tags map[desk.TagID]desk.Figures
	err = a.engine.DB.Read(ctx, func(v *store.View) (err error) {
		if figures, err = v.Report(ask); err != nil {
			return err
		}
		if tags, err = v.ReportTags(figures); err != nil {
			return err
		}
		if ways, err = v.WayFigures(ask); err != nil {
			return err
		}
		waiting, err = v.WaitingNow(ask.Channel)
		return err
	})
	out = reportOf(figures, ask.Borders)
	out.Waiting, out.Since = waiting.Tickets, store.Millis(waiting.Since)
	for _, tag := range slices.Sorted(maps.Keys(tags)) {
		f := tags[tag]
		out.Tags = append(out.Tags, ReportTag{Tag: int64(tag), Received: f.Received, Answered: f.Answered, Median: within(f, 50)})
	}
	for _, w := range ways {
		driver, _ := a.engine.Driver(w.Kind)
		out.carry(w, driver.Official)
	}
	return out, err
}

// carry adds what one connection did.
func (r *Report) carry(w desk.WayFigures, official bool) {
	if official {
		r.Official += w.Sent
	} else {
		r.Session += w.Sent
	}
	r.Reserve += w.Reserve
	r.Refused += w.Refused
}

func reportOf(r desk.Report, borders []time.Time) Report {
	out := Report{Days: []ReportDay{}, Tags: []ReportTag{}, Received: r.Total.Received, Answered: r.Total.Answered, Median: within(r.Total, 50), Slow: within(r.Total, 90)}
	for i, d := range r.Days {
		out.Days = append(out.Days, ReportDay{Date: borders[i].Format(time.DateOnly), Received: d.Received, Answered: d.Answered, Median: within(d, 50)})
	}
	return out
}

func within(f desk.Figures, percent int) *int64 {
	d, some := f.Within(percent)
	if !some {
		return nil
	}
	ms := d.Milliseconds()
	return &ms
}
