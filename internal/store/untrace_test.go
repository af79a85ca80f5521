package store

import (
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// merged is a database in which two contacts were made one by hand.
func merged(t *testing.T) (db *DB, step desk.ContactStep) {
	t.Helper()
	db, err := Open(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	write(t, db, func(tx *Tx) error {
		for _, number := range []string{"5511982140001", "5511982140002"} {
			if _, _, err := tx.PutContact([]desk.Address{desk.Phone(number)}); err != nil {
				return err
			}
		}
		return tx.SetContactNote(1, "nota")
	})
	step = desk.ContactStep{Act: desk.ContactMerge, Gone: 1, Kept: 2, Changed: 1, At: time.UnixMilli(1)}
	write(t, db, func(tx *Tx) (err error) {
		if step.ID, err = tx.AddContactStep(step, time.Time{}); err != nil {
			return err
		}
		return tx.MergeByHand(step.ID, step.Gone, step.Kept, "Um só")
	})
	return db, step
}

func write(t *testing.T, db *DB, fn func(tx *Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// TestUndoAfterUpgrade: what an older program merged is taken back also where the tables have more columns since.
func TestUndoAfterUpgrade(t *testing.T) {
	db, step := merged(t)
	write(t, db, func(tx *Tx) error {
		_, err := tx.exec("ALTER TABLE contact ADD COLUMN newer INTEGER NOT NULL DEFAULT 7")
		return err
	})
	write(t, db, func(tx *Tx) error { return tx.UndoMerge(step) })
	err := db.Read(t.Context(), func(v *View) error {
		for id, note := range map[desk.ContactID]string{1: "nota", 2: ""} {
			if c, err := v.Contact(id); err != nil || c.Note != note || c.Name != "" || c.Number == "" {
				t.Errorf("%+v, %v", c, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestUndoFails: what cannot be read is no reason to take half of a merge back; nothing is forgotten.
func TestUndoFails(t *testing.T) {
	db, step := merged(t)
	write(t, db, func(tx *Tx) error {
		_, err := tx.exec("UPDATE contact_change SET after='[1]' WHERE id=(SELECT min(id) FROM contact_change)")
		return err
	})
	now := dumpAll(t, db)
	if err := db.Write(t.Context(), func(tx *Tx) error { return tx.UndoMerge(step) }); err == nil {
		t.Error("half of a merge is taken back")
	}
	if after := dumpAll(t, db); after != now {
		t.Error(difference(now, after))
	}
	err := db.Read(t.Context(), func(v *View) error {
		left, err := v.LastTraced(step.ID, 99)
		if len(left) == 0 {
			t.Error("what can be taken back is forgotten")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRootedTables: whatever holds to a contact is looked at before an import that made it is taken back.
func TestRootedTables(t *testing.T) {
	db, _ := merged(t)
	err := db.Read(t.Context(), func(v *View) error {
		all, err := collect(v, func(s scanner) (name string, err error) { return name, s.Scan(&name) },
			`SELECT DISTINCT m.name FROM sqlite_schema m, pragma_foreign_key_list(m.name) k WHERE m.type='table' AND k."table"='contact'`)
		for _, name := range all {
			if !slices.Contains(ties, name) && !slices.Contains(belongings, name) {
				t.Errorf("%s is not looked at", name)
			}
		}
		if len(all) != len(ties)+len(belongings) {
			t.Errorf("%v hold to a contact", all)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
