package store

import (
	"strconv"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Tags lists all tags by name.
func (v *View) Tags() ([]desk.Tag, error) {
	return collect(v, func(s scanner) (t desk.Tag, err error) { return t, s.Scan(&t.ID, &t.Name, &t.Color) },
		"SELECT id, name, color FROM tag ORDER BY fold(name), id")
}

// PutTag makes a tag, where its id is 0, or changes one.
func (tx *Tx) PutTag(t desk.Tag) (desk.TagID, error) {
	tx.Emit("tag", int64(t.ID), 0)
	if t.ID == 0 {
		id, err := tx.insert("INSERT INTO tag(name, color) VALUES(?,?)", t.Name, t.Color)
		return desk.TagID(id), err
	}
	n, err := tx.exec("UPDATE tag SET name=?, color=? WHERE id=?", t.Name, t.Color, t.ID)
	if err == nil && n == 0 {
		return 0, desk.Refuse(desk.CodeNotFound)
	}
	return t.ID, err
}

// Tagged counts the contacts that a tag hangs on.
func (v *View) Tagged(id desk.TagID) (n int, err error) {
	_, err = v.row("SELECT count(*) FROM contact_tag WHERE tag_id=?", []any{id}, &n)
	return n, err
}

// RemoveTag takes a tag off everybody and forgets it.
func (tx *Tx) RemoveTag(id desk.TagID) error {
	if _, err := tx.exec("DELETE FROM contact_tag WHERE tag_id=?", id); err != nil {
		return err
	}
	_, err := tx.exec("DELETE FROM tag WHERE id=?", id)
	tx.Emit("tag", int64(id), 0)
	return err
}

// Hang puts a tag on a contact, or takes it off; false when that was so already.
func (tx *Tx) Hang(c desk.ContactID, id desk.TagID, on bool) (bool, error) {
	query := "DELETE FROM contact_tag WHERE contact_id=? AND tag_id=?"
	if on {
		query = "INSERT INTO contact_tag(contact_id, tag_id) SELECT ?1, id FROM tag WHERE id=?2 ON CONFLICT DO NOTHING"
	}
	n, err := tx.exec(query, c, id)
	if n > 0 {
		tx.Emit("contact", int64(c), 0)
	}
	return n > 0, err
}

// tagList is what the ids of a contact's tags are read into.
type tagList struct{ to *[]desk.TagID }

// Scan implements sql.Scanner.
func (l tagList) Scan(value any) error {
	*l.to = nil
	text, _ := value.(string)
	for part := range strings.SplitSeq(text, ",") {
		if id, err := strconv.ParseInt(part, 10, 64); err == nil {
			*l.to = append(*l.to, desk.TagID(id))
		}
	}
	return nil
}

// Reasons lists the reasons for closing that can be chosen, the oldest first.
func (v *View) Reasons() ([]desk.Reason, error) {
	return collect(v, scanReason, "SELECT id, name FROM reason WHERE removed_at=0 ORDER BY id")
}

func scanReason(s scanner) (r desk.Reason, err error) { return r, s.Scan(&r.ID, &r.Name) }

// Reason reads one reason, also one that can no longer be chosen; not_found if there never was one.
func (v *View) Reason(id desk.ReasonID) (r desk.Reason, err error) {
	found, err := v.row("SELECT id, name FROM reason WHERE id=?", []any{id}, &r.ID, &r.Name)
	if err == nil && !found {
		return r, desk.Refuse(desk.CodeNotFound)
	}
	return r, err
}

// PutReason makes a reason, where its id is 0, or renames one.
func (tx *Tx) PutReason(r desk.Reason) (desk.ReasonID, error) {
	tx.Emit("reason", int64(r.ID), 0)
	if r.ID == 0 {
		id, err := tx.insert("INSERT INTO reason(name) VALUES(?)", r.Name)
		return desk.ReasonID(id), err
	}
	n, err := tx.exec("UPDATE reason SET name=? WHERE id=? AND removed_at=0", r.Name, r.ID)
	if err == nil && n == 0 {
		return 0, desk.Refuse(desk.CodeNotFound)
	}
	return r.ID, err
}

// RemoveReason takes a reason from the list. Tickets that were closed for it keep it.
func (tx *Tx) RemoveReason(id desk.ReasonID, at time.Time) error {
	_, err := tx.exec("UPDATE reason SET removed_at=? WHERE id=? AND removed_at=0", Millis(at), id)
	tx.Emit("reason", int64(id), 0)
	return err
}
