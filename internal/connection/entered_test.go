package connection

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// server is a connection that is entered and paired afterwards.
type server struct {
	conn
	number *string // whom its session is linked to
}

func (s server) Probe(context.Context, func(transport.Finding)) (transport.Identity, error) {
	if *s.number == "" {
		return transport.Identity{Account: "waiting"}, nil
	}
	return transport.Identity{Account: "account " + *s.number, Number: *s.number}, nil
}

// onServer is a bench whose connections are those of a server.
func onServer(t *testing.T, fn func(b *bench, number *string)) {
	at(t, 1, func(b *bench) {
		number := ""
		b.Manager.Driver = func(desk.Kind) (transport.Driver, bool) {
			return transport.Driver{Kind: "fake", Pairs: true, Fields: []transport.Field{{Key: "address"}},
				Open: func(transport.Env) (transport.Conn, error) { return server{conn{&b.phone}, &number}, nil }}, true
		}
		fn(b, &number)
	})
}

func (b *bench) enter(address string) {
	b.Helper()
	got, err := b.Probe(b.Context(), Entry{Connection: 1, Kind: "fake", Values: map[string]string{"address": address}})
	b.must(err)
	b.must(b.Save(b.Context(), 1, got))
}

// TestEnteredThenPaired: what no phone is linked to is kept, is signed out without being tried, shows fresh codes as often as they are
// asked for, and comes online once a phone agreed.
func TestEnteredThenPaired(t *testing.T) {
	onServer(t, func(b *bench, number *string) {
		b.enter("http://127.0.0.1:3000")
		b.is(1, desk.HealthSignedOut, desk.CodeSignedOut)
		if len(b.runs) != 0 {
			t.Errorf("it was tried %d times", len(b.runs))
		}
		b.onPair = waits
		b.must(b.Pair(b.Context(), 1, ""))
		synctest.Wait()
		b.must(b.Pair(b.Context(), 1, ""))
		b.heardAre("transport.QR", "cancelled", "transport.QR")
		b.CancelPair(1)
		b.heardAre("cancelled")
		b.is(1, desk.HealthSignedOut, desk.CodeSignedOut)
		b.onPair = links("5511900000001")
		b.must(b.Pair(b.Context(), 1, ""))
		b.heardAre("transport.QR", "linked 5511900000001")
		b.is(1, desk.HealthOnline, "")
	})
}

// TestEnteredLinkedAlready comes online without a phone.
func TestEnteredLinkedAlready(t *testing.T) {
	onServer(t, func(b *bench, number *string) {
		*number = "5511900000001"
		b.enter("http://127.0.0.1:3000")
		b.is(1, desk.HealthOnline, "")
	})
}

// TestUnlinkedKeepsItsNumber: a session that lost its phone is entered again as that number's, and no other phone is taken for it.
func TestUnlinkedKeepsItsNumber(t *testing.T) {
	onServer(t, func(b *bench, number *string) {
		*number = "5511900000001"
		b.enter("http://127.0.0.1:3000")
		b.is(1, desk.HealthOnline, "")
		*number = ""
		b.enter("http://127.0.0.1:3001")
		b.is(1, desk.HealthSignedOut, desk.CodeSignedOut)
		if c := b.row(1); c.Number != "5511900000001" || c.Config["address"] != "http://127.0.0.1:3001" {
			t.Errorf("kept %+v", c)
		}
		b.onPair = links("5511900000002")
		b.must(b.Pair(b.Context(), 1, ""))
		b.heardAre("transport.QR", "fault "+string(desk.CodePairOther))
		b.is(1, desk.HealthSignedOut, desk.CodeSignedOut)
	})
}

// TestServerAway: a server that cannot be asked is a finding, and nothing is kept.
func TestServerAway(t *testing.T) {
	onServer(t, func(b *bench, _ *string) {
		b.Manager.Driver = func(desk.Kind) (transport.Driver, bool) {
			return transport.Driver{Kind: "fake", Pairs: true, Fields: []transport.Field{{Key: "address"}},
				Open: func(transport.Env) (transport.Conn, error) { return away{conn{&b.phone}}, nil }}, true
		}
		got, err := b.Probe(b.Context(), Entry{Connection: 1, Kind: "fake", Values: map[string]string{"address": "x"}})
		b.must(err)
		if got.OK || len(got.Findings) != 1 || got.Findings[0].What != "network" {
			t.Errorf("%+v", got)
		}
		b.refused(b.Save(b.Context(), 1, got), desk.CodeBadRequest)
	})
}

type away struct{ conn }

func (away) Probe(context.Context, func(transport.Finding)) (transport.Identity, error) {
	return transport.Identity{}, &desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection, Err: errors.New("refused")}
}
