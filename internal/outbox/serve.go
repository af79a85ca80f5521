package outbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// lanes is how many conversations leave at once by one connection, so that a slow one does not hold up the others.
const lanes = 4

// grace is what a try gets after its connection went down.
const grace = 3 * time.Second

// Serve sends what is queued for a connection while ctx lives. It is called when the connection came online, and ctx ends when
// it goes offline: a message never burns its tries against a wall.
func (s *Service) Serve(ctx context.Context, on desk.ConnectionID, conn transport.Conn) error {
	// What this connection was sending when it last went down, and could not be written down, has no answer any more.
	if err := s.doubt(ctx, func(d desk.Delivery) bool { return d.Connection == on }); err != nil {
		return err
	}
	// What failed while the connection was going down waits for its next try, and need not: it is back.
	if err := s.DB.Write(ctx, func(tx *store.Tx) error { return tx.Hurry(on, time.Now()) }); err != nil && ctx.Err() == nil {
		return fmt.Errorf("hurry what waited: %w", err)
	}
	var wait sync.WaitGroup
	errs := make([]error, lanes+3+cardLanes)
	for i := range lanes {
		wait.Go(func() { errs[i] = s.lane(ctx, on, conn) })
	}
	wait.Go(func() { errs[lanes] = s.tellRead(ctx, on, conn) })
	wait.Go(func() { errs[lanes+1] = s.track(ctx, on, conn) })
	wait.Go(func() { errs[lanes+2] = s.makeGestures(ctx, on, conn) })
	for i := range cardLanes {
		wait.Go(func() { errs[lanes+3+i] = s.findCards(ctx, on) })
	}
	wait.Wait()
	return errors.Join(errs...)
}

func (s *Service) lane(ctx context.Context, on desk.ConnectionID, conn transport.Conn) error {
	for {
		woken := s.bell.Next() // before looking, so that nothing between is missed
		var d desk.Delivery
		var ok bool
		var next time.Time
		err := s.DB.Write(ctx, func(tx *store.Tx) (err error) { d, ok, next, err = tx.Claim(on, time.Now()); return err })
		switch {
		case ctx.Err() != nil && !ok:
			return nil
		case err != nil:
			// The disk is full, most likely. What is queued stays queued until there is room.
			if !bell.Rest(ctx, time.Now().Add(recordAgain), nil) {
				return fmt.Errorf("claim a delivery: %w", err)
			}
		case ok:
			if err := s.send(ctx, conn, d); err != nil {
				return err
			}
		case !bell.Rest(ctx, next, woken):
			return nil
		}
	}
}

// send gives one claimed delivery to the network and records what came of it, even when the program is stopping meanwhile.
func (s *Service) send(ctx context.Context, conn transport.Conn, d desk.Delivery) error {
	say, status, err := s.say(ctx, d)
	var got transport.Accepted
	switch _, known := errors.AsType[*desk.Fault](err); {
	case err == nil && status.Rung() >= desk.Sent.Rung():
		got.Status = status // a late receipt proved that an earlier try arrived: sending again would make two
	case err == nil:
		limited, stop := patient(ctx, s.patience(ctx, d, say.File))
		got, err = give(limited, conn, say)
		stop()
	case !known:
		err = &desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection, Err: err}
	}
	for failed := s.record(ctx, d, got, err); failed != nil; failed = s.record(ctx, d, got, err) {
		// The disk is full. The network's answer is known nowhere else, so it is kept until there is room.
		if !bell.Rest(ctx, time.Now().Add(recordAgain), nil) {
			return fmt.Errorf("record delivery %d: %w", d.ID, failed)
		}
	}
	return nil // the row that changed wakes whoever waits for it
}

// give sends, and takes a panic of the adapter for what it is: nobody knows whether the message left.
func give(ctx context.Context, conn transport.Conn, say transport.Outgoing) (got transport.Accepted, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt, Scope: desk.OfMessage, Err: fmt.Errorf("panic: %v", p)}
		}
	}()
	return conn.Send(ctx, say)
}

// recordAgain is the pause before what the network answered is written down once more.
const recordAgain = 2 * time.Second

func (s *Service) record(ctx context.Context, d desk.Delivery, got transport.Accepted, answer error) error {
	return s.DB.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return s.settle(tx, d, got, answer) })
}

