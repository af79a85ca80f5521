package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Live lists the tickets of a contact as Join needs them, newest first.
func (v *View) Live(contact desk.ContactID) ([]desk.Live, error) {
	return collect(v, func(s scanner) (l desk.Live, err error) {
		var closed, out int64
		err = s.Scan(&l.Ticket, &l.Channel, &l.Status, &l.Imported, &closed, &l.OutBy, &out, &l.Routed)
		l.ClosedAt, l.OutAt = Time(closed), Time(out)
		return l, err
	}, `SELECT id, channel_id, status, imported, closed_at, out_connection_id, out_at,
		EXISTS (SELECT 1 FROM route WHERE channel_id=ticket.channel_id AND connection_id=ticket.out_connection_id) FROM ticket WHERE contact_id=? ORDER BY id DESC`, contact)
}

// AddTicket opens a ticket at a time. Its protocol number has the year on this computer's calendar: messages come in any order, and the
// first to come need not be the first that was written.
func (tx *Tx) AddTicket(channel desk.ChannelID, contact desk.ContactID, status desk.TicketStatus, at time.Time, imported bool) (desk.TicketID, error) {
	closed := int64(0)
	if status == desk.Closed {
		closed = Millis(at)
	}
	id, err := tx.insert(`INSERT INTO ticket(channel_id, contact_id, status, imported, opened_at, closed_at, year)
		VALUES(?,?,?,?,?,?,CAST(strftime('%Y', 'now', 'localtime') AS INTEGER))`, channel, contact, status, imported, Millis(at), closed)
	tx.Emit("ticket", id, int64(contact))
	return desk.TicketID(id), err
}

// MoveTicket changes the status of a ticket that stands in one of from; false when it stood elsewhere.
func (tx *Tx) MoveTicket(id desk.TicketID, to desk.TicketStatus, at time.Time, from ...desk.TicketStatus) (bool, error) {
	closed := int64(0)
	if to == desk.Closed {
		closed = Millis(at)
	}
	moved := false
	for _, f := range from {
		n, err := tx.exec(`UPDATE ticket SET status=?, closed_at=?, imported=CASE WHEN ?1='closed' THEN imported ELSE 0 END,
			snoozed_until=0, reason_id=CASE WHEN ?1='closed' THEN reason_id ELSE 0 END WHERE id=? AND status=?`, to, closed, id, f)
		if err != nil {
			return false, err
		}
		moved = moved || n > 0
		if moved {
			break
		}
	}
	if moved {
		tx.touch(id)
	}
	return moved, nil
}

// touch tells the listeners that a ticket changed.
func (tx *Tx) touch(id desk.TicketID) { tx.Emit("ticket", int64(id), 0) }

// LiveTicket finds the live ticket of a contact on a channel, 0 if none.
func (v *View) LiveTicket(channel desk.ChannelID, contact desk.ContactID) (id desk.TicketID, err error) {
	_, err = v.row("SELECT id FROM ticket WHERE channel_id=? AND contact_id=? AND status<>'closed'", []any{channel, contact}, &id)
	return id, err
}

// Snooze hides a live ticket until a time; the zero time wakes it.
func (tx *Tx) Snooze(id desk.TicketID, until time.Time) error {
	if !until.IsZero() {
		tx.Emit("snooze", int64(id), 0)
	}
	return tx.setTicket("UPDATE ticket SET snoozed_until=? WHERE id=? AND status<>'closed'", Millis(until), id)
}

// SetDraft keeps what the operator typed and did not send.
func (tx *Tx) SetDraft(id desk.TicketID, text string) error {
	return tx.setTicket("UPDATE ticket SET draft=? WHERE id=?", text, id)
}

func (tx *Tx) setTicket(query string, value any, rest ...any) error {
	args := append([]any{value}, rest...)
	n, err := tx.exec(query, args...)
	if err == nil && n == 0 {
		return desk.Refuse(desk.CodeNotFound)
	}
	if err == nil {
		tx.touch(args[len(args)-1].(desk.TicketID))
	}
	return err
}

