// Package acme is an adapter to a network that does not exist, and that network. Tests add it to the program as one folder and one line,
// to prove that nothing else has to know of a new way.
package acme

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/transporttest"
)

// Kind of these connections.
const Kind desk.Kind = "acme"

// The fields of its form.
const (
	FieldOffice = "office"
	FieldKey    = "key"
)

// Network is the whole of Acme: one account, and customers.
type Network struct {
	mu       sync.Mutex
	key      string
	gone     bool
	people   map[string]*Person
	mail     []letter // for the account, not yet acknowledged
	news     chan struct{}
	receipts []transport.Receipt
	failing  []transporttest.Failure
}

type letter struct {
	id   desk.RemoteID
	from string
	text string
	at   time.Time
}

// Person is a customer of Acme.
type Person struct {
	n      *Network
	number string
	got    []letter
	seen   bool
}

// NewNetwork makes a network whose account has a key.
func NewNetwork(key string) *Network {
	return &Network{key: key, people: map[string]*Person{}, news: make(chan struct{})}
}

func (n *Network) wake() {
	close(n.news)
	n.news = make(chan struct{})
}

// Person finds or makes a customer.
func (n *Network) Person(number string) *Person {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.people[number] == nil {
		n.people[number] = &Person{n: n, number: number}
	}
	return n.people[number]
}

// Write sends the account a text.
func (p *Person) Write(text string) error {
	p.n.mu.Lock()
	defer p.n.mu.Unlock()
	p.n.mail = append(p.n.mail, letter{id: desk.RemoteID(rand.Text()), from: p.number, text: text, at: time.Now()})
	p.n.wake()
	return nil
}

// Received are the texts that arrived.
func (p *Person) Received() (all []string) {
	p.n.mu.Lock()
	defer p.n.mu.Unlock()
	for _, l := range p.got {
		all = append(all, l.text)
	}
	return all
}

// Read opens the conversation.
func (p *Person) Read() {
	p.n.mu.Lock()
	defer p.n.mu.Unlock()
	for _, l := range p.got {
		p.n.receipts = append(p.n.receipts, transport.Receipt{Remote: []desk.RemoteID{l.id}, Status: desk.Read,
			From: transport.Party{Addresses: []desk.Address{desk.Phone(p.number)}}, At: time.Now()})
	}
	p.n.wake()
}

// SeenByUs reports whether the account said that it read.
func (p *Person) SeenByUs() bool {
	p.n.mu.Lock()
	defer p.n.mu.Unlock()
	return p.seen
}

// Fail lets something befall the next message.
func (n *Network) Fail(f transporttest.Failure) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.failing = append(n.failing, f)
}

// Cut takes the network away, or brings it back.
func (n *Network) Cut(gone bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.gone = gone
	n.wake()
}

// Lock changes the key of the account.
func (n *Network) Lock() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.key = rand.Text()
	n.wake()
}

// Driver describes connections to a network.
func Driver(n *Network) transport.Driver {
	return transport.Driver{Kind: Kind, Fields: []transport.Field{{Key: FieldOffice}, {Key: FieldKey, Secret: true}},
		Caps:  desk.Caps{Receives: true, Text: 500, MarkRead: true, Acks: desk.AckRead},
		NewID: func() desk.RemoteID { return desk.RemoteID(rand.Text()) },
		Open: func(e transport.Env) (transport.Conn, error) {
			return &conn{n: n, env: e}, nil
		}}
}

// conn is one connection.
type conn struct {
	n   *Network
	env transport.Env
}

func (c *conn) Caps(to desk.Address) desk.Caps { return Driver(c.n).Caps.For(to) }

// state tells what keeps the account from working, nil if nothing does. The network is locked.
func (c *conn) state() *desk.Fault {
	key, err := c.env.Secret(FieldKey)
	switch {
	case c.n.gone:
		return transport.Offline(errors.New("acme is away"))
	case err != nil || key != c.n.key:
		return &desk.Fault{Code: desk.CodeSignedOut, Next: desk.Reroute, Scope: desk.OfConnection}
	}
	return nil
}

// Probe tests the key.
func (c *conn) Probe(_ context.Context, found func(transport.Finding)) (transport.Identity, error) {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	f := c.state()
	found(transport.Finding{Field: FieldKey, What: "key", Fault: f})
	if f != nil {
		return transport.Identity{}, f
	}
	return transport.Identity{Account: "acme/" + c.env.Config[FieldOffice], Number: "551140000000", Name: "Acme"}, nil
}

