package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// mover is a ticket that is on its way to another channel.
type mover struct {
	id      desk.TicketID
	contact desk.ContactID
	status  desk.TicketStatus
	last    int64
	draft   string
	pinned  int
	marked  int
	snoozed int64
}

const moverColumns = "id, contact_id, status, last_at, draft, pinned, marked, snoozed_until"

func scanMover(s scanner) (m mover, err error) {
	return m, s.Scan(&m.id, &m.contact, &m.status, &m.last, &m.draft, &m.pinned, &m.marked, &m.snoozed)
}

// MoveTickets brings up to n tickets of a channel to another; more reports whether any may be left.
func (tx *Tx) MoveTickets(r desk.RemovalID, from, to desk.ChannelID, n int, now time.Time) (more bool, err error) {
	all, err := collect(&tx.View, scanMover, "SELECT "+moverColumns+" FROM ticket WHERE channel_id=? ORDER BY id LIMIT ?", from, n)
	if err != nil {
		return false, err
	}
	for _, m := range all {
		if err := tx.moveTicket(r, m, to, now); err != nil {
			return false, err
		}
	}
	return len(all) == n, nil
}

func (tx *Tx) moveTicket(r desk.RemovalID, m mover, to desk.ChannelID, now time.Time) error {
	if m.status != desk.Closed {
		twins, err := collect(&tx.View, scanMover, "SELECT "+moverColumns+" FROM ticket WHERE channel_id=? AND contact_id=? AND status<>'closed'", to, m.contact)
		if err != nil {
			return err
		}
		for _, twin := range twins {
			older, newer := m, twin
			if m.last > twin.last {
				older, newer = twin, m
			}
			if err := tx.absorb(r, newer, older, now); err != nil {
				return err
			}
		}
	}
	tx.touch(m.id)
	return tx.change(r, "ticket", "channel_id", int64(m.id), to)
}

// absorb brings the messages of one live ticket into another of the same contact, and closes the first.
func (tx *Tx) absorb(r desk.RemovalID, keep, drop mover, now time.Time) error {
	if err := tx.changeAll(r, "message", "ticket_id", drop.id, keep.id); err != nil {
		return err
	}
	draft := keep.draft
	switch {
	case draft == "" || draft == drop.draft:
		draft = drop.draft
	case drop.draft != "":
		draft = drop.draft + "\n" + draft
	}
	for _, c := range []struct {
		column string
		row    desk.TicketID
		to     any
	}{
		{"status", drop.id, desk.Closed}, {"closed_at", drop.id, Millis(now)}, {"snoozed_until", drop.id, 0}, {"draft", drop.id, ""},
		{"draft", keep.id, draft}, {"pinned", keep.id, max(keep.pinned, drop.pinned)}, {"marked", keep.id, max(keep.marked, drop.marked)},
		{"snoozed_until", keep.id, min(keep.snoozed, drop.snoozed)}, // who waited in either is still seen
	} {
		if err := tx.change(r, "ticket", c.column, int64(c.row), c.to); err != nil {
			return err
		}
	}
	if keep.status == desk.Pending && drop.status == desk.Open {
		if err := tx.change(r, "ticket", "status", int64(keep.id), desk.Open); err != nil {
			return err
		}
	}
	if keep.snoozed > drop.snoozed {
		tx.Emit("snooze", int64(keep.id), 0)
	}
	if err := tx.Recount(keep.id); err != nil {
		return err
	}
	return tx.Recount(drop.id)
}