// MarkSeen marks what is in a ticket as seen by the operator, up to a message: what came after it nobody has looked at.
func (tx *Tx) MarkSeen(id desk.TicketID, upTo desk.MessageID) error {
	if _, err := tx.exec("UPDATE message SET seen=1 WHERE ticket_id=? AND seen=0 AND id<=?", id, upTo); err != nil {
		return err
	}
	const left = "(SELECT count(*) FROM message WHERE ticket_id=?1 AND seen=0)"
	n, err := tx.exec("UPDATE ticket SET unread="+left+", marked=0 WHERE id=?1 AND (unread<>"+left+" OR marked>0)", id)
	if n > 0 {
		tx.touch(id)
		tx.Emit("seen", int64(id), 0)
	}
	return err
}

// WakeDue ends the snooze of tickets whose time has come, of which the operator is to be told, and returns when the next one is due, zero if none.
func (tx *Tx) WakeDue(now time.Time) (time.Time, error) {
	ids, err := collect(&tx.View, func(s scanner) (id desk.TicketID, err error) { return id, s.Scan(&id) },
		"SELECT id FROM ticket WHERE snoozed_until>0 AND snoozed_until<=?", Millis(now))
	if err != nil {
		return time.Time{}, err
	}
	for _, id := range ids {
		if _, err := tx.exec("UPDATE ticket SET snoozed_until=0, woke_at=? WHERE id=?", Millis(now), id); err != nil {
			return time.Time{}, err
		}
		tx.touch(id)
		tx.Emit("woke", int64(id), 0)
	}
	var next int64
	_, err = tx.row("SELECT coalesce(min(snoozed_until),0) FROM ticket WHERE snoozed_until>0", nil, &next)
	if next == Millis(desk.UntilTheyWrite) { // no clock ends that
		next = 0
	}
	return Time(next), err
}

// Recount computes the columns that a ticket carries for the list afresh from its messages.
func (tx *Tx) Recount(id desk.TicketID) error {
	_, err := tx.exec(`UPDATE ticket SET
		unread = (SELECT count(*) FROM message WHERE ticket_id=?1 AND seen=0),
		last_message_id = coalesce((SELECT id FROM message WHERE ticket_id=?1 AND direction<>'system' ORDER BY at DESC, id DESC LIMIT 1), 0),
		last_at = coalesce((SELECT at FROM message WHERE ticket_id=?1 AND direction<>'system' ORDER BY at DESC, id DESC LIMIT 1), last_at),
		opened_at = coalesce((SELECT at FROM message WHERE ticket_id=?1 AND direction<>'system' ORDER BY at, id LIMIT 1), opened_at),
		out_at = coalesce((SELECT at FROM message WHERE ticket_id=?1 AND direction='out' AND origin<>'routine' ORDER BY at DESC, id DESC LIMIT 1), 0),
		out_connection_id = coalesce((SELECT connection_id FROM message WHERE ticket_id=?1 AND direction='out' AND origin<>'routine' ORDER BY at DESC, id DESC LIMIT 1), 0)
		WHERE id=?1`, id)
	if err != nil {
		return err
	}
	tx.touch(id)
	return tx.recountWait(id)
}

// recountWait finds the first message of the customer that nothing of ours followed.
func (tx *Tx) recountWait(id desk.TicketID) error {
	_, err := tx.exec(`UPDATE ticket SET waiting_since = coalesce((SELECT min(m.at) FROM message m
		WHERE m.ticket_id=?1 AND m.direction='in' AND m.at>ticket.out_at), 0) WHERE id=?1 AND status<>'group'`, id)
	return err
}

const ticketColumns = `t.id, t.channel_id, t.status, t.snoozed_until, t.pinned, max(t.unread, t.marked), t.waiting_since, t.last_at,
	t.last_message_id, t.draft, t.opened_at, t.closed_at, t.out_connection_id, t.muted, t.reason_id, t.year || '-' || t.id, ` + contactColumns

