package media

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/inbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// shelf is a network that answers a file with what the test put there, one answer after the other.
type shelf struct{ answers []error }

func (s *shelf) Run(context.Context, transport.Take) error { return nil }
func (s *shelf) Caps(desk.Address) desk.Caps               { return desk.Caps{} }
func (s *shelf) Send(context.Context, transport.Outgoing) (transport.Accepted, error) {
	return transport.Accepted{}, nil
}

func (s *shelf) Fetch(_ context.Context, ref []byte, _ int64, to io.Writer) error {
	if len(s.answers) > 0 {
		err := s.answers[0]
		s.answers = s.answers[1:]
		if err != nil {
			_, _ = to.Write([]byte("half"))
			return err
		}
	}
	_, err := to.Write(ref)
	return err
}

func TestFetch(t *testing.T) {
	offline := &desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection}
	gone := &desk.Fault{Code: desk.CodeGone, Next: desk.Stop, Scope: desk.OfMessage}
	for name, c := range map[string]struct {
		answers []error
		state   string
	}{
		"at once":                   {nil, "ready"},
		"after the network failed":  {[]error{offline, errors.New("disk full"), nil}, "ready"},
		"gone":                      {[]error{gone}, "gone"},
		"refused for another cause": {[]error{&desk.Fault{Code: desk.CodeUnknown, Next: desk.Stop}}, "failed"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) { fetchOne(t, dir, c.answers, c.state) })
		})
	}
}

func fetchOne(t *testing.T, dir string, answers []error, want string) {
	s := desktop(t, dir)
	db := s.db
	picture(t, db, "A")
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, 1, &shelf{answers}) }()
	time.Sleep(5 * time.Minute)
	synctest.Wait()
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	var a *desk.Attachment
	if err := db.Read(context.Background(), func(v *store.View) (err error) { a, err = v.Attachment(1); return err }); err != nil {
		t.Fatal(err)
	}
	if a.State != want {
		t.Fatalf("state %s, want %s", a.State, want)
	}
	f, _, err := s.Open(context.Background(), 1)
	if want != "ready" {
		if desk.AsFault(err).Code != desk.CodeNotFound {
			t.Errorf("opened: %v", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, _ := io.ReadAll(f); string(got) != "picture" {
		t.Errorf("kept %q", got)
	}
}

// desktop is a service on a data folder with one connection.
func desktop(t *testing.T, dir string) *Service {
	t.Helper()
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	err = db.Write(t.Context(), func(tx *store.Tx) error {
		ch, err := tx.AddChannel("Loja")
		if err != nil {
			return err
		}
		_, err = tx.AddConnection(ch, "fake", "Loja")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return New(db, slog.New(slog.DiscardHandler))
}

// picture comes in as a message.
func picture(t *testing.T, db *store.DB, id desk.RemoteID) {
	t.Helper()
	receive(t, db, transport.Incoming{Remote: id, From: ana, At: time.Now(), Kind: desk.Image,
		Attachment: &transport.Attachment{Kind: desk.Image, Mime: "image/png", Ref: []byte("picture")}})
}

var ana = transport.Party{Addresses: []desk.Address{desk.Phone("5511987654321")}}

func receive(t *testing.T, db *store.DB, ev transport.Event) {
	t.Helper()
	if err := inbox.New(db).Receive(t.Context(), 1, ev); err != nil {
		t.Fatal(err)
	}
}
