package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// filing is a conversation with one message of each kind, two minutes apart, those with a file in them with one.
func filing(t *testing.T) (db *DB, who desk.ContactID, ids map[desk.MessageKind]desk.MessageID) {
	t.Helper()
	db, err := Open(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	ids = map[desk.MessageKind]desk.MessageID{}
	err = db.Write(t.Context(), func(tx *Tx) error {
		ch, err := tx.AddChannel("Loja")
		if err != nil {
			return err
		}
		on, err := tx.AddConnection(ch, "fake", "Loja")
		if err != nil {
			return err
		}
		if who, _, err = tx.PutContact([]desk.Address{desk.Phone("5511955550301")}); err != nil {
			return err
		}
		ticket, err := tx.AddTicket(ch, who, desk.Open, time.Now(), false)
		if err != nil {
			return err
		}
		at := time.Now().Add(-time.Hour)
		for _, kind := range []desk.MessageKind{desk.Image, desk.Text, desk.Document, desk.Voice, desk.Sticker, desk.Video, desk.Audio, desk.Location} {
			at = at.Add(2 * time.Minute)
			ids[kind], err = tx.AddMessage(desk.Message{Ticket: ticket, Contact: who, Connection: on, Direction: desk.In, Origin: desk.FromCustomer,
				Kind: kind, At: at, Status: desk.Received}, true, true, at, "")
			if err != nil {
				return err
			}
			if kind == desk.Text || kind == desk.Location {
				continue
			}
			if err := tx.AddAttachment(desk.Attachment{Message: ids[kind], Kind: kind, Name: string(kind), State: "ready"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return db, who, ids
}

// TestShelf: pictures and documents of a conversation, newest first, page by page; what was said, and what was deleted, is none.
func TestShelf(t *testing.T) {
	db, who, ids := filing(t)
	shelf := func(a ShelfAsk) (kinds []desk.MessageKind, more bool) {
		t.Helper()
		a.Contact = who
		err := db.Read(t.Context(), func(v *View) error {
			all, further, err := v.Shelf(a)
			for _, m := range all {
				kinds = append(kinds, m.Kind)
				if m.Attachment == nil {
					t.Errorf("%s has no file", m.Kind)
				}
			}
			more = further
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return kinds, more
	}
	for _, c := range []struct {
		name string
		ask  ShelfAsk
		want []desk.MessageKind
		more bool
	}{
		{"all", ShelfAsk{Limit: 9}, []desk.MessageKind{desk.Audio, desk.Video, desk.Document, desk.Image}, false},
		{"media", ShelfAsk{Sort: Media, Limit: 9}, []desk.MessageKind{desk.Video, desk.Image}, false},
		{"documents", ShelfAsk{Sort: Documents, Limit: 9}, []desk.MessageKind{desk.Audio, desk.Document}, false},
		{"the first page", ShelfAsk{Limit: 3}, []desk.MessageKind{desk.Audio, desk.Video, desk.Document}, true},
		{"the next one", ShelfAsk{Limit: 3, Before: ids[desk.Document]}, []desk.MessageKind{desk.Image}, false},
		{"before the first", ShelfAsk{Limit: 9, Before: ids[desk.Image]}, nil, false},
	} {
		if got, more := shelf(c.ask); !slices.Equal(got, c.want) || more != c.more {
			t.Errorf("%s: %v, more %v", c.name, got, more)
		}
	}
	var before, after int
	err := db.Write(t.Context(), func(tx *Tx) (err error) {
		if before, err = tx.Shelved(who); err != nil {
			return err
		}
		if err = tx.SetRevoked(ids[desk.Document], time.Now()); err != nil {
			return err
		}
		after, err = tx.Shelved(who)
		return err
	})
	if err != nil || before != 4 || after != 3 {
		t.Errorf("%d files, then %d: %v", before, after, err)
	}
	if got, _ := shelf(ShelfAsk{Sort: Documents, Limit: 9}); !slices.Equal(got, []desk.MessageKind{desk.Audio}) {
		t.Errorf("a deleted document is still there: %v", got)
	}
}

// TestShelfReadsItsIndex: the files of a conversation, and the picture next to one, are found without reading what was written between them.
func TestShelfReadsItsIndex(t *testing.T) {
	db, who, ids := filing(t)
	for name, run := range map[string]func(*Tx) error{
		"shelf":   func(tx *Tx) error { _, _, err := tx.Shelf(ShelfAsk{Contact: who, Before: ids[desk.Audio]}); return err },
		"media":   func(tx *Tx) error { _, _, err := tx.Shelf(ShelfAsk{Contact: who, Sort: Media}); return err },
		"shelved": func(tx *Tx) error { _, err := tx.Shelved(who); return err },
		"before":  func(tx *Tx) error { _, err := tx.Beside(ids[desk.Video], true); return err },
		"after":   func(tx *Tx) error { _, err := tx.Beside(ids[desk.Image], false); return err },
	} {
		if all := strings.Join(plans(t, db, run), "\n"); !strings.Contains(all, "INDEX message_file (contact_id=?") {
			t.Errorf("%s:\n%s", name, all)
		}
	}
}
