// Package outbox takes what the operator writes out of the program: it queues, chooses the route, sends, and follows what the
// network answers. A message is a row before anything is sent, and its id on the network is fixed in that row, so that
// neither a crash nor a retry can lose it or make a second one.
package outbox

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Needs of the service.
type Needs struct {
	DB *store.DB
	// Driver finds the adapter of a kind.
	Driver func(desk.Kind) (transport.Driver, bool)
}

// Service is the outbound side of one data folder.
type Service struct {
	Needs
	bell bell.Bell
}

// New makes the service.
func New(n Needs) *Service { return &Service{Needs: n} }

// Wake tells the workers that deliveries changed.
func (s *Service) Wake() { s.bell.Ring() }

// Draft is what the operator sends or notes.
type Draft struct {
	Ticket  desk.TicketID
	Key     string // one press of send; the same key never makes a second message
	Text    string
	ReplyTo desk.MessageID
	Note    bool // stays here
}

// maxKey bounds the page's key, in bytes.
const maxKey = 64

// Enqueue writes the message and its first delivery in one transaction; the network is not touched. Faults: empty_message,
// too_long, no_connection, not_found, bad_request.
func (s *Service) Enqueue(ctx context.Context, d Draft) (id desk.MessageID, err error) {
	d.Text = desk.Clean(strings.TrimRight(d.Text, " \n\t\r"))
	switch {
	case strings.TrimSpace(d.Text) == "":
		return 0, desk.Refuse(desk.CodeEmpty)
	case d.Key == "" || len(d.Key) > maxKey:
		return 0, desk.Refuse(desk.CodeBadRequest)
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if id, err = tx.ByKey(d.Key); err != nil || id > 0 {
			return err
		}
		id, err = s.write(tx, d)
		return err
	})
	return id, err
}

func (s *Service) write(tx *store.Tx, d Draft) (desk.MessageID, error) {
	t, err := tx.Ticket(d.Ticket)
	if err != nil {
		return 0, err
	}
	if err := answers(tx, d.ReplyTo, t.Contact.ID); err != nil {
		return 0, err
	}
	now := time.Now()
	m := desk.Message{Ticket: t.ID, Contact: t.Contact.ID, Direction: desk.Note, Origin: desk.FromOperator, Kind: desk.Text,
		Body: d.Text, ReplyTo: d.ReplyTo, At: now, Status: desk.Received}
	if d.Note {
		if utf8.RuneCountInString(d.Text) > maxNote {
			return 0, desk.Refuse(desk.CodeTooLong)
		}
		return s.keep(tx, t, m, d.Key)
	}
	way, err := s.plan(tx, t, desk.Draft{Kind: desk.Text, Body: d.Text, Reply: d.ReplyTo > 0})
	if err != nil {
		return 0, err
	}
	m.Direction, m.Status, m.Connection = desk.Out, desk.Queued, way.ID
	if t, err = s.open(tx, t, now); err != nil {
		return 0, err
	}
	m.Ticket = t.ID
	id, err := s.keep(tx, t, m, d.Key)
	if err != nil {
		return 0, err
	}
	return id, s.queue(tx, m.Contact, id, way, 0, desk.DeliveryQueued)
}

// answers refuses to quote to one customer what another one wrote.
func answers(tx *store.Tx, quoted desk.MessageID, who desk.ContactID) error {
	if quoted == 0 {
		return nil
	}
	m, err := tx.Message(quoted)
	if err == nil && m.Contact != who {
		return desk.Refuse(desk.CodeBadRequest)
	}
	return err
}

// maxNote bounds an internal note, in runes; a message is bounded by its connection.
const maxNote = 65536

// keep inserts the message and clears the draft it came from.
func (s *Service) keep(tx *store.Tx, t desk.Ticket, m desk.Message, key string) (desk.MessageID, error) {
	id, err := tx.AddMessage(m, true, true, m.At, key)
	if err != nil {
		return 0, err
	}
	return id, tx.SetDraft(t.ID, "")
}

// open makes the ticket that is answered an open one. Answering a closed one reopens it, unless a newer ticket of that
// contact lives: then the answer belongs there.
func (s *Service) open(tx *store.Tx, t desk.Ticket, now time.Time) (desk.Ticket, error) {
	if t.Status == desk.Closed {
		live, err := tx.LiveTicket(t.Channel, t.Contact.ID)
		if err != nil {
			return t, err
		}
		if live != 0 {
			return tx.Ticket(live)
		}
	}
	if t.Status != desk.Open {
		if _, err := tx.MoveTicket(t.ID, desk.Open, now, desk.Pending, desk.Closed); err != nil {
			return t, err
		}
	}
	return t, nil
}

// plan picks the first connection that can carry the message.
func (s *Service) plan(tx *store.Tx, t desk.Ticket, m desk.Draft) (desk.Connection, error) {
	routes, ways, err := s.ways(tx, t.Channel, nil)
	if err != nil {
		return desk.Connection{}, err
	}
	choice := desk.Plan(m, desk.PolicyAutomatic, ways, nil, time.Now())
	for _, r := range routes {
		if r.ID == choice.Connection {
			return r, nil
		}
	}
	for _, f := range choice.Skipped {
		if f.Code == desk.CodeTooLong {
			return desk.Connection{}, f
		}
	}
	return desk.Connection{}, desk.Refuse(desk.CodeNoRoute)
}

func (s *Service) ways(tx *store.Tx, channel desk.ChannelID, tried []desk.Delivery) ([]desk.Connection, []desk.Way, error) {
	routes, err := tx.Routes(channel)
	if err != nil {
		return nil, nil, err
	}
	ways := make([]desk.Way, 0, len(routes))
	for _, r := range routes {
		driver, ok := s.Driver(r.Kind)
		w := desk.Way{Connection: r.ID, Caps: driver.Caps, Paused: !ok || r.Health == desk.HealthRemoving}
		for _, d := range tried {
			w.Tried = w.Tried || d.Connection == r.ID
		}
		ways = append(ways, w)
	}
	return routes, ways, nil
}

// queue adds a delivery whose id on the network is fixed from now on.
func (s *Service) queue(tx *store.Tx, who desk.ContactID, m desk.MessageID, way desk.Connection, hop int, state desk.DeliveryState) error {
	driver, ok := s.Driver(way.Kind)
	if !ok {
		return desk.Refuse(desk.CodeNoRoute)
	}
	_, err := tx.AddDelivery(desk.Delivery{Message: m, Contact: who, Connection: way.ID, Client: driver.NewID(), State: state, Hop: hop})
	return err
}
