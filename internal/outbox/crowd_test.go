package outbox

import (
	"cmp"
	"fmt"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// say sends words to a customer and tells whether that was refused for being one of many.
func (b *bench) say(t desk.TicketID, text string, confirmed bool) (many bool) {
	b.Helper()
	b.keys++
	_, err := b.Enqueue(b.Context(), Draft{Ticket: t, Key: fmt.Sprint("k", b.keys), Text: text, Confirmed: confirmed})
	f := desk.AsFault(err)
	if many = err != nil && f.Code == desk.CodeMany; many && (f.Params["n"] != "6" || f.Params["by"] != "session") {
		b.Errorf("%v", f.Params)
	}
	if err != nil && !many {
		b.Fatal(err)
	}
	return many
}

// TestTheSameWordsForMany: the sixth contact within ten minutes is asked about, once; other words, the same contacts again and what was
// taken back do not count, and time forgets.
func TestTheSameWordsForMany(t *testing.T) {
	at(t, func(b *bench) {
		var all []desk.TicketID
		for n := range 9 {
			all = append(all, b.customer(n))
		}
		for range 2 {
			for _, c := range all[:5] {
				if b.say(c, "Promoção hoje!", false) {
					t.Fatal("asked about five")
				}
			}
		}
		if b.say(all[5], "Bom dia!", false) {
			t.Error("asked about other words")
		}
		for range 2 { // however often it is tried
			if !b.say(all[5], "Promoção hoje! \n", false) {
				t.Fatal("not asked about the sixth")
			}
		}
		if b.say(all[5], "Promoção hoje!", true) || b.say(all[6], "Promoção hoje!", false) || b.say(all[5], "Promoção hoje!", false) {
			t.Error("asked again after agreeing")
		}
		time.Sleep(desk.CrowdWithin + time.Second)
		if b.say(all[7], "Promoção hoje!", false) {
			t.Error("asked about words of long ago")
		}
		for n, c := range all[:4] {
			id := b.reply(c, "Fechamos às 18h")
			if n == 0 {
				b.must(b.Cancel(b.Context(), id))
			}
		}
		if b.say(all[4], "Fechamos às 18h", false) || b.say(all[5], "Fechamos às 18h", false) {
			t.Error("what was taken back counted")
		}
		if _, err := b.Enqueue(b.Context(), Draft{Ticket: all[8], Key: "note", Text: "Fechamos às 18h", Note: true}); err != nil {
			t.Error("a note is sent to nobody:", err)
		}
	})
}

// TestTheSameFileForMany: a file is told apart by its content, whatever is written under it and however it is passed on.
func TestTheSameFileForMany(t *testing.T) {
	at(t, func(b *bench) {
		b.caps = carrying
		var first desk.MessageID
		send := func(n int, name, bytes, caption string) error {
			id, err := b.Enqueue(b.Context(), Draft{Ticket: b.customer(n), Key: fmt.Sprint(name, n, caption), Kind: desk.Document, Text: caption, Upload: b.give(name, bytes).ID})
			first = cmp.Or(first, id)
			return err
		}
		for n := range 4 {
			b.must(send(n, fmt.Sprint(n, ".pdf"), "%PDF-1.4 promo", fmt.Sprint("para ", n)))
		}
		pass := func(n int) *desk.Fault {
			faults, err := b.Forward(b.Context(), Forward{Key: fmt.Sprint("f", n), Messages: []desk.MessageID{first}, To: []desk.TicketID{b.customer(n)}})
			b.must(err)
			return faults[0]
		}
		if f := pass(4); f != nil {
			t.Error("asked about the fifth:", f)
		}
		refused(b, send(5, "x.pdf", "%PDF-1.4 promo", ""), desk.CodeMany)
		if f := pass(5); f == nil || f.Code != desk.CodeMany {
			t.Errorf("passed on to the sixth: %v", f)
		}
		b.must(send(5, "y.pdf", "%PDF-1.4 other", ""))
	})
}

// TestOfficialCrowd: by the official interface only templates are asked about, in words of their own.
func TestOfficialCrowd(t *testing.T) {
	at(t, func(b *bench) {
		before := b.Driver
		b.Service.Driver = func(k desk.Kind) (transport.Driver, bool) {
			d, ok := before(k)
			d.Official, d.Caps.Templates = true, true
			return d, ok
		}
		for n := range 6 {
			c := b.customer(n)
			if b.say(c, "Temos, sim.", false) {
				t.Error("an answer was asked about")
			}
			_, err := b.Enqueue(b.Context(), Draft{Ticket: c, Key: fmt.Sprint("t", n), Kind: desk.Template, Text: "Seu pedido saiu",
				Content: &desk.Content{Template: &desk.TemplateUse{Name: "saiu", Language: "pt_BR", Category: "UTILITY"}}})
			if n < 5 {
				b.must(err)
				continue
			}
			refused(b, err, desk.CodeMany)
			if f := desk.AsFault(err); f.Params["by"] != "official" {
				t.Errorf("%v", f.Params)
			}
		}
	})
}

// TestEnqueueAll: one request for more than five contacts needs a word of the operator; without it nothing of it is written.
func TestEnqueueAll(t *testing.T) {
	at(t, func(b *bench) {
		drafts := func(people, each int) (all []Draft) {
			for n := range people {
				for i := range each {
					all = append(all, Draft{Ticket: b.customer(n), Key: fmt.Sprint("f", n, "-", i), Text: fmt.Sprint("recado ", i)})
				}
			}
			return all
		}
		ids, err := b.EnqueueAll(b.Context(), drafts(5, 2), false)
		b.must(err)
		again, err := b.EnqueueAll(b.Context(), drafts(5, 2), false)
		b.must(err)
		if len(ids) != 10 || fmt.Sprint(ids) != fmt.Sprint(again) {
			t.Errorf("%v, and then %v", ids, again)
		}
		many := drafts(7, 1)
		_, err = b.EnqueueAll(b.Context(), many, false)
		refused(b, err, desk.CodeMany)
		if f := desk.AsFault(err); f.Params["n"] != "7" || f.Params["by"] != "session" {
			t.Errorf("%v", f.Params)
		}
		ids, err = b.EnqueueAll(b.Context(), many, true)
		b.must(err)
		if len(ids) != 7 || b.state(ids[6]) != "queued 1:queued" {
			t.Errorf("%v", ids)
		}
		_, err = b.EnqueueAll(b.Context(), []Draft{{Ticket: many[0].Ticket, Key: "a", Text: "oi"}, {Ticket: 99, Key: "b", Text: "oi"}}, true)
		refused(b, err, desk.CodeNotFound)
		if b.say(many[0].Ticket, "oi", false) {
			t.Error("half of a refused request counted")
		}
	})
}