// Run hands on what is written while ctx lives.
func (c *conn) Run(ctx context.Context, take transport.Take) error {
	if err := take(ctx, transport.Health{State: desk.HealthConnecting}); err != nil {
		return transport.Offline(err)
	}
	told := desk.HealthConnecting
	for {
		c.n.mu.Lock()
		news, f := c.n.news, c.state()
		mail, receipts := slices.Clone(c.n.mail), slices.Clone(c.n.receipts)
		c.n.mu.Unlock()
		if f != nil {
			h, _ := f.Code.After()
			_ = take(context.WithoutCancel(ctx), transport.Health{State: h, Fault: f})
			if h == desk.HealthSignedOut {
				return f
			}
			told = h
		} else if told != desk.HealthOnline {
			if err := take(ctx, transport.Health{State: desk.HealthOnline}); err != nil {
				return transport.Offline(err)
			}
			told = desk.HealthOnline
		}
		again := f == nil && c.deliver(ctx, mail, receipts, take)
		pause := time.Hour
		if again {
			pause = 10 * time.Millisecond
		}
		select {
		case <-ctx.Done():
			return nil
		case <-news:
		case <-time.After(pause):
		}
	}
}

// deliver hands on letters and receipts, and removes what was stored; false when all was.
func (c *conn) deliver(ctx context.Context, mail []letter, receipts []transport.Receipt, take transport.Take) (left bool) {
	for _, l := range mail {
		err := take(ctx, transport.Incoming{Remote: l.id, From: transport.Party{Addresses: []desk.Address{desk.Phone(l.from)}}, At: l.at, Kind: desk.Text, Body: l.text})
		if err != nil {
			left = true
			continue
		}
		c.n.mu.Lock()
		c.n.mail = slices.DeleteFunc(c.n.mail, func(o letter) bool { return o.id == l.id })
		c.n.mu.Unlock()
	}
	for _, r := range receipts {
		if take(ctx, r) != nil {
			return true
		}
	}
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	c.n.receipts = c.n.receipts[min(len(receipts), len(c.n.receipts)):]
	return left
}

// Send gives a message to the network.
func (c *conn) Send(ctx context.Context, m transport.Outgoing) (transport.Accepted, error) {
	switch m := m.(type) {
	case transport.MarkRead:
		return transport.Accepted{}, c.read(m)
	case transport.Say:
		return c.say(ctx, m)
	}
	return transport.Accepted{}, desk.Refuse(desk.CodeUnsupported)
}

func (c *conn) read(m transport.MarkRead) error {
	for _, to := range m.To {
		p := c.n.Person(to.Value)
		c.n.mu.Lock()
		p.seen = true
		c.n.mu.Unlock()
	}
	return nil
}

func (c *conn) say(ctx context.Context, m transport.Say) (got transport.Accepted, err error) {
	if len(m.To) == 0 {
		return got, desk.Refuse(desk.CodeNoWhatsApp)
	}
	if f := c.Caps(m.To[0]).Refuses(desk.Draft{Kind: m.Kind, Body: m.Body}, time.Time{}, time.Now()); f != nil {
		return got, f
	}
	switch {
	case m.Body == "":
		return got, desk.Refuse(desk.CodeEmpty)
	case ctx.Err() != nil:
		return got, transport.Offline(ctx.Err())
	}
	p := c.n.Person(m.To[0].Value)
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	if f := c.state(); f != nil {
		return got, f
	}
	failure, fails := transporttest.Failure(0), len(c.n.failing) > 0
	if fails {
		failure, c.n.failing = c.n.failing[0], c.n.failing[1:]
	}
	switch {
	case fails && failure == transporttest.Refused:
		return got, &desk.Fault{Code: desk.CodeUndeliverable, Next: desk.Reroute, Scope: desk.OfMessage}
	case fails && failure == transporttest.Busy:
		return got, &desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfConnection}
	case fails && failure == transporttest.Cracked:
		return got, &desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt, Scope: desk.OfMessage}
	}
	p.got = append(p.got, letter{id: m.Client, text: m.Body, at: time.Now()})
	if fails {
		return got, &desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt, Scope: desk.OfMessage}
	}
	return transport.Accepted{At: time.Now(), Status: desk.Delivered}, nil
}
