package outbox

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// taken is a message of ours that the network took.
func (b *bench) taken() desk.MessageID {
	b.Helper()
	b.caps = carrying
	m := b.reply(b.customer(1), "quanto cusat")
	off := b.serve(1)
	synctest.Wait()
	off()
	b.is(m, "sent 1:accepted")
	return m
}

func (b *bench) gesture(m desk.MessageID, act desk.GestureKind, words string) {
	b.Helper()
	_, err := b.Gesture(b.Context(), m, act, words)
	b.must(err)
}

// TestGestures: each is shown as made when the network took it, and not before.
func TestGestures(t *testing.T) {
	at(t, func(b *bench) {
		m := b.taken()
		b.gesture(m, desk.React, "👍")
		b.gesture(m, desk.Edit, "quanto custa")
		if got := b.message(m); len(got.Reactions) > 0 || got.Body != "quanto cusat" || len(got.Gestures) != 2 {
			t.Errorf("before the network: %+v", got)
		}
		b.serve(1)
		synctest.Wait()
		got := b.message(m)
		if len(got.Reactions) != 1 || got.Reactions[0].Emoji != "👍" || got.Body != "quanto custa" || got.EditedAt.IsZero() || len(got.Gestures) != 0 {
			t.Errorf("after: %+v", got)
		}
		b.gesture(m, desk.Revoke, "")
		synctest.Wait()
		if got := b.message(m); got.RevokedAt.IsZero() || got.Body != "" {
			t.Errorf("deleted: %+v", got)
		}
		b.is(m, "sent 1:accepted")
		_, err := b.Gesture(b.Context(), m, desk.React, "👍")
		refused(b, err, desk.CodeWrongState)
	})
}

// TestGesturesSurvive: what was queued, or on its way, when the program ended leaves at the next start; once more is once.
func TestGesturesSurvive(t *testing.T) {
	at(t, func(b *bench) {
		m := b.taken()
		b.gesture(m, desk.React, "👍")
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { _, _, _, err := tx.ClaimGesture(1, time.Now()); return err }))
		tries := 0
		b.lines[1].other = func(transport.Outgoing) (transport.Accepted, error) {
			if tries++; tries < 3 {
				return transport.Accepted{}, &desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt}
			}
			return transport.Accepted{}, nil
		}
		b.serve(1)
		time.Sleep(time.Minute) // of the bubble
		synctest.Wait()
		if got := b.message(m); len(got.Reactions) != 1 || tries != 3 {
			t.Errorf("%d tries, %+v", tries, got)
		}
		for _, sent := range b.lines[1].made {
			if sent.(transport.React).Client != b.lines[1].made[0].(transport.React).Client {
				t.Error("another try had another id")
			}
		}
	})
}

// TestTheLastGestureCounts: of two that wait only the later one leaves; a refused one is told, made again or given up.
func TestTheLastGestureCounts(t *testing.T) {
	at(t, func(b *bench) {
		m := b.taken()
		b.gesture(m, desk.React, "👍")
		b.gesture(m, desk.React, "❤️")
		b.lines[1].other = func(transport.Outgoing) (transport.Accepted, error) {
			return transport.Accepted{}, &desk.Fault{Code: desk.CodeUnknown, Next: desk.Reroute}
		}
		b.serve(1)
		synctest.Wait()
		got := b.message(m)
		if len(b.lines[1].made) != 1 || len(got.Gestures) != 1 || got.Gestures[0].State != desk.GestureFailed || got.Gestures[0].Fault != desk.CodeUnknown || len(got.Reactions) > 0 {
			t.Fatalf("%d left, %+v", len(b.lines[1].made), got)
		}
		b.lines[1].mu.Lock()
		b.lines[1].other = nil
		b.lines[1].mu.Unlock()
		b.must(b.Service.Again(b.Context(), got.Gestures[0].ID))
		synctest.Wait()
		if got := b.message(m); len(got.Reactions) != 1 || len(got.Gestures) != 0 {
			t.Errorf("made again: %+v", got)
		}
	})
}

