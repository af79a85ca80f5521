package connection

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// hooked is a connection that is called; what it then does is the test's.
type hooked struct {
	conn
	serve func(w http.ResponseWriter, take transport.Take)
}

func (h hooked) ServeHook(w http.ResponseWriter, _ *http.Request, take transport.Take) {
	h.serve(w, take)
}

// entrance is a manager with two connections of one kind that are called at /hook/one and /hook/two.
type entrance struct {
	*testing.T
	*Manager
	open  func(transport.Env) (transport.Conn, error)
	taken []desk.ConnectionID
}

func newEntrance(t *testing.T) *entrance {
	t.Helper()
	db, err := store.Open(store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	e := &entrance{T: t}
	e.Manager = New(Needs{DB: db, Log: slog.New(slog.DiscardHandler),
		Driver: func(desk.Kind) (transport.Driver, bool) {
			return transport.Driver{Open: func(env transport.Env) (transport.Conn, error) { return e.open(env) }}, true
		},
		Take: func(_ context.Context, id desk.ConnectionID, _ transport.Event) error {
			e.taken = append(e.taken, id)
			return nil
		}})
	t.Cleanup(func() { e.Stop(); db.Close() })
	e.write(func(tx *store.Tx) error {
		ch, err := tx.AddChannel("Loja")
		for _, name := range []string{"one", "two"} {
			if err != nil {
				return err
			}
			var id desk.ConnectionID
			if id, err = tx.AddConnection(ch, "fake", "Loja"); err == nil {
				err = errors.Join(tx.SetHook(id, name), tx.SetAccount(id, "account "+name, "55119000000"+strconv.Itoa(int(id))))
			}
		}
		return err
	})
	return e
}

func (e *entrance) write(fn func(*store.Tx) error) {
	e.Helper()
	if err := e.DB.Write(e.Context(), fn); err != nil {
		e.Fatal(err)
	}
}

func (e *entrance) call(path string) (status int, answer string) {
	w := httptest.NewRecorder()
	e.door.ServeHTTP(w, httptest.NewRequest(http.MethodPost, path, nil))
	return w.Code, w.Body.String()
}

func says(word string) transport.Conn {
	return hooked{serve: func(w http.ResponseWriter, _ transport.Take) { _, _ = w.Write([]byte(word)) }}
}

// TestAVaultThatIsSilentForAMoment has the network come again, and nothing is remembered of it.
func TestAVaultThatIsSilentForAMoment(t *testing.T) {
	e := newEntrance(t)
	silent := &desk.Fault{Code: desk.CodeVault, Next: desk.Retry}
	e.open = func(transport.Env) (transport.Conn, error) { return nil, silent }
	if status, _ := e.call("/hook/one"); status != http.StatusServiceUnavailable {
		t.Errorf("%d while the vault is silent", status)
	}
	e.open = func(transport.Env) (transport.Conn, error) { return says("heard"), nil }
	if status, answer := e.call("/hook/one"); status != http.StatusOK || answer != "heard" {
		t.Errorf("%d %q afterwards", status, answer)
	}
}

// TestTheDoorHandsOn what is about the account of another connection to that one, and lets go of what is about none of ours.
func TestTheDoorHandsOn(t *testing.T) {
	for about, want := range map[string]desk.ConnectionID{"account two": 2, "account one": 1, "account three": 0, "": 0} {
		e := newEntrance(t)
		e.open = func(transport.Env) (transport.Conn, error) {
			return hooked{serve: func(_ http.ResponseWriter, take transport.Take) {
				if err := take(t.Context(), transport.Elsewhere{Account: about, Event: transport.Incoming{Remote: "1"}}); err != nil {
					t.Errorf("%s: %v", about, err)
				}
			}}, nil
		}
		e.call("/hook/one")
		if want == 0 && len(e.taken) > 0 || want != 0 && (len(e.taken) != 1 || e.taken[0] != want) {
			t.Errorf("%q went to %v, want %d", about, e.taken, want)
		}
	}
}

// TestAnEditWhileTheDoorOpens: what was read before an edit is not what is called after it.
func TestAnEditWhileTheDoorOpens(t *testing.T) {
	e := newEntrance(t)
	edit := true
	e.open = func(env transport.Env) (transport.Conn, error) {
		word := env.Config["word"]
		if edit {
			edit = false
			e.write(func(tx *store.Tx) error { return tx.SetConfig(1, map[string]string{"word": "new"}) })
			e.forget(1)
		}
		return says(word), nil
	}
	for range 2 {
		if _, answer := e.call("/hook/one"); answer != "new" {
			t.Errorf("answered by %q", answer)
		}
	}
}

// TestTwoTestsOfTheDoor at once do not spoil each other.
func TestTwoTestsOfTheDoor(t *testing.T) {
	e := newEntrance(t)
	e.door.setNonce("first", true)
	e.door.setNonce("second", true)
	if _, answer := e.call("/test/first"); answer != "first" {
		t.Errorf("%q", answer)
	}
	e.door.setNonce("first", false)
	if _, answer := e.call("/test/second"); answer != "second" {
		t.Errorf("%q", answer)
	}
	for _, path := range []string{"/test/first", "/test/"} {
		if status, _ := e.call(path); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
}

// TestTheDoorClosesBehindWhoIsInIt: a call that came before the door closes is answered, and does not hold it open.
func TestTheDoorClosesBehindWhoIsInIt(t *testing.T) {
	e := newEntrance(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(addr)
	settle := func(public string) error {
		e.write(func(tx *store.Tx) error { return errors.Join(tx.Set(settingPublic, public), tx.Set(settingPort, port)) })
		return e.OpenDoor(t.Context())
	}
	inside := make(chan struct{})
	e.open = func(transport.Env) (transport.Conn, error) {
		return hooked{serve: func(w http.ResponseWriter, _ transport.Take) {
			close(inside)
			for { // until nobody listens any more: the door is closing
				c, err := net.Dial("tcp", addr)
				if err != nil {
					break
				}
				_ = c.Close()
			}
			e.Unheard(1) // asks the door something
			_, _ = w.Write([]byte("heard"))
		}}, nil
	}
	if err := settle("http://" + addr); err != nil {
		t.Fatal(err)
	}
	answered := make(chan error, 1)
	go func() {
		a, err := http.Post("http://"+addr+"/hook/one", "", nil)
		if err == nil {
			err = a.Body.Close()
		}
		answered <- err
	}()
	<-inside
	began := time.Now()
	if err := settle(""); err != nil {
		t.Fatal(err)
	}
	if err := <-answered; err != nil || time.Since(began) > 3*time.Second {
		t.Errorf("answered after %s: %v", time.Since(began), err)
	}
}
