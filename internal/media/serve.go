package media

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// lanes is how many files come at once by one connection, so that a film on a slow line holds up no voice message.
const lanes = 2

// again is the pause before a file that could not be had is asked for once more, and after what keeps every file from coming. Of a file
// that fails by itself the pause doubles, up to longest.
const (
	again   = 30 * time.Second
	longest = 30 * time.Minute
)

// Serve fetches what is wanted from a connection while it is online, newest first: that is what the operator looks at.
func (s *Service) Serve(ctx context.Context, on desk.ConnectionID, conn transport.Conn) error {
	from, can := conn.(transport.Fetcher)
	if !can {
		return nil
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	q := &queue{on: on, under: map[desk.AttachmentID]bool{}, aside: map[desk.AttachmentID]pause{}}
	errs := make([]error, lanes)
	var wait sync.WaitGroup
	for i := range lanes {
		wait.Go(func() {
			if errs[i] = s.lane(ctx, q, from); errs[i] != nil {
				stop()
			}
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

func (s *Service) lane(ctx context.Context, q *queue, from transport.Fetcher) error {
	for {
		woken := s.bell.Next()
		a, due, err := q.next(ctx, s.db, time.Now())
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return fmt.Errorf("find wanted files: %w", err)
		case a != nil:
			failed, err := s.fetch(ctx, from, *a)
			q.end(a.ID, failed, time.Now())
			if err != nil {
				return err
			}
		case !bell.Rest(ctx, due, woken):
			return nil
		}
	}
}

// queue is what is wanted from one connection while it is online: which files are on their way, and which have to stand back because they
// could not be had. Without that one file that fails over and over would stand before all others.
type queue struct {
	on    desk.ConnectionID
	mu    sync.Mutex
	under map[desk.AttachmentID]bool
	aside map[desk.AttachmentID]pause
	rest  time.Time // until then nothing is asked for
}

type pause struct {
	until time.Time
	long  time.Duration
}

// next takes the file to fetch now, nil if there is none; due is when one may be asked for again then, zero if none waits.
func (q *queue) next(ctx context.Context, db *store.DB, now time.Time) (a *desk.Attachment, due time.Time, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if now.Before(q.rest) {
		return nil, q.rest, nil
	}
	var but []desk.AttachmentID
	for id := range q.under {
		but = append(but, id)
	}
	for id, p := range q.aside {
		if !now.Before(p.until) {
			continue
		}
		if but = append(but, id); due.IsZero() || p.until.Before(due) {
			due = p.until
		}
	}
	err = db.Read(ctx, func(v *store.View) (err error) { a, err = v.NextWanted(q.on, but...); return err })
	if a != nil {
		q.under[a.ID] = true
	}
	return a, due, err
}

// end tells what became of a file that was taken. What fails for the whole connection, or for our disk, would fail for every other one too.
func (q *queue) end(id desk.AttachmentID, failed error, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.under, id)
	if failed == nil {
		delete(q.aside, id)
		return
	}
	long := min(max(2*q.aside[id].long, again), longest)
	q.aside[id] = pause{until: now.Add(long), long: long}
	if !isFault(failed) || desk.AsFault(failed).Scope != desk.OfMessage {
		q.rest = now.Add(again)
	}
}
