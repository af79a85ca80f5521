package outbox

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// web stands for the pages behind links. It counts who is asked.
type web struct {
	asked []string
	slow  time.Duration // before a page answers
	err   error
}

// cards lets links be asked, as far as the setting says.
func (b *bench) cards(setting string) *web {
	w := &web{}
	b.caps.Links = true
	b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.Set("link_previews", setting) }))
	b.Cards = Cards{
		Link: func(text string) string {
			_, link, found := strings.Cut(text, "https://")
			if !found {
				return ""
			}
			return "https://" + strings.Fields(link)[0]
		},
		Find: func(ctx context.Context, link string) (desk.LinkCard, error) {
			w.asked = append(w.asked, link)
			select {
			case <-ctx.Done():
				return desk.LinkCard{}, ctx.Err()
			case <-time.After(w.slow):
			}
			return desk.LinkCard{Title: "Bolo"}, w.err
		},
	}
	return w
}

// left are the titles of the cards with which messages left by the first connection, "-" for none.
func (b *bench) left() (all []string) {
	l := b.lines[1]
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.said {
		if m.Content == nil || m.Content.Link == nil {
			all = append(all, "-")
			continue
		}
		all = append(all, m.Content.Link.Title+" "+m.Content.Link.URL)
	}
	return all
}

func (b *bench) same(what string, got []string, want ...string) {
	b.Helper()
	if strings.Join(got, "|") != strings.Join(want, "|") {
		b.Errorf("%s: %q, want %q", what, got, want)
	}
}

const cake = "https://example.com/bolo"

func TestNothingIsAskedWhenOff(t *testing.T) {
	at(t, func(b *bench) {
		w := b.cards("0")
		ticket := b.customer(1)
		b.serve(1)
		m := b.reply(ticket, "veja "+cake)
		who := transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}
		b.must(b.inbox.Receive(b.Context(), 1, transport.Incoming{Remote: "I9", From: who, At: time.Now(), Kind: desk.Text, Body: cake}))
		synctest.Wait()
		b.is(m, "sent 1:accepted")
		b.same("left", b.left(), "-")
		b.same("asked", w.asked)
	})
}

// TestOnlyWhatTheOperatorWritesIsAsked: not what comes in, what others wrote, what the program writes, nor what is said below a file.
func TestOnlyWhatTheOperatorWritesIsAsked(t *testing.T) {
	at(t, func(b *bench) {
		w := b.cards("1")
		ticket := b.customer(1)
		who := transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}
		b.must(b.inbox.Receive(b.Context(), 1, transport.Incoming{Remote: "I9", From: who, At: time.Now(), Kind: desk.Text, Body: cake}))
		b.serve(1)
		for _, d := range []Draft{{Text: "sem link"}, {Text: cake, Routine: true}, {Pass: 2}, {Text: cake, Note: true}} {
			b.keys++
			d.Ticket, d.Key = ticket, string(rune('a'+b.keys))
			_, err := b.Enqueue(b.Context(), d)
			b.must(err)
		}
		synctest.Wait()
		b.same("left", b.left(), "-", "-", "-")
		b.same("asked", w.asked)
	})
}

func TestTheCardIsFixedBeforeItLeaves(t *testing.T) {
	at(t, func(b *bench) {
		w := b.cards("1")
		ticket := b.customer(1)
		m := b.reply(ticket, "veja "+cake)
		synctest.Wait()
		b.same("asked with nothing to send by", w.asked)
		b.lines[1].fails(1, desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection})
		b.serve(1)
		time.Sleep(time.Minute)
		synctest.Wait()
		b.is(m, "sent 1:accepted")
		b.same("left", b.left(), "Bolo "+cake, "Bolo "+cake)
		b.same("asked", w.asked, cake)
		b.must(b.DB.Read(b.Context(), func(v *store.View) error {
			got, err := v.Message(m)
			if err == nil && (got.Content == nil || *got.Content.Link != desk.LinkCard{URL: cake, Title: "Bolo"}) {
				b.Errorf("history has %+v", got.Content)
			}
			return err
		}))
	})
}

// TestWithoutACardItLeavesAsWell, and a second try does not ask once more.
func TestWithoutACardItLeavesAsWell(t *testing.T) {
	at(t, func(b *bench) {
		w := b.cards("1")
		w.err = errors.New("no such page")
		ticket := b.customer(1)
		b.lines[1].fails(1, desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection})
		b.serve(1)
		m := b.reply(ticket, cake)
		time.Sleep(time.Minute)
		synctest.Wait()
		b.is(m, "sent 1:accepted")
		b.same("left", b.left(), "-", "-")
		b.same("asked", w.asked, cake)
		b.reply(ticket, "de novo "+cake)
		synctest.Wait()
		b.same("asked within a day", w.asked, cake)
		time.Sleep(desk.NoCardKept)
		w.err = nil
		b.reply(ticket, "outra vez "+cake)
		synctest.Wait()
		b.same("asked after a day", w.asked, cake, cake)
		b.same("left", b.left(), "-", "-", "-", "Bolo "+cake)
	})
}

