package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// AddChannel makes a channel at the end of the list.
func (tx *Tx) AddChannel(name string) (desk.ChannelID, error) {
	id, err := tx.insert("INSERT INTO channel(name, position) SELECT ?, coalesce(max(position),0)+1 FROM channel", name)
	tx.Emit("channel", id, 0)
	return desk.ChannelID(id), err
}

// RenameChannel gives a channel another name.
func (tx *Tx) RenameChannel(id desk.ChannelID, name string) error {
	n, err := tx.exec("UPDATE channel SET name=? WHERE id=?", name, id)
	if err == nil && n == 0 {
		return desk.Refuse(desk.CodeNotFound)
	}
	tx.Emit("channel", int64(id), 0)
	return err
}

// Channels lists the channels in their order.
func (v *View) Channels() ([]desk.Channel, error) {
	return collect(v, func(s scanner) (c desk.Channel, err error) {
		return c, s.Scan(&c.ID, &c.Name, &c.Position, &c.Policy, &c.IgnoreOutside)
	}, "SELECT id, name, position, policy, ignore_outside FROM channel WHERE archived_at=0 ORDER BY position, id")
}

// Archived lists the channels that are no more and still have conversations, which stay readable under their names.
func (v *View) Archived() ([]desk.Channel, error) {
	return collect(v, func(s scanner) (c desk.Channel, err error) {
		return c, s.Scan(&c.ID, &c.Name)
	}, "SELECT id, name FROM channel WHERE archived_at>0 AND EXISTS (SELECT 1 FROM ticket WHERE channel_id=channel.id) ORDER BY id")
}

// CountConnections is how many connections there are.
func (v *View) CountConnections() (n int, err error) {
	_, err = v.row("SELECT count(*) FROM connection WHERE removed_at=0", nil, &n)
	return n, err
}

const connectionColumns = "id, channel_id, kind, name, number, account, wanted, health, fault_code, since, retry_at, percent, unshared, config, hook, calls, call_text, webphone"

func scanConnection(s scanner) (c desk.Connection, err error) {
	var since, retry int64
	var config []byte
	err = s.Scan(&c.ID, &c.Channel, &c.Kind, &c.Name, &c.Number, &c.Account, &c.Wanted, &c.Health, &c.Fault, &since, &retry, &c.Percent, &c.Unshared,
		&config, &c.Hook, &c.Calls, &c.CallText, &c.Webphone)
	if err == nil {
		err = json.Unmarshal(config, &c.Config)
	}
	c.Since, c.RetryAt = Time(since), Time(retry)
	return c, err
}

// Connections lists the connections that were not removed.
func (v *View) Connections() ([]desk.Connection, error) {
	return collect(v, scanConnection, "SELECT "+connectionColumns+" FROM connection WHERE removed_at=0 ORDER BY id")
}

// Connection reads one connection.
func (v *View) Connection(id desk.ConnectionID) (desk.Connection, error) {
	all, err := collect(v, scanConnection, "SELECT "+connectionColumns+" FROM connection WHERE id=? AND removed_at=0", id)
	if err == nil && len(all) == 0 {
		return desk.Connection{}, desk.Refuse(desk.CodeNotFound)
	}
	if err != nil {
		return desk.Connection{}, err
	}
	return all[0], nil
}

// SetHealth records the state of a connection. Since moves only when the state changed; attempts to come back, and the pauses between
// them, are one state.
func (tx *Tx) SetHealth(id desk.ConnectionID, h desk.Health, code desk.Code, now, retryAt time.Time) error {
	if err := tx.recordHealth(id, h, code, now); err != nil && desk.AsFault(err).Code != desk.CodeNotFound {
		return err
	}
	n, err := tx.exec(`UPDATE connection SET health=?2, fault_code=?3, retry_at=?5, since=CASE WHEN health=?2
			OR health IN ('connecting','retrying') AND ?2 IN ('connecting','retrying') THEN since ELSE ?4 END
		WHERE id=?1 AND removed_at=0 AND (health<>?2 OR fault_code<>?3 OR retry_at<>?5)`, id, h, code, Millis(now), Millis(retryAt))
	if n > 0 {
		tx.Emit("connection", int64(id), 0)
	}
	return err
}

// SetAccount records what a connection was linked to. Networks spell one number in several ways; it is kept in one, since connections
// of the same number are found by it.
func (tx *Tx) SetAccount(id desk.ConnectionID, account, number string) error {
	number = desk.Phone(number).Canonical()
	_, err := tx.exec("UPDATE connection SET account=?1, number=?2, wanted=1, percent=0, unshared=CASE WHEN number=?2 THEN unshared ELSE 0 END WHERE id=?3", account, number, id)
	tx.Emit("connection", int64(id), 0)
	return err
}

