package inbox

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// heard is an event on a connection, or the answer of its network that gives a message of ours its id.
type heard struct {
	on    desk.ConnectionID
	who   int
	event transport.Event
	named *own
}

// story is what a network tells of some customers, in the order in which it happened.
type story struct {
	people []person
	ours   []own
	events []heard
}

// person is a customer by every address: those of a linked one are all told to be one, now and then in the story. That is rare,
// so that a good part of it may have come under either before.
type person struct {
	names  [][]desk.Address
	both   []desk.Address
	linked bool
	in     []desk.RemoteID
	out    []desk.RemoteID
	late   []*own // not named yet
}

const customers = 14

// heirs is how many numbers somebody else gets after their customer left them.
const heirs = 6

// begins is when all stories do. They end before a number that was left is taken for somebody else's.
var begins = time.UnixMilli(1_700_000_000_000)

func tell(seed uint64) story {
	r := rand.New(rand.NewPCG(seed, 0))
	s := story{}
	for i := range customers {
		s.people = append(s.people, customer(i))
	}
	teller := &teller{Rand: r, story: &s, at: begins}
	for i := range customers {
		if s.people[i].linked {
			teller.link(i)
		}
		if i%3 == 0 { // the others get their first ticket by what they write
			teller.speak(i)
		}
	}
	for len(s.events) < 1000 {
		teller.next()
	}
	for i := range customers {
		for len(s.people[i].late) > 0 {
			teller.name(i)
		}
	}
	for range len(s.events) / 5 {
		s.events = append(s.events, s.renamed(s.events[r.IntN(len(s.events))], r))
	}
	for i := range heirs {
		teller.inherit(customers + i)
	}
	return s
}

func customer(i int) person {
	phone, lid := desk.Phone(fmt.Sprintf("551198765%04d", i)), desk.LID(fmt.Sprintf("1000000000%04d", i))
	old, next := desk.Phone(fmt.Sprintf("55118765%04d", i)), desk.Phone(fmt.Sprintf("551195555%04d", i))
	switch i {
	case 0: // nobody ever says that these two are one
		return person{names: [][]desk.Address{{phone}}}
	case 1:
		return person{names: [][]desk.Address{{lid}}}
	}
	return person{names: [][]desk.Address{{phone}, {lid}, {old}, {next}}, both: []desk.Address{phone, lid}, linked: true}
}

// teller writes a story.
type teller struct {
	*rand.Rand
	*story
	at  time.Time
	who int
	n   int
}

func (t *teller) add(who int, ev transport.Event) {
	t.events = append(t.events, heard{on: desk.ConnectionID(1 + who%2), who: who, event: ev})
}

func (t *teller) party(who int) transport.Party {
	return transport.Party{Addresses: t.people[who].named(t.Rand)}
}

func (p person) named(r *rand.Rand) []desk.Address {
	if p.linked && r.IntN(30) == 0 {
		return p.both
	}
	return p.names[r.IntN(len(p.names))]
}

func (t *teller) link(who int) {
	t.move(who, 0, 3)
	t.add(who, transport.Seen{Who: transport.Party{Addresses: t.people[who].both, Saved: fmt.Sprint("Cliente ", who)}})
}

func (t *teller) id(kind string) desk.RemoteID {
	t.n++
	return desk.RemoteID(fmt.Sprintf("%s%05d", kind, t.n))
}

