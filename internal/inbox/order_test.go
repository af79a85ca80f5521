package inbox

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

var seeds = flag.Int("seeds", 200, "how many orders TestOrder tries")

// plots is how many different stories the orders are made of; the in-order run of each is done once.
const plots = 5

// TestOrder is the promise of Receive: any order and any repetition of what a network tells leaves the rows of the in-order run.
// More orders: go test ./internal/inbox -run Order -seeds 1000
func TestOrder(t *testing.T) {
	folder := template(t)
	stories, want := make([]story, plots), make([][]string, plots)
	for i := range stories {
		stories[i] = tell(uint64(i))
		want[i] = play(t, folder, stories[i].ours, stories[i].events)
	}
	t.Run("seeds", func(t *testing.T) {
		for seed := range *seeds {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				i := seed % plots
				got := play(t, folder, stories[i].ours, stories[i].shuffled(uint64(seed)))
				if d := difference(want[i], got); d != "" {
					t.Fatalf("story %d, order %d:\n%s", i, seed, d)
				}
			})
		}
	})
}

// TestOrderHasSubstance keeps the stories from becoming trivial.
func TestOrderHasSubstance(t *testing.T) {
	folder := template(t)
	s := tell(0)
	if len(s.events) < 1000 {
		t.Fatalf("a story of %d events", len(s.events))
	}
	rows := map[string]int{}
	for _, line := range play(t, folder, s.ours, s.events) {
		var table string
		_, _ = fmt.Sscan(line, &table)
		rows[table]++
		for _, kind := range []string{lineMoved, lineRekeyed, lineStopped, lineResumed, "marketing_stopped=1", "state=missed", "state=answered"} {
			if strings.Contains(line+" ", kind+" ") {
				rows[kind]++
			}
		}
	}
	for table, least := range map[string]int{"message": 300, "reaction": 30, "early": 5, "attachment": 20, "ticket": 26, "contact": 26, "former": 12,
		"call": 10, "state=missed": 2, "state=answered": 2, lineMoved: 14, lineRekeyed: 5, lineStopped: 5, lineResumed: 5, "marketing_stopped=1": 2} {
		if rows[table] < least {
			t.Errorf("%s: %d rows, want at least %d", table, rows[table], least)
		}
	}
}

// template is a closed data folder with two channels, copied for each run.
func template(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), func(tx *store.Tx) error {
		for _, number := range []string{"5511900000001", "5511900000002"} {
			ch, err := tx.AddChannel(number)
			if err != nil {
				return err
			}
			on, err := tx.AddConnection(ch, "fake", number)
			if err != nil {
				return err
			}
			if err := tx.SetAccount(on, number, number); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// play hears the events on a fresh copy of the folder, after what the operator wrote, and returns its rows. It hears them in one transaction, through the same
// intake that Receive gives each: what is tested is the order, and a thousand waits for the disk would only hide it.
func play(t *testing.T, folder string, ours []own, events []heard) []string {
	t.Helper()
	dir := memory(t)
	data, err := os.ReadFile(filepath.Join(folder, store.File))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, store.File), data, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	New(db) // which takes the words that waited for an id
	err = db.Write(context.Background(), func(tx *store.Tx) error {
		for _, o := range ours {
			if err := o.send(tx); err != nil {
				return err
			}
		}
		for i, h := range events {
			if h.named != nil {
				if err := h.named.named(tx); err != nil {
					return err
				}
				continue
			}
			if err := (&intake{tx: tx, on: h.on, now: time.Now()}).take(h.event); err != nil {
				return fmt.Errorf("event %d, %T: %w", i, h.event, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rows := canonical(t, dir)
	carried(t, db, dir)
	return rows
}

// memory is a folder for one run, in memory where the system has such a place: two hundred runs need not wait for a disk.
func memory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "balcao")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// carried checks that the columns which tickets carry for the list are what their messages say.
func carried(t *testing.T, db *store.DB, dir string) {
	t.Helper()
	before := raw(t, dir, "ticket")
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		for _, row := range before {
			if err := tx.Recount(desk.TicketID(row["id"].(int64))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, after := range raw(t, dir, "ticket") {
		if fmt.Sprint(before[i]) != fmt.Sprint(after) {
			t.Errorf("carried  %v\nrecounts %v", before[i], after)
		}
	}
}

// shuffled is the story with a fifth of its events told once more, in any order.
func (s story) shuffled(seed uint64) []heard {
	r := rand.New(rand.NewPCG(seed, 1))
	all := slices.Clone(s.events)
	for range len(all) / 5 {
		all = append(all, s.events[r.IntN(len(s.events))])
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}
