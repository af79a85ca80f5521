package transporttest

import (
	"reflect"
	"slices"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Grouped is a rig whose network has groups. That of a driver that carries what is written in them is one.
type Grouped interface {
	// Group lets a customer make a group with us and another customer.
	Group(subject, by, other string) Group
}

// Group is a group that we are in.
type Group interface {
	Address() desk.Address
	// Write lets a customer write there.
	Write(by, text string) error
	// Shows are the texts of ours that a customer sees there, in order.
	Shows(to string) []Shown
	// Drop takes us out, and returns when we were told.
	Drop()
}

// Shown is a text of ours in a group, with the message that it answers and the number of who wrote that.
type Shown struct {
	Text   string
	About  desk.RemoteID
	Author string
}

// grouped is a group of Ana's with Bia and us; nil where the driver says that it carries none.
func (b *bench) grouped() Group {
	b.Helper()
	if !b.Driver().Caps.Groups {
		return nil
	}
	rig, has := b.Rig.(Grouped)
	if !has {
		b.Fatal("it says that it carries groups, and its rig has none")
	}
	b.Customer(Ana)
	b.Customer(Bia)
	b.online()
	return rig.Group("Condomínio", Ana, Bia)
}

// hear lets a customer write in a group, and gives what is heard of it.
func (b *bench) hear(g Group, by, text string) (in transport.Incoming) {
	b.Helper()
	if err := g.Write(by, text); err != nil {
		b.Fatal(err)
	}
	b.until("heard", func() bool {
		all := heard[transport.Incoming](b)
		i := slices.IndexFunc(all, func(m transport.Incoming) bool { return m.Body == text })
		if i >= 0 {
			in = all[i]
		}
		return i >= 0
	})
	return in
}

func (b *bench) sayIn(g Group, text string) transport.Say {
	m := b.say(text)
	m.To = []desk.Address{g.Address()}
	return m
}

var groups = []promise{
	{"what is written in a group comes of the group, with who wrote it", func(b *bench) {
		g := b.grouped()
		if g == nil {
			return
		}
		for _, number := range []string{Ana, Bia} {
			in := b.hear(g, number, "sou "+number)
			if !slices.Equal(in.From.Addresses, []desk.Address{g.Address()}) || in.Echo || in.Remote == "" {
				b.Errorf("%+v", in)
			}
			if in.Author == nil || !slices.Contains(in.Author.Addresses, Someone(number)[0]) {
				b.Errorf("%q was written by %+v", in.Body, in.Author)
			}
		}
	}},
	{"what we write in a group reaches everybody there once, and an answer names whom it answers", func(b *bench) {
		g := b.grouped()
		if g == nil {
			return
		}
		asked := b.hear(g, Bia, "tem bolo?")
		m := b.sayIn(g, "tem sim")
		m.ReplyTo = &transport.Quoted{Remote: asked.Remote, Author: asked.Author.Addresses, Body: asked.Body}
		b.sent(m)
		b.sent(b.sayIn(g, "de cenoura"))
		want := []Shown{{"tem sim", asked.Remote, Bia}, {Text: "de cenoura"}}
		for _, number := range []string{Ana, Bia} {
			b.until("all is there", func() bool { return len(g.Shows(number)) >= len(want) })
			if got := g.Shows(number); !reflect.DeepEqual(got, want) {
				b.Errorf("%s is shown %+v", number, got)
			}
			if got := b.Customer(number).Received(); len(got) > 0 {
				b.Errorf("outside the group %s got %q", number, got)
			}
		}
	}},
	{"of a message in a group no more is said than that the network took it", func(b *bench) {
		g := b.grouped()
		if g == nil {
			return
		}
		if can := b.conn.Caps(g.Address()); can.Acks != desk.AckSent || can.MarkRead || can.Templates || can.Calls || can.Text == 0 {
			b.Errorf("it can %+v", can)
		}
		m := b.sayIn(g, "leiam")
		got := b.sent(m)
		b.until("it arrives", func() bool { return len(g.Shows(Ana)) == 1 && len(g.Shows(Bia)) == 1 })
		b.hear(g, Ana, "li") // what the network tells comes in order
		if status := b.reached(m, got); status != desk.Sent {
			b.Errorf("it counts as %s", status)
		}
	}},
	{"a group that we are not in any more refuses for good", func(b *bench) {
		g := b.grouped()
		if g == nil {
			return
		}
		b.sent(b.sayIn(g, "até logo"))
		g.Drop()
		f := b.failed(b.Context(), b.sayIn(g, "ainda estou?"))
		b.next(f, desk.Stop)
		if f.Scope == desk.OfConnection {
			b.Error("the connection is called broken for it")
		}
	}},
	{"a network without groups offers nothing to one, and nothing leaves", func(b *bench) {
		if b.Driver().Caps.Groups {
			return
		}
		to := desk.Group("120363041234567890")
		if can := b.conn.Caps(to); !reflect.DeepEqual(can, desk.Caps{}) {
			b.Errorf("it can %v", can.Names())
		}
		b.online()
		m := b.say("para o grupo")
		m.To = []desk.Address{to}
		b.next(b.failed(b.Context(), m), desk.Stop, desk.Reroute)
	}},
}
