package search

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/inbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestMadeAnew: a file that is missing, cut, overwritten or of another version is made anew, and then finds what there is.
func TestMadeAnew(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"missing": func(path string) error { return os.Remove(path) },
		"empty":   func(path string) error { return os.Truncate(path, 0) },
		"cut":     func(path string) error { return os.Truncate(path, 8192) },
		"garbage": func(path string) error { return os.WriteFile(path, []byte(strings.Repeat("garbage ", 9000)), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			for i := range 300 {
				o.say(ana, fmt.Sprintf("bolo %d de laranja com muitas palavras", i), i)
			}
			o.settle()
			o.Close()
			if err := harm(filepath.Join(o.DB.Dir(), store.SearchFile)); err != nil {
				t.Fatal(err)
			}
			o.Service = New(o.Needs)
			o.run(func(a Answer) bool { return len(a.Hits) == 30 }, Ask{Query: "laranja"})
		})
	}
}

// run lets the worker work until a question is answered as expected.
func (o *office) run(enough func(Answer) bool, a Ask) {
	o.t.Helper()
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- o.Run(ctx) }()
	defer func() {
		end()
		if err := <-ended; err != nil {
			o.t.Error(err)
		}
	}()
	deadline := time.Now().Add(30 * time.Second)
	for !enough(o.find(a)) {
		if time.Now().After(deadline) {
			o.t.Fatalf("found %+v", o.find(a))
		}
		o.Wake()
	}
}

// TestDamagedWhileOpen: a page of the file that turns to garbage under the program is noticed by whoever reads it, and mended.
func TestDamagedWhileOpen(t *testing.T) {
	o := newOffice(t)
	for i := range 2000 {
		o.say(ana, fmt.Sprintf("bolo %d de laranja com palavra%d", i, i*7919), i)
		if i%100 == 0 {
			o.settle()
		}
	}
	o.settle()
	o.Close()
	path := filepath.Join(o.DB.Dir(), store.SearchFile)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	for at := int64(10 * 4096); at < info.Size(); at += 4096 { // what opening reads stays
		if _, err := f.WriteAt([]byte(strings.Repeat("\xa5", 4096)), at); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	o.Service = New(o.Needs)
	o.run(func(a Answer) bool { return len(a.Hits) == 30 && a.Ready == 100 }, Ask{Query: "laranja"})
}

// TestAnotherDatabase: an index that knows of more than there is belongs to another state of the database.
func TestAnotherDatabase(t *testing.T) {
	o := newOffice(t)
	o.say(ana, "bolo", 1)
	o.settle()
	if _, err := o.index.writer.Exec("UPDATE mark SET message=99"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.step(t.Context()); !damaged(err) {
		t.Fatalf("not noticed: %v", err)
	}
	o.run(func(a Answer) bool { return len(a.Hits) == 1 }, Ask{Query: "bolo"})
}

// TestOlderCopy: an older copy of the database, put beside the index, is noticed also after it grew past what the index knows.
func TestOlderCopy(t *testing.T) {
	o := newOffice(t)
	o.say(ana, "bolo", 1)
	o.settle()
	path := filepath.Join(o.DB.Dir(), store.File)
	o.again(nil)
	o.settle()
	if texts(o.find(Ask{Query: "bolo"})) != "bolo" {
		t.Fatal("the index of the same database is not used")
	}
	var older []byte
	o.again(func() (err error) { older, err = os.ReadFile(path); return err })
	o.say(ana, "torta", 2)
	o.settle()
	o.again(func() error { return os.WriteFile(path, older, 0o600) })
	o.say(ana, "pudim", 3)
	o.say(ana, "quindim", 4)
	if _, err := o.step(t.Context()); !damaged(err) {
		t.Fatalf("not noticed: %v", err)
	}
	o.run(func(a Answer) bool { return len(a.Hits) == 1 }, Ask{Query: "pudim"})
	o.expect(Ask{Query: "torta"}, "")
	o.expect(Ask{Query: "bolo"}, "bolo")
}

// TestOlderIndex: an index from before a change, put back by a power cut or by hand, is noticed once the change was done with.
func TestOlderIndex(t *testing.T) {
	o := newOffice(t)
	one := o.say(ana, "bolo", 1)
	o.settle()
	path := filepath.Join(o.DB.Dir(), store.SearchFile)
	var older []byte
	o.again(func() (err error) { older, err = os.ReadFile(path); return err })
	o.say(ana, "pudim", 2)
	o.settle()
	restored := func() error { return os.WriteFile(path, older, 0o600) }
	o.again(restored)
	o.settle() // what is new is met again by itself
	o.expect(Ask{Query: "pudim"}, "pudim")
	o.hear(transport.Edit{Remote: one, By: "E1", From: party(ana, ""), Body: "torta", At: begin.Add(time.Minute)})
	o.settle()
	o.again(restored)
	if _, err := o.step(t.Context()); !damaged(err) {
		t.Fatalf("not noticed: %v", err)
	}
	o.run(func(a Answer) bool { return len(a.Hits) == 1 }, Ask{Query: "torta"})
	o.expect(Ask{Query: "bolo"}, "")
}

// again ends the program, does something to its folder, and begins it once more.
func (o *office) again(meanwhile func() error) {
	o.t.Helper()
	dir := o.DB.Dir()
	o.Close()
	if err := o.DB.Close(); err != nil {
		o.t.Fatal(err)
	}
	if meanwhile != nil {
		if err := meanwhile(); err != nil {
			o.t.Fatal(err)
		}
	}
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { o.Close(); db.Close() })
	o.DB, o.inbox = db, inbox.New(db)
	o.Service = New(o.Needs)
}

// TestProgress: while much is to be done, what was done is told, and what is not looked through yet is admitted.
func TestProgress(t *testing.T) {
	o := newOffice(t)
	o.say(ana, "bolo", 0)
	o.write(func(tx *store.Tx) error {
		for i := range 3000 {
			m := desk.Message{Ticket: 1, Contact: 1, Connection: 1, Direction: desk.In, Origin: desk.FromCustomer, Kind: desk.Text, Body: "bolo", At: begin.Add(time.Duration(i) * time.Second),
				Status: desk.Received}
			if _, err := tx.AddMessage(m, true, true, m.At, ""); err != nil {
				return err
			}
		}
		return nil
	})
	var told []int
	o.Progress = func(p int) { told = append(told, p) }
	if r := o.find(Ask{Query: "bolo"}).Ready; r != 0 {
		t.Errorf("ready %d before the start", r)
	}
	o.settle()
	if r := o.find(Ask{Query: "bolo"}).Ready; r != 100 || len(told) < 3 || !slices.IsSorted(told) || told[len(told)-1] != 100 {
		t.Errorf("ready %d, told %v", r, told)
	}
}
