package app

import (
	"bufio"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// heard follows a stream in the background and keeps what it hears.
type heard struct {
	names   []string
	batches []Batch
	steps   []PairStep
}

func hear(t *testing.T, s *Stream) *heard {
	h := &heard{}
	go s.Subscribe(t.Context(), func(name string, data []byte) {
		h.names = append(h.names, name)
		switch name {
		case eventChanges:
			h.batches = append(h.batches, read[Batch](t, data))
		case eventPairing:
			h.steps = append(h.steps, read[PairStep](t, data))
		}
	})
	synctest.Wait()
	return h
}

func read[T any](t *testing.T, data []byte) T {
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		t.Error(err)
	}
	return v
}

func message(id int64) Change { return Change{Kind: "message", ID: id, Of: 1} }

func TestChangesOfAMomentLeaveAsOneBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewStream(5)
		h := hear(t, s)
		s.Changes(Batch{From: 5, Rev: 6, Changes: []Change{message(1), message(2)}})
		time.Sleep(gatherFor - time.Millisecond)
		s.Changes(Batch{From: 6, Rev: 7, Changes: []Change{message(2), message(3)}})
		synctest.Wait()
		if len(h.batches) != 1 || h.batches[0].From != 5 || h.batches[0].Rev != 5 || len(h.batches[0].Changes) != 0 {
			t.Fatalf("before the moment is over: %+v", h.batches)
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		want := Batch{From: 5, Rev: 7, Changes: []Change{message(1), message(2), message(3)}}
		if len(h.batches) != 2 || !same(h.batches[1], want) {
			t.Fatalf("after it: %+v", h.batches)
		}
		s.Changes(Batch{From: 7, Rev: 8, Changes: []Change{message(4)}})
		time.Sleep(gatherFor)
		synctest.Wait()
		if want := (Batch{From: 7, Rev: 8, Changes: []Change{message(4)}}); !same(h.batches[2], want) {
			t.Fatalf("the next one: %+v", h.batches[2])
		}
	})
}

func same(a, b Batch) bool {
	return a.From == b.From && a.Rev == b.Rev && a.Resync == b.Resync && slices.Equal(a.Changes, b.Changes)
}

func TestWhatTheStreamCannotNameMakesThePageReadAgain(t *testing.T) {
	many := make([]Change, batchLimit+1)
	for i := range many {
		many[i] = message(int64(i))
	}
	for name, c := range map[string]struct {
		in   []Batch
		want Batch
	}{
		"gap":      {[]Batch{{From: 3, Rev: 4, Changes: []Change{message(1)}}}, Batch{From: 2, Rev: 4, Resync: true}},
		"late gap": {[]Batch{{From: 2, Rev: 3}, {From: 8, Rev: 9}}, Batch{From: 2, Rev: 9, Resync: true}},
		"asked":    {[]Batch{{From: 2, Rev: 2, Resync: true}}, Batch{From: 2, Rev: 2, Resync: true}},
		"too many": {[]Batch{{From: 2, Rev: 3, Changes: many}}, Batch{From: 2, Rev: 3, Resync: true}},
		"old news": {[]Batch{{From: 1, Rev: 2, Changes: []Change{message(1)}}, {From: 2, Rev: 3}}, Batch{From: 2, Rev: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := NewStream(2)
				h := hear(t, s)
				for _, b := range c.in {
					s.Changes(b)
				}
				time.Sleep(gatherFor)
				synctest.Wait()
				if len(h.batches) != 2 || !same(h.batches[1], c.want) {
					t.Errorf("%+v, want %+v", h.batches, c.want)
				}
			})
		})
	}
}

func TestAReloadedPageSeesTheNewestStepOfARunningPairing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewStream(0)
		first := hear(t, s)
		later := time.Now().Add(time.Minute).UnixMilli()
		for _, p := range []PairStep{
			{Connection: 1, Step: "starting"},
			{Connection: 1, Step: "qr", N: 1, Until: later},
			{Connection: 2, Step: "code", Until: time.Now().Add(time.Second).UnixMilli()},
			{Connection: 1, Step: "qr", N: 2, Until: later},
			{Connection: 3, Step: "starting"},
			{Connection: 3, Step: "linked"},
		} {
			s.Pairing(p)
		}
		time.Sleep(2 * time.Second)
		second := hear(t, s)
		if len(first.steps) != 6 || first.steps[3].N != 2 || first.steps[5].Step != "linked" {
			t.Errorf("in order: %+v", first.steps)
		}
		if len(second.steps) != 1 || second.steps[0].N != 2 || second.names[0] != eventChanges {
			t.Errorf("again: %v %+v", second.names, second.steps)
		}
	})
}

