package transporttest

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// gesturer is Ana as one who sees what we do to messages; nil where the network cannot do what the case asks.
func (b *bench) gesturer(can bool) Gesturer {
	b.Helper()
	if !can {
		b.lacks = true
		return nil
	}
	ana, is := b.Customer(Ana).(Gesturer)
	switch can := b.Driver().Caps; {
	case is:
		b.online()
		return ana
	case can.React || can.Edit > 0 || can.Revoke > 0:
		b.Fatal("it says that it can do something to messages, and nobody sees that")
	}
	b.lacks = true
	return nil
}

// does makes a gesture that must be taken.
func (b *bench) does(m transport.Outgoing) {
	b.Helper()
	if _, err := b.conn.Send(b.Context(), m); err != nil {
		b.Fatalf("%T: %v", m, err)
	}
}

// arrives sends a text and gives the name by which the network knows it.
func (b *bench) arrives(text string) transport.Quoted {
	b.Helper()
	m := b.say(text)
	got := b.sent(m)
	b.arrived(1)
	id := m.Client
	if got.Remote != "" {
		id = got.Remote
	}
	return transport.Quoted{Remote: id, Ours: true, Body: text}
}

func (b *bench) id() desk.RemoteID { return b.Driver().NewID() }

var gestures = []promise{
	{"our reaction shows on the customer's message and on ours, changes, and goes", func(b *bench) {
		ana := b.gesturer(b.conn.Caps(desk.Phone(Ana)).React)
		if ana == nil {
			return
		}
		b.write("chegou!")
		asked := heard[transport.Incoming](b)[0]
		for _, about := range []transport.Quoted{{Remote: asked.Remote, Body: asked.Body}, b.arrives("que bom")} {
			for _, emoji := range []string{"👍", "🎉", ""} {
				b.does(transport.React{Client: b.id(), To: asked.From.Addresses, About: about, Emoji: emoji})
				b.until("it shows", func() bool { return ana.Sees(about.Remote).Reaction == emoji })
			}
		}
	}},
	{"an edit replaces our text, twice like once, and an empty one is refused", func(b *bench) {
		can := b.conn.Caps(desk.Phone(Ana))
		ana := b.gesturer(can.Edit > 0)
		if ana == nil {
			return
		}
		about := b.arrives("as 18 h")
		edit := transport.Reword{Client: b.id(), To: Someone(Ana), About: about, Kind: desk.Text, Body: "às 18 h 🧀"}
		for range 2 {
			b.does(edit)
		}
		b.until("it shows", func() bool { return ana.Sees(about.Remote).Text == edit.Body })
		edit.Body = ""
		b.next(b.failed(b.Context(), edit), desk.Stop)
		if !can.Captions {
			edit.Kind, edit.Body = desk.Image, "legenda"
			b.next(b.failed(b.Context(), edit), desk.Stop, desk.Reroute)
		}
	}},
	{"a deletion takes our message back for everyone", func(b *bench) {
		ana := b.gesturer(b.conn.Caps(desk.Phone(Ana)).Revoke > 0)
		if ana == nil {
			return
		}
		about := b.arrives("engano")
		for range 2 {
			_, err := b.conn.Send(b.Context(), transport.Unsay{Client: b.id(), To: Someone(Ana), About: about})
			if err != nil {
				b.next(desk.AsFault(err), desk.Retry) // the network is still about it
			}
		}
		b.until("it is gone", func() bool { return ana.Sees(about.Remote).Deleted })
	}},
	{"what it cannot do to a message is refused", func(b *bench) {
		b.online()
		can, about := b.conn.Caps(desk.Phone(Ana)), transport.Quoted{Remote: b.id(), Ours: true}
		for _, c := range []struct {
			can bool
			m   transport.Outgoing
		}{
			{can.React, transport.React{Client: b.id(), To: Someone(Ana), About: about, Emoji: "👍"}},
			{can.Edit > 0, transport.Reword{Client: b.id(), To: Someone(Ana), About: about, Kind: desk.Text, Body: "x"}},
			{can.Revoke > 0, transport.Unsay{Client: b.id(), To: Someone(Ana), About: about}},
		} {
			if !c.can {
				b.next(b.failed(b.Context(), c.m), desk.Stop, desk.Reroute)
			}
		}
	}},
	{"a customer's reaction is told, and that it was taken back", func(b *bench) {
		ana := b.gesturer(b.Driver().Caps.React)
		if ana == nil {
			return
		}
		about := b.arrives("gostou?")
		for _, emoji := range []string{"❤️", ""} {
			if !ana.React(about.Remote, true, emoji) {
				b.lacks = true
				return
			}
			b.until("it is heard", func() bool {
				all := heard[transport.Reaction](b)
				return len(all) > 0 && all[len(all)-1].Emoji == emoji && all[len(all)-1].Remote == about.Remote && !all[len(all)-1].Echo
			})
		}
	}},
	{"a customer's edit and deletion are told, and name the message", func(b *bench) {
		ana := b.gesturer(b.Driver().Caps.Receives)
		if ana == nil {
			return
		}
		b.write("as 18 h")
		wrote := heard[transport.Incoming](b)[0]
		if !ana.Edit(wrote.Remote, "às 19 h") {
			b.lacks = true
			return
		}
		b.until("the edit is heard", func() bool {
			all := heard[transport.Edit](b)
			return len(all) > 0 && all[0].Remote == wrote.Remote && all[0].Body == "às 19 h" && !all[0].Echo && time.Since(all[0].At) < time.Hour
		})
		ana.Delete(wrote.Remote)
		b.until("the deletion is heard", func() bool {
			all := heard[transport.Revoke](b)
			return len(all) > 0 && all[0].Remote == wrote.Remote && !all[0].Echo
		})
	}},
}
