package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// AddCall makes a message the line of a call. Live says that it was heard of while it rang; reject, that its connection has to reject it.
func (tx *Tx) AddCall(id desk.MessageID, remote desk.RemoteID, line desk.CallLine, live, reject bool) error {
	duty := "none"
	if reject {
		duty = "wanted"
	}
	_, err := tx.exec("INSERT INTO call(message_id, remote_id, video, state, live, duty) VALUES(?,?,?,?,?,?)", id, remote, line.Video, line.State, live, duty)
	tx.Emit("call", int64(id), 0)
	return err
}

// ClimbCall records news of a call; what says less than what is known changes nothing.
func (tx *Tx) ClimbCall(id desk.MessageID, news desk.CallState) error {
	line, found, err := tx.callOf(id)
	if err != nil || !found || line.State.Climb(news) == line.State {
		return err
	}
	n, err := tx.exec("UPDATE call SET state=? WHERE message_id=?", news, id)
	tx.Emit("call", int64(id), 0)
	return tx.changed(id, n, err)
}

// callOf is what is known of a call; false for a message that is none.
func (v *View) callOf(id desk.MessageID) (line desk.CallLine, found bool, err error) {
	found, err = v.row("SELECT video, state FROM call WHERE message_id=?", []any{id}, &line.Video, &line.State)
	return line, found, err
}

// joinCalls lets one line stand for a call of which two were made, under two addresses of its customer.
func (tx *Tx) joinCalls(keep, drop desk.MessageID) error {
	line, found, err := tx.callOf(drop)
	if err != nil || !found {
		return err
	}
	if err := tx.ClimbCall(keep, line.State); err != nil {
		return err
	}
	_, err = tx.exec("DELETE FROM call WHERE message_id=?", drop)
	return err
}

// Ringing lists the calls that may still be taken, the newest first. Those that their connection rejects do not ring here.
func (v *View) Ringing(now time.Time) ([]desk.Ringing, error) {
	return collect(v, func(s scanner) (r desk.Ringing, err error) {
		var heard int64
		err = s.Scan(append([]any{&r.Message, &r.Ticket, &r.Channel, &r.Connection, &r.Video, &r.Muted, &heard}, contactFields(&r.Contact)...)...)
		r.Until = Time(heard).Add(desk.RingsFor)
		return r, err
	}, `SELECT m.id, m.ticket_id, t.channel_id, m.connection_id, k.video, t.muted, m.received_at, `+contactColumns+` FROM call k JOIN message m ON m.id=k.message_id
		JOIN ticket t ON t.id=m.ticket_id JOIN contact c ON c.id=m.contact_id WHERE k.state='ringing' AND k.live=1 AND k.duty='none' AND m.received_at>? ORDER BY m.id DESC LIMIT 10`,
		Millis(now.Add(-desk.RingsFor)))
}

// CallDuties lists the calls that a connection has to reject, the oldest first.
func (v *View) CallDuties(on desk.ConnectionID) ([]desk.CallDuty, error) {
	return collect(v, func(s scanner) (d desk.CallDuty, err error) {
		var heard int64
		err = s.Scan(&d.Message, &d.Ticket, &d.Contact, &d.Remote, &d.State, &d.Begun, &heard, &d.Text)
		d.Heard = Time(heard)
		return d, err
	}, `SELECT m.id, m.ticket_id, m.contact_id, k.remote_id, k.state, k.duty='begun', m.received_at, n.call_text FROM call k
		JOIN message m ON m.id=k.message_id JOIN connection n ON n.id=m.connection_id
		WHERE k.duty IN ('wanted','begun') AND m.connection_id=? ORDER BY m.id`, on)
}

// BeginCall records that a rejection is about to be told to the network or, with begun false, that it certainly was not; false when the
// call is not to be rejected any more.
func (tx *Tx) BeginCall(id desk.MessageID, begun bool) (bool, error) {
	duty := "wanted"
	if begun {
		duty = "begun"
	}
	n, err := tx.exec("UPDATE call SET duty=? WHERE message_id=? AND duty IN ('wanted','begun')", duty, id)
	return n > 0, err
}

// EndCall records that the duty to reject a call is over, with the text that answered it, 0 for none.
func (tx *Tx) EndCall(id, reply desk.MessageID, done bool) error {
	duty := "given_up"
	if done {
		duty = "done"
	}
	n, err := tx.exec("UPDATE call SET duty=?, reply_id=? WHERE message_id=? AND duty IN ('wanted','begun')", duty, reply, id)
	return tx.changed(id, n, err)
}

// CallAnswered reports whether a call of a contact was answered with a text since then.
func (v *View) CallAnswered(contact desk.ContactID, since time.Time) (bool, error) {
	var one int
	return v.row(`SELECT 1 FROM message m JOIN call k ON k.reply_id=m.id WHERE m.contact_id=? AND k.reply_id>0 AND m.at>=? LIMIT 1`,
		[]any{contact, Millis(since)}, &one)
}

// SetCalls records what a connection does about calls.
func (tx *Tx) SetCalls(id desk.ConnectionID, rule desk.CallRule, text string) error {
	return tx.setConnection("UPDATE connection SET calls=?, call_text=? WHERE id=? AND removed_at=0", id, rule, text)
}

// SetWebphone records whether tokens of a webphone are in the vault for a connection.
func (tx *Tx) SetWebphone(id desk.ConnectionID, on bool) error {
	return tx.setConnection("UPDATE connection SET webphone=? WHERE id=? AND removed_at=0", id, on)
}

func (tx *Tx) setConnection(query string, id desk.ConnectionID, values ...any) error {
	n, err := tx.exec(query, append(values, id)...)
	if err == nil && n == 0 {
		return desk.Refuse(desk.CodeNotFound)
	}
	tx.Emit("connection", int64(id), 0)
	return err
}
