package app

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// ReportRequest asks what the last days were, today among them.
type ReportRequest struct {
	Days    int   `json:"days"`    // 7 | 30 | 90
	Channel int64 `json:"channel"` // 0 = all
}

// reportDays are the periods that can be asked for: a report reads every message of its period.
var reportDays = []int{7, 30, 90}

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
	At       int64  `json:"at"` // its first instant
	Received int    `json:"received"`
	Answered int    `json:"answered"`
	Median   *int64 `json:"median"`
}

func (a *API) report(ctx context.Context, r ReportRequest) (out Report, err error) {
	if !slices.Contains(reportDays, r.Days) {
		return out, desk.Refuse(desk.CodeBadRequest)
	}
	ask := store.ReportAsk{Channel: desk.ChannelID(r.Channel), Borders: desk.Borders(time.Now(), r.Days)}
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
		out.Days = append(out.Days, ReportDay{At: store.Millis(borders[i]), Received: d.Received, Answered: d.Answered, Median: within(d, 50)})
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
