package cloudapi

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

const (
	testToken  = "EAAtestTOKEN0123456789abcdefghij"
	testSecret = "0123456789abcdef0123456789abcdef"
	testNumber = "106540352242922"
	testWABA   = "102290129340398"
)

// connect opens a connection to hosts of the test.
func connect(t *testing.T, base string, client *http.Client, secrets map[string]string) *conn {
	t.Helper()
	if secrets == nil {
		secrets = map[string]string{FieldToken: testToken, FieldSecret: testSecret}
	}
	c, err := Driver(Options{Graph: base, Media: base}).Open(transport.Env{
		Config: map[string]string{FieldNumber: testNumber, FieldAccount: testWABA},
		Secret: func(f string) (string, error) { return secrets[f], nil },
		HTTP:   client,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c.(*conn)
}

func text(body string) transport.Say {
	return transport.Say{Client: newID(), To: []desk.Address{desk.Phone("5511912345678")}, Kind: desk.Text, Body: body}
}

const accepted = `{"messaging_product":"whatsapp","contacts":[{"input":"+5511912345678","wa_id":"5511912345678"}],"messages":[{"id":"wamid.X"}]}`

// tcp serves every connection by hand and counts the messages that arrived whole.
func tcp(t *testing.T, serve func(c net.Conn, nth int64, messages *atomic.Int64)) (base string, connections, messages *atomic.Int64) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	connections, messages = new(atomic.Int64), new(atomic.Int64)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			n := connections.Add(1)
			go serve(c, n, messages)
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return "http://" + l.Addr().String(), connections, messages
}

// arrive reads one request whole.
func arrive(r *bufio.Reader, messages *atomic.Int64) bool {
	q, err := http.ReadRequest(r)
	if err != nil {
		return false
	}
	if _, err := io.Copy(io.Discard, q.Body); err != nil {
		return false
	}
	messages.Add(1)
	return true
}

func TestResetAfterReadingIsDoubtAndNotRepeated(t *testing.T) {
	base, connections, messages := tcp(t, func(c net.Conn, _ int64, messages *atomic.Int64) {
		arrive(bufio.NewReader(c), messages)
		c.(*net.TCPConn).SetLinger(0)
		c.Close()
	})
	_, err := connect(t, base, nil, nil).Send(t.Context(), text("oi"))
	if f := desk.AsFault(err); f.Next != desk.Doubt || f.Code != desk.CodeUnsure {
		t.Errorf("%v", err)
	}
	if connections.Load() != 1 || messages.Load() != 1 {
		t.Errorf("%d connections, %d messages", connections.Load(), messages.Load())
	}
}

func TestCloseAfterReadingIsDoubtAndNotRepeated(t *testing.T) {
	base, connections, messages := tcp(t, func(c net.Conn, _ int64, messages *atomic.Int64) {
		arrive(bufio.NewReader(c), messages)
		c.Close()
	})
	_, err := connect(t, base, nil, nil).Send(t.Context(), text("oi"))
	if f := desk.AsFault(err); f.Next != desk.Doubt {
		t.Errorf("%v", err)
	}
	if connections.Load() != 1 || messages.Load() != 1 {
		t.Errorf("%d connections, %d messages", connections.Load(), messages.Load())
	}
}

// TestServerThatClosesIdleConnections: on a connection that was used before, the library would send a request again, or leave
// us in doubt. There is none.
func TestServerThatClosesIdleConnections(t *testing.T) {
	base, connections, messages := tcp(t, func(c net.Conn, _ int64, messages *atomic.Int64) {
		defer c.Close()
		if arrive(bufio.NewReader(c), messages) {
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: keep-alive\r\n\r\n%s", len(accepted), accepted)
		}
	})
	c := connect(t, base, nil, nil)
	for n := range int64(5) {
		if _, err := c.Send(t.Context(), text("oi")); err != nil {
			t.Fatalf("message %d: %v", n, err)
		}
		if connections.Load() != n+1 || messages.Load() != n+1 {
			t.Errorf("%d connections and %d messages after %d", connections.Load(), messages.Load(), n+1)
		}
	}
}

func TestNothingWrittenIsOffline(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + l.Addr().String()
	l.Close()
	c := connect(t, base, nil, nil)
	for range 60 { // and what never left costs no turn
		_, err = c.Send(t.Context(), text("oi"))
		if f := desk.AsFault(err); f.Next != desk.Retry || f.Code != desk.CodeOffline || f.Scope != desk.OfConnection {
			t.Fatalf("%v", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Send(ctx, text("oi")); desk.AsFault(err).Code != desk.CodeOffline {
		t.Errorf("%v", err)
	}
}

func TestTLSFailureIsOffline(t *testing.T) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS() // nobody trusts its certificate
	defer s.Close()
	_, err := connect(t, s.URL, nil, nil).Send(t.Context(), text("oi"))
	if f := desk.AsFault(err); f.Next != desk.Retry || f.Code != desk.CodeOffline {
		t.Errorf("%v", err)
	}
}

// TestNoSecondProtocol: a server that offers HTTP/2 gets HTTP/1.1, on a connection that is closed afterwards.
func TestNoSecondProtocol(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && (r.ProtoMajor != 1 || !r.Close || r.Header.Get("Idempotency-Key") != "") {
			t.Errorf("%s, close %v", r.Proto, r.Close)
		}
		io.WriteString(w, accepted)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	c := connect(t, s.URL, s.Client(), nil)
	for range 3 {
		if _, err := c.Send(t.Context(), text("oi")); err != nil {
			t.Fatal(err)
		}
	}
	resp, err := s.Client().Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.ProtoMajor != 2 { // the client itself is unchanged
		t.Error(resp.Proto)
	}
}

func TestBodyCannotBeReadAgain(t *testing.T) {
	var seen *http.Request
	c := connect(t, "http://graph.test", &http.Client{Transport: round(func(r *http.Request) (*http.Response, error) {
		seen = r
		return nil, io.ErrUnexpectedEOF
	})}, nil)
	_, err := c.Send(t.Context(), text("oi"))
	if seen == nil || seen.GetBody != nil || seen.ContentLength <= 0 {
		t.Errorf("%+v", seen)
	}
	if desk.AsFault(err).Code != desk.CodeOffline { // the body was never touched
		t.Error(err)
	}
}

type round func(*http.Request) (*http.Response, error)

func (f round) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestRedirectsAreNotFollowed(t *testing.T) {
	var calls atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	}))
	defer s.Close()
	_, err := connect(t, s.URL, nil, nil).Send(t.Context(), text("oi"))
	if f := desk.AsFault(err); f.Next != desk.Doubt || calls.Load() != 1 {
		t.Errorf("%v after %d calls", err, calls.Load())
	}
}

func TestAnswerWithoutEnd(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for range 3 << 10 {
			if _, err := io.WriteString(w, strings.Repeat(" ", 1024)); err != nil {
				return
			}
		}
	}))
	defer s.Close()
	_, err := connect(t, s.URL, nil, nil).Send(t.Context(), text("oi"))
	if f := desk.AsFault(err); f.Next != desk.Doubt {
		t.Errorf("%v", err)
	}
}

func TestNoAnswerIsDoubt(t *testing.T) {
	gone := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		<-gone
	}))
	defer s.Close()
	defer close(gone)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err := connect(t, s.URL, nil, nil).Send(ctx, text("oi"))
	if f := desk.AsFault(err); f.Next != desk.Doubt {
		t.Errorf("%v", err)
	}
}
