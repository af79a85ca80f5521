package contact

import (
	"context"
	"errors"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// oracle is a network that answers what a test says.
type oracle struct {
	transport.Conn
	found []desk.Address
	err   error
	asked []desk.Address
}

func (o *oracle) Find(_ context.Context, number desk.Address) ([]desk.Address, error) {
	o.asked = append(o.asked, number)
	return o.found, o.err
}

// online lets a connection be asked until the test ends.
func (s *shop) online(on desk.ConnectionID, o *oracle) {
	ctx, end := context.WithCancel(s.Context())
	done := make(chan error)
	go func() { done <- s.Serve(ctx, on, o) }()
	s.Cleanup(func() { end(); <-done })
	for s.asks(on) == nil {
		s.wait()
	}
}

// TestBegin: a new number is looked for; only a clear "no" refuses it, silence is said to be silence, and somebody known is not asked about.
func TestBegin(t *testing.T) {
	open(t, func(s *shop) {
		begin := func(w Wish) (Begun, error) { w.Channel = 1; return s.Begin(s.Context(), w) }
		got, err := begin(Wish{Number: "+55 11 8214-5530"})
		s.must(err)
		s.expect("nobody can be asked", got, Begun{})
		net := &oracle{err: errors.New("silence")}
		s.online(1, net)
		got, err = begin(Wish{Number: "+55 11 8214-5530"})
		s.must(err)
		s.expect("an answer that is none", got.Ticket, 0)
		if got.Why == nil {
			t.Error("it does not say why")
		}
		net.err = nil
		_, err = begin(Wish{Number: "+55 11 8214-5530"})
		s.refuses(err, desk.CodeNoWhatsApp)
		for _, a := range net.asked {
			s.expect("asked for", a, desk.Phone("5511982145530"))
		}
		net.found = []desk.Address{desk.Phone("551182145530"), desk.LID("77")}
		got, err = begin(Wish{Number: "+55 11 98214-5530", Name: " Marina "})
		s.must(err)
		again, err := begin(Wish{Number: "551182145530", Name: "Outra"})
		s.must(err)
		s.expect("the live one", again.Ticket, got.Ticket)
		c, err := s.Card(s.Context(), 1)
		s.must(err)
		s.expect("name", c.Name, "Marina")
		s.expect("addresses", len(c.Addresses), 3)
		n := len(net.asked)
		bia := s.person("Bia", "5511982140002")
		s.write(func(tx *store.Tx) error {
			ticket, err := tx.AddTicket(2, bia, desk.Closed, s.now(), false)
			if err == nil {
				_, err = tx.AddMessage(desk.Message{Ticket: ticket, Contact: bia, Direction: desk.In, Origin: desk.FromCustomer, Kind: desk.Text, Body: "oi",
					At: s.now(), Status: desk.Received}, true, true, s.now(), "")
			}
			return err
		})
		got, err = begin(Wish{Contact: bia})
		s.must(err)
		if got.Ticket == 0 || len(net.asked) != n {
			t.Errorf("somebody known: %+v, asked %d times", got, len(net.asked)-n)
		}
		_, err = begin(Wish{Contact: 99})
		s.refuses(err, desk.CodeNotFound)
		_, err = begin(Wish{Number: "12"})
		s.refuses(err, desk.CodePhone)
		_, err = s.Begin(s.Context(), Wish{Channel: 9, Number: "+5511982145530"})
		s.refuses(err, desk.CodeWrongState)
	})
}