// patience is how long a try may take, as its way declares; what has no answer by then is unsure.
func (s *Service) patience(ctx context.Context, d desk.Delivery, f *transport.File) time.Duration {
	var driver transport.Driver
	_ = s.DB.Read(context.WithoutCancel(ctx), func(v *store.View) error { // of a connection that is gone it is the usual one
		way, err := v.Connection(d.Connection)
		if err == nil {
			driver, _ = s.Driver(way.Kind)
		}
		return err
	})
	if f == nil {
		return driver.Patience.For(0)
	}
	return driver.Patience.For(f.Bytes)
}

// patient bounds a try. When the connection goes down under it, the network's answer may still be on its way: it gets a few
// seconds more, because without it nobody knows whether the message left.
func patient(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	limited, stop := context.WithTimeout(context.WithoutCancel(ctx), limit)
	unhook := context.AfterFunc(ctx, func() { time.AfterFunc(grace, stop) })
	return limited, func() { unhook(); stop() }
}

// say builds what the network gets from the rows.
func (s *Service) say(ctx context.Context, d desk.Delivery) (say transport.Say, status desk.MessageStatus, err error) {
	say.Client = d.Client
	err = s.DB.Read(context.WithoutCancel(ctx), func(v *store.View) error {
		m, err := v.Message(d.Message)
		if err != nil {
			return err
		}
		if err := mayStill(v, m); err != nil {
			return err
		}
		if err := stillFree(v, m); err != nil {
			return err
		}
		say.Kind, say.Body, say.Content, status = m.Kind, m.Body, m.Content, m.Status
		say.Forwarded, say.Often, say.File = m.Forwarded, m.Often, s.fileOf(m.Attachment)
		if say.To, err = v.Addresses(d.Contact); err != nil {
			return err
		}
		if m.ReplyTo == 0 {
			return nil
		}
		remote, err := v.RemoteOf(d.Connection, m.ReplyTo)
		if err != nil || remote == "" {
			return err // the customer's phone never had that message by this way: it goes without the quote
		}
		quoted, err := v.Message(m.ReplyTo)
		if err != nil {
			return err
		}
		about, err := aboutOf(v, quoted, remote)
		say.ReplyTo = &about
		return err
	})
	return say, status, err
}

// fileOf is what an adapter gets of a message's file. It is opened anew by each try.
func (s *Service) fileOf(a *desk.Attachment) *transport.File {
	if a == nil {
		return nil
	}
	return &transport.File{Name: a.Name, Mime: a.Mime, Bytes: a.Bytes, SHA256: a.SHA256, Width: a.Width, Height: a.Height, Duration: a.Duration, Pages: a.Pages, Wave: a.Wave,
		Open: func() (io.ReadCloser, error) {
			f, err := os.Open(s.DB.FilePath(a.SHA256))
			if errors.Is(err, fs.ErrNotExist) {
				return nil, &desk.Fault{Code: desk.CodeFileAway, Next: desk.Stop, Scope: desk.OfMessage, Err: err}
			}
			return f, err
		}}
}

// tellRead tells customers that the operator saw their messages. It is a courtesy: what fails waits for the next change.
func (s *Service) tellRead(ctx context.Context, on desk.ConnectionID, conn transport.Conn) error {
	for {
		woken := s.bell.Next()
		var untold map[desk.ContactID][]desk.MessageID
		err := s.DB.Read(ctx, func(v *store.View) (err error) { untold, err = v.Untold(on); return err })
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("find read messages: %w", err)
		}
		for contact, ids := range untold {
			if err := s.tell(ctx, on, conn, contact, ids); err != nil {
				return err
			}
		}
		if !bell.Rest(ctx, time.Time{}, woken) {
			return nil
		}
	}
}

func (s *Service) tell(ctx context.Context, on desk.ConnectionID, conn transport.Conn, contact desk.ContactID, ids []desk.MessageID) error {
	read := transport.MarkRead{At: time.Now()}
	err := s.DB.Read(ctx, func(v *store.View) (err error) {
		for _, id := range ids {
			remote, err := v.RemoteOf(on, id)
			if err != nil {
				return err
			}
			if remote != "" {
				read.Remote = append(read.Remote, remote)
			}
		}
		read.To, err = v.Addresses(contact)
		return err
	})
	if err != nil {
		return nil //nolint:nilerr // stopping, or busy: the next change asks again
	}
	if len(read.Remote) > 0 {
		if _, err := conn.Send(ctx, read); err != nil && desk.AsFault(err).Next == desk.Retry {
			return nil
		}
	}
	return s.DB.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.SetTold(ids) })
}
