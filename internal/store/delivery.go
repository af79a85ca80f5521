package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// AddDelivery queues one attempt. Its client id is fixed here, before anything is sent, and is how a message of ours is
// known when its receipts or its copy come back.
func (tx *Tx) AddDelivery(d desk.Delivery) (desk.DeliveryID, error) {
	id, err := tx.insert(`INSERT INTO delivery(message_id, act, contact_id, connection_id, client_id, state, hop, next_at)
		VALUES(?1,'say',?2,?3,?4,?5,?6,max(?7, coalesce((SELECT undo_until FROM message WHERE id=?1), 0)))`,
		d.Message, d.Contact, d.Connection, d.Client, d.State, d.Hop, Millis(d.NextAt))
	if err != nil {
		return 0, err
	}
	tx.Emit("delivery", id, int64(d.Message))
	_, err = tx.AddSighting(d.Connection, d.Contact, desk.Out, d.Client, d.Message)
	return desk.DeliveryID(id), err
}

const deliveryColumns = `id, message_id, contact_id, connection_id, client_id, remote_id, state, attempt, hop, doubtful, next_at,
	fault_code, raw_code, started_at, ended_at`

func scanDelivery(s scanner) (d desk.Delivery, err error) {
	var next, started, ended int64
	err = s.Scan(&d.ID, &d.Message, &d.Contact, &d.Connection, &d.Client, &d.Remote, &d.State, &d.Attempt, &d.Hop, &d.Doubtful, &next, &d.Fault, &d.Raw, &started, &ended)
	d.NextAt, d.StartedAt, d.EndedAt = Time(next), Time(started), Time(ended)
	return d, err
}

// Claim takes the oldest due delivery of a connection whose conversation has nothing earlier on its way by any connection that works,
// and marks it as being sent. One whose card is not fixed is not due yet. The connection itself works, whatever was written of it last.
// False when there is none; then next is when one will be due, zero if none waits.
func (tx *Tx) Claim(on desk.ConnectionID, now time.Time) (d desk.Delivery, ok bool, next time.Time, err error) {
	all, err := collect(&tx.View, scanDelivery, `UPDATE delivery SET state='sending', started_at=?1, attempt=attempt+1 WHERE id=(
		SELECT d.id FROM delivery d WHERE d.connection_id=?2 AND d.state='queued' AND d.next_at<=?1
		AND NOT EXISTS (SELECT 1 FROM delivery e JOIN connection c ON c.id=e.connection_id WHERE e.contact_id=d.contact_id
		  AND e.message_id<d.message_id AND e.state IN ('queued','sending') AND (e.state='sending' OR e.connection_id=?2 OR c.health='online'))
		AND NOT EXISTS (SELECT 1 FROM link_wanted w WHERE w.message_id=d.message_id)
		ORDER BY d.next_at, d.id LIMIT 1) RETURNING `+deliveryColumns, Millis(now), on)
	if err != nil {
		return d, false, next, err
	}
	if len(all) == 1 {
		return all[0], true, next, nil
	}
	var due int64
	_, err = tx.row("SELECT coalesce(min(next_at),0) FROM delivery WHERE connection_id=? AND state='queued' AND next_at>?",
		[]any{on, Millis(now)}, &due)
	return d, false, Time(due), err
}

// Settle moves a delivery on, if it stands where the move may begin; false when someone else moved it.
func (tx *Tx) Settle(id desk.DeliveryID, to desk.DeliveryState, f *desk.Fault, next, now time.Time) (bool, error) {
	code, raw := desk.Code(""), ""
	if f != nil {
		code, raw = f.Code, f.Raw
	}
	ended := int64(0)
	switch to {
	case desk.DeliveryAccepted, desk.DeliveryFailed, desk.DeliveryCancelled:
		ended = Millis(now)
	case desk.DeliveryQueued, desk.DeliverySending, desk.DeliveryHeld, desk.DeliveryUnsure:
	}
	for _, from := range to.From() {
		n, err := tx.exec(`UPDATE delivery SET state=?1, fault_code=?2, raw_code=?3, ended_at=?5, next_at=CASE WHEN ?1='queued'
			THEN max(?4, coalesce((SELECT undo_until FROM message WHERE id=message_id), 0)) ELSE ?4 END WHERE id=?6 AND state=?7`,
			to, code, raw, Millis(next), ended, id, from)
		if err != nil {
			return false, err
		}
		if n > 0 {
			tx.Emit("delivery", int64(id), 0)
			return true, tx.tellReserve(id, to, now)
		}
	}
	return false, nil
}

// Hurry makes due what waits on a connection only because that was away when it was tried.
func (tx *Tx) Hurry(on desk.ConnectionID, now time.Time) error {
	_, err := tx.exec("UPDATE delivery SET next_at=?1 WHERE connection_id=?2 AND state='queued' AND next_at>?1 AND fault_code IN (?3,?4)",
		Millis(now), on, desk.CodeOffline, desk.CodeNoNetwork)
	return err
}

