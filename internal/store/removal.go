package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// AddRemoval records what was chosen about a channel and the routes as they stand. A second one of the same channel is refused:
// wrong_state.
func (tx *Tx) AddRemoval(r desk.Removal) (desk.RemovalID, error) {
	var one int
	if found, err := tx.row("SELECT 1 FROM removal WHERE channel_id=? AND state NOT IN ('undone','purged')", []any{r.Channel}, &one); err != nil || found {
		if err == nil {
			err = desk.Refuse(desk.CodeWrongState)
		}
		return 0, err
	}
	text, err := json.Marshal(r.Counts)
	if err != nil {
		return 0, fmt.Errorf("write the counts of a removal: %w", err)
	}
	id, err := tx.insert("INSERT INTO removal(channel_id, target_id, state, counts, began_at) VALUES(?,?,?,?,?)",
		r.Channel, r.Target, r.State, string(text), Millis(r.BeganAt))
	if err != nil {
		return 0, err
	}
	for connection, fate := range r.Fates {
		if _, err := tx.exec("INSERT INTO removal_connection(removal_id, connection_id, fate) VALUES(?,?,?)", id, connection, fate); err != nil {
			return 0, err
		}
	}
	_, err = tx.exec("INSERT INTO removal_route(removal_id, channel_id, connection_id, position) SELECT ?, channel_id, connection_id, position FROM route", id)
	tx.Emit("removal", id, int64(r.Channel))
	return desk.RemovalID(id), err
}

// Removals lists the removals that are under way or can still be undone, newest first.
func (v *View) Removals() ([]desk.Removal, error) {
	all, err := collect(v, func(s scanner) (r desk.Removal, err error) {
		var counts string
		var began, ended int64
		if err := s.Scan(&r.ID, &r.Channel, &r.Target, &r.State, &counts, &began, &ended); err != nil {
			return r, err
		}
		r.BeganAt, r.Ended = Time(began), Time(ended)
		return r, json.Unmarshal([]byte(counts), &r.Counts)
	}, "SELECT id, channel_id, target_id, state, counts, began_at, ended_at FROM removal WHERE state NOT IN ('undone','purged') ORDER BY id DESC")
	if err != nil {
		return nil, err
	}
	for i, r := range all {
		if all[i].Fates, err = v.fates(r.ID); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (v *View) fates(id desk.RemovalID) (map[desk.ConnectionID]desk.Fate, error) {
	type pair struct {
		id   desk.ConnectionID
		fate desk.Fate
	}
	all, err := collect(v, func(s scanner) (p pair, err error) { return p, s.Scan(&p.id, &p.fate) },
		"SELECT connection_id, fate FROM removal_connection WHERE removal_id=?", id)
	fates := map[desk.ConnectionID]desk.Fate{}
	for _, p := range all {
		fates[p.id] = p.fate
	}
	return fates, err
}

// Removal reads one removal that is under way or can still be undone.
func (v *View) Removal(id desk.RemovalID) (desk.Removal, error) {
	all, err := v.Removals()
	if err != nil {
		return desk.Removal{}, err
	}
	for _, r := range all {
		if r.ID == id {
			return r, nil
		}
	}
	return desk.Removal{}, desk.Refuse(desk.CodeNotFound)
}

// StepRemoval moves a removal from one state to the next; false when it stood elsewhere.
func (tx *Tx) StepRemoval(id desk.RemovalID, from, to desk.RemovalState, now time.Time) (bool, error) {
	n, err := tx.exec("UPDATE removal SET state=?, ended_at=CASE WHEN ?1 IN ('done','undone') THEN ?2 ELSE ended_at END WHERE id=?3 AND state=?4",
		to, Millis(now), id, from)
	if n > 0 {
		tx.Emit("removal", int64(id), 0)
	}
	return n > 0, err
}

// Unwant records that a connection shall not come up again by itself. What its network decided about the account is written down as if
// Entomb had changed it, so that Unwind brings it back: no removal ends a block.
func (tx *Tx) Unwant(r desk.RemovalID, id desk.ConnectionID) error {
	tx.Emit("connection", int64(id), 0)
	for column, after := range map[string]any{"health": desk.HealthOff, "fault_code": "", "retry_at": 0} {
		if _, err := tx.exec(fmt.Sprintf(`INSERT INTO removal_change(removal_id, tbl, row_id, col, before, after)
			SELECT ?1, 'connection', id, '%[1]s', %[1]s, ?3 FROM connection WHERE id=?2 AND health IN ('signed_out','blocked')`, column), r, id, after); err != nil {
			return err
		}
	}
	return tx.change(r, "connection", "wanted", int64(id), 0)
}

// MoveHanging brings everything that simply goes with the channel to the target.
func (tx *Tx) MoveHanging(r desk.RemovalID, from, to desk.ChannelID) error {
	for _, h := range hangs {
		if h.fate != moves {
			continue
		}
		if err := tx.changeAll(r, h.table, h.column, from, to); err != nil {
			return err
		}
		tx.Emit(h.table, 0, 0)
	}
	return nil
}

// HandOver makes a connection a reserve of another channel, behind all it has.
func (tx *Tx) HandOver(r desk.RemovalID, id desk.ConnectionID, to desk.ChannelID) error {
	if err := tx.change(r, "connection", "channel_id", int64(id), to); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM route WHERE connection_id=?1 AND channel_id IN (SELECT channel_id FROM removal WHERE id=?2)", id, r); err != nil {
		return err
	}
	tx.Emit("connection", int64(id), int64(to))
	return tx.AddRoute(to, id)
}

// Entomb leaves a tombstone of a connection, as RemoveConnection does, that Unwind can open. What waits on it is held.
func (tx *Tx) Entomb(r desk.RemovalID, id desk.ConnectionID, now time.Time) error {
	if err := tx.holdQueued(id); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM route WHERE connection_id=?", id); err != nil {
		return err
	}
	if _, err := tx.exec("UPDATE connection SET health='off', fault_code='', retry_at=0 WHERE id=?", id); err != nil {
		return err
	}
	tx.Emit("connection", int64(id), 0)
	return tx.change(r, "connection", "removed_at", int64(id), Millis(now))
}

