// Package search finds messages and contacts by their words. Its index follows behind the commits, in a file of its own, so that it never
// holds up a message that comes in. Nothing in that file is truth: what it names is read again from the database before it is shown, and
// a file that is missing, damaged or of another version is made anew in the background.
//
// Words are folded and cut by desk before they reach the index, which therefore agrees with every other list of the program, and with
// what is marked in the texts that were found.
package search

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/store"
)

// Needs of a Service.
type Needs struct {
	DB  *store.DB
	Log *slog.Logger
	// Progress hears how much of the messages can be found, in percent, each time that this changes by one while much is to be done.
	Progress func(percent int)
}

// Service keeps the index and answers questions.
type Service struct {
	Needs
	bell bell.Bell

	mu    sync.RWMutex // held for writing while the file is changed for another
	index *index       // nil where none can be opened
	hurt  atomic.Bool  // somebody found it damaged
	told  int          // percent; Run's own

	patience time.Duration
}

// New opens the index of a data folder, or begins a new one. Where neither works nothing can be found, and Run tries again.
func New(n Needs) *Service {
	if n.Progress == nil {
		n.Progress = func(int) {}
	}
	s := &Service{Needs: n, told: 100, patience: patience}
	if err := s.open(); err != nil {
		n.Log.Error("search index not opened", "err", err)
	}
	return s
}

// Wake tells that messages or contacts changed.
func (s *Service) Wake() { s.bell.Ring() }

// Close gives the file back, after Run ended.
func (s *Service) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.index.close()
	s.index = nil
}

// open opens the file; one that cannot be used is removed.
func (s *Service) open() (err error) {
	if s.index, err = openIndex(s.DB.Dir()); err != nil {
		s.Log.Warn("search index is made anew", "err", err)
		removeIndex(s.DB.Dir())
		s.index, err = openIndex(s.DB.Dir())
	}
	return err
}

// renew throws the file away and begins another.
func (s *Service) renew(why error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Log.Warn("search index is made anew", "err", why)
	s.index.close()
	s.index = nil
	s.hurt.Store(false)
	removeIndex(s.DB.Dir())
	return s.open()
}

// with runs fn on the index. What is damaged it leaves to Run.
func (s *Service) with(fn func(*index) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.index == nil {
		return &broken{"there is no index"}
	}
	err := fn(s.index)
	if damaged(err) {
		s.hurt.Store(true)
		s.Wake()
	}
	return err
}

// rest after an index could not be written, as on a full disk.
const rest = 30 * time.Second

// gather is how long changes are gathered before they are indexed together.
const gather = 50 * time.Millisecond

// Run indexes what is committed until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	for {
		signal := s.bell.Next()
		more, err := s.step(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case damaged(err):
			if err := s.renew(err); err != nil && !bell.Rest(ctx, time.Now().Add(rest), nil) {
				return nil
			}
		case err != nil:
			s.Log.Error("not indexed", "err", err)
			if !bell.Rest(ctx, time.Now().Add(rest), nil) {
				return nil
			}
		case !more:
			if !bell.Rest(ctx, time.Time{}, signal) || !bell.Rest(ctx, time.Now().Add(gather), nil) {
				return nil
			}
		}
	}
}

// damaged reports whether an index is beyond repair: there is none, SQLite says so, or it knows more than there is.
func damaged(err error) bool {
	var d *broken
	return errors.As(err, &d) || corrupt(err)
}

// broken says why an index cannot be the one of this database.
type broken struct{ why string }

func (b *broken) Error() string { return b.why }