func (t *teller) next() {
	who := t.who
	if t.IntN(5) > 0 { // else the same customer within the same second
		who = t.IntN(customers)
		t.at = t.at.Add(time.Duration(1+t.IntN(1000)) * time.Second)
	}
	t.who = who
	p := &t.people[who]
	switch n := t.IntN(100); {
	case n < 40 || len(p.in) == 0:
		t.message(who)
	case n < 52 || len(p.out) == 0:
		t.at = t.at.Add(time.Second) // two of ours in one second have no order but that of their arrival
		t.echo(who)
		t.at = t.at.Add(time.Second)
	case n < 62:
		echo := t.IntN(2) == 0
		edit := transport.Edit{Remote: t.some(p, echo), Echo: echo, At: t.at}
		for range 1 + t.IntN(2) { // two within a second
			edit.From, edit.By, edit.Body = t.party(who), t.id("E"), fmt.Sprint("corrigido ", t.n)
			t.add(who, edit)
		}
	case n < 66:
		echo := t.IntN(2) == 0
		t.add(who, transport.Revoke{Remote: t.some(p, echo), From: t.party(who), Echo: echo, At: t.at})
	case n < 80:
		t.reaction(who, p)
	case n < 90:
		t.receipt(who, p)
	case n < 92:
		t.call(who)
	case n < 96:
		t.change(who, p)
	case n < 97 && len(p.late) > 0:
		t.name(who)
	case n < 98:
		t.add(who, transport.Chunk{Blob: []byte(t.id("blob")), Order: t.n, Percent: t.IntN(100)})
	default:
		t.add(who, transport.Seen{Who: transport.Party{Addresses: t.party(who).Addresses, Saved: fmt.Sprint("Cliente ", who)}})
	}
}

func (t *teller) some(p *person, ours bool) desk.RemoteID {
	all := p.in
	if ours {
		all = p.out
	}
	if t.IntN(20) == 0 {
		return t.id("lost") // a message that never comes
	}
	return all[t.IntN(len(all))]
}

func (t *teller) message(who int) {
	p := &t.people[who]
	m := transport.Incoming{Remote: t.id("I"), From: t.party(who), At: t.at, Kind: desk.Text, Body: fmt.Sprint("oi ", t.n)}
	m.From.Name = fmt.Sprint("Nome ", t.IntN(3))
	t.answer(p, &m)
	if t.IntN(6) == 0 {
		m.Kind = desk.Image
		m.Attachment = &transport.Attachment{Kind: desk.Image, Mime: "image/jpeg", Bytes: int64(t.n), Ref: []byte(m.Remote)}
	}
	p.in = append(p.in, m.Remote)
	t.add(who, m)
}

func (t *teller) echo(who int) {
	p := &t.people[who]
	m := transport.Incoming{Remote: t.id("O"), From: t.party(who), Echo: true, At: t.at, Kind: desk.Text, Body: fmt.Sprint("olá ", t.n)}
	t.answer(p, &m)
	p.out = append(p.out, m.Remote)
	t.add(who, m)
}

func (t *teller) answer(p *person, m *transport.Incoming) {
	switch {
	case t.IntN(4) == 0 && len(p.in) > 0:
		m.ReplyTo, m.ReplyText = p.in[t.IntN(len(p.in))], "citada"
	case t.IntN(6) == 0 && len(p.out) > 0:
		m.ReplyTo, m.ReplyText = p.out[t.IntN(len(p.out))], "citada"
	}
}

func (t *teller) reaction(who int, p *person) {
	ours := t.IntN(2) == 0
	emoji := []string{"👍", "❤️", "😂", ""}[t.IntN(4)]
	t.add(who, transport.Reaction{Remote: t.some(p, ours), By: t.id("R"), From: t.party(who), Echo: t.IntN(3) == 0, Ours: ours, Emoji: emoji, At: t.at})
}

func (t *teller) receipt(who int, p *person) {
	ids := []desk.RemoteID{t.some(p, true)}
	for range t.IntN(3) {
		ids = append(ids, t.some(p, true))
	}
	status := []desk.MessageStatus{desk.Sent, desk.Delivered, desk.Read, desk.Played}[t.IntN(4)]
	t.add(who, transport.Receipt{Remote: ids, From: t.party(who), Status: status, At: t.at})
}