// tellReserve notes that a message left by a reserve, whether its network's answer says so or a receipt that was faster.
func (tx *Tx) tellReserve(id desk.DeliveryID, to desk.DeliveryState, now time.Time) error {
	if to != desk.DeliveryAccepted {
		return nil
	}
	var m desk.MessageID
	var on desk.ConnectionID
	found, err := tx.row("SELECT message_id, connection_id FROM delivery WHERE id=? AND hop>0", []any{id}, &m, &on)
	if err != nil || !found {
		return err
	}
	return tx.RecordMessage(desk.EventReserve, m, on, "", now)
}

// Doubt marks a delivery that is sent again although an earlier try of it may have arrived.
func (tx *Tx) Doubt(id desk.DeliveryID) error {
	_, err := tx.exec("UPDATE delivery SET doubtful=1 WHERE id=?", id)
	return err
}

// CountAnew lets the count of a delivery's tries begin with the one that was just made.
func (tx *Tx) CountAnew(id desk.DeliveryID) error {
	_, err := tx.exec("UPDATE delivery SET attempt=1 WHERE id=?", id)
	return err
}

// Carry records by which connection a message leaves, after its route changed. An answer to it comes back by that one.
func (tx *Tx) Carry(m desk.Message, by desk.Connection) error {
	if _, err := tx.exec("UPDATE message SET connection_id=?, number=? WHERE id=?", by.ID, by.Number, m.ID); err != nil {
		return err
	}
	return tx.Recount(m.Ticket)
}

// Deliveries lists the attempts of a message, oldest first.
func (v *View) Deliveries(m desk.MessageID) ([]desk.Delivery, error) {
	return collect(v, scanDelivery, "SELECT "+deliveryColumns+" FROM delivery WHERE message_id=? ORDER BY id", m)
}

// Orphans lists deliveries that were being sent when the program stopped. The index of what is on its way holds them.
func (v *View) Orphans() ([]desk.Delivery, error) {
	return collect(v, scanDelivery, "SELECT "+deliveryColumns+" FROM delivery WHERE state IN ('queued','sending') AND state='sending' ORDER BY contact_id, id")
}

// QueuedBy lists what waits in the queue of a connection, in the order in which it was written.
func (v *View) QueuedBy(on desk.ConnectionID) ([]desk.Delivery, error) {
	return collect(v, scanDelivery, "SELECT "+deliveryColumns+" FROM delivery WHERE connection_id=? AND state='queued' ORDER BY message_id", on)
}

// Astray lists what waits on a connection that is no route of its conversation's channel.
func (v *View) Astray(channel desk.ChannelID) ([]desk.Delivery, error) {
	return collect(v, scanDelivery, "SELECT "+deliveryColumns+` FROM delivery WHERE state='queued'
		AND message_id IN (SELECT m.id FROM message m JOIN ticket t ON t.id=m.ticket_id WHERE t.channel_id=?1)
		AND connection_id NOT IN (SELECT connection_id FROM route WHERE channel_id=?1) ORDER BY message_id`, channel)
}

// holdQueued holds what waits on a connection that goes away. What may have arrived is unsure once more: another connection could make
// a second one.
func (tx *Tx) holdQueued(on desk.ConnectionID) error {
	if err := tx.failGestures(on); err != nil {
		return err
	}
	all, err := tx.QueuedBy(on)
	if err != nil {
		return err
	}
	return tx.holdAll(all)
}

func (tx *Tx) holdAll(all []desk.Delivery) error {
	for _, d := range all {
		f := &desk.Fault{Code: desk.CodeNoRoute}
		if d.Fault != "" && !desk.Detour(d.Fault) { // the platform or the customer decided, and that outlives the connection
			f = &desk.Fault{Code: d.Fault, Raw: d.Raw}
		}
		state, status, code := desk.DeliveryHeld, desk.Held, f.Code
		if d.Doubtful {
			state, status, code = desk.DeliveryUnsure, desk.Unsure, desk.CodeUnsure
		}
		if _, err := tx.Settle(d.ID, state, f, time.Time{}, time.Time{}); err != nil {
			return err
		}
		if err := tx.SetStatus(d.Message, status, code); err != nil {
			return err
		}
	}
	return nil
}

// Unsettled lists what has not left for certain, in the order in which it was written.
func (v *View) Unsettled(limit int) ([]desk.Delivery, error) {
	return collect(v, scanDelivery, "SELECT "+deliveryColumns+` FROM delivery WHERE state IN ('queued', 'sending', 'unsure', 'held')
		ORDER BY message_id LIMIT ?`, limit)
}