// SetWanted records whether the operator wants the connection up.
func (tx *Tx) SetWanted(id desk.ConnectionID, wanted bool) error {
	_, err := tx.exec("UPDATE connection SET wanted=? WHERE id=?", wanted, id)
	tx.Emit("connection", int64(id), 0)
	return err
}

// SetUnshared records that the old conversations of a connection will not come.
func (tx *Tx) SetUnshared(id desk.ConnectionID) error {
	n, err := tx.exec("UPDATE connection SET unshared=1 WHERE id=? AND unshared=0", id)
	if n > 0 {
		tx.Emit("connection", int64(id), 0)
	}
	return err
}

// SetPercent records how much of the announced history was taken.
func (tx *Tx) SetPercent(id desk.ConnectionID, percent int) error {
	n, err := tx.exec("UPDATE connection SET percent=max(percent, ?) WHERE id=? AND percent<?", percent, id, percent)
	if n > 0 {
		tx.Emit("connection", int64(id), 0)
	}
	return err
}

// RemoveConnection leaves a tombstone, so that old messages still say where they came from. Its routes go, also those of channels that
// borrowed it, and what waits on it is held for the operator. A channel may be left without any connection.
func (tx *Tx) RemoveConnection(id desk.ConnectionID, now time.Time) error {
	c, err := tx.Connection(id)
	if err != nil {
		return err
	}
	if err := tx.Record(desk.EventRemoved, c.Channel, id, "", now); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM route WHERE connection_id=?", id); err != nil {
		return err
	}
	if err := tx.holdQueued(id); err != nil {
		return err
	}
	if _, err = tx.exec("UPDATE connection SET health='off', account='', removed_at=? WHERE id=?", Millis(now), id); err != nil {
		return err
	}
	tx.Emit("connection", int64(id), 0)
	tx.Emit("channel", 0, 0)
	return tx.ownFirst(c.Channel)
}

// AtHome lists the connections whose inbound goes to a channel.
func (v *View) AtHome(channel desk.ChannelID) ([]desk.Connection, error) {
	return collect(v, scanConnection, "SELECT "+connectionColumns+" FROM connection WHERE channel_id=? AND removed_at=0 ORDER BY id", channel)
}

// Channel reads one channel, also an archived one.
func (v *View) Channel(id desk.ChannelID) (c desk.Channel, err error) {
	found, err := v.row("SELECT id, name, position, policy, ignore_outside FROM channel WHERE id=?", []any{id},
		&c.ID, &c.Name, &c.Position, &c.Policy, &c.IgnoreOutside)
	if err == nil && !found {
		return c, desk.Refuse(desk.CodeNotFound)
	}
	return c, err
}

// SetPolicy records whether a channel goes on to its reserves.
func (tx *Tx) SetPolicy(id desk.ChannelID, p desk.Policy) error {
	return tx.setChannel("UPDATE channel SET policy=? WHERE id=?", p, id)
}

// SetIgnoreOutside records whether what our account writes outside the program is left out.
func (tx *Tx) SetIgnoreOutside(id desk.ChannelID, on bool) error {
	return tx.setChannel("UPDATE channel SET ignore_outside=? WHERE id=?", on, id)
}

func (tx *Tx) setChannel(query string, value any, id desk.ChannelID) error {
	n, err := tx.exec(query, value, id)
	if err == nil && n == 0 {
		return desk.Refuse(desk.CodeNotFound)
	}
	tx.Emit("channel", int64(id), 0)
	return err
}

// SetConfig records the fields of a connection that are no secrets.
func (tx *Tx) SetConfig(id desk.ConnectionID, config map[string]string) error {
	text, err := json.Marshal(config)
	if err != nil {
		return fmt.Errorf("write the fields of a connection: %w", err)
	}
	_, err = tx.exec("UPDATE connection SET config=? WHERE id=?", string(text), id)
	tx.Emit("connection", int64(id), 0)
	return err
}

// SetHook records where the network of a connection calls us.
func (tx *Tx) SetHook(id desk.ConnectionID, hook string) error {
	_, err := tx.exec("UPDATE connection SET hook=? WHERE id=?", hook, id)
	tx.Emit("connection", int64(id), 0)
	return err
}

// Alike lists the other connections of the same number: what one sees, the other may see as well.
func (v *View) Alike(id desk.ConnectionID) ([]desk.ConnectionID, error) {
	return collect(v, func(s scanner) (other desk.ConnectionID, err error) { return other, s.Scan(&other) },
		`SELECT o.id FROM connection c JOIN connection o ON o.number=c.number AND o.id<>c.id
		 WHERE c.id=? AND c.number<>'' AND o.removed_at=0 ORDER BY o.id`, id)
}
