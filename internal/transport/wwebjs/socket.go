package wwebjs

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/coder/websocket"
)

const (
	socketPing  = 30 * time.Second
	socketPong  = 15 * time.Second
	socketDial  = 20 * time.Second
	socketFirst = 5 * time.Second // between two tries
	socketMost  = 2 * time.Minute
	handsAtOnce = 32
)

// listen hears what the server tells by its socket, and connects again whenever that ends. A server that has none is asked again now
// and then: the looks at its conversations go on meanwhile.
func (l *line) listen(ctx context.Context) {
	for pause := socketFirst; ctx.Err() == nil; {
		began := time.Now()
		err := l.hearSocket(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > time.Minute {
			pause = socketFirst
		}
		l.log.Info("no socket", "err", l.clean(err))
		if !rest(ctx, pause) {
			return
		}
		pause = min(2*pause, socketMost)
	}
}

// dial opens the socket of the session.
func (s *server) dial(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, socketDial)
	defer cancel()
	h := http.Header{}
	s.sign(h)
	at := *s.base
	at.Scheme = map[string]string{"http": "ws", "https": "wss"}[at.Scheme]
	socket, _, err := websocket.Dial(ctx, at.JoinPath("ws", s.session).String(), &websocket.DialOptions{HTTPClient: s.asks, HTTPHeader: h})
	if err != nil {
		return nil, s.clean(err)
	}
	socket.SetReadLimit(-1) // frame bounds what is kept of one
	return socket, nil
}

// hearSocket hears until the socket ends.
func (l *line) hearSocket(ctx context.Context) error {
	socket, err := l.dial(ctx)
	if err != nil {
		return err
	}
	defer socket.CloseNow() //nolint:errcheck // it is over either way
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l.nudge() // what was told while nobody listened
	l.wait.Go(func() { l.beat(ctx, cancel, socket) })
	hands := make(chan struct{}, handsAtOnce)
	for {
		raw, err := l.frame(ctx, socket)
		if err != nil {
			l.alarm() // the server may be gone as a whole
			return err
		}
		if raw == nil {
			l.nudge()
			continue
		}
		if !l.ledger.busy() {
			l.mind(ctx, raw)
			continue
		}
		// What is told of messages that are being sent has to wait for their answers, and must not hold up the rest.
		hands <- struct{}{}
		l.wait.Go(func() {
			defer func() { <-hands }()
			l.mind(ctx, raw)
		})
	}
}

func (l *line) mind(ctx context.Context, raw []byte) {
	if err := l.in(true).hear(ctx, raw); err != nil && ctx.Err() == nil {
		l.log.Error("event not stored", "err", err)
		l.nudge()
	}
}

// frame reads one event; nil for what is none.
func (l *line) frame(ctx context.Context, socket *websocket.Conn) ([]byte, error) {
	kind, r, err := socket.Reader(ctx)
	if err != nil {
		return nil, err
	}
	var raw []byte
	if kind == websocket.MessageText {
		if raw, err = readEvent(r); errors.Is(err, errTooLong) {
			err = nil
		}
	}
	if err == nil {
		_, err = io.Copy(io.Discard, r)
	}
	return raw, err
}

var errSilent = errors.New("the socket is dead")

// beat finds out that a socket is dead, which its reader never would.
func (l *line) beat(ctx context.Context, end context.CancelFunc, socket *websocket.Conn) {
	for rest(ctx, socketPing) {
		ping, cancel := context.WithTimeout(ctx, socketPong)
		err := socket.Ping(ping)
		cancel()
		if err != nil {
			if ctx.Err() == nil {
				l.log.Info("no answer on the socket", "err", errSilent)
			}
			end()
			return
		}
	}
}
