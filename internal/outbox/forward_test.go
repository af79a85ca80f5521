package outbox

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestSeveralArriveInTheirOrder: all of one press, each once however often it is pressed.
func TestSeveralArriveInTheirOrder(t *testing.T) {
	at(t, func(b *bench) {
		from, to := b.customer(1), b.customer(2)
		var all []desk.MessageID
		for n := range 5 {
			all = append(all, b.reply(from, fmt.Sprint("linha ", n)))
		}
		b.serve(1)
		synctest.Wait()
		b.lines[1].said = nil
		for range 2 {
			faults, err := b.Forward(b.Context(), Forward{Key: "press", Messages: all, To: []desk.TicketID{to}})
			b.must(err)
			if faults[0] != nil {
				t.Fatal(faults[0])
			}
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		var said []string
		for _, m := range b.lines[1].said {
			said = append(said, m.Body)
		}
		if want := []string{"linha 0", "linha 1", "linha 2", "linha 3", "linha 4"}; !slices.Equal(said, want) {
			t.Errorf("arrived as %q", said)
		}
	})
}

// TestPassableNamesWhatStays: of several each has its own reason, one that went through many hands bounds all, and nothing goes where one
// cannot.
func TestPassableNamesWhatStays(t *testing.T) {
	at(t, func(b *bench) {
		from, to := b.customer(1), b.customer(2)
		text := b.reply(from, "promoção")
		who := transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}
		poll := b.heard(transport.Incoming{Remote: "P", From: who, At: time.Now(), Kind: desk.Poll, Body: "bolo?"})
		often := b.heard(transport.Incoming{Remote: "O", From: who, At: time.Now(), Kind: desk.Text, Body: "corrente", Forwarded: true, Often: true})
		faults, most, err := b.Passable(b.Context(), []desk.MessageID{text, poll, 999})
		b.must(err)
		if most != desk.MostForwards || faults[0] != nil || faults[1].Code != desk.CodeUnsupported || faults[2].Code != desk.CodeNotFound {
			t.Errorf("%v to %d", faults, most)
		}
		if _, most, err = b.Passable(b.Context(), []desk.MessageID{text, often}); err != nil || most != desk.OftenForwards {
			t.Errorf("to %d: %v", most, err)
		}
		faults, err = b.Forward(b.Context(), Forward{Key: "press", Messages: []desk.MessageID{text, poll}, To: []desk.TicketID{to}})
		b.must(err)
		if faults[0] == nil || faults[0].Code != desk.CodeUnsupported {
			t.Errorf("passed on: %v", faults)
		}
		b.serve(1)
		synctest.Wait()
		if n := len(b.lines[1].said); n != 1 {
			t.Errorf("%d left beside the first text", n-1)
		}
	})
}
