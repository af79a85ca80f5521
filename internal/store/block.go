package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

const blockColumns = "contact_id, connection_id, wanted, state, attempt, next_at, fault_code, raw_code"

func scanBlock(s scanner) (b desk.Block, err error) {
	var next int64
	err = s.Scan(&b.Contact, &b.Connection, &b.Wanted, &b.State, &b.Attempt, &next, &b.Fault, &b.Raw)
	b.NextAt = Time(next)
	return b, err
}

// Blocks lists what was asked of networks about a contact, for the connections that there still are.
func (v *View) Blocks(id desk.ContactID) ([]desk.Block, error) {
	return collect(v, scanBlock, "SELECT "+blockColumns+` FROM contact_block WHERE contact_id=?
		AND connection_id IN (SELECT id FROM connection WHERE removed_at=0) ORDER BY connection_id`, id)
}

// askAgain turns a row that there is into a new wish.
const askAgain = "state='asked', attempt=0, next_at=0, fault_code='', raw_code=''"

// AskBlock asks every connection of the channels that have talked with a contact to block them.
func (tx *Tx) AskBlock(id desk.ContactID) error {
	return tx.askBlocks(id, `INSERT INTO contact_block(contact_id, connection_id, wanted, state)
		SELECT DISTINCT ?1, r.connection_id, 1, 'asked' FROM ticket t JOIN route r ON r.channel_id=t.channel_id
		JOIN connection c ON c.id=r.connection_id WHERE t.contact_id=?1 AND c.removed_at=0 AND c.health<>'removing'
		ON CONFLICT DO UPDATE SET wanted=1, `+askAgain+" WHERE NOT (wanted=1 AND state IN ('asked', 'done'))", id)
}

// AskFree asks whatever may have blocked a contact to end that. Where nothing was asked, or nothing can be, there is nothing to end.
func (tx *Tx) AskFree(id desk.ContactID) error {
	if err := tx.askBlocks(id, "DELETE FROM contact_block WHERE contact_id=? AND wanted=1 AND (state='here' OR state='refused' AND fault_code=?)",
		id, desk.CodeUnsupported); err != nil {
		return err
	}
	return tx.askBlocks(id, "UPDATE contact_block SET wanted=0, "+askAgain+" WHERE contact_id=? AND (wanted=1 OR state='refused')", id)
}

// AskBlockBy asks one connection to block a contact who just wrote by it: it did not know them before, or its network only blocks who
// wrote a short while ago. Whom the operator blocked on this computer alone it is not asked about.
func (tx *Tx) AskBlockBy(id desk.ContactID, on desk.ConnectionID) error {
	return tx.askBlocks(id, `INSERT INTO contact_block(contact_id, connection_id, wanted, state) SELECT ?1, ?2, 1, 'asked'
		WHERE NOT EXISTS (SELECT 1 FROM contact_block WHERE contact_id=?1 AND state='here')
		ON CONFLICT DO UPDATE SET `+askAgain+" WHERE wanted=1 AND state='refused' AND fault_code=?3", id, on, desk.CodeBlockWindow)
}

func (tx *Tx) askBlocks(id desk.ContactID, query string, args ...any) error {
	n, err := tx.exec(query, args...)
	if n > 0 {
		tx.Emit("block", int64(id), 0)
		tx.Emit("contact", int64(id), 0)
	}
	return err
}

// DueBlock is the next wish that a connection has to tell its network; false when none is due, and then next is when one will be, zero if
// none waits.
func (v *View) DueBlock(on desk.ConnectionID, now time.Time) (b desk.Block, ok bool, next time.Time, err error) {
	all, err := collect(v, scanBlock, "SELECT "+blockColumns+" FROM contact_block WHERE connection_id=? AND state='asked' ORDER BY next_at LIMIT 1", on)
	if err != nil || len(all) == 0 {
		return b, false, next, err
	}
	if all[0].NextAt.After(now) {
		return b, false, all[0].NextAt, nil
	}
	return all[0], true, next, nil
}

// SettleBlock writes down what the network said of a wish, unless the operator wished something else meanwhile. Nil: it is done. Who is
// free again needs no row.
func (tx *Tx) SettleBlock(b desk.Block, f *desk.Fault, again time.Time) error {
	state, code, raw := desk.BlockDone, desk.Code(""), ""
	switch {
	case f != nil && !again.IsZero():
		state, code, raw = desk.BlockAsked, f.Code, f.Raw
	case f != nil:
		state, code, raw = desk.BlockRefused, f.Code, f.Raw
	}
	const wish = "contact_id=? AND connection_id=? AND wanted=? AND state='asked'"
	if state == desk.BlockDone && !b.Wanted {
		return tx.blockSettled(b, "DELETE FROM contact_block WHERE "+wish, b.Contact, b.Connection, b.Wanted)
	}
	return tx.blockSettled(b, "UPDATE contact_block SET attempt=attempt+1, state=?, fault_code=?, raw_code=?, next_at=? WHERE "+wish,
		state, code, raw, Millis(again), b.Contact, b.Connection, b.Wanted)
}

func (tx *Tx) blockSettled(b desk.Block, query string, args ...any) error {
	n, err := tx.exec(query, args...)
	if n > 0 {
		tx.Emit("contact", int64(b.Contact), 0)
	}
	return err
}

// Blocking lists whom the network of a connection blocks, as far as it said.
func (v *View) Blocking(on desk.ConnectionID) ([]desk.ContactID, error) {
	return collect(v, func(s scanner) (id desk.ContactID, err error) { return id, s.Scan(&id) },
		"SELECT contact_id FROM contact_block WHERE connection_id=? AND wanted=1 AND state='done'", on)
}

// ToldBlocked records that a network blocks a contact: the owner did it on the phone, or it is our own wish. A wish to free them that is
// still under way stands above it.
func (tx *Tx) ToldBlocked(id desk.ContactID, on desk.ConnectionID, at time.Time) error {
	n, err := tx.exec(`INSERT INTO contact_block(contact_id, connection_id, wanted, state) VALUES(?,?,1,'done')
		ON CONFLICT DO UPDATE SET state='done', attempt=0, next_at=0, fault_code='', raw_code='' WHERE wanted=1 AND state<>'done'`, id, on)
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.exec("UPDATE contact SET blocked_at=? WHERE id=? AND blocked_at=0", Millis(at), id)
	tx.Emit("contact", int64(id), 0)
	return err
}

// ToldFree records that a network does not block a contact any more. A contact whom nothing else blocks is blocked no longer. A wish to
// block them that is still under way stands above it.
func (tx *Tx) ToldFree(id desk.ContactID, on desk.ConnectionID) error {
	n, err := tx.exec("DELETE FROM contact_block WHERE contact_id=? AND connection_id=? AND state='done'", id, on)
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.exec("UPDATE contact SET blocked_at=0 WHERE id=?1 AND NOT EXISTS (SELECT 1 FROM contact_block WHERE contact_id=?1 AND wanted=1)", id)
	tx.Emit("contact", int64(id), 0)
	return err
}
