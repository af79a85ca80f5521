package store

import (
	"fmt"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// AddContactStep begins a step that is written down by Trace, and forgets those that cannot be taken back any more.
func (tx *Tx) AddContactStep(s desk.ContactStep, forget time.Time) (int64, error) {
	for _, q := range []string{
		"DELETE FROM contact_change WHERE step_id IN (SELECT id FROM contact_step WHERE at<?)",
		"DELETE FROM contact_step WHERE at<?",
	} {
		if _, err := tx.exec(q, Millis(forget)); err != nil {
			return 0, err
		}
	}
	tx.Emit("people", 0, 0)
	return tx.insert("INSERT INTO contact_step(act, name, kept_id, gone_id, changed, at) VALUES(?,?,?,?,?,?)", s.Act, s.Name, s.Kept, s.Gone, s.Changed, Millis(s.At))
}

// CountStep adds to how many contacts a step changed.
func (tx *Tx) CountStep(id int64, changed int) error {
	_, err := tx.exec("UPDATE contact_step SET changed=changed+? WHERE id=?", changed, id)
	tx.Emit("people", id, 0)
	return err
}

// EndContactStep forgets a step that was taken back, or that changed nothing.
func (tx *Tx) EndContactStep(id int64) error {
	if _, err := tx.exec("DELETE FROM contact_change WHERE step_id=?", id); err != nil {
		return err
	}
	_, err := tx.exec("DELETE FROM contact_step WHERE id=?", id)
	tx.Emit("people", id, 0)
	return err
}

const stepColumns = "SELECT id, act, name, kept_id, gone_id, changed, at FROM contact_step "

func scanContactStep(s scanner) (c desk.ContactStep, err error) {
	var at int64
	err = s.Scan(&c.ID, &c.Act, &c.Name, &c.Kept, &c.Gone, &c.Changed, &at)
	c.At = Time(at)
	return c, err
}

// ContactSteps lists what was done since a time and can be taken back, the newest first.
func (v *View) ContactSteps(since time.Time) ([]desk.ContactStep, error) {
	return collect(v, scanContactStep, stepColumns+"WHERE at>=? AND changed>0 ORDER BY id DESC", Millis(since))
}

// ContactStep reads one step; not_found.
func (v *View) ContactStep(id int64) (desk.ContactStep, error) {
	all, err := collect(v, scanContactStep, stepColumns+"WHERE id=?", id)
	if err == nil && len(all) == 0 {
		return desk.ContactStep{}, desk.Refuse(desk.CodeNotFound)
	}
	if err != nil {
		return desk.ContactStep{}, err
	}
	return all[0], nil
}

// ties are the tables whose rows keep a contact from going.
var ties = []string{"ticket", "message", "early", "sighting", "last_inbound", "former", "delivery", "contact_block", "author", "author_address"}

// belongings are the tables of what somebody wrote about a contact beside its own row.
var belongings = []string{"address", "contact_field", "contact_tag"}

// Rooted lists the contacts that a step made and that cannot go any more: something was said with them, or somebody wrote about them.
func (v *View) Rooted(step int64) (map[int64]bool, error) {
	columns, err := v.layoutOf(step)
	if err != nil {
		return nil, err
	}
	t, err := v.tracedAs(columns, "contact")
	if err != nil {
		return nil, err
	}
	rooted := []string{t.row("c") + "<>(SELECT after FROM contact_change l WHERE l.step_id=?1 AND l.contact_id=c.id AND l.tbl='contact' ORDER BY l.id DESC LIMIT 1)"}
	for _, name := range ties {
		rooted = append(rooted, "EXISTS (SELECT 1 FROM "+name+" WHERE contact_id=c.id)")
	}
	for _, name := range belongings {
		if t, err = v.tracedAs(columns, name); err != nil {
			return nil, err
		}
		rooted = append(rooted, fmt.Sprintf(`EXISTS (SELECT 1 FROM %[1]s b WHERE b.contact_id=c.id AND %[2]s NOT IN
			(SELECT after FROM contact_change l WHERE l.step_id=?1 AND l.contact_id=c.id AND l.tbl='%[1]s'))`, name, t.row("b")))
	}
	all, err := collect(v, func(s scanner) (id int64, err error) { return id, s.Scan(&id) }, `SELECT c.id FROM contact_change m JOIN contact c ON c.id=m.contact_id
		WHERE m.step_id=?1 AND m.tbl='contact' AND m.before='' AND (`+strings.Join(rooted, " OR ")+")", step)
	ids := make(map[int64]bool, len(all))
	for _, id := range all {
		ids[id] = true
	}
	return ids, err
}
