package store

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// ReportAsk names a period by the borders of its days, and a channel, 0 for all.
type ReportAsk struct {
	Channel desk.ChannelID
	Borders []time.Time
}

// period is the milliseconds of the first and of the last border.
func (r ReportAsk) period() (from, to int64) {
	if len(r.Borders) == 0 {
		return 0, 0
	}
	return Millis(r.Borders[0]), Millis(r.Borders[len(r.Borders)-1])
}

// answers is what answers a customer: words of a person that a network took. It is the condition on message m.
const answers = "m.direction='out' AND m.origin<>'routine' AND m.status IN ('accepted','sent','delivered','read','played')"

// Report counts what was said in a period. It reads the messages of the period alone, however many there are besides.
func (v *View) Report(ask ReportAsk) (desk.Report, error) {
	said, err := v.spoken(ask)
	if err != nil {
		return desk.Report{}, err
	}
	waits, err := v.waited(said, ask)
	if err != nil {
		return desk.Report{}, err
	}
	late, err := v.answeredLater(said, ask)
	return desk.Tally(append(said, late...), ask.Borders, waits), err
}

func (v *View) spoken(ask ReportAsk) ([]desk.Spoken, error) {
	from, to := ask.period()
	return collect(v, func(s scanner) (m desk.Spoken, err error) {
		var at int64
		err = s.Scan(&m.Ticket, &m.Inside, &m.In, &at)
		m.At = Time(at)
		return m, err
	}, `SELECT m.ticket_id, t.opened_at<?1, m.direction='in', m.at FROM message m CROSS JOIN ticket t ON t.id=m.ticket_id
		WHERE m.direction IN ('in','out') AND m.at>=?1 AND m.at<?2 AND (m.direction='in' OR `+answers+`) AND t.status<>'group' AND (?3=0 OR t.channel_id=?3)
		ORDER BY m.at, m.id`, from, to, ask.Channel)
}

// waited says in which of the tickets that began before the period somebody waited when it did.
func (v *View) waited(said []desk.Spoken, ask ReportAsk) (map[desk.TicketID]bool, error) {
	waits := map[desk.TicketID]bool{}
	old := []desk.TicketID{}
	for _, m := range said {
		if _, known := waits[m.Ticket]; m.Inside && !known {
			waits[m.Ticket] = false
			old = append(old, m.Ticket)
		}
	}
	list, err := json.Marshal(old)
	if err != nil {
		return nil, err
	}
	from, _ := ask.period()
	all, err := collect(v, func(s scanner) (t desk.TicketID, err error) { return t, s.Scan(&t) },
		`SELECT asked.value FROM json_each(?1) asked WHERE 'in'=(SELECT m.direction FROM message m
			WHERE m.ticket_id=asked.value AND m.at<?2 AND (m.direction='in' OR `+answers+`) ORDER BY m.at DESC, m.id DESC LIMIT 1)`, string(list), from)
	for _, t := range all {
		waits[t] = true
	}
	return waits, err
}

// answeredLater finds the answers that came after the period to what customers wrote in it: who wrote on its last evening and was answered
// in the morning was answered.
func (v *View) answeredLater(said []desk.Spoken, ask ReportAsk) ([]desk.Spoken, error) {
	waits := map[desk.TicketID]bool{}
	for _, m := range said {
		waits[m.Ticket] = m.In
	}
	maps.DeleteFunc(waits, func(_ desk.TicketID, waits bool) bool { return !waits })
	list, err := json.Marshal(slices.AppendSeq([]desk.TicketID{}, maps.Keys(waits)))
	if err != nil {
		return nil, err
	}
	_, to := ask.period()
	all, err := collect(v, func(s scanner) (m desk.Spoken, err error) {
		var at int64
		err = s.Scan(&m.Ticket, &at)
		m.At = Time(at)
		return m, err
	}, `SELECT asked.value, coalesce((SELECT m.at FROM message m WHERE m.ticket_id=asked.value AND m.at>=?2 AND `+answers+`
		ORDER BY m.at, m.id LIMIT 1), 0) FROM json_each(?1) asked`, string(list), to)
	return slices.DeleteFunc(all, func(m desk.Spoken) bool { return m.At.IsZero() }), err
}

// ReportTags counts a report by the tags of its contacts.
func (v *View) ReportTags(r desk.Report) (map[desk.TagID]desk.Figures, error) {
	list, err := json.Marshal(slices.Sorted(maps.Keys(r.Tickets)))
	if err != nil {
		return nil, err
	}
	type pair struct {
		ticket desk.TicketID
		tag    desk.TagID
	}
	pairs, err := collect(v, func(s scanner) (p pair, err error) { return p, s.Scan(&p.ticket, &p.tag) },
		`SELECT t.id, ct.tag_id FROM json_each(?1) asked CROSS JOIN ticket t ON t.id=asked.value CROSS JOIN contact_tag ct ON ct.contact_id=t.contact_id`, string(list))
	tags := map[desk.TicketID][]desk.TagID{}
	for _, p := range pairs {
		tags[p.ticket] = append(tags[p.ticket], p.tag)
	}
	return r.ByTag(tags), err
}

// WayFigures counts what each connection carried in a period, also of connections that are no more. Only those that did anything are in it.
func (v *View) WayFigures(ask ReportAsk) ([]desk.WayFigures, error) {
	from, to := ask.period()
	return collect(v, func(s scanner) (w desk.WayFigures, err error) {
		return w, s.Scan(&w.Connection, &w.Kind, &w.Sent, &w.Reserve, &w.Refused)
	}, `SELECT c.id, c.kind, sum(d.state='accepted' AND d.hop=0), sum(d.state='accepted' AND d.hop>0), sum(d.state='failed' AND d.attempt>0)
		FROM connection c CROSS JOIN delivery d ON d.connection_id=c.id CROSS JOIN message m ON m.id=d.message_id CROSS JOIN ticket t ON t.id=m.ticket_id
		WHERE d.act='say' AND d.ended_at>0 AND d.ended_at>=?1 AND d.ended_at<?2 AND t.status<>'group' AND (?3=0 OR t.channel_id=?3) GROUP BY c.id`, from, to, ask.Channel)
}

// WaitingNow counts who waits for an answer, in a channel or in all.
func (v *View) WaitingNow(channel desk.ChannelID) (w desk.WaitingNow, err error) {
	var since int64
	_, err = v.row(`SELECT count(*), coalesce(min(waiting_since),0) FROM ticket
		WHERE waiting_since>0 AND status<>'closed' AND (?1=0 OR channel_id=?1)`, []any{channel}, &w.Tickets, &since)
	w.Since = Time(since)
	return w, err
}
