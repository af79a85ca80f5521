package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/inbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestDiskFull: while there is no space, what arrives is refused and so not acknowledged to the network, and all that is stored
// can be read; with space again the network's repetition is stored, once.
func TestDiskFull(t *testing.T) {
	told := 0
	db := open(t, func([]desk.Change) { told++ })
	on := connection(t, db)
	take := func(n int) error {
		return inbox.New(db).Receive(t.Context(), on, transport.Incoming{Remote: desk.RemoteID(fmt.Sprint("M", n)), At: time.Now(), Kind: desk.Text,
			From: transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}, Body: fmt.Sprint(n, strings.Repeat("x", 50_000))})
	}
	if err := take(1); err != nil {
		t.Fatal(err)
	}
	if err := db.FillDisk(2); err != nil {
		t.Fatal(err)
	}
	told = 0
	for range 3 {
		if err := take(2); err == nil || desk.AsFault(err).Code != desk.CodeDiskFull {
			t.Fatalf("taken on a full disk: %v", err)
		}
	}
	if told > 0 {
		t.Error("told of a change that was not stored")
	}
	if got := bodies(t, db); len(got) != 1 || !strings.HasPrefix(got[0], "1x") {
		t.Fatalf("%d messages on a full disk", len(got))
	}
	if err := db.FreeDisk(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := take(2); err != nil {
			t.Fatal("with space again:", err)
		}
	}
	if got := bodies(t, db); len(got) != 2 {
		t.Fatalf("%d messages with space again", len(got))
	}
}

// TestDiskFullUndoesNeighbours: what shares a transaction with the write that found the disk full is not stored either, and its
// caller is told so.
func TestDiskFullUndoesNeighbours(t *testing.T) {
	db := open(t, nil)
	if err := db.FillDisk(2); err != nil {
		t.Fatal(err)
	}
	small := func(tx *store.Tx) error { return tx.Set("theme", "dark") }
	big := func(tx *store.Tx) error { return tx.Set("language", strings.Repeat("x", 100_000)) }
	errs := together(t, db, small, big, small)
	for i, err := range errs {
		if err == nil || desk.AsFault(err).Code != desk.CodeDiskFull {
			t.Errorf("write %d: %v", i, err)
		}
	}
	if got := setting(t, db, "theme"); got != "system" {
		t.Errorf("theme %q was stored", got)
	}
	if err := db.FreeDisk(); err != nil {
		t.Fatal(err)
	}
	if err := db.Write(t.Context(), small); err != nil {
		t.Error("with space again:", err)
	}
}

func bodies(t *testing.T, db *store.DB) (all []string) {
	t.Helper()
	err := db.Read(t.Context(), func(v *store.View) error {
		who, err := v.FindContact([]desk.Address{desk.Phone("5511987650001")})
		if err != nil {
			return err
		}
		page, _, err := v.Page(store.PageAsk{Contact: who, Limit: 100})
		for _, m := range page {
			all = append(all, m.Body)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
