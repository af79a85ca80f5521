package flap

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
)

// loss is what becomes of an open connection when the network goes.
type loss int

const (
	cut   loss = iota // it ends at once
	stall             // nothing comes through, and everything does when the network is back, as TCP repeats it
	die               // nothing comes through, and it ends when the network is back: the router forgot it
	losses
)

// link is the way from the program to its network.
type link struct {
	dial func(context.Context, string, string) (net.Conn, error)

	mu    sync.Mutex
	up    chan struct{} // closed while the network is there
	kind  loss
	open  map[*wire]bool
	dials []time.Time // while the network was gone
}

// through returns a client that reaches a simulated server over a link.
func through(l wasim.Link) (*link, *http.Client, error) {
	client, err := l.HTTPClient()
	if err != nil {
		return nil, nil, err
	}
	x := &link{up: make(chan struct{}), open: map[*wire]bool{}}
	close(x.up)
	t := client.Transport.(*http.Transport)
	x.dial, t.DialContext = t.DialContext, x.connect
	return x, client, nil
}

func (l *link) connect(ctx context.Context, network, address string) (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.up:
	default:
		l.dials = append(l.dials, time.Now())
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ENETUNREACH}
	}
	conn, err := l.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	w := &wire{Conn: conn, link: l, sends: make(chan []byte, 4096), gone: make(chan struct{})}
	l.open[w] = true
	go w.pump()
	return w, nil
}

// down takes the network away.
func (l *link) down(kind loss) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.up, l.kind, l.dials = make(chan struct{}), kind, nil
	if kind == cut {
		l.reset()
	}
}

// back brings the network back and says when it was tried meanwhile.
func (l *link) back() []time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kind == die {
		l.reset()
	}
	close(l.up)
	return l.dials
}

func (l *link) reset() {
	for w := range l.open {
		w.end()
	}
	clear(l.open)
}

func (l *link) wait() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.up
}

func (l *link) left() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.open)
}

// wire is one connection over the link. What is written waits until the network is there, as in a socket's buffer.
type wire struct {
	net.Conn
	link  *link
	sends chan []byte
	gone  chan struct{}
	once  sync.Once
}

func (w *wire) pump() {
	for {
		select {
		case <-w.gone:
			return
		case b := <-w.sends:
			select {
			case <-w.link.wait():
			case <-w.gone:
				return
			}
			if _, err := w.Conn.Write(b); err != nil {
				w.end()
				return
			}
		}
	}
}

func (w *wire) Write(b []byte) (int, error) {
	select {
	case <-w.gone:
		return 0, syscall.ECONNRESET
	case w.sends <- append([]byte(nil), b...):
		return len(b), nil
	}
}

// Read hands on what comes while the network is there; what came just before it went waits for its return.
func (w *wire) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	select {
	case <-w.link.wait():
	case <-w.gone:
		return 0, syscall.ECONNRESET
	}
	if errors.Is(err, net.ErrClosed) {
		err = syscall.ECONNRESET
	}
	return n, err
}

func (w *wire) end() {
	w.once.Do(func() {
		close(w.gone)
		_ = w.Conn.Close()
	})
}

func (w *wire) Close() error {
	w.link.mu.Lock()
	delete(w.link.open, w)
	w.link.mu.Unlock()
	w.end()
	return nil
}
