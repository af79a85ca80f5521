// Package history brings old talk in: what a phone announces when it is linked. Announcements are rows before anything is
// fetched, so a crash or a lost network only means that the work goes on later.
package history

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Needs of the service.
type Needs struct {
	DB *store.DB
	// Import stores a batch inside a transaction.
	Import func(tx *store.Tx, on desk.ConnectionID, b transport.Batch) error
	Log    *slog.Logger
}

// Service takes announced history.
type Service struct {
	Needs
	bell bell.Bell
}

// New makes the service.
func New(n Needs) *Service { return &Service{Needs: n} }

// Wake tells the workers that history was announced.
func (s *Service) Wake() { s.bell.Ring() }

// tries is how often a chunk is asked for before it waits for the next time the connection comes online.
const tries = 3

// Serve takes what was announced on a connection while it is online.
func (s *Service) Serve(ctx context.Context, on desk.ConnectionID, conn transport.Conn) error {
	from, can := conn.(transport.Historian)
	if !can {
		return nil
	}
	failed := 0
	for {
		woken, retry := s.bell.Next(), time.Time{}
		var c store.Chunk
		var found bool
		err := s.DB.Read(ctx, func(v *store.View) (err error) { c, found, err = v.NextChunk(on); return err })
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("find announced history: %w", err)
		}
		if found && failed < tries {
			err := s.take(ctx, from, c)
			if err == nil {
				failed = 0
				continue
			}
			if ctx.Err() != nil {
				return nil
			}
			failed++
			s.Log.Warn("history chunk not taken", "connection", on, "chunk", c.ID, "fault", desk.AsFault(err).Code)
			if err := s.putOff(ctx, c, err); err != nil {
				return err
			}
			woken, retry = nil, time.Now().Add(time.Duration(failed)*time.Second)
		} else {
			failed = 0 // what is announced next is tried again
		}
		if !bell.Rest(ctx, retry, woken) {
			return nil
		}
	}
}

// putOff leaves a chunk for later, behind the others. One that the network no longer has, or that cannot be read, is dropped:
// asking again would bring nothing and hold up the rest.
func (s *Service) putOff(ctx context.Context, c store.Chunk, why error) error {
	f, named := errors.AsType[*desk.Fault](why)
	err := s.DB.Write(ctx, func(tx *store.Tx) error {
		if named && f.Next == desk.Stop {
			return s.finish(tx, c)
		}
		return tx.DeferChunk(c.ID)
	})
	if err != nil {
		return fmt.Errorf("put off history: %w", err)
	}
	return nil
}

func (s *Service) finish(tx *store.Tx, c store.Chunk) error {
	if err := tx.DropChunk(c.ID); err != nil {
		return err
	}
	return tx.SetPercent(c.Connection, c.Percent)
}

// take stores a chunk in batches of one transaction each; the chunk's row goes with the last one.
func (s *Service) take(ctx context.Context, from transport.Historian, c store.Chunk) error {
	err := download(ctx, from, c.Blob, func(b transport.Batch) error {
		return s.DB.Write(ctx, func(tx *store.Tx) error { return s.Import(tx, c.Connection, b) })
	})
	if err != nil {
		return fmt.Errorf("download: %w", err)
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error { return s.finish(tx, c) })
}

// download turns a panic over a chunk into an error: one that nobody can read must not end the program at every start.
func download(ctx context.Context, from transport.Historian, blob []byte, put func(transport.Batch) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return from.Download(ctx, blob, put)
}
