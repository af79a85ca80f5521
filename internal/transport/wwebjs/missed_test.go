package wwebjs

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

// TestLastMessageChanges: what becomes of the newest message of a conversation is found where the server does not tell of it: that it can
// be read now, that it says something else, that it is gone.
func TestLastMessageChanges(t *testing.T) {
	live(t, func(w *world) {
		w.s.Set(func(h *wwebjssim.Habits) { h.Lost = true })
		w.run()
		w.after(time.Minute)
		id := w.ana.WriteOdd(loja, "ciphertext", "", nil)
		w.after(time.Minute)
		w.bodiesAre()
		w.ana.Clear(loja, id, "agora dá para ler")
		w.after(time.Minute)
		w.bodiesAre("agora dá para ler")
		w.ana.Edit(loja, id, "e agora diz outra coisa")
		w.after(time.Minute)
		if all := heard[transport.Edit](w); len(all) != 1 || all[0].Body != "e agora diz outra coisa" {
			t.Errorf("edits %+v", all)
		}
		w.ana.Revoke(loja, id)
		w.after(time.Minute)
		if all := heard[transport.Revoke](w); len(all) != 1 {
			t.Errorf("deletions %+v", all)
		}
	})
}

// TestAnotherPhoneMeanwhile: a session that was linked to another number between two looks is not written by: its conversations are not
// ours, and ours would be answered by a stranger.
func TestAnotherPhoneMeanwhile(t *testing.T) {
	live(t, func(w *world) {
		w.s.Set(func(h *wwebjssim.Habits) { h.Lost = true })
		w.later(6*time.Minute, func() { w.s.Phone("5511933332222", "Outra").Link(loja) })
		ctx, cancel := context.WithTimeout(w.t.Context(), 9*time.Minute)
		defer cancel()
		if err := w.conn.Run(ctx, w.take); err == nil || desk.AsFault(err).Code != desk.CodePairOther {
			t.Errorf("it goes on: %v", err)
		}
	})
}

// TestCursorThatCannotBeRead: what was written while the program was not there is new talk also where nobody knows any more up to when
// everything was stored.
func TestCursorThatCannotBeRead(t *testing.T) {
	for name, broken := range map[string]string{"empty": "", "cut": `{"at":"2026-`, "far away": `{"at":"2199-01-01T00:00:00Z","announced":true}`} {
		t.Run(name, func(t *testing.T) {
			live(t, func(w *world) {
				w.run()
				w.after(time.Minute)
				w.stop()
				w.ana.Write(loja, "vocês abrem amanhã?")
				w.after(time.Hour)
				if err := os.WriteFile(filepath.Join(w.dir, cursorName), []byte(broken), 0o600); err != nil {
					t.Fatal(err)
				}
				w.reopen()
				w.run()
				w.after(time.Minute)
				w.bodiesAre("vocês abrem amanhã?")
			})
		})
	}
}

// TestAwayForLong: what was written so long ago that it is no new talk any more comes as old conversations do.
func TestAwayForLong(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.after(time.Minute)
		w.stop()
		w.ana.Write(loja, "há três semanas")
		w.after(20 * 24 * time.Hour)
		w.ana.Write(loja, "ontem")
		w.after(24 * time.Hour)
		w.reopen()
		before := len(heard[transport.Chunk](w))
		w.run()
		w.after(time.Minute)
		w.bodiesAre("ontem")
		var old []string
		for _, c := range heard[transport.Chunk](w)[before:] {
			err := w.conn.Download(w.t.Context(), c.Blob, func(b transport.Batch) error {
				for _, m := range b.Messages {
					old = append(old, m.Body)
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}
		if !slices.Equal(old, []string{"há três semanas"}) {
			t.Errorf("of old talk came %q", old)
		}
	})
}