func scanTicket(s scanner) (t desk.Ticket, err error) {
	var snoozed, waiting, last, opened, closed int64
	var message desk.MessageID
	err = s.Scan(append([]any{&t.ID, &t.Channel, &t.Status, &snoozed, &t.Pinned, &t.Unread, &waiting, &last, &message, &t.Draft,
		&opened, &closed, &t.Out, &t.Muted, &t.Reason, &t.Protocol}, contactFields(&t.Contact)...)...)
	t.SnoozedUntil, t.WaitingSince, t.LastAt, t.OpenedAt, t.ClosedAt = Time(snoozed), Time(waiting), Time(last), Time(opened), Time(closed)
	if message > 0 {
		t.Last = &desk.Message{ID: message}
	}
	return t, err
}

// Tickets reads tickets by id; those that do not exist are left out.
func (v *View) Tickets(ids []desk.TicketID) ([]desk.Ticket, error) {
	all := []desk.Ticket{}
	for _, id := range ids {
		one, err := v.tickets("WHERE t.id=?", id)
		if err != nil {
			return nil, err
		}
		all = append(all, one...)
	}
	return all, nil
}

// Ticket reads one ticket.
func (v *View) Ticket(id desk.TicketID) (desk.Ticket, error) {
	all, err := v.Tickets([]desk.TicketID{id})
	if err == nil && len(all) == 0 {
		return desk.Ticket{}, desk.Refuse(desk.CodeNotFound)
	}
	if err != nil {
		return desk.Ticket{}, err
	}
	return all[0], nil
}

// tickets reads rows and then the last message of each, by key: a join would pick a plan of its own.
func (v *View) tickets(where string, args ...any) ([]desk.Ticket, error) {
	all, err := collect(v, scanTicket, "SELECT "+ticketColumns+" FROM ticket t JOIN contact c ON c.id=t.contact_id "+where, args...)
	if err != nil {
		return nil, err
	}
	for i, t := range all {
		if t.Last == nil {
			continue
		}
		if all[i].Last, err = v.lastLine(t.Last.ID); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// lastLine reads what the list shows of a message. The body is cut in SQL: it may be megabytes.
func (v *View) lastLine(id desk.MessageID) (*desk.Message, error) {
	var m desk.Message
	var revoked int64
	var author desk.AuthorID
	found, err := v.row(`SELECT id, direction, kind, substr(body, 1, 400), status, fault_code, revoked_at, author_id,
		coalesce((SELECT max(hop) FROM delivery WHERE message_id=m.id), 0) FROM message m WHERE id=?`, []any{id},
		&m.ID, &m.Direction, &m.Kind, &m.Body, &m.Status, &m.Fault, &revoked, &author, &m.Hop)
	m.RevokedAt = Time(revoked)
	if !found || err != nil {
		return nil, err
	}
	if m.Author, err = v.author(author); err != nil {
		return nil, err
	}
	if m.Kind == desk.Call {
		line, _, err := v.callOf(id)
		m.Content = &desk.Content{Call: &line}
		return &m, err
	}
	return &m, nil
}

// manyStretches bounds how many earlier tickets of a contact are told at once.
const manyStretches = 200

// Stretches lists the tickets of a contact, newest first.
func (v *View) Stretches(contact desk.ContactID) ([]desk.Stretch, error) {
	return collect(v, func(s scanner) (t desk.Stretch, err error) {
		var opened, closed int64
		err = s.Scan(&t.ID, &t.Protocol, &t.Status, &t.Reason, &opened, &closed)
		t.OpenedAt, t.ClosedAt = Time(opened), Time(closed)
		return t, err
	}, "SELECT id, year || '-' || id, status, reason_id, opened_at, closed_at FROM ticket WHERE contact_id=? ORDER BY id DESC LIMIT ?", contact, manyStretches)
}

// Asked reports whether the last message of ours in a ticket was a question.
func (v *View) Asked(id desk.TicketID) (asked bool, err error) {
	_, err = v.row("SELECT instr(body, '?')>0 FROM message WHERE ticket_id=? AND direction='out' ORDER BY at DESC, id DESC LIMIT 1", []any{id}, &asked)
	return asked, err
}
