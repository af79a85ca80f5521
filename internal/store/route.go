package store

import (
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// AddRoute makes a connection the last of a channel's routes. One that is a route already stays where it is.
func (tx *Tx) AddRoute(channel desk.ChannelID, id desk.ConnectionID) error {
	_, err := tx.exec(`INSERT INTO route(channel_id, connection_id, position)
		SELECT ?1, ?2, coalesce(max(position),0)+1 FROM route WHERE channel_id=?1 ON CONFLICT(channel_id, connection_id) DO NOTHING`, channel, id)
	tx.Emit("channel", int64(channel), 0)
	return err
}

// DropRoute takes a connection out of a channel's routes; false when it was none.
func (tx *Tx) DropRoute(channel desk.ChannelID, id desk.ConnectionID) (bool, error) {
	n, err := tx.exec("DELETE FROM route WHERE channel_id=? AND connection_id=?", channel, id)
	tx.Emit("channel", int64(channel), 0)
	return n > 0, err
}

// Routed reports whether a connection is a route of the channel in which a message stands.
func (v *View) Routed(m desk.MessageID, id desk.ConnectionID) (bool, error) {
	var one int
	return v.row(`SELECT 1 FROM message m JOIN ticket t ON t.id=m.ticket_id JOIN route r ON r.channel_id=t.channel_id
		WHERE m.id=? AND r.connection_id=?`, []any{m, id}, &one)
}

// Routes lists the connections of a channel in sending order.
func (v *View) Routes(channel desk.ChannelID) ([]desk.Connection, error) {
	return collect(v, scanConnection, "SELECT "+connectionColumns+` FROM connection WHERE removed_at=0
		AND id IN (SELECT connection_id FROM route WHERE channel_id=?1)
		ORDER BY (SELECT position FROM route WHERE channel_id=?1 AND connection_id=id)`, channel)
}

// SetRoutes puts the connections of a channel into the order in which they are tried. It must name exactly those it has.
func (tx *Tx) SetRoutes(channel desk.ChannelID, order []desk.ConnectionID) error {
	have, err := tx.Routes(channel)
	if err != nil {
		return err
	}
	if len(have) != len(order) {
		return desk.Refuse(desk.CodeBadRequest)
	}
	for _, c := range have {
		if !slices.Contains(order, c.ID) {
			return desk.Refuse(desk.CodeBadRequest)
		}
	}
	if _, err := tx.exec("DELETE FROM route WHERE channel_id=?", channel); err != nil {
		return err
	}
	for i, id := range order {
		if _, err := tx.exec("INSERT INTO route(channel_id, connection_id, position) VALUES(?,?,?)", channel, id, i+1); err != nil {
			return err
		}
	}
	tx.Emit("channel", int64(channel), 0)
	return nil
}

// ownFirst makes one of a channel's own connections its main one again, if it has any: a borrowed one is a reserve.
func (tx *Tx) ownFirst(channel desk.ChannelID) error {
	all, err := tx.Routes(channel)
	own := slices.IndexFunc(all, func(c desk.Connection) bool { return c.Channel == channel })
	if err != nil || own <= 0 {
		return err
	}
	order := []desk.ConnectionID{all[own].ID}
	for i, c := range all {
		if i != own {
			order = append(order, c.ID)
		}
	}
	return tx.SetRoutes(channel, order)
}

// Unmake forgets a connection that was only just made, with the channel that was made for it: nothing stays of a try that failed. False
// when something hangs on it already, which only a removal may take away.
func (tx *Tx) Unmake(id desk.ConnectionID, channel desk.ChannelID) (bool, error) {
	for _, h := range hangs {
		if h.column != "connection_id" || h.table == "route" || h.table == "event" {
			continue
		}
		var one int
		if found, err := tx.row("SELECT 1 FROM "+h.table+" WHERE connection_id=? LIMIT 1", []any{id}, &one); err != nil || found {
			return false, err
		}
	}
	for _, q := range []string{"DELETE FROM route WHERE connection_id=?", "DELETE FROM event WHERE connection_id=?", "DELETE FROM connection WHERE id=?"} {
		if _, err := tx.exec(q, id); err != nil {
			return false, err
		}
	}
	tx.Emit("connection", int64(id), 0)
	if channel == 0 {
		return true, nil
	}
	tx.Emit("channel", int64(channel), 0)
	_, err := tx.exec(`DELETE FROM channel WHERE id=?1 AND NOT EXISTS (SELECT 1 FROM connection WHERE channel_id=?1)
		AND NOT EXISTS (SELECT 1 FROM ticket WHERE channel_id=?1) AND NOT EXISTS (SELECT 1 FROM route WHERE channel_id=?1)
		AND NOT EXISTS (SELECT 1 FROM event WHERE channel_id=?1)`, channel)
	return true, err
}

// HoldAstray holds what waits on connections that are no routes of its conversation's channel any more: nothing leaves by a way that the
// operator took back.
func (tx *Tx) HoldAstray(channel desk.ChannelID, on ...desk.ConnectionID) error {
	all, err := tx.Astray(channel)
	if err != nil {
		return err
	}
	return tx.holdAll(slices.DeleteFunc(all, func(d desk.Delivery) bool { return !slices.Contains(on, d.Connection) }))
}

// AddConnection makes a connection at home in a channel, as the last of its routes.
func (tx *Tx) AddConnection(home desk.ChannelID, kind desk.Kind, name string) (desk.ConnectionID, error) {
	id, err := tx.insert("INSERT INTO connection(channel_id, kind, name) VALUES(?,?,?)", home, kind, name)
	if err != nil {
		return 0, err
	}
	if err := tx.AddRoute(home, desk.ConnectionID(id)); err != nil {
		return 0, err
	}
	tx.Emit("connection", id, int64(home))
	return desk.ConnectionID(id), tx.Record(desk.EventAdded, home, desk.ConnectionID(id), "", time.Now())
}
