package store_test

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

func open(t *testing.T, emit func([]desk.Change)) *store.DB {
	t.Helper()
	db, err := store.Open(store.Options{Dir: t.TempDir(), Emit: emit})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// connection makes a channel with one connection.
func connection(t *testing.T, db *store.DB) (on desk.ConnectionID) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		ch, err := tx.AddChannel("Loja")
		if err != nil {
			return err
		}
		on, err = tx.AddConnection(ch, "fake", "Loja")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return on
}

func setting(t *testing.T, db *store.DB, key string) (value string) {
	t.Helper()
	err := db.Read(t.Context(), func(v *store.View) error {
		all, err := v.Settings()
		value = all[key]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// together runs writes in one transaction: they are queued while another one holds the writer.
func together(t *testing.T, db *store.DB, fns ...func(*store.Tx) error) []error {
	t.Helper()
	held, release := make(chan struct{}), make(chan struct{})
	first := make(chan error, 1)
	go func() {
		first <- db.Write(context.Background(), func(*store.Tx) error { close(held); <-release; return nil })
	}()
	<-held
	errs, done := make([]error, len(fns)), make(chan struct{}, len(fns))
	for i, fn := range fns {
		go func() { errs[i] = db.Write(context.Background(), fn); done <- struct{}{} }()
		for db.Waiting() <= i { // each is queued before the next, so that their order is known
			runtime.Gosched()
		}
	}
	close(release)
	for range fns {
		<-done
	}
	if err := <-first; err != nil {
		t.Fatal(err)
	}
	return errs
}

// TestGroupCommit: writes that share a transaction stand alone: one that fails, or panics, undoes only itself and nobody hears
// of it; the others are told after the commit, in their order.
func TestGroupCommit(t *testing.T) {
	var told []string
	var db *store.DB
	db = open(t, func(changes []desk.Change) {
		for _, c := range changes {
			told = append(told, c.Kind)
		}
		if setting(t, db, "theme") != "dark" { // a reader sees what was told
			t.Error("told before the commit")
		}
	})
	failed := errors.New("no")
	set := func(kind, key, value string, err error) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			if err := tx.Set(key, value); err != nil {
				return err
			}
			tx.Emit(kind, 1, 0)
			return err
		}
	}
	errs := together(t, db,
		set("a", "theme", "dark", nil),
		set("b", "density", "compact", failed),
		func(tx *store.Tx) error { _ = tx.Set("motion", "reduced"); tx.Emit("p", 1, 0); panic("in a write") },
		func(tx *store.Tx) error { return tx.Exec("INSERT INTO nowhere VALUES(1)") },
		set("c", "send_key", "ctrl_enter", nil))
	for i, fails := range []bool{false, true, true, true, false} {
		if (errs[i] != nil) != fails {
			t.Errorf("write %d: %v", i, errs[i])
		}
	}
	if !errors.Is(errs[1], failed) {
		t.Errorf("the write's own error became %v", errs[1])
	}
	if want := []string{"setting", "a", "setting", "c"}; !reflect.DeepEqual(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	for key, want := range map[string]string{"theme": "dark", "density": "comfortable", "motion": "system", "send_key": "ctrl_enter"} {
		if got := setting(t, db, key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}

// TestCancelledWrite: a caller that gave up before its turn gets its own error and nothing is written.
func TestCancelledWrite(t *testing.T) {
	db := open(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := db.Write(ctx, func(tx *store.Tx) error { return tx.Set("theme", "dark") })
	if !errors.Is(err, context.Canceled) || setting(t, db, "theme") != "system" {
		t.Errorf("a cancelled write: %v", err)
	}
}

// TestClosed: a store that was closed refuses writes instead of ending the program.
func TestClosed(t *testing.T) {
	db := open(t, nil)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Write(t.Context(), func(*store.Tx) error { return nil }); err == nil {
		t.Error("written into a closed store")
	}
}

// TestRefusals: a folder in use and a database of a newer program are refused, and nothing of them changes.
func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(store.Options{Dir: dir}); desk.AsFault(err).Code != desk.CodeRunning {
		t.Errorf("a second program: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	edit(t, dir, "PRAGMA user_version=9999")
	if _, err := store.Open(store.Options{Dir: dir}); desk.AsFault(err).Code != desk.CodeNewerSchema {
		t.Errorf("a newer schema: %v", err)
	}
}

// edit runs SQL on the database of a folder, as another program would.
func edit(t *testing.T, dir string, queries ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+url.PathEscape(filepath.Join(dir, store.File)))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range queries {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
}
