package outbox

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// maxEmoji bounds a reaction, in bytes: an emoji may be put together of many signs.
const maxEmoji = 64

// Gesture queues a reaction, an edit or a deletion for everyone; words is the emoji, empty to take it back, or the new text. The screen
// shows it as made only when the network took it. Faults: not_offered, too_late, not_ours, not_editable, not_there, wrong_state,
// empty_message, too_long, contact_blocked.
func (s *Service) Gesture(ctx context.Context, id desk.MessageID, act desk.GestureKind, words string) (made desk.GestureID, err error) {
	words = desk.Clean(strings.TrimRight(words, " \n\t\r"))
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.Message(id)
		if err != nil {
			return err
		}
		by, f := s.reaches(&tx.View, m, act)
		if f != nil {
			return f
		}
		driver, _ := s.Driver(by.Kind)
		if f := fitting(driver.Caps, m, act, words); f != nil {
			return f
		}
		now := time.Now()
		made, err = tx.AddGesture(desk.Gesture{Message: m.ID, Act: act, Words: words, Connection: by.ID, Client: driver.NewID(), MadeAt: now, NextAt: now})
		return err
	})
	return made, err
}

// fitting refuses words that cannot be sent.
func fitting(c desk.Caps, m desk.Message, act desk.GestureKind, words string) *desk.Fault {
	longest := c.Text
	if limit, file := c.Media[m.Kind]; file {
		longest = limit.Caption
	}
	switch {
	case act == desk.React && len(words) > maxEmoji:
		return desk.Refuse(desk.CodeBadRequest)
	case act == desk.Edit && m.Kind == desk.Text && strings.TrimSpace(words) == "":
		return desk.Refuse(desk.CodeEmpty)
	case act == desk.Edit && utf8.RuneCountInString(words) > longest:
		return desk.Refuse(desk.CodeTooLong)
	}
	return nil
}

// MayGesture tells why a gesture cannot be made on a message now; nil means that it can.
func (s *Service) MayGesture(v *store.View, m desk.Message, act desk.GestureKind) *desk.Fault {
	_, f := s.reaches(v, m, act)
	return f
}

// reaches is the connection by which a gesture goes: the one that carried the message, which alone knows it by its name there.
func (s *Service) reaches(v *store.View, m desk.Message, act desk.GestureKind) (desk.Connection, *desk.Fault) {
	c, err := v.Connection(m.Connection)
	if err != nil {
		return c, desk.Refuse(desk.CodeNoRoute)
	}
	driver, ok := s.Driver(c.Kind)
	if !ok || c.Health == desk.HealthRemoving {
		return c, desk.Refuse(desk.CodeNoRoute)
	}
	if f := driver.Caps.Allows(act, m, time.Now()); f != nil {
		return c, f
	}
	if act != desk.Revoke { // to take words back calls for no answer
		if err := free(v, m.Contact); err != nil {
			return c, desk.AsFault(err)
		}
	}
	if remote, err := v.RemoteOf(c.ID, m.ID); err != nil || remote == "" {
		return c, desk.Refuse(desk.CodeNotThere)
	}
	return c, nil
}

// Again makes a refused gesture once more. Drop gives it up.
func (s *Service) Again(ctx context.Context, id desk.GestureID) error {
	var g desk.Gesture
	if err := s.DB.Read(ctx, func(v *store.View) (err error) { g, err = v.Gesture(id); return err }); err != nil {
		return err
	}
	if g.State != desk.GestureFailed {
		return desk.Refuse(desk.CodeWrongState)
	}
	_, err := s.Gesture(ctx, g.Message, g.Act, g.Words)
	return err
}

// Drop gives up a gesture that did not leave.
func (s *Service) Drop(ctx context.Context, id desk.GestureID) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error { return tx.DropGesture(id) })
}

