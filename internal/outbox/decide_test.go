package outbox

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestResolve: the operator settles what nobody confirmed. Again uses the id that was used before.
func TestResolve(t *testing.T) {
	for choice, want := range map[Choice]string{Arrived: "sent 1:accepted", Again: "sent 1:accepted", GiveUp: "cancelled 1:cancelled"} {
		at(t, func(b *bench) {
			ticket := b.customer(1)
			b.lines[1].fails(1, desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt})
			b.serve(1)
			m := b.reply(ticket, "olá")
			synctest.Wait()
			refused(b, b.Resolve(b.Context(), m, "perhaps", 0), desk.CodeBadRequest)
			b.must(b.Resolve(b.Context(), m, choice, 0))
			synctest.Wait()
			b.is(m, want)
			said := b.lines[1].said
			if sent := len(said); (sent == 2) != (choice == Again) {
				t.Errorf("%s: sent %d times", choice, sent)
			}
			if said[0].Client != said[len(said)-1].Client {
				t.Errorf("sent again under another id")
			}
			refused(b, b.Resolve(b.Context(), m, choice, 0), desk.CodeWrongState)
		})
	}
}

// TestRetry: a failed message goes once more, under another id; one on its way does not.
func TestRetry(t *testing.T) {
	at(t, func(b *bench) {
		ticket := b.customer(1)
		b.lines[1].fails(1, desk.Fault{Code: desk.CodeNoWhatsApp, Next: desk.Stop})
		off := b.serve(1)
		m := b.reply(ticket, "olá")
		synctest.Wait()
		b.is(m, "failed 1:failed")
		off()
		b.must(b.Retry(b.Context(), m))
		refused(b, b.Retry(b.Context(), m), desk.CodeWrongState)
		b.serve(1)
		synctest.Wait()
		b.is(m, "sent 1:failed 1:accepted")
		refused(b, b.Retry(b.Context(), m), desk.CodeWrongState)
		if said := b.lines[1].said; said[0].Client == said[1].Client {
			t.Error("a new try under the refused id")
		}
		b.must(b.DB.Read(b.Context(), func(v *store.View) error {
			if remote, _ := v.RemoteOf(1, m); remote != b.lines[1].said[1].Client {
				t.Errorf("it would be quoted as %s", remote)
			}
			return nil
		}))
	})
}

// TestRetryHeld: the operator lets go what was held; where its connection is gone, the next one takes it, unless the platform or the
// customer decided against it.
func TestRetryHeld(t *testing.T) {
	for _, c := range []struct {
		code    desk.Code
		removed bool
		want    string
		refused desk.Code
	}{
		{desk.CodePolicy, false, "sent 1:accepted", ""},
		{desk.CodeStuck, true, "sent 1:cancelled 2:accepted", ""},
		{desk.CodePolicy, true, "held 1:held", desk.CodePolicy},
	} {
		at(t, func(b *bench) {
			ticket := b.customer(1)
			b.lines[1].fails(1, desk.Fault{Code: c.code, Next: desk.Hold})
			off := b.serve(1)
			m := b.reply(ticket, "olá")
			synctest.Wait()
			b.is(m, "held 1:held")
			if c.removed {
				off()
				b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.RemoveConnection(1, time.Now()) }))
				b.serve(2)
			}
			if err := b.Retry(b.Context(), m); c.refused != "" {
				refused(b, err, c.refused)
			} else {
				b.must(err)
			}
			synctest.Wait()
			b.is(m, c.want)
		})
	}
}

// TestCancel: what has not left can be taken back, what has left cannot.
func TestCancel(t *testing.T) {
	at(t, func(b *bench) {
		ticket := b.customer(1)
		m := b.reply(ticket, "um")
		b.must(b.Cancel(b.Context(), m))
		b.is(m, "cancelled 1:cancelled")
		refused(b, b.Cancel(b.Context(), m), desk.CodeWrongState)
		b.serve(1)
		n := b.reply(ticket, "dois")
		synctest.Wait()
		refused(b, b.Cancel(b.Context(), n), desk.CodeWrongState)
		if got := b.lines[1].bodies(); !slices.Equal(got, []string{"dois"}) {
			t.Errorf("sent %q", got)
		}
	})
}

// TestSameKey: one press of send is one message, however often the page asks and from wherever.
func TestSameKey(t *testing.T) {
	at(t, func(b *bench) {
		ticket := b.customer(1)
		ids := make(chan desk.MessageID, 8)
		for range cap(ids) {
			go func() {
				id, err := b.Enqueue(context.Background(), Draft{Ticket: ticket, Key: "k", Text: "olá"})
				if err != nil {
					t.Error(err)
				}
				ids <- id
			}()
		}
		first := <-ids
		for range cap(ids) - 1 {
			if id := <-ids; id != first {
				t.Errorf("messages %d and %d", first, id)
			}
		}
		b.serve(1)
		synctest.Wait()
		b.is(first, "sent 1:accepted")
	})
}