func TestACardIsRemembered(t *testing.T) {
	at(t, func(b *bench) {
		w := b.cards("1")
		b.serve(1)
		for i, pause := range []time.Duration{0, desk.CardKept - time.Hour, 2 * time.Hour} {
			time.Sleep(pause)
			b.reply(b.customer(i+1), cake)
			synctest.Wait()
		}
		b.same("asked", w.asked, cake, cake)
		b.same("left", b.left(), "Bolo "+cake, "Bolo "+cake, "Bolo "+cake)
	})
}

// TestOthersDoNotWaitForACard: what follows in the conversation does, so that it stays in its order.
func TestOthersDoNotWaitForACard(t *testing.T) {
	at(t, func(b *bench) {
		b.cards("1").slow = 4 * time.Second
		one, other := b.customer(1), b.customer(2)
		b.serve(1)
		first, second, far := b.reply(one, cake), b.reply(one, "e então"), b.reply(other, "olá")
		synctest.Wait()
		b.is(first, "queued 1:queued")
		b.is(second, "queued 1:queued")
		b.is(far, "sent 1:accepted")
		time.Sleep(4 * time.Second)
		synctest.Wait()
		b.same("left", b.lines[1].bodies(), "olá", cake, "e então")
	})
}

// TestUndoneWhileItsLinkIsAsked is undone as any message that has not left, and nothing of the link is kept.
func TestUndoneWhileItsLinkIsAsked(t *testing.T) {
	at(t, func(b *bench) {
		b.undoable("3")
		w := b.cards("1")
		w.slow = 4 * time.Second
		ticket := b.customer(1)
		b.serve(1)
		m := b.reply(ticket, cake)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		b.same("asked while it stays", w.asked)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		b.same("asked", w.asked, cake)
		_, err := b.Undo(b.Context(), m, ticket)
		b.must(err)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if !b.gone(m) || b.draft(ticket) != cake || len(b.left()) > 0 || b.remembers(cake) {
			t.Errorf("gone %v, draft %q, left %v, remembered %v", b.gone(m), b.draft(ticket), b.left(), b.remembers(cake))
		}
	})
}

// TestUndoneWithItsCard: the words come back also where the card was fixed and no try was begun.
func TestUndoneWithItsCard(t *testing.T) {
	at(t, func(b *bench) {
		b.undoable("3")
		b.cards("1")
		ticket := b.customer(1)
		m := b.reply(ticket, cake)
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
			_, err := tx.FixCard(m, &desk.LinkCard{URL: cake, Title: "Bolo"})
			return err
		}))
		out, err := b.Undo(b.Context(), m, ticket)
		b.must(err)
		if out.Text != cake || b.draft(ticket) != cake {
			t.Errorf("got %+v", out)
		}
	})
}

// TestALostConnectionAsksAgain when it is back: the message is still here, and whole.
func TestALostConnectionAsksAgain(t *testing.T) {
	at(t, func(b *bench) {
		w := b.cards("1")
		w.slow = 4 * time.Second
		ticket := b.customer(1)
		lose := b.serve(1)
		m := b.reply(ticket, cake)
		time.Sleep(time.Second)
		lose()
		b.is(m, "queued 1:queued")
		b.serve(1)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		b.is(m, "sent 1:accepted")
		b.same("left", b.left(), "Bolo "+cake)
		b.same("asked", w.asked, cake, cake)
	})
}

// TestNothingWaitsForACardThatNobodyAsks: the setting was switched off meanwhile, the program cannot ask any more, or the way carries none.
func TestNothingWaitsForACardThatNobodyAsks(t *testing.T) {
	for name, change := range map[string]func(*bench){
		"switched off": func(b *bench) {
			b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.Set("link_previews", "0") }))
		},
		"cannot ask": func(b *bench) { b.Cards = Cards{} }, "carries none": func(b *bench) { b.caps.Links = false },
		"panics": func(b *bench) {
			b.Cards.Find = func(context.Context, string) (desk.LinkCard, error) { panic("a page of lies") }
		},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				w := b.cards("1")
				m := b.reply(b.customer(1), cake)
				change(b)
				b.serve(1)
				synctest.Wait()
				b.is(m, "sent 1:accepted")
				b.same("left", b.left(), "-")
				b.same("asked", w.asked)
			})
		})
	}
}

// TestAnErasedCustomersLinkIsForgotten, be it asked already or at this moment.
func TestAnErasedCustomersLinkIsForgotten(t *testing.T) {
	at(t, func(b *bench) {
		w := b.cards("1")
		ticket := b.customer(1)
		b.serve(1)
		b.reply(ticket, cake)
		synctest.Wait()
		w.slow = 4 * time.Second
		other := "https://example.com/torta"
		b.reply(ticket, other)
		time.Sleep(time.Second)
		if !b.remembers(cake) {
			t.Error("nothing is remembered, so that nothing is proved")
		}
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
			got, err := tx.Ticket(ticket)
			if err != nil {
				return err
			}
			return tx.Erase(got.Contact.ID, time.Now())
		}))
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if b.remembers(cake) || b.remembers(other) || len(b.left()) != 1 {
			t.Errorf("remembered %v %v, left %v", b.remembers(cake), b.remembers(other), b.left())
		}
	})
}

// remembers tells whether anything is kept of a link.
func (b *bench) remembers(link string) (known bool) {
	b.Helper()
	b.must(b.DB.Read(b.Context(), func(v *store.View) (err error) { _, known, err = v.FoundCard(link, time.Now()); return err }))
	return known
}
