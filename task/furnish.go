package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// customers write before the window opens, so that its inbox has something to show.
var customers = []struct{ number, name, text string }{
	{"5511955500101", "Ana Paula", "Oi, tem bolo de cenoura hoje?"},
	{"5511955500102", "Bruno Tavares", "Bom dia! Vocês entregam no centro?"},
	{"5511955500103", "Célia Nunes", "O pedido chegou, obrigada!"},
}

// simulated is the WhatsApp simulator in a process of its own.
type simulated struct {
	file           string // its line, for --sim
	control, token string
	ended          func() error
}

// simulate starts the simulator; it ends with ctx.
func simulate(ctx context.Context, log io.Writer, folder string) (*simulated, error) {
	line, ended, err := startPrinting(ctx, log, browserBinary(), "sim")
	if err != nil {
		return nil, fmt.Errorf("start the simulator: %w", err)
	}
	var said struct{ Control, Token string }
	if err := json.Unmarshal([]byte(line), &said); err != nil {
		return nil, fmt.Errorf("understand the simulator's line: %w", err)
	}
	s := &simulated{file: filepath.Join(folder, "simulator.json"), control: said.Control, token: said.Token, ended: ended}
	return s, os.WriteFile(s.file, []byte(line), 0o600)
}

// startPrinting starts a program and returns the first line that it prints, and how to wait for its end.
func startPrinting(ctx context.Context, log io.Writer, name string, args ...string) (line string, ended func() error, err error) {
	out, in, err := os.Pipe()
	if err != nil {
		return "", nil, fmt.Errorf("make a pipe: %w", err)
	}
	cmd := command{name: name, args: args, out: in, log: log}.prepare(ctx)
	err = cmd.Start()
	in.Close()
	if err != nil {
		out.Close()
		return "", nil, err
	}
	line, err = bufio.NewReader(out).ReadString('\n')
	ended = func() error {
		defer out.Close()
		return cmd.Wait()
	}
	if err != nil {
		_ = cmd.Process.Kill()
		return "", nil, fmt.Errorf("no line from %s: %w", filepath.Base(name), joinEnd(err, ended()))
	}
	return strings.TrimSpace(line), ended, nil
}

func joinEnd(err, end error) error {
	if end != nil {
		return fmt.Errorf("%w (%v)", err, end)
	}
	return err
}

// furnish links a data folder to the simulator through the browser face and lets customers write, as a person and their
// phone would do it.
func (s *simulated) furnish(ctx context.Context, log io.Writer, data string) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	link, ended, err := startPrinting(ctx, log, browserBinary(), "--browser", "--sim", s.file, "--data", data)
	if err != nil {
		return err
	}
	p := &caller{}
	err = p.open(ctx, link)
	if err == nil {
		err = s.populate(ctx, p)
	}
	stop()
	_ = ended()
	return err
}

func (s *simulated) populate(ctx context.Context, p *caller) error {
	var made struct{ Connection int64 }
	if err := p.call(ctx, "Channels.Create", map[string]any{"kind": "waweb", "name": "Padaria"}, &made); err != nil {
		return err
	}
	r, err := p.send(ctx, http.MethodGet, p.base+"/api/events", nil)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if err := p.call(ctx, "Connections.Pair", map[string]any{"connection": made.Connection, "phone": "+5511955500100"}, nil); err != nil {
		return err
	}
	events := bufio.NewReader(r.Body)
	if err := s.pair(ctx, events); err != nil {
		return err
	}
	for _, c := range customers {
		if err := s.ask(ctx, "/customers", map[string]string{"number": c.number, "name": c.name}); err != nil {
			return err
		}
		if err := s.ask(ctx, "/customers/"+c.number+"/write", map[string]string{"text": c.text}); err != nil {
			return err
		}
	}
	return p.untilListed(ctx, events, len(customers))
}

// pair enters the linking code on the simulated phone and waits until it is linked.
func (s *simulated) pair(ctx context.Context, events *bufio.Reader) error {
	for entered := false; ; {
		name, data, err := nextEvent(events)
		if err != nil {
			return fmt.Errorf("wait for the linking: %w", err)
		}
		var step struct{ Step, Code string }
		if name != "pairing" {
			continue
		} else if err := json.Unmarshal(data, &step); err != nil {
			return fmt.Errorf("read a step of the linking: %w", err)
		}
		switch {
		case step.Step == "code" && !entered:
			entered = true
			if err := s.ask(ctx, "/pair-code", map[string]string{"code": step.Code}); err != nil {
				return err
			}
		case step.Step == "linked":
			return nil
		case step.Step == "refused" || step.Step == "expired":
			return fmt.Errorf("the linking was %s: %s", step.Step, data)
		}
	}
}

// untilListed waits until the inbox lists so many waiting tickets.
func (p *caller) untilListed(ctx context.Context, events *bufio.Reader, want int) error {
	for {
		var list struct{ Tickets []struct{ ID int64 } }
		if err := p.call(ctx, "Tickets.List", map[string]any{"tab": "pending", "limit": 50}, &list); err != nil {
			return err
		}
		if len(list.Tickets) >= want {
			return nil
		}
		if _, _, err := nextEvent(events); err != nil {
			return fmt.Errorf("wait for %d tickets, have %d: %w", want, len(list.Tickets), err)
		}
	}
}

// nextEvent reads one event of a stream of server-sent events.
func nextEvent(lines *bufio.Reader) (name string, data []byte, err error) {
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return "", nil, err
		}
		if text, ok := strings.CutPrefix(line, "event: "); ok {
			name = strings.TrimSpace(text)
		}
		if text, ok := strings.CutPrefix(line, "data: "); ok {
			return name, []byte(text), nil
		}
	}
}

func (s *simulated) ask(ctx context.Context, path string, request any) error {
	c := caller{base: s.control, token: s.token, client: http.DefaultClient}
	return c.post(ctx, path, request, nil)
}

// caller talks JSON to one of our own servers on this machine.
type caller struct {
	base, token string
	client      *http.Client
}

// open uses a printed link up for the cookie.
func (p *caller) open(ctx context.Context, link string) error {
	at, err := url.Parse(link)
	if err != nil {
		return fmt.Errorf("understand the link: %w", err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	p.base, p.client = at.Scheme+"://"+at.Host+strings.TrimSuffix(at.Path, "/"), &http.Client{Jar: jar}
	r, err := p.send(ctx, http.MethodGet, link, nil)
	if err != nil {
		return err
	}
	return r.Body.Close()
}

func (p *caller) call(ctx context.Context, method string, request, answer any) error {
	return p.post(ctx, "/api/call/"+method, request, answer)
}

func (p *caller) post(ctx context.Context, path string, request, answer any) error {
	text, err := json.Marshal(request)
	if err != nil {
		return err
	}
	r, err := p.send(ctx, http.MethodPost, p.base+path, text)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if answer == nil {
		return nil
	}
	return json.NewDecoder(r.Body).Decode(answer)
}

// send returns an answer whose status is 200.
func (p *caller) send(ctx context.Context, method, address string, body []byte) (*http.Response, error) {
	q, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if p.token != "" {
		q.Header.Set("Authorization", "Bearer "+p.token)
	}
	r, err := p.client.Do(q)
	if err != nil {
		return nil, err
	}
	if r.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(r.Body, 400))
		r.Body.Close()
		return nil, fmt.Errorf("%s: %s: %s", q.URL.Path, r.Status, said)
	}
	return r, nil
}