// makeGestures sends what is queued for a connection while ctx lives, one after the other.
func (s *Service) makeGestures(ctx context.Context, on desk.ConnectionID, conn transport.Conn) error {
	if err := s.DB.Write(ctx, func(tx *store.Tx) error { return tx.RequeueGestures(on) }); err != nil {
		return awake(ctx, fmt.Errorf("find gestures: %w", err))
	}
	for {
		woken := s.bell.Next()
		var g desk.Gesture
		var ok bool
		var next time.Time
		err := s.DB.Write(ctx, func(tx *store.Tx) (err error) { g, ok, next, err = tx.ClaimGesture(on, time.Now()); return err })
		switch {
		case ctx.Err() != nil && !ok:
			return nil
		case err != nil:
			next, woken = time.Now().Add(recordAgain), nil // the disk is full, most likely
		case ok:
			if err := s.gesture(ctx, conn, g); err != nil {
				return err
			}
			continue
		}
		if !bell.Rest(ctx, next, woken) {
			return nil
		}
	}
}

// awake drops the error of a work that was told to end.
func awake(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// gesture gives one to the network and writes down the answer.
func (s *Service) gesture(ctx context.Context, conn transport.Conn, g desk.Gesture) error {
	var got transport.Accepted
	out, err := s.outgoing(ctx, g)
	if err == nil {
		limited, stop := patient(ctx, s.waitFor(g.Connection))
		got, err = give(limited, conn, out)
		stop()
	}
	for failed := s.recordGesture(ctx, g, got, err); failed != nil; failed = s.recordGesture(ctx, g, got, err) {
		if !bell.Rest(ctx, time.Now().Add(recordAgain), nil) {
			return fmt.Errorf("record gesture %d: %w", g.ID, failed)
		}
	}
	return nil
}

// waitFor is how long one gesture may take, as its way declares.
func (s *Service) waitFor(on desk.ConnectionID) time.Duration {
	var driver transport.Driver
	_ = s.DB.Read(context.Background(), func(v *store.View) error { // of a connection that is gone it is the usual one
		way, err := v.Connection(on)
		if err == nil {
			driver, _ = s.Driver(way.Kind)
		}
		return err
	})
	return driver.Patience.For(0)
}

// outgoing is what the network gets.
func (s *Service) outgoing(ctx context.Context, g desk.Gesture) (out transport.Outgoing, err error) {
	err = s.DB.Read(context.WithoutCancel(ctx), func(v *store.View) error {
		m, err := v.Message(g.Message)
		if err != nil {
			return err
		}
		if f := s.MayGesture(v, m, g.Act); f != nil { // it may have waited too long
			return f
		}
		to, err := v.Addresses(m.Contact)
		if err != nil {
			return err
		}
		remote, err := v.RemoteOf(g.Connection, m.ID)
		if err != nil {
			return err
		}
		about, err := aboutOf(v, m, remote)
		switch g.Act {
		case desk.React:
			out = transport.React{Client: g.Client, To: to, About: about, Emoji: g.Words}
		case desk.Edit:
			out = transport.Reword{Client: g.Client, To: to, About: about, Kind: m.Kind, Body: g.Words}
		case desk.Revoke:
			out = transport.Unsay{Client: g.Client, To: to, About: about}
		}
		return err
	})
	return out, err
}

// recordGesture writes down what came of a gesture: what the network took is shown as made from then on, what has no answer is made
// again under the same id, because the same gesture twice ends as once.
func (s *Service) recordGesture(ctx context.Context, g desk.Gesture, got transport.Accepted, answer error) error {
	return s.DB.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		if answer == nil {
			if moved, err := tx.SettleGesture(g, desk.GestureDone, nil, time.Time{}); err != nil || !moved {
				return err
			}
			return made(tx, g, got.Remote)
		}
		f := desk.AsFault(answer)
		if (f.Next == desk.Retry || f.Next == desk.Doubt) && g.Attempt < insist {
			_, err := tx.SettleGesture(g, desk.GestureQueued, f, time.Now().Add(max(f.After, pause(g.Attempt))))
			return err
		}
		_, err := tx.SettleGesture(g, desk.GestureFailed, f, time.Time{})
		return err
	})
}

func made(tx *store.Tx, g desk.Gesture, remote desk.RemoteID) error {
	switch g.Act {
	case desk.React:
		return tx.Reacted(g, remote)
	case desk.Edit:
		return tx.SetBody(g.Message, g.Words, g.MadeAt, g.Client)
	case desk.Revoke:
		return tx.SetRevoked(g.Message, g.MadeAt)
	}
	return nil
}
