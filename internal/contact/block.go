package contact

import (
	"context"
	"fmt"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Block keeps what a contact writes from calling for anything, or ends that. It holds on this computer at once; the networks of the
// channels that talked with them are asked to do the same, now or when they can be reached. A block that was refused is asked for again.
// Faults: not_found, wrong_state for a group.
func (s *Service) Block(ctx context.Context, id desk.ContactID, on bool) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		who, err := tx.Contact(id)
		if err != nil {
			return err
		}
		if who.Group {
			return desk.Refuse(desk.CodeWrongState)
		}
		if !on {
			if err := tx.SetBlocked(id, time.Time{}); err != nil {
				return err
			}
			return tx.AskFree(id)
		}
		if !who.Blocked {
			if err := tx.SetBlocked(id, time.Now()); err != nil {
				return err
			}
		}
		if err := tx.AskBlock(id); err != nil {
			return err
		}
		return s.spare(tx, id)
	})
}

// spare answers at once for connections of which it is known that they can block nobody.
func (s *Service) spare(tx *store.Tx, id desk.ContactID) error {
	all, err := tx.Blocks(id)
	for _, b := range all {
		if err != nil || b.State != desk.BlockAsked {
			continue
		}
		var way desk.Connection
		if way, err = tx.Connection(b.Connection); err != nil {
			continue
		}
		if caps, known := s.Caps(way.Kind); known && !caps.Block {
			err = tx.SettleBlock(b, desk.Refuse(desk.CodeUnsupported), time.Time{})
		}
	}
	return err
}

// Wake tells the workers that somebody is to be blocked, or to be free again.
func (s *Service) Wake() { s.bell.Ring() }

// tellFor bounds the wait for a network's answer; one that takes longer is asked again.
const tellFor = 2 * time.Minute

// recordAgain is the pause before what the network answered is written down once more.
const recordAgain = 2 * time.Second

// tellBlocks tells the network of a connection whom to block while ctx lives, one after the other.
func (s *Service) tellBlocks(ctx context.Context, on desk.ConnectionID, conn transport.Conn) error {
	for {
		woken := s.bell.Next() // before looking, so that nothing between is missed
		var b desk.Block
		var due bool
		var next time.Time
		var out transport.Block
		err := s.DB.Read(ctx, func(v *store.View) (err error) {
			if b, due, next, err = v.DueBlock(on, time.Now()); err != nil || !due {
				return err
			}
			out.On = b.Wanted
			out.To, err = v.Addresses(b.Contact)
			return err
		})
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return fmt.Errorf("find whom to block: %w", err)
		case due:
			if s.recordBlock(ctx, b, tell(ctx, conn, out)) {
				continue
			}
			next, woken = time.Now().Add(recordAgain), nil // the disk is full, most likely
		}
		if !bell.Rest(ctx, next, woken) {
			return nil
		}
	}
}

// tell gives one wish to the network; nil: it does it.
func tell(ctx context.Context, conn transport.Conn, out transport.Block) *desk.Fault {
	if len(out.To) == 0 {
		return desk.Refuse(desk.CodeNoWhatsApp)
	}
	if !conn.Caps(out.To[0]).Block {
		return desk.Refuse(desk.CodeUnsupported)
	}
	ctx, stop := context.WithTimeout(ctx, tellFor)
	defer stop()
	if _, err := conn.Send(ctx, out); err != nil {
		return desk.AsFault(err)
	}
	return nil
}

// recordBlock writes down what came of a wish. What has no answer, or may be asked again, is asked again until there is one.
func (s *Service) recordBlock(ctx context.Context, b desk.Block, f *desk.Fault) bool {
	again := time.Time{}
	if f != nil && (f.Next == desk.Retry || f.Next == desk.Doubt) {
		again = time.Now().Add(max(f.After, tellAgain(b.Attempt)))
	}
	return s.DB.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.SettleBlock(b, f, again) }) == nil
}

// tellAgain is the pause before another try: 2 s, 4 s, 8 s … about a quarter of an hour.
func tellAgain(attempt int) time.Duration { return 2 * time.Second << min(attempt, 9) }