func TestASlowPageIsToldToReadAgainAndNobodyWaitsForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewStream(0)
		free := make(chan struct{})
		slow := &heard{}
		go s.Subscribe(t.Context(), func(name string, data []byte) {
			<-free
			slow.names = append(slow.names, name)
			if name == eventChanges {
				slow.batches = append(slow.batches, read[Batch](t, data))
			} else if name == eventPairing {
				slow.steps = append(slow.steps, read[PairStep](t, data))
			}
		})
		synctest.Wait()
		quick := hear(t, s)
		s.Pairing(PairStep{Connection: 1, Step: "qr", N: 1})
		s.Pairing(PairStep{Connection: 1, Step: "linked"})
		for i := range uint64(3 * backlog) {
			s.Changes(Batch{From: i, Rev: i + 1, Changes: []Change{message(int64(i))}})
			time.Sleep(gatherFor)
			synctest.Wait()
		}
		if len(quick.batches) != 1+3*backlog || quick.batches[3*backlog].Rev != 3*backlog {
			t.Errorf("the quick page heard %d batches", len(quick.batches))
		}
		close(free)
		synctest.Wait()
		if len(slow.batches) > backlog || !slow.batches[1].Resync || slow.batches[1].From != slow.batches[1].Rev {
			t.Fatalf("the slow page heard %d batches, the second %+v", len(slow.batches), slow.batches[1])
		}
		for i, b := range slow.batches[2:] {
			if b.From != slow.batches[i+1].Rev || b.Resync {
				t.Fatalf("after %+v came %+v", slow.batches[i+1], b)
			}
		}
		if last := slow.batches[len(slow.batches)-1]; last.Rev != 3*backlog {
			t.Errorf("the slow page ends at %d", last.Rev)
		}
		if len(slow.steps) != 1 || slow.steps[0].Step != "linked" {
			t.Errorf("of the pairing it heard %+v", slow.steps)
		}
	})
}

func TestSubscribeEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewStream(0)
		ctx, cancel := context.WithCancel(t.Context())
		ended := false
		go func() { s.Subscribe(ctx, func(string, []byte) {}); ended = true }()
		synctest.Wait()
		cancel()
		synctest.Wait()
		if !ended || len(s.listeners) != 0 {
			t.Errorf("ended %v, %d listeners left", ended, len(s.listeners))
		}
	})
}

func TestEventsTravelAsServerSentEvents(t *testing.T) {
	s := NewStream(41)
	server := httptest.NewServer(Handler(nil, s, http.NotFoundHandler(), nil, nil, slog.New(slog.DiscardHandler)))
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/api/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if kind := answer.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Errorf("the stream is %s", kind)
	}
	lines := bufio.NewScanner(answer.Body)
	want := []string{"retry: 1000", "", "event: changes", `data: {"from":41,"rev":41,"changes":[],"resync":false}`, ""}
	for _, line := range want {
		if !lines.Scan() || lines.Text() != line {
			t.Fatalf("%q, want %q", lines.Text(), line)
		}
	}
	s.Typing(Typing{Contact: 3, Until: 9})
	s.Pairing(PairStep{Connection: 1, Step: "starting"})
	for _, line := range []string{"event: typing", `data: {"contact":3,"until":9}`, "", "event: pairing"} {
		if !lines.Scan() || lines.Text() != line {
			t.Fatalf("%q, want %q", lines.Text(), line)
		}
	}
}

// sink is a page's connection inside a bubble: it keeps what was written.
type sink struct {
	head http.Header
	text strings.Builder
}

func (s *sink) Header() http.Header         { return s.head }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(p []byte) (int, error) { return s.text.Write(p) }
func (s *sink) Flush()                      {}

func TestASilentStreamSaysThatItIsAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := Handler(nil, NewStream(0), http.NotFoundHandler(), nil, nil, slog.New(slog.DiscardHandler))
		out := &sink{head: http.Header{}}
		go h.ServeHTTP(out, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/events", nil))
		time.Sleep(2*heartbeat + time.Second)
		synctest.Wait()
		if n := strings.Count(out.text.String(), ": alive\n\n"); n != 2 {
			t.Errorf("%d signs of life in %q", n, out.text.String())
		}
	})
}
