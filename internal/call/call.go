// Package call rejects the calls that a connection is set to reject, and answers them with a text. It decides nothing about lines: what a
// network tells of a call becomes rows in inbox, and what is to be done stands in those rows. It knows no adapter.
package call

import (
	"context"
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
	// Answer writes a text by one connection and no other, once for each key.
	Answer func(tx *store.Tx, ticket desk.TicketID, by desk.ConnectionID, key, text string) (desk.MessageID, error)
	Log    *slog.Logger
}

// Service is the work on calls of one data folder.
type Service struct {
	Needs
	bell bell.Bell
}

// New makes the service.
func New(n Needs) *Service { return &Service{Needs: n} }

// Wake tells the workers that calls changed.
func (s *Service) Wake() { s.bell.Ring() }

// answerEvery is how long a customer who calls again gets no second text.
const answerEvery = 10 * time.Minute

// tryAgain is the pause before a rejection that did not leave is tried once more, while the call rings.
const tryAgain = time.Second

// Serve rejects calls while ctx lives: the connection is online. What was begun before a crash is finished first.
func (s *Service) Serve(ctx context.Context, on desk.ConnectionID, conn transport.Conn) error {
	for {
		woken := s.bell.Next() // before looking, so that nothing between is missed
		var due []desk.CallDuty
		err := s.DB.Read(ctx, func(v *store.View) (err error) { due, err = v.CallDuties(on); return err })
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("find calls to reject: %w", err)
		}
		var next time.Time
		for _, d := range due {
			again, err := s.perform(ctx, on, conn, d)
			if err != nil {
				return fmt.Errorf("reject a call: %w", err)
			}
			if again {
				next = time.Now().Add(tryAgain)
			}
		}
		if !bell.Rest(ctx, next, woken) {
			return nil
		}
	}
}

// perform brings one duty forward; again says that it is to be tried once more soon. A call that stopped ringing is not rejected any more.
// Where the program died over the rejection, nobody knows whether the customer's phone was told: the text is owed all the same.
func (s *Service) perform(ctx context.Context, on desk.ConnectionID, conn transport.Conn, d desk.CallDuty) (again bool, err error) {
	switch rings := d.State == desk.CallRinging && time.Since(d.Heard) < desk.RingsFor; {
	case rings:
		return s.reject(ctx, on, conn, d)
	case d.Begun && d.State != desk.CallAnswered:
		return false, s.finish(ctx, on, d, d.State)
	}
	return false, s.DB.Write(ctx, func(tx *store.Tx) error { return tx.EndCall(d.Message, 0, false) })
}

func (s *Service) reject(ctx context.Context, on desk.ConnectionID, conn transport.Conn, d desk.CallDuty) (again bool, err error) {
	no := transport.Reject{Call: d.Remote}
	mine := false
	err = s.DB.Write(ctx, func(tx *store.Tx) (err error) {
		if no.To, err = tx.Addresses(d.Contact); err != nil {
			return err
		}
		mine, err = tx.BeginCall(d.Message, true)
		return err
	})
	if err != nil || !mine {
		return false, err
	}
	if _, err := conn.Send(ctx, no); err != nil {
		f := desk.AsFault(err)
		s.Log.Warn("call not rejected", "connection", on, "fault", f.Code, "err", f.Err)
		return f.Next == desk.Retry, s.DB.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
			if f.Next != desk.Retry {
				return tx.EndCall(d.Message, 0, false)
			}
			_, err := tx.BeginCall(d.Message, false)
			return err
		})
	}
	return false, s.finish(context.WithoutCancel(ctx), on, d, desk.CallRejected)
}

// finish records that a call was rejected and writes the text that answers it, in one transaction. A text that no way can carry is left
// out: the line says that the call was rejected, and the customer waits in the list.
func (s *Service) finish(ctx context.Context, on desk.ConnectionID, d desk.CallDuty, state desk.CallState) error {
	err := s.DB.Write(ctx, func(tx *store.Tx) error { return s.end(tx, on, d, state) })
	if err == nil || d.Text == "" || !refused[desk.AsFault(err).Code] {
		return err
	}
	s.Log.Warn("call not answered with a text", "connection", on, "fault", desk.AsFault(err).Code)
	d.Text = ""
	return s.DB.Write(ctx, func(tx *store.Tx) error { return s.end(tx, on, d, state) })
}

// refused are the reasons for which a text is not written at all.
var refused = map[desk.Code]bool{desk.CodeNoRoute: true, desk.CodeNotFound: true, desk.CodeNotReady: true, desk.CodeSignedOut: true, desk.CodeUnsupported: true,
	desk.CodeTooLong: true, desk.CodeEmpty: true, desk.CodePolicy: true, desk.CodeBlocked: true, desk.CodeWindow: true,
	desk.CodeContactBlocked: true}

func (s *Service) end(tx *store.Tx, on desk.ConnectionID, d desk.CallDuty, state desk.CallState) (err error) {
	if err := tx.ClimbCall(d.Message, state); err != nil {
		return err
	}
	var reply desk.MessageID
	if d.Text != "" {
		answered, err := tx.CallAnswered(d.Contact, time.Now().Add(-answerEvery))
		if err != nil {
			return err
		}
		if !answered {
			if reply, err = s.Answer(tx, d.Ticket, on, fmt.Sprint("call:", d.Message), d.Text); err != nil {
				return err
			}
		}
	}
	return tx.EndCall(d.Message, reply, true)
}
