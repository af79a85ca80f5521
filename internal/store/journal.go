package store

import (
	"fmt"

	"github.com/balcao-app/balcao/internal/desk"
)

// change sets a column of one row and writes down what stood there. Table and column are names of the schema, never input.
func (tx *Tx) change(r desk.RemovalID, table, column string, id int64, to any) error {
	if _, err := tx.exec(fmt.Sprintf(`INSERT INTO removal_change(removal_id, tbl, row_id, col, before, after)
		SELECT ?1, '%[1]s', id, '%[2]s', %[2]s, ?3 FROM %[1]s WHERE id=?2 AND %[2]s IS NOT ?3`, table, column), r, id, to); err != nil {
		return err
	}
	_, err := tx.exec(fmt.Sprintf("UPDATE %s SET %s=? WHERE id=?", table, column), to, id)
	return err
}

// changeAll does the same for every row in which the column has a value.
func (tx *Tx) changeAll(r desk.RemovalID, table, column string, from, to any) error {
	if _, err := tx.exec(fmt.Sprintf(`INSERT INTO removal_change(removal_id, tbl, row_id, col, before, after)
		SELECT ?1, '%[1]s', id, '%[2]s', %[2]s, ?3 FROM %[1]s WHERE %[2]s=?2`, table, column), r, from, to); err != nil {
		return err
	}
	_, err := tx.exec(fmt.Sprintf("UPDATE %[1]s SET %[2]s=?2 WHERE %[2]s=?1", table, column), from, to)
	return err
}

// changed is one entry of the journal.
type changed struct {
	id            int64
	table, column string
	row           int64
	before, after any
}

// Unwind takes back the last n changes of a removal that nobody changed again since; more reports whether any are left.
func (tx *Tx) Unwind(r desk.RemovalID, n int) (more bool, err error) {
	all, err := collect(&tx.View, func(s scanner) (c changed, err error) {
		return c, s.Scan(&c.id, &c.table, &c.row, &c.column, &c.before, &c.after)
	}, "SELECT id, tbl, row_id, col, before, after FROM removal_change WHERE removal_id=? ORDER BY id DESC LIMIT ?", r, n)
	if err != nil {
		return false, err
	}
	stale := map[desk.TicketID]bool{}
	for _, c := range all {
		if err := tx.makeRoom(c); err != nil {
			return false, err
		}
		if _, err := tx.exec(fmt.Sprintf("UPDATE OR IGNORE %[1]s SET %[2]s=?1 WHERE id=?2 AND %[2]s IS ?3", c.table, c.column), c.before, c.row, c.after); err != nil {
			return false, err
		}
		if _, err := tx.exec("DELETE FROM removal_change WHERE id=?", c.id); err != nil {
			return false, err
		}
		c.touch(tx, stale)
	}
	for id := range stale {
		if err := tx.Recount(id); err != nil {
			return false, err
		}
	}
	return len(all) == n, nil
}

// makeRoom lets a ticket back to where it was live, in a channel in which its customer began another one since: that one joins it.
func (tx *Tx) makeRoom(c changed) error {
	where := ""
	switch {
	case c.table == "ticket" && c.column == "channel_id":
		where = "n.channel_id=?2 AND t.channel_id=?3 AND t.status<>'closed'"
	case c.table == "ticket" && c.column == "status":
		where = "n.channel_id=t.channel_id AND ?2<>'closed' AND t.status=?3 AND ?3='closed'"
	default:
		return nil
	}
	all, err := collect(&tx.View, func(s scanner) (h heap, err error) { h.live = true; return h, s.Scan(&h.id) },
		"SELECT n.id FROM ticket t JOIN ticket n ON n.contact_id=t.contact_id AND n.status<>'closed' AND n.id<>t.id WHERE t.id=?1 AND "+where,
		c.row, c.before, c.after)
	if err != nil {
		return err
	}
	for _, h := range all {
		if err := tx.mergeTicket(h, desk.TicketID(c.row)); err != nil {
			return err
		}
	}
	return nil
}

// touch tells the listeners of a row that was taken back, and notes tickets whose messages moved.
func (c changed) touch(tx *Tx, stale map[desk.TicketID]bool) {
	switch c.table {
	case "ticket":
		tx.touch(desk.TicketID(c.row))
	case "message":
		for _, v := range []any{c.before, c.after} {
			if id, ok := v.(int64); ok {
				stale[desk.TicketID(id)] = true
			}
		}
	default:
		tx.Emit(c.table, c.row, 0)
	}
}
