package wwebjssim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/coder/websocket"
)

// socket is one who listens to a session.
type socket struct {
	name string
	out  chan []byte
}

// upgrade opens a socket. Nobody is asked for a key, and a session that was never started has none: the connection is cut.
func (s *Server) upgrade(w http.ResponseWriter, r *http.Request, name string) {
	s.mu.Lock()
	refused := s.habits.NoSocket || s.sessions[name] == nil
	s.mu.Unlock()
	if refused {
		panic(http.ErrAbortHandler)
	}
	c, err := websocket.Accept(w, r, nil)
	if err != nil {
		s.fail(fmt.Errorf("open a socket: %w", err))
		return
	}
	k := socket{name, make(chan []byte, 10000)}
	s.mu.Lock()
	s.sockets[c] = k
	s.mu.Unlock()
	s.wait.Add(1)
	defer s.wait.Done()
	defer func() {
		s.mu.Lock()
		delete(s.sockets, c)
		s.mu.Unlock()
		_ = c.CloseNow()
	}()
	ctx := c.CloseRead(s.life)
	for {
		select {
		case raw := <-k.out:
			if c.Write(ctx, websocket.MessageText, raw) != nil {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// tell tells an event to who listens, as the habits are; the caller holds the lock.
func (s *Server) tell(name, kind string, data object) {
	if s.habits.Lost || s.habits.Silent {
		return
	}
	raw, err := json.Marshal(object{"dataType": kind, "data": data, "sessionId": name})
	if err != nil {
		panic(err)
	}
	n := 1
	if s.habits.Doubled {
		n = 2
	}
	for range n {
		if s.habits.EventDelay > 0 {
			s.later(s.habits.EventDelay, func() { s.push(name, raw) })
			continue
		}
		s.push(name, raw)
	}
}

// Tells reports whether events reach who listens.
func (s *Server) Tells() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.habits.Lost && !s.habits.Silent && !s.habits.NoSocket
}

// Tell tells anything, whatever the habits.
func (s *Server) Tell(name string, raw []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.push(name, raw)
}

func (s *Server) push(name string, raw []byte) {
	for _, k := range s.sockets {
		if k.name == name {
			select {
			case k.out <- raw:
			default: // who does not read hears nothing
			}
		}
	}
	if s.options.Hook != "" {
		s.wait.Go(func() { s.post(raw) })
	}
}

// post posts an event, once, whatever is answered.
func (s *Server) post(raw []byte) {
	req, err := http.NewRequestWithContext(s.life, http.MethodPost, s.options.Hook, bytes.NewReader(raw))
	if err != nil {
		s.fail(fmt.Errorf("post an event: %w", err))
		return
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("x-api-key", s.options.Key)
	client := s.options.HookHTTP
	if client == nil {
		client = &http.Client{Timeout: time.Minute}
	}
	if resp, err := client.Do(req); err == nil {
		_ = resp.Body.Close()
	}
}
