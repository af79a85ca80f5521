package transporttest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

var send = []promise{
	{"a text arrives as it was written", func(b *bench) {
		b.online()
		texts := []string{"olá", "Ação às 18 h: pão de queijo 🧀, café ☕", "linha um\nlinha dois", "*negrito* _itálico_ ~riscado~ ```código```",
			"عربي \u202e abc", "👩‍👩‍👧‍👦 e\u0301"}
		for _, text := range texts {
			b.sent(b.say(text))
		}
		if got := b.arrived(len(texts)); !slices.Equal(got, texts) {
			b.Errorf("arrived as %q", got)
		}
	}},
	{"a text of the greatest length arrives, and a longer one is refused without a network", func(b *bench) {
		b.online()
		most := b.conn.Caps(desk.Phone(Ana)).Text
		b.sent(b.say(strings.Repeat("ã", most)))
		if got := b.arrived(1)[0]; len([]rune(got)) != most {
			b.Errorf("%d runes arrived of %d", len([]rune(got)), most)
		}
		f := b.failed(b.Context(), b.say(strings.Repeat("ã", most+1)))
		if f.Code != desk.CodeTooLong {
			b.Errorf("a text that is too long is %s", f.Code)
		}
	}},
	{"an empty text is refused", func(b *bench) {
		b.online()
		b.next(b.failed(b.Context(), b.say("")), desk.Stop)
	}},
	{"what it cannot do is refused, and another connection may", func(b *bench) {
		b.online()
		m := b.say("")
		m.Kind, m.Content = "hologram", &desk.Content{}
		b.next(b.failed(b.Context(), m), desk.Reroute, desk.Stop)
	}},
	{"a message to nobody is refused", func(b *bench) {
		b.online()
		m := b.say("olá?")
		m.To = nil
		b.next(b.failed(b.Context(), m), desk.Stop, desk.Reroute)
	}},
	{"before it runs a message is carried, or comes back as one that did not leave", func(b *bench) { b.carriedOrNot("cedo") }},
	{"after it ended a message is carried, or comes back as one that did not leave", func(b *bench) {
		b.online()
		if err := b.stop(); err != nil {
			b.Fatal(err)
		}
		b.carriedOrNot("tarde")
	}},
	{"what was given up before it began is not called failed", func(b *bench) {
		b.online()
		ctx, cancel := context.WithCancel(b.Context())
		cancel()
		b.next(b.failed(ctx, b.say("desisti")), desk.Retry, desk.Doubt)
	}},
	{"a clear refusal is no doubt, and nothing arrives", func(b *bench) {
		b.online()
		if !b.Fail(Refused) {
			b.lacks = true
			return
		}
		b.next(b.failed(b.Context(), b.say("recusada")), desk.Reroute, desk.Hold, desk.Stop)
		b.alone("recusada")
	}},
	{"patience that is asked for is no refusal, and nothing arrives", func(b *bench) {
		b.online()
		if !b.Fail(Busy) {
			b.lacks = true
			return
		}
		b.next(b.failed(b.Context(), b.say("depois")), desk.Retry)
		b.alone("depois")
	}},
	{"an answer that is lost is doubt, and the message arrives once", func(b *bench) {
		b.online()
		if !b.Fail(Lost) {
			b.lacks = true
			return
		}
		got, err := b.conn.Send(b.Context(), b.say("chegou?"))
		if err != nil {
			b.next(desk.AsFault(err), desk.Doubt)
		} else if got.Status == desk.Delivered {
			b.Error("it says more than the network said")
		}
		if got := b.arrived(1); !slices.Equal(got, []string{"chegou?"}) {
			b.Errorf("arrived: %q", got)
		}
	}},
	{"a network that breaks down says nothing about the message", func(b *bench) {
		b.online()
		if !b.Fail(Cracked) {
			b.lacks = true
			return
		}
		b.next(b.failed(b.Context(), b.say("quebrou")), desk.Doubt, desk.Retry)
	}},
	{"many at once arrive once each", func(b *bench) {
		b.online()
		var wait sync.WaitGroup
		for i := range 12 {
			wait.Go(func() { b.sent(b.say(fmt.Sprint("ao mesmo tempo ", i))) })
		}
		wait.Wait()
		got := b.arrived(12)
		slices.Sort(got)
		if len(slices.Compact(got)) != 12 {
			b.Errorf("arrived: %q", got)
		}
	}},
	{"one after the other they arrive in order", func(b *bench) {
		b.online()
		var want []string
		for i := range 10 {
			want = append(want, fmt.Sprint("em ordem ", i))
			b.sent(b.say(want[i]))
		}
		if got := b.arrived(10); !slices.Equal(got, want) {
			b.Errorf("arrived: %q", got)
		}
	}},
	{"each customer gets their own", func(b *bench) {
		b.online()
		m := b.say("para Bia")
		m.To = Someone(Bia)
		b.Customer(Bia)
		b.sent(m)
		b.sent(b.say("para Ana"))
		b.arrived(1)
		bia := b.Customer(Bia)
		b.until("Bia has hers", func() bool { return len(bia.Received()) == 1 })
		if got := b.Customer(Ana).Received(); !slices.Equal(got, []string{"para Ana"}) {
			b.Errorf("Ana got %q", got)
		}
	}},
	{"an answer names the message that it answers", func(b *bench) {
		if !b.conn.Caps(desk.Phone(Ana)).Reply {
			b.lacks = true
			return
		}
		b.online()
		b.write("tem bolo?")
		asked := heard[transport.Incoming](b)[0]
		m := b.say("tem sim")
		m.ReplyTo = &transport.Quoted{Remote: asked.Remote, Body: asked.Body}
		b.sent(m)
		b.arrived(1)
	}},
	{"receipts climb, and name the message", func(b *bench) {
		b.online()
		if b.conn.Caps(desk.Phone(Ana)).Acks != desk.AckRead {
			b.lacks = true
			return
		}
		m := b.say("leia")
		got := b.sent(m)
		b.arrived(1)
		b.Customer(Ana).Read()
		b.until("read", func() bool { return b.reached(m, got) == desk.Read })
	}},
	{"reading is told to the customer", func(b *bench) {
		if !b.Driver().Caps.MarkRead {
			b.lacks = true
			return
		}
		b.online()
		b.write("viu?")
		in := heard[transport.Incoming](b)[0]
		if _, err := b.conn.Send(b.Context(), transport.MarkRead{To: in.From.Addresses, Remote: []desk.RemoteID{in.Remote}, At: in.At}); err != nil {
			b.Fatal(err)
		}
		ana := b.Customer(Ana)
		b.until("told", ana.SeenByUs)
	}},
}

// carriedOrNot sends a message that arrives, or of which the fault says that nothing left.
func (b *bench) carriedOrNot(text string) {
	b.Helper()
	_, err := b.conn.Send(b.Context(), b.say(text))
	if err == nil {
		b.arrived(1)
		return
	}
	b.next(desk.AsFault(err), desk.Retry)
	if n := len(b.Customer(Ana).Received()); n > 0 {
		b.Errorf("%d messages arrived", n)
	}
}

// alone checks that a message did not arrive, by one that is sent after it and does.
func (b *bench) alone(not string) {
	b.Helper()
	b.sent(b.say("a seguinte"))
	if got := b.arrived(1); slices.Contains(got, not) {
		b.Errorf("arrived: %q", got)
	}
}

// reached is how far a message came by the receipts that name it.
func (b *bench) reached(m transport.Say, got transport.Accepted) desk.MessageStatus {
	status := got.Status
	for _, r := range heard[transport.Receipt](b) {
		if r.Client == m.Client || slices.Contains(r.Remote, m.Client) || got.Remote != "" && slices.Contains(r.Remote, got.Remote) {
			status = status.Climb(r.Status)
		}
	}
	return status
}