// TestWhatCannotBeMade is refused with its reason before it is a row.
func TestWhatCannotBeMade(t *testing.T) {
	at(t, func(b *bench) {
		m := b.taken()
		theirs := desk.MessageID(1)
		for _, c := range []struct {
			on    desk.MessageID
			act   desk.GestureKind
			words string
			want  desk.Code
		}{
			{theirs, desk.Edit, "outra coisa", desk.CodeNotOurs},
			{theirs, desk.Revoke, "", desk.CodeNotOurs},
			{m, desk.Edit, "  ", desk.CodeEmpty},
			{999, desk.React, "👍", desk.CodeNotFound},
		} {
			_, err := b.Gesture(b.Context(), c.on, c.act, c.words)
			refused(b, err, c.want)
		}
		waiting := b.reply(1, "na fila")
		_, err := b.Gesture(b.Context(), waiting, desk.React, "👍")
		refused(b, err, desk.CodeNotThere)
		b.gesture(m, desk.Edit, "ainda em tempo")
		time.Sleep(16 * time.Minute) // of the bubble
		_, err = b.Gesture(b.Context(), m, desk.Edit, "tarde")
		refused(b, err, desk.CodeTooLate)
		if f := desk.AsFault(err); f.Params["minutes"] != "15" {
			t.Errorf("params %v", f.Params)
		}
		b.serve(1)
		synctest.Wait()
		if got := b.message(m); got.Body != "quanto cusat" || got.Gestures[0].Fault != desk.CodeTooLate {
			t.Errorf("what waited too long: %+v", got)
		}
		b.caps.Edit, b.caps.React = 0, false
		for _, act := range []desk.GestureKind{desk.Edit, desk.React} {
			_, err = b.Gesture(b.Context(), m, act, "x")
			refused(b, err, desk.CodeNotOffered)
		}
	})
}

// TestReceiptsOfGestures are about no message: nothing waits for one that never comes.
func TestReceiptsOfGestures(t *testing.T) {
	at(t, func(b *bench) {
		m := b.taken()
		b.gesture(m, desk.React, "👍")
		b.serve(1)
		synctest.Wait()
		sent := b.lines[1].made[0].(transport.React)
		b.must(b.inbox.Receive(context.Background(), 1, transport.Receipt{Remote: []desk.RemoteID{sent.Client}, Status: desk.Delivered, From: transport.Party{Addresses: sent.To}}))
		b.must(b.DB.Read(b.Context(), func(v *store.View) error {
			kept, err := v.EarlyOf(b.message(m).Contact)
			if len(kept) > 0 {
				t.Errorf("kept %+v", kept)
			}
			return err
		}))
		b.is(m, "sent 1:accepted")
	})
}

// TestAReactionThatIsRefusedLate fails with its reason, and what stood there before shows again.
func TestAReactionThatIsRefusedLate(t *testing.T) {
	at(t, func(b *bench) {
		m := b.taken()
		made := 0
		b.lines[1].other = func(transport.Outgoing) (transport.Accepted, error) {
			made++
			return transport.Accepted{Remote: desk.RemoteID(fmt.Sprint("wamid.r", made))}, nil
		}
		b.serve(1)
		shows := func(emoji string, failed int) {
			t.Helper()
			synctest.Wait()
			got := b.message(m)
			all := ""
			for _, r := range got.Reactions {
				all += r.Emoji
			}
			if all != emoji || len(got.Gestures) != failed || failed > 0 && got.Gestures[0].Fault != desk.CodeWindow {
				t.Errorf("shows %q %+v, want %q and %d failed", all, got.Gestures, emoji, failed)
			}
		}
		refused := func(client, remote desk.RemoteID) {
			t.Helper()
			b.must(b.Refused(b.Context(), 1, transport.Refusal{Client: client, Remote: remote, Fault: &desk.Fault{Code: desk.CodeWindow, Next: desk.Reroute}}))
		}
		client := func(n int) desk.RemoteID { return b.lines[1].made[n].(transport.React).Client }
		for _, emoji := range []string{"👍", "🎉", "❤️"} {
			b.gesture(m, desk.React, emoji)
			time.Sleep(time.Second)
			shows(emoji, 0)
		}
		refused(client(1), "") // the one in the middle: the last one stands
		shows("❤️", 0)
		refused("", "wamid.r3") // and what it took the place of never was
		shows("👍", 1)
		refused("", "wamid.r3")
		shows("👍", 1)
		b.gesture(m, desk.React, "")
		shows("", 0)
		refused(client(3), "wamid.r4") // not even taken away
		shows("👍", 1)
		refused("unknown", "wamid.x")
		b.is(m, "sent 1:accepted")
	})
}

// TestAReactionThatIsRefusedBeforeItsAnswer is not shown when that comes.
func TestAReactionThatIsRefusedBeforeItsAnswer(t *testing.T) {
	at(t, func(b *bench) {
		m := b.taken()
		b.lines[1].other = func(out transport.Outgoing) (transport.Accepted, error) {
			return transport.Accepted{}, b.Refused(b.Context(), 1, transport.Refusal{Client: out.(transport.React).Client, Fault: &desk.Fault{Code: desk.CodeWindow}})
		}
		b.serve(1)
		b.gesture(m, desk.React, "👍")
		synctest.Wait()
		if got := b.message(m); len(got.Reactions) > 0 || len(got.Gestures) != 1 || got.Gestures[0].State != desk.GestureFailed {
			t.Errorf("%+v", got)
		}
	})
}
