package media

import (
	"context"
	"io"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// picky is a network that answers for each file as a test says, and notes what it was asked for.
type picky struct {
	shelf
	mu     sync.Mutex
	asked  []string
	answer map[string]func(context.Context) error
}

func (p *picky) Fetch(ctx context.Context, ref []byte, _ int64, to io.Writer) error {
	p.mu.Lock()
	p.asked = append(p.asked, string(ref))
	answer := p.answer[string(ref)]
	p.mu.Unlock()
	if answer != nil {
		if err := answer(ctx); err != nil {
			return err
		}
	}
	_, err := to.Write(ref)
	return err
}

func (p *picky) count(ref string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.asked) - len(slices.DeleteFunc(slices.Clone(p.asked), func(r string) bool { return r == ref }))
}

// serving fetches from such a network while fn runs.
func serving(t *testing.T, p *picky, refs []string, fn func(*testing.T, *Service)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := desktop(t, dir)
		for _, ref := range refs {
			receive(t, s.db, transport.Incoming{Remote: desk.RemoteID(ref), From: ana, At: time.Now(), Kind: desk.Image,
				Attachment: &transport.Attachment{Kind: desk.Image, Mime: "image/png", Ref: []byte(ref)}})
		}
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- s.Serve(ctx, 1, p) }()
		fn(t, s)
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func after(d time.Duration) { time.Sleep(d); synctest.Wait() }

func failing(scope desk.Scope) func(context.Context) error {
	return func(context.Context) error { return &desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: scope} }
}

// TestAFileThatFailsHoldsUpNoOther: it stands back, is asked for less and less often, and comes in the end.
func TestAFileThatFailsHoldsUpNoOther(t *testing.T) {
	bad := &picky{answer: map[string]func(context.Context) error{"new": failing(desk.OfMessage)}}
	serving(t, bad, []string{"old", "new"}, func(t *testing.T, s *Service) {
		after(time.Second)
		if got := row(t, s, 1).State; got != "ready" {
			t.Errorf("the older file is %s", got)
		}
		after(2 * time.Hour)
		if n := bad.count("new"); n < 4 || n > 12 {
			t.Errorf("asked %d times for what fails", n)
		}
		bad.mu.Lock()
		bad.answer = nil
		bad.mu.Unlock()
		after(31 * time.Minute)
		if got := row(t, s, 2).State; got != "ready" {
			t.Errorf("the file that failed is %s", got)
		}
	})
}

// TestASlowFileHoldsUpNoOther: a film that does not end leaves room for a voice message.
func TestASlowFileHoldsUpNoOther(t *testing.T) {
	slow := &picky{answer: map[string]func(context.Context) error{"film": func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}}
	serving(t, slow, []string{"voice", "film"}, func(t *testing.T, s *Service) {
		after(time.Second)
		if got := row(t, s, 1).State; got != "ready" {
			t.Errorf("the voice message is %s", got)
		}
		if n := slow.count("film"); n != 1 {
			t.Errorf("asked %d times for the film", n)
		}
	})
}

// TestWhatFailsForAllIsNotTriedWithEach: while a connection is down, or the disk is full, each of many files would only fail as well.
func TestWhatFailsForAllIsNotTriedWithEach(t *testing.T) {
	down := &picky{answer: map[string]func(context.Context) error{}}
	refs := []string{"a", "b", "c", "d", "e", "f"}
	for _, ref := range refs {
		down.answer[ref] = failing(desk.OfConnection)
	}
	serving(t, down, refs, func(t *testing.T, s *Service) {
		after(20 * time.Second)
		if n := len(down.asked); n > lanes {
			t.Errorf("asked %d times", n)
		}
		s.Wake()
		after(time.Second)
		if n := len(down.asked); n > lanes {
			t.Errorf("asked %d times after a bell", n)
		}
	})
}