// call is one that comes, and what several networks and devices say of its end; of some nobody tells that they came.
func (t *teller) call(who int) {
	c := transport.Call{Remote: t.id("C"), From: t.party(who), State: desk.CallRinging, Video: t.IntN(3) == 0, At: t.at}
	if t.IntN(8) > 0 {
		t.add(who, c)
	}
	for range t.IntN(4) {
		t.add(who, transport.Call{Remote: c.Remote, From: t.party(who), At: t.at.Add(time.Second),
			State: []desk.CallState{desk.CallMissed, desk.CallRejected, desk.CallAnswered}[t.IntN(3)]})
	}
}

// change is what the network tells about a customer: what they want to get, another security code, another number. Two wishes may
// fall into one second.
func (t *teller) change(who int, p *person) {
	switch n := t.IntN(4); {
	case n < 2:
		for range 1 + t.IntN(2) {
			stopped := t.IntN(2) == 0
			t.add(who, transport.Preference{Remote: desk.RemoteID(fmt.Sprint("W", stopped, t.at.Unix())), From: t.party(who), Stopped: stopped, At: t.at})
		}
	case n == 2 || !p.linked:
		t.add(who, transport.Rekeyed{Remote: t.id("K"), From: t.party(who), At: t.at})
	default:
		ways := [][2]int{{0, 3}, {2, 3}, {3, 0}, {3, 2}, {2, 1}}
		way := ways[t.IntN(len(ways))]
		t.move(who, way[0], way[1])
	}
}

// move tells that a customer goes by another of their names.
func (t *teller) move(who, from, to int) {
	names := t.people[who].names
	t.add(who, transport.Moved{Remote: t.id("N"), From: transport.Party{Addresses: names[from]}, To: transport.Party{Addresses: names[to]}, Body: "mudou", At: t.at})
}

// renamed is the same event under any address of its customer, as when a session tells again what another named differently.
func (s story) renamed(h heard, r *rand.Rand) heard {
	p := s.people[h.who]
	if !p.linked {
		return h // nobody ever says by what else they go
	}
	addresses := p.named(r)
	switch ev := h.event.(type) {
	case transport.Incoming:
		ev.From.Addresses = addresses
		h.event = ev
	case transport.Edit:
		ev.From.Addresses = addresses
		h.event = ev
	case transport.Revoke:
		ev.From.Addresses = addresses
		h.event = ev
	case transport.Reaction:
		ev.From.Addresses = addresses
		h.event = ev
	case transport.Receipt:
		ev.From.Addresses = addresses
		h.event = ev
	case transport.Preference:
		ev.From.Addresses = addresses
		h.event = ev
	case transport.Rekeyed:
		ev.From.Addresses = addresses
		h.event = ev
	case transport.Call:
		ev.From.Addresses = addresses
		h.event = ev
	}
	return h
}

// inherit tells of a customer who writes, moves, and writes from the new number, and of somebody else who gets the old one a year later.
func (t *teller) inherit(who int) {
	old, next := []desk.Address{desk.Phone(fmt.Sprintf("551198765%04d", who))}, []desk.Address{desk.Phone(fmt.Sprintf("551195555%04d", who))}
	at := begins.Add(time.Duration(t.IntN(100)) * time.Hour)
	writes := func(name string, from []desk.Address) {
		for range 1 + t.IntN(3) {
			at = at.Add(time.Duration(1+t.IntN(5000)) * time.Second)
			t.add(who, transport.Incoming{Remote: t.id("I"), From: transport.Party{Addresses: from, Name: name}, At: at, Kind: desk.Text, Body: fmt.Sprint("oi ", t.n)})
		}
	}
	writes("Ana", old)
	at = at.Add(time.Hour)
	t.add(who, transport.Moved{Remote: t.id("N"), From: transport.Party{Addresses: old}, To: transport.Party{Addresses: next}, At: at})
	writes("Ana", next)
	at = at.AddDate(1, 0, 0)
	writes("Bia", old)
	writes("Ana", next)
	writes("Bia", old)
}
