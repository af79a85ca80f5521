package outbox

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// undoable lets what is written stay for so many seconds.
func (b *bench) undoable(seconds string) {
	b.Helper()
	b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.Set("undo_seconds", seconds) }))
}

func (b *bench) draft(t desk.TicketID) (out string) {
	b.Helper()
	b.must(b.DB.Read(b.Context(), func(v *store.View) error {
		ticket, err := v.Ticket(t)
		out = ticket.Draft
		return err
	}))
	return out
}

func (b *bench) gone(id desk.MessageID) bool {
	b.Helper()
	err := b.DB.Read(b.Context(), func(v *store.View) error { _, err := v.Message(id); return err })
	return err != nil && desk.AsFault(err).Code == desk.CodeNotFound
}

func TestItStaysForTheTimeThatIsSet(t *testing.T) {
	at(t, func(b *bench) {
		b.undoable("5")
		ticket := b.customer(1)
		b.serve(1)
		m := b.reply(ticket, "olá")
		time.Sleep(4900 * time.Millisecond)
		synctest.Wait()
		b.is(m, "queued 1:queued")
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		b.is(m, "sent 1:accepted")
		_, err := b.Undo(b.Context(), m, ticket)
		refused(b, err, desk.CodeLeft)
	})
}

func TestUndoneWordsAreTheDraft(t *testing.T) {
	at(t, func(b *bench) {
		b.undoable("10")
		ticket := b.customer(1)
		b.serve(1)
		m := b.reply(ticket, "olá")
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.SetDraft(ticket, "e mais") }))
		got, err := b.Undo(b.Context(), m, ticket)
		b.must(err)
		if got.Text != "olá" || got.Draft != "olá\ne mais" || b.draft(ticket) != got.Draft {
			t.Errorf("%+v, draft %q", got, b.draft(ticket))
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if !b.gone(m) || len(b.lines[1].said) != 0 {
			t.Errorf("gone: %v, said %v", b.gone(m), b.lines[1].said)
		}
		_, err = b.Undo(b.Context(), m, ticket)
		refused(b, err, desk.CodeNotFound)
	})
}

func TestUndoneFilesWaitOnceMore(t *testing.T) {
	at(t, func(b *bench) {
		b.undoable("10")
		b.caps = desk.Caps{Text: 100, Media: map[desk.MessageKind]desk.MediaLimit{desk.Voice: {Mimes: []string{"audio/ogg"}, Bytes: 100}}}
		ticket := b.customer(1)
		var u desk.UploadID
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) (err error) {
			u, err = tx.AddUpload(desk.Upload{At: time.Now(), Mime: "audio/ogg", Bytes: 9, SHA256: "ab12"})
			return err
		}))
		wave := make([]byte, desk.WavePeaks)
		m, err := b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "v", Kind: desk.Voice, Upload: u, Wave: wave, Length: time.Second})
		b.must(err)
		got, err := b.Undo(b.Context(), m, ticket)
		b.must(err)
		var named map[string]bool
		b.must(b.DB.Read(b.Context(), func(v *store.View) (err error) { named, err = v.FileSums(); return err }))
		if got.Kind != desk.Voice || got.Length != time.Second || len(got.Wave) != desk.WavePeaks || got.Upload.Mime != "audio/ogg" || !named["ab12"] {
			t.Errorf("%+v, named %v", got, named)
		}
		if laid := b.tray(); len(laid) != 1 || laid[0].Ticket != ticket || laid[0].Kind != desk.Voice || laid[0].Length != time.Second {
			t.Errorf("in the tray: %+v", laid)
		}
		_, err = b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "v2", Kind: desk.Voice, Upload: got.Upload.ID})
		b.must(err)
		if laid := b.tray(); len(laid) != 0 {
			t.Errorf("sent, and in the tray: %+v", laid)
		}
	})
}

func (b *bench) tray() (all []desk.Piece) {
	b.Helper()
	b.must(b.DB.Read(b.Context(), func(v *store.View) (err error) { all, err = v.Tray(); return err }))
	return all
}

// TestWhatFollowsWaits: also what was written after the time was set to nothing leaves in order.
func TestWhatFollowsWaits(t *testing.T) {
	at(t, func(b *bench) {
		b.undoable("10")
		ticket := b.customer(1)
		b.health(1, desk.HealthOnline, "")
		b.serve(1)
		one := b.reply(ticket, "um")
		b.undoable("0")
		two := b.reply(ticket, "dois")
		synctest.Wait()
		b.is(two, "queued 1:queued")
		time.Sleep(11 * time.Second)
		synctest.Wait()
		b.is(one, "sent 1:accepted")
		b.is(two, "sent 1:accepted")
		if b.lines[1].said[0].Body != "um" {
			t.Errorf("said %v", b.lines[1].said)
		}
		_, err := b.Undo(b.Context(), two, ticket)
		refused(b, err, desk.CodeLeft)
	})
}

// TestAnotherWayKeepsTheTime: what is handed to a reserve, because the main connection is down, leaves no earlier for it.
func TestAnotherWayKeepsTheTime(t *testing.T) {
	at(t, func(b *bench) {
		b.undoable("10")
		ticket := b.customer(1)
		m := b.reply(ticket, "olá")
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
			if err := tx.SetRoutes(1, []desk.ConnectionID{1, 2}); err != nil {
				return err
			}
			all, err := tx.Deliveries(m)
			if err != nil {
				return err
			}
			return b.Replan(tx, all)
		}))
		b.is(m, "queued 1:cancelled 2:queued")
		b.serve(2)
		synctest.Wait()
		b.is(m, "queued 1:cancelled 2:queued")
		_, err := b.Undo(b.Context(), m, ticket)
		b.must(err)
		if !b.gone(m) {
			t.Error("it is still there")
		}
	})
}

