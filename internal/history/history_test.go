package history

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// phone answers each chunk as its name says, and notes what it was asked for.
type phone struct{ asked []string }

func (p *phone) Run(context.Context, transport.Take) error { return nil }
func (p *phone) Caps(desk.Address) desk.Caps               { return desk.Caps{} }
func (p *phone) Send(context.Context, transport.Outgoing) (transport.Accepted, error) {
	return transport.Accepted{}, nil
}

func (p *phone) Download(_ context.Context, blob []byte, put func(transport.Batch) error) error {
	p.asked = append(p.asked, string(blob))
	switch string(blob) {
	case "gone":
		return &desk.Fault{Code: desk.CodeGone, Next: desk.Stop}
	case "later":
		if len(p.asked) < 4 {
			return errors.New("network down")
		}
	case "poison":
		panic("unreadable")
	}
	return put(transport.Batch{Percent: 50})
}

// TestChunks: every chunk that can be had is taken; one that is gone or cannot be read holds up nothing.
func TestChunks(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		db, err := store.Open(store.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		err = db.Write(t.Context(), func(tx *store.Tx) error {
			ch, err := tx.AddChannel("Loja")
			if err == nil {
				_, err = tx.AddConnection(ch, "fake", "Loja")
			}
			for i, blob := range []string{"poison", "gone", "later", "good"} {
				if err == nil {
					err = tx.AddChunk(1, i, 25*(i+1), []byte(blob))
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		imported := 0
		s := New(Needs{DB: db, Log: slog.New(slog.DiscardHandler), Import: func(*store.Tx, desk.ConnectionID, transport.Batch) error {
			imported++
			return nil
		}})
		from := &phone{}
		for range 2 { // as after a new connection
			ctx, stop := context.WithCancel(context.Background())
			done := make(chan error, 1)
			go func() { done <- s.Serve(ctx, 1, from) }()
			time.Sleep(time.Minute)
			synctest.Wait()
			stop()
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if imported != 2 {
			t.Errorf("%d chunks taken, asked for %v", imported, from.asked)
		}
		if n := len(from.asked) - len(slices.DeleteFunc(slices.Clone(from.asked), func(s string) bool { return s == "gone" })); n != 1 {
			t.Errorf("asked %d times for what is gone", n)
		}
		left := fmt.Sprint(leftover(t, db))
		if left != "poison" {
			t.Errorf("left: %s", left)
		}
	})
}

func leftover(t *testing.T, db *store.DB) string {
	t.Helper()
	var c store.Chunk
	err := db.Read(context.Background(), func(v *store.View) (err error) { c, _, err = v.NextChunk(1); return err })
	if err != nil {
		t.Fatal(err)
	}
	return string(c.Blob)
}
