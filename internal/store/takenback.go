package store

import "github.com/balcao-app/balcao/internal/desk"

// Reacted records that the network took a reaction of ours, under the id that it made, and shows it; what stood there before is kept.
func (tx *Tx) Reacted(g desk.Gesture, remote desk.RemoteID) error {
	if _, err := tx.exec(`UPDATE gesture SET remote_id=?1, before=coalesce(r.emoji, ''), before_by=coalesce(r.by_id, '') FROM (SELECT 1) LEFT JOIN
		(SELECT emoji, by_id FROM reaction WHERE message_id=?2 AND direction='out') AS r WHERE gesture.id=?3`, remote, g.Message, g.ID); err != nil {
		return err
	}
	return tx.SetReaction(g.Message, desk.Reaction{Direction: desk.Out, Emoji: g.Words, At: g.MadeAt, By: g.Client})
}

// ReactionOf finds the reaction of ours that a network speaks of, by our own id of it or by the network's; false when it is none, or was
// given up or refused before.
func (v *View) ReactionOf(on desk.ConnectionID, client, remote desk.RemoteID) (g desk.Gesture, found bool, err error) {
	all, err := collect(v, scanGesture, "SELECT "+gestureColumns+` FROM gesture WHERE connection_id=?1 AND act='react' AND state IN ('queued', 'sending', 'done')
		AND (client_id=?2 AND ?2<>'' OR remote_id=?3 AND ?3<>'') ORDER BY id DESC LIMIT 1`, on, client, remote)
	return first(all), len(all) > 0, err
}

// TakeBackReaction records that the network refused a reaction of ours, also one that it had taken. It fails, unless the operator made a
// later one, and what it had taken the place of shows again, as far as that was not refused as well.
func (tx *Tx) TakeBackReaction(g desk.Gesture, f *desk.Fault) error {
	n, err := tx.exec(`UPDATE gesture SET fault_code=?, raw_code=?, next_at=0, state=CASE WHEN EXISTS (SELECT 1 FROM gesture e
		WHERE e.message_id=gesture.message_id AND e.act=gesture.act AND e.id>gesture.id AND e.state<>'dropped') THEN 'dropped' ELSE 'failed' END WHERE id=?`,
		f.Code, f.Raw, g.ID)
	if err != nil {
		return err
	}
	emoji, by, err := tx.beforeReaction(g.Client)
	if err == nil {
		_, err = tx.exec("UPDATE reaction SET emoji=?, by_id=? WHERE message_id=? AND direction='out' AND by_id=?", emoji, by, g.Message, g.Client)
	}
	if n > 0 {
		tx.Emit("gesture", int64(g.ID), int64(g.Message))
	}
	return tx.changed(g.Message, n, err)
}

// beforeReaction is what stood before a reaction of ours, and by which id it came.
func (v *View) beforeReaction(client desk.RemoteID) (emoji string, by desk.RemoteID, err error) {
	for range 100 { // of a chain in which each was refused
		if _, err := v.row("SELECT before, before_by FROM gesture WHERE client_id=?", []any{client}, &emoji, &by); err != nil {
			return "", "", err
		}
		refused := false
		if _, err := v.row("SELECT fault_code<>'' AND state IN ('failed', 'dropped') FROM gesture WHERE client_id=?", []any{by}, &refused); err != nil {
			return "", "", err
		}
		if !refused {
			break
		}
		client = by
	}
	return emoji, by, nil
}