// TestUndoAndSendingNeverBoth: whoever is first, a message that was taken back never leaves, and one that left cannot be taken back.
func TestUndoAndSendingNeverBoth(t *testing.T) {
	for seed := range uint64(5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			at(t, func(b *bench) { undoRace(b, rand.New(rand.NewPCG(seed, 1))) })
		})
	}
}

func undoRace(b *bench, r *rand.Rand) {
	b.undoable("3")
	b.health(1, desk.HealthOnline, "")
	b.serve(1)
	undone := map[string]bool{}
	var mu sync.Mutex
	var wait sync.WaitGroup
	for i := range 40 {
		ticket := b.customer(i % 6)
		text := fmt.Sprint("m", i)
		m := b.reply(ticket, text)
		// Close to the moment at which it leaves, as often before as after.
		after := 3*time.Second + time.Duration(r.IntN(5)-2)*time.Duration(r.IntN(2))*time.Millisecond
		wait.Go(func() {
			time.Sleep(after)
			_, err := b.Undo(b.Context(), m, ticket)
			if err != nil && desk.AsFault(err).Code != desk.CodeLeft {
				b.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			undone[text] = err == nil
		})
		time.Sleep(time.Duration(r.IntN(300)) * time.Millisecond)
	}
	wait.Wait()
	time.Sleep(time.Minute)
	synctest.Wait()
	said := map[string]int{}
	for _, s := range b.lines[1].said {
		said[s.Body]++
	}
	for text, back := range undone {
		if want := map[bool]int{true: 0, false: 1}[back]; said[text] != want {
			b.Errorf("%s: taken back %v, said %d times", text, back, said[text])
		}
	}
}

// standing is how a ticket stands.
func (b *bench) standing(t desk.TicketID) (s desk.Standing) {
	b.Helper()
	b.must(b.DB.Read(b.Context(), func(v *store.View) (err error) { s, err = v.Stand(t); return err }))
	return s
}

// stand makes a ticket stand so, as an act would.
func (b *bench) stand(t desk.TicketID, act desk.Act, d desk.Detail) (after desk.Standing) {
	b.Helper()
	b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
		step, err := tx.AddStep(act, d.Now)
		if err != nil {
			return err
		}
		before, err := tx.Stand(t)
		if err != nil {
			return err
		}
		after, _ = act.On(before, d)
		return tx.Change(step, t, before, after)
	}))
	return b.standing(t)
}

// TestUndoLeavesTheTicketAsItWas: a message that nobody got opened nothing, whatever the ticket was before.
func TestUndoLeavesTheTicketAsItWas(t *testing.T) {
	for name, act := range map[string]desk.Act{"pending": "", "snoozed": desk.ActSnooze, "closed": desk.ActClose} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				b.undoable("10")
				ticket := b.customer(1)
				before := b.standing(ticket)
				if act != "" {
					now := time.Now()
					before = b.stand(ticket, act, desk.Detail{Now: now, Until: now.Add(time.Hour)})
				}
				one, two := b.reply(ticket, "um"), b.reply(ticket, "dois")
				if got := b.standing(ticket); got.Status != desk.Open {
					t.Fatalf("answered: %+v", got)
				}
				_, err := b.Undo(b.Context(), one, ticket)
				b.must(err)
				if got := b.standing(ticket); got.Status != desk.Open {
					t.Errorf("with another answer: %+v", got)
				}
				_, err = b.Undo(b.Context(), two, ticket)
				b.must(err)
				if got := b.standing(ticket); got != before {
					t.Errorf("%+v, was %+v", got, before)
				}
			})
		})
	}
}

// TestUndoClosesNothingOnTheCustomer: what they wrote meanwhile, and what the operator did, keeps the ticket where it is.
func TestUndoClosesNothingOnTheCustomer(t *testing.T) {
	at(t, func(b *bench) {
		b.undoable("10")
		wrote, snoozed := b.customer(1), b.customer(2)
		for _, ticket := range []desk.TicketID{wrote, snoozed} {
			b.stand(ticket, desk.ActClose, desk.Detail{Now: time.Now()})
		}
		one, two := b.reply(wrote, "um"), b.reply(snoozed, "dois")
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
			m, err := tx.Message(one)
			if err != nil {
				return err
			}
			in := desk.Message{Ticket: m.Ticket, Contact: m.Contact, Connection: 1, Direction: desk.In, Origin: desk.FromCustomer,
				Kind: desk.Text, Body: "e aí?", At: time.Now(), Status: desk.Received}
			_, err = tx.AddMessage(in, false, false, time.Now(), "")
			return err
		}))
		b.stand(snoozed, desk.ActSnooze, desk.Detail{Now: time.Now(), Until: time.Now().Add(time.Hour)})
		for ticket, m := range map[desk.TicketID]desk.MessageID{wrote: one, snoozed: two} {
			_, err := b.Undo(b.Context(), m, ticket)
			b.must(err)
			if got := b.standing(ticket); got.Status != desk.Open {
				t.Errorf("%+v", got)
			}
		}
	})
}
