package store

import "github.com/balcao-app/balcao/internal/desk"

// Fields lists what the operator wants to know of contacts, the oldest first.
func (v *View) Fields() ([]desk.Field, error) {
	return collect(v, func(s scanner) (f desk.Field, err error) { return f, s.Scan(&f.ID, &f.Name, &f.Variable, &f.Kind) },
		"SELECT id, name, variable, kind FROM field ORDER BY id")
}

// PutField makes a field that desk.CheckField accepted, where its id is 0, or renames one: its variable and its kind stay. name_taken
// where another one is called so, too_many where there are desk.MostFields.
func (tx *Tx) PutField(f desk.Field) (desk.FieldID, error) {
	all, err := tx.Fields()
	if err != nil {
		return 0, err
	}
	for _, other := range all {
		if other.ID != f.ID && (desk.Fold(other.Name) == desk.Fold(f.Name) || f.ID == 0 && other.Variable == f.Variable) {
			return 0, desk.Refuse(desk.CodeNameTaken)
		}
	}
	tx.Emit("field", int64(f.ID), 0)
	if f.ID == 0 {
		if len(all) >= desk.MostFields {
			return 0, desk.Refuse(desk.CodeTooMany)
		}
		id, err := tx.insert("INSERT INTO field(name, variable, kind) VALUES(?,?,?)", f.Name, f.Variable, f.Kind)
		return desk.FieldID(id), err
	}
	n, err := tx.exec("UPDATE field SET name=? WHERE id=?", f.Name, f.ID)
	if err == nil && n == 0 {
		err = desk.Refuse(desk.CodeNotFound)
	}
	return f.ID, err
}

// RemoveField forgets a field and all its values.
func (tx *Tx) RemoveField(id desk.FieldID) error {
	if _, err := tx.exec("DELETE FROM contact_field WHERE field_id=?", id); err != nil {
		return err
	}
	_, err := tx.exec("DELETE FROM field WHERE id=?", id)
	tx.Emit("field", int64(id), 0)
	return err
}

// CountValues counts the contacts of whom a field tells something.
func (v *View) CountValues(id desk.FieldID) (n int, err error) {
	_, err = v.row("SELECT count(*) FROM contact_field WHERE field_id=?", []any{id}, &n)
	return n, err
}

// Values lists what the fields tell of a contact.
func (v *View) Values(id desk.ContactID) ([]desk.FieldValue, error) {
	return collect(v, func(s scanner) (f desk.FieldValue, err error) { return f, s.Scan(&f.Field, &f.Value) },
		"SELECT field_id, value FROM contact_field WHERE contact_id=? ORDER BY field_id", id)
}

// SetValue keeps what a field tells of a contact, as typed; empty forgets it. Faults: not_found, field_value.
func (tx *Tx) SetValue(id desk.ContactID, field desk.FieldID, typed string) error {
	var kind desk.FieldKind
	found, err := tx.row("SELECT kind FROM field WHERE id=? AND EXISTS (SELECT 1 FROM contact WHERE id=? AND erased_at=0)", []any{field, id}, &kind)
	if err != nil || !found {
		if err == nil {
			err = desk.Refuse(desk.CodeNotFound)
		}
		return err
	}
	value, f := kind.CheckValue(typed)
	if f != nil {
		return f
	}
	if value == "" {
		_, err = tx.exec("DELETE FROM contact_field WHERE contact_id=? AND field_id=?", id, field)
	} else {
		_, err = tx.exec(`INSERT INTO contact_field(contact_id, field_id, value) VALUES(?,?,?)
			ON CONFLICT DO UPDATE SET value=excluded.value WHERE value<>excluded.value`, id, field, value)
	}
	tx.Emit("contact", int64(id), 0)
	return err
}
