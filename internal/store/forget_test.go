package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

const secret = "jabuticabeira encomendada"

// named is a contact with a name of which no file shall hold a word later.
func named(t *testing.T, db *store.DB) desk.ContactID {
	t.Helper()
	var who desk.ContactID
	err := db.Write(t.Context(), func(tx *store.Tx) (err error) {
		if who, _, err = tx.PutContact([]desk.Address{desk.Phone("5511987654321")}); err != nil {
			return err
		}
		return tx.RenameContact(who, secret)
	})
	if err != nil {
		t.Fatal(err)
	}
	return who
}

func holds(t *testing.T, dir string) (found bool) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found = found || bytes.Contains(text, []byte(secret))
	}
	return found
}

// TestForgetWaitsForNobody: while somebody reads an older state it says that something is left, keeps nobody's write waiting, and the
// write after the reader cuts the journal.
func TestForgetWaitsForNobody(t *testing.T) {
	db := open(t, nil)
	who := named(t, db)
	crashed := t.TempDir()
	err := db.Read(t.Context(), func(v *store.View) error {
		if _, err := v.Somebody(who); err != nil {
			return err
		}
		if err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.Erase(who, time.Now()) }); err != nil {
			return err
		}
		written := make(chan time.Duration, 1)
		go func() {
			began := time.Now()
			_ = db.Write(t.Context(), func(tx *store.Tx) error { return tx.Set("theme", "dark") })
			written <- time.Since(began)
		}()
		if !db.Forget(t.Context()) {
			t.Error("all is said to be gone, and somebody reads it")
		}
		if took := <-written; took > time.Second {
			t.Errorf("a write waited for %v", took)
		}
		return os.CopyFS(crashed, os.DirFS(db.Dir()))
	})
	if err != nil {
		t.Fatal(err)
	}
	if !holds(t, crashed) {
		t.Fatal("no file held it, so that nothing is proved")
	}
	if err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.Set("theme", "light") }); err != nil {
		t.Fatal(err)
	}
	if holds(t, db.Dir()) {
		t.Error("the next write left it there")
	}
	again, err := store.Open(store.Options{Dir: crashed})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if holds(t, crashed) {
		t.Error("the start after a crash left it there")
	}
}
