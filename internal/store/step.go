package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// keptSteps is how many steps can be taken back.
const keptSteps = 200

// standing lists the columns that acts change. Their names stand in queries, and in the CHECK of step_change.
var standing = []struct {
	column string
	of     func(desk.Standing) any
}{
	{"status", func(s desk.Standing) any { return string(s.Status) }},
	{"closed_at", func(s desk.Standing) any { return Millis(s.ClosedAt) }},
	{"imported", func(s desk.Standing) any { return bit(s.Imported) }},
	{"snoozed_until", func(s desk.Standing) any { return Millis(s.SnoozedUntil) }},
	{"pinned", func(s desk.Standing) any { return bit(s.Pinned) }},
	{"muted", func(s desk.Standing) any { return bit(s.Muted) }},
	{"marked", func(s desk.Standing) any { return bit(s.Marked) }},
	{"reason_id", func(s desk.Standing) any { return int64(s.Reason) }},
}

func bit(on bool) int64 {
	if on {
		return 1
	}
	return 0
}

// Stand reads how a ticket stands.
func (v *View) Stand(id desk.TicketID) (s desk.Standing, err error) {
	var closed, snoozed int64
	found, err := v.row("SELECT status, closed_at, imported, snoozed_until, pinned, muted, marked, reason_id FROM ticket WHERE id=?", []any{id},
		&s.Status, &closed, &s.Imported, &snoozed, &s.Pinned, &s.Muted, &s.Marked, &s.Reason)
	s.ClosedAt, s.SnoozedUntil = Time(closed), Time(snoozed)
	if err == nil && !found {
		return s, desk.Refuse(desk.CodeNotFound)
	}
	return s, err
}

// AddStep begins a step, and forgets the oldest ones.
func (tx *Tx) AddStep(act desk.Act, at time.Time) (desk.StepID, error) {
	id, err := tx.insert("INSERT INTO step(act, at) VALUES(?,?)", act, Millis(at))
	if err != nil {
		return 0, err
	}
	return desk.StepID(id), tx.forgetSteps("<=", desk.StepID(id-keptSteps))
}

// EndStep forgets a step that was taken back, or that changed nothing.
func (tx *Tx) EndStep(id desk.StepID) error { return tx.forgetSteps("=", id) }

func (tx *Tx) forgetSteps(which string, id desk.StepID) error {
	if _, err := tx.exec("DELETE FROM step_change WHERE step_id"+which+"?", id); err != nil {
		return err
	}
	_, err := tx.exec("DELETE FROM step WHERE id"+which+"?", id)
	return err
}

// Change makes a ticket stand as after, and writes down in a step what stood there.
func (tx *Tx) Change(step desk.StepID, id desk.TicketID, before, after desk.Standing) error {
	set, args := "", []any{}
	for _, c := range standing {
		was, is := c.of(before), c.of(after)
		if was == is {
			continue
		}
		if err := tx.NoteChange(step, id, c.column, was, is); err != nil {
			return err
		}
		set, args = set+", "+c.column+"=?", append(args, is)
	}
	if set == "" {
		return nil
	}
	if after.SnoozedUntil.After(before.SnoozedUntil) {
		tx.Emit("snooze", int64(id), 0)
	}
	// In one statement: the columns are checked together.
	_, err := tx.exec("UPDATE ticket SET "+set[2:]+" WHERE id=?", append(args, id)...)
	tx.touch(id)
	return err
}

// NoteChange writes down one change of a step. Columns that are none of the ticket's are "tag" and "line".
func (tx *Tx) NoteChange(step desk.StepID, id desk.TicketID, column string, before, after any) error {
	_, err := tx.exec("INSERT INTO step_change(step_id, ticket_id, col, before, after) VALUES(?,?,?,?,?)", step, id, column, before, after)
	return err
}

// StepTickets lists the tickets of a step; none when there is no such step.
func (v *View) StepTickets(step desk.StepID) ([]desk.TicketID, error) {
	return collect(v, func(s scanner) (id desk.TicketID, err error) { return id, s.Scan(&id) },
		"SELECT DISTINCT ticket_id FROM step_change WHERE step_id=?", step)
}

// Stepped is what a step changed about one ticket. Tag and Line are 0 where it changed none.
type Stepped struct {
	Before desk.Standing // as the ticket stands now, but for what the step changed
	Fresh  bool          // nothing changed the same again since
	Tag    desk.TagID    // that was hung on the contact; negative: taken off
	Line   desk.MessageID
}

// Stepped reads what taking back a step would do to a ticket.
func (v *View) Stepped(step desk.StepID, id desk.TicketID) (out Stepped, err error) {
	now, err := v.Stand(id)
	if err != nil {
		return out, err
	}
	type change struct {
		column        string
		before, after any
		stale         bool
	}
	all, err := collect(v, func(s scanner) (c change, err error) { return c, s.Scan(&c.column, &c.before, &c.after, &c.stale) },
		`SELECT col, before, after, EXISTS (SELECT 1 FROM step_change later WHERE later.ticket_id=c.ticket_id AND later.col=c.col
		 AND later.step_id>c.step_id) FROM step_change c WHERE step_id=? AND ticket_id=?`, step, id)
	out.Before, out.Fresh = now, err == nil && len(all) > 0
	for _, c := range all {
		switch c.column {
		case "tag":
			was, _ := c.before.(int64)
			is, _ := c.after.(int64)
			out.Tag = desk.TagID(is - was)
			continue
		case "line":
			line, _ := c.after.(int64)
			out.Line = desk.MessageID(line)
			continue
		}
		out.Fresh = out.Fresh && !c.stale && stands(now, c.column, c.after)
		put(&out.Before, c.column, c.before)
	}
	return out, err
}

// stands tells whether a column has a value.
func stands(s desk.Standing, column string, value any) bool {
	for _, c := range standing {
		if c.column == column {
			return c.of(s) == value
		}
	}
	return false
}

// put sets the field of a column.
func put(s *desk.Standing, column string, value any) {
	n, _ := value.(int64)
	text, _ := value.(string)
	switch column {
	case "status":
		s.Status = desk.TicketStatus(text)
	case "closed_at":
		s.ClosedAt = Time(n)
	case "imported":
		s.Imported = n == 1
	case "snoozed_until":
		s.SnoozedUntil = Time(n)
	case "pinned":
		s.Pinned = n == 1
	case "muted":
		s.Muted = n == 1
	case "marked":
		s.Marked = n == 1
	case "reason_id":
		s.Reason = desk.ReasonID(n)
	}
}

// Restore makes a ticket stand as it did before a step.
func (tx *Tx) Restore(id desk.TicketID, s desk.Standing) error {
	set, args := "", []any{}
	for _, c := range standing {
		set, args = set+", "+c.column+"=?", append(args, c.of(s))
	}
	if !s.SnoozedUntil.IsZero() {
		tx.Emit("snooze", int64(id), 0)
	}
	_, err := tx.exec("UPDATE ticket SET "+set[2:]+" WHERE id=?", append(args, id)...)
	tx.touch(id)
	return err
}