// Tombstone reads a connection, also a removed one.
func (v *View) Tombstone(id desk.ConnectionID) (desk.Connection, error) {
	all, err := collect(v, scanConnection, "SELECT "+connectionColumns+" FROM connection WHERE id=?", id)
	if err == nil && len(all) == 0 {
		err = desk.Refuse(desk.CodeNotFound)
	}
	return first(all), err
}

// ForgetAccount records that a connection is linked to nothing any more.
func (tx *Tx) ForgetAccount(id desk.ConnectionID) error {
	_, err := tx.exec("UPDATE connection SET account='' WHERE id=?", id)
	tx.Emit("connection", int64(id), 0)
	return err
}

// Archive puts a channel away. It was there when its removal began, also where the end of its last connection has put it away meanwhile.
func (tx *Tx) Archive(r desk.RemovalID, id desk.ChannelID, now time.Time) error {
	tx.Emit("channel", int64(id), 0)
	if _, err := tx.exec("UPDATE channel SET archived_at=0 WHERE id=?", id); err != nil {
		return err
	}
	return tx.change(r, "channel", "archived_at", int64(id), Millis(now))
}

// RestoreRoutes brings back the routes of a removed channel, also borrowed ones, and those of its connections elsewhere, as far as the
// connections are there. What became a reserve of another channel by the removal is one no longer.
func (tx *Tx) RestoreRoutes(r desk.Removal) error {
	for _, q := range []string{
		`DELETE FROM route WHERE connection_id IN (SELECT connection_id FROM removal_connection WHERE removal_id=?1)
		 AND NOT EXISTS (SELECT 1 FROM removal_route o WHERE o.removal_id=?1 AND o.channel_id=route.channel_id AND o.connection_id=route.connection_id)`,
		`INSERT INTO route(channel_id, connection_id, position)
		 SELECT o.channel_id, o.connection_id, (SELECT coalesce(max(position),0) FROM route WHERE channel_id=o.channel_id)
		   + row_number() OVER (PARTITION BY o.channel_id ORDER BY o.position)
		 FROM removal_route o JOIN connection c ON c.id=o.connection_id AND c.removed_at=0
		 WHERE o.removal_id=?1 AND (o.channel_id=(SELECT channel_id FROM removal WHERE id=?1)
		   OR o.connection_id IN (SELECT connection_id FROM removal_connection WHERE removal_id=?1))
		 AND NOT EXISTS (SELECT 1 FROM route x WHERE x.channel_id=o.channel_id AND x.connection_id=o.connection_id)`,
	} {
		if _, err := tx.exec(q, r.ID); err != nil {
			return err
		}
	}
	tx.Emit("channel", int64(r.Channel), 0)
	return nil
}

// Purge forgets what would bring a removed channel back.
func (tx *Tx) Purge(id desk.RemovalID) error {
	for _, q := range []string{
		"DELETE FROM removal_change WHERE removal_id=?",
		"DELETE FROM removal_route WHERE removal_id=?",
	} {
		if _, err := tx.exec(q, id); err != nil {
			return err
		}
	}
	return nil
}