// TestRefusedDrafts: what can not be sent is refused before anything is written.
func TestRefusedDrafts(t *testing.T) {
	at(t, func(b *bench) {
		mine, other := b.customer(1), b.customer(2)
		foreign := b.reply(other, "segredo")
		for name, c := range map[string]struct {
			draft Draft
			code  desk.Code
		}{
			"empty":            {Draft{Ticket: mine, Key: "a", Text: " \n\t"}, desk.CodeEmpty},
			"no key":           {Draft{Ticket: mine, Text: "x"}, desk.CodeBadRequest},
			"long key":         {Draft{Ticket: mine, Key: strings.Repeat("k", 65), Text: "x"}, desk.CodeBadRequest},
			"too long":         {Draft{Ticket: mine, Key: "b", Text: strings.Repeat("x", 101)}, desk.CodeTooLong},
			"no such ticket":   {Draft{Ticket: 99, Key: "c", Text: "x"}, desk.CodeNotFound},
			"another's words":  {Draft{Ticket: mine, Key: "d", Text: "x", ReplyTo: foreign}, desk.CodeBadRequest},
			"no such message":  {Draft{Ticket: mine, Key: "e", Text: "x", ReplyTo: 99}, desk.CodeNotFound},
			"a note too long":  {Draft{Ticket: mine, Key: "f", Text: strings.Repeat("x", maxNote+1), Note: true}, desk.CodeTooLong},
			"a note of nobody": {Draft{Ticket: 99, Key: "g", Text: "x", Note: true}, desk.CodeNotFound},
		} {
			if _, err := b.Enqueue(b.Context(), c.draft); err == nil || desk.AsFault(err).Code != c.code {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestNoConnection: a channel without a connection refuses messages and still takes notes.
func TestNoConnection(t *testing.T) {
	at(t, func(b *bench) {
		ticket := b.customer(1)
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
			return errors.Join(tx.RemoveConnection(1, time.Now()), tx.RemoveConnection(2, time.Now()))
		}))
		_, err := b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "a", Text: "x"})
		refused(b, err, desk.CodeNoRoute)
		_, err = b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "b", Text: "x", Note: true})
		b.must(err)
	})
}

// TestOrder: within a conversation one after the other, in the order of writing; a slow one does not hold up the others.
func TestOrder(t *testing.T) {
	at(t, func(b *bench) {
		slow, quick := b.customer(1), b.customer(2)
		release := make(chan struct{})
		b.lines[1].answers(func(m transport.Say) (transport.Accepted, error) {
			if m.Body == "a0" {
				<-release
			}
			return transport.Accepted{Status: desk.Sent}, nil
		})
		b.serve(1)
		for i := range 5 {
			b.reply(slow, fmt.Sprint("a", i))
			b.reply(quick, fmt.Sprint("b", i))
		}
		synctest.Wait()
		if got := b.lines[1].bodies(); !slices.Equal(only(got, "b"), []string{"b0", "b1", "b2", "b3", "b4"}) || len(only(got, "a")) != 1 {
			t.Errorf("while one conversation waits: %q", got)
		}
		close(release)
		synctest.Wait()
		if got := only(b.lines[1].bodies(), "a"); !slices.Equal(got, []string{"a0", "a1", "a2", "a3", "a4"}) {
			t.Errorf("order %q", got)
		}
	})
}

func only(all []string, prefix string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !strings.HasPrefix(s, prefix) })
}

// TestOffline: what is written offline waits and leaves, in order, when the connection is there.
func TestOffline(t *testing.T) {
	at(t, func(b *bench) {
		ticket := b.customer(1)
		var all []desk.MessageID
		for i := range 5 {
			all = append(all, b.reply(ticket, fmt.Sprint("m", i)))
		}
		time.Sleep(24 * time.Hour)
		for _, m := range all {
			b.is(m, "queued 1:queued")
		}
		b.serve(1)
		synctest.Wait()
		if got := b.lines[1].bodies(); !slices.Equal(got, []string{"m0", "m1", "m2", "m3", "m4"}) {
			t.Errorf("sent %q", got)
		}
	})
}

// TestReadIsTold once, and only of what the operator saw.
func TestReadIsTold(t *testing.T) {
	at(t, func(b *bench) {
		seen := b.customer(1)
		b.customer(2)
		b.serve(1)
		synctest.Wait()
		b.must(b.inbox.Read(b.Context(), seen, math.MaxInt64))
		b.Wake()
		synctest.Wait()
		b.Wake()
		synctest.Wait()
		if read := b.lines[1].read; len(read) != 1 || !slices.Equal(read[0].Remote, []desk.RemoteID{"I1"}) {
			t.Errorf("told %+v", read)
		}
	})
}
