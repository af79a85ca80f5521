package contact

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// fort is a connection that blocks, as answer says.
type fort struct {
	told   []bool
	answer func() error
	unable bool
}

func (f *fort) Run(ctx context.Context, _ transport.Take) error { <-ctx.Done(); return nil }
func (f *fort) Caps(desk.Address) desk.Caps                     { return desk.Caps{Block: !f.unable} }

func (f *fort) Send(_ context.Context, m transport.Outgoing) (transport.Accepted, error) {
	f.told = append(f.told, m.(transport.Block).On)
	if f.answer != nil {
		return transport.Accepted{}, f.answer()
	}
	return transport.Accepted{}, nil
}

// customer is a contact with a conversation in the first channel.
func (s *shop) customer() desk.ContactID {
	id := s.person("Ana", "5511955500301")
	s.write(func(tx *store.Tx) error { _, err := tx.BeginTicket(1, id, s.now()); return err })
	return id
}

// fortified lets a connection tell its network whom to block, as long as there is something to tell now.
func (s *shop) fortified(on desk.ConnectionID, f *fort) (leave func()) {
	ctx, end := context.WithCancel(s.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, on, f) }()
	s.wait()
	return func() { end(); s.must(<-done) }
}

func (s *shop) block(id desk.ContactID, on bool) {
	s.Helper()
	s.must(s.Block(s.Context(), id, on))
	s.Wake()
	s.wait()
}

// stands compares what is asked of networks, and whether the contact is blocked here.
func (s *shop) stands(id desk.ContactID, blocked bool, want ...desk.BlockState) {
	s.Helper()
	c, err := s.Card(s.Context(), id)
	s.must(err)
	var got []desk.BlockState
	for _, b := range c.Blocks {
		got = append(got, b.State)
	}
	if c.Blocked != blocked || !slices.Equal(got, want) {
		s.Errorf("blocked %t %+v, want %t %v", c.Blocked, c.Blocks, blocked, want)
	}
}

// TestABlockIsAskedUntilTheNetworkTookIt, also when it is only reached later, and its end as well.
func TestABlockIsAskedUntilTheNetworkTookIt(t *testing.T) {
	open(t, func(s *shop) {
		id, f := s.customer(), &fort{}
		s.block(id, true)
		s.stands(id, true, desk.BlockAsked)
		left := 3
		f.answer = func() error {
			if left--; left > 0 {
				return transport.Offline(errors.New("gone"))
			}
			return nil
		}
		leave := s.fortified(1, f)
		s.stands(id, true, desk.BlockAsked)
		time.Sleep(time.Minute)
		s.wait()
		s.stands(id, true, desk.BlockDone)
		s.block(id, true) // done is done
		s.expect("told", f.told, []bool{true, true, true})
		s.block(id, false)
		s.stands(id, false)
		s.expect("told", f.told, []bool{true, true, true, false})
		leave()
		s.block(id, true)
		s.block(id, false)
		s.stands(id, false, desk.BlockAsked)
		s.fortified(1, f)()
		s.stands(id, false)
	})
}

// TestAnotherWishWhileOneIsUnderWay stands above its answer.
func TestAnotherWishWhileOneIsUnderWay(t *testing.T) {
	open(t, func(s *shop) {
		id, f := s.customer(), &fort{}
		f.answer = func() error {
			f.answer = nil
			s.must(s.Block(s.Context(), id, false))
			return nil
		}
		defer s.fortified(1, f)()
		s.block(id, true)
		s.stands(id, false)
		s.expect("told", f.told, []bool{true, false})
	})
}

// TestWhoeverCannotBlockSaysSo, and the network that only blocks who wrote lately is asked when they write.
func TestWhoeverCannotBlockSaysSo(t *testing.T) {
	open(t, func(s *shop) {
		id := s.customer()
		f := &fort{answer: func() error {
			return &desk.Fault{Code: desk.CodeBlockWindow, Next: desk.Stop, Scope: desk.OfContact}
		}}
		defer s.fortified(1, f)()
		defer s.fortified(2, &fort{unable: true})()
		s.write(func(tx *store.Tx) error { _, err := tx.BeginTicket(2, id, s.now()); return err })
		s.block(id, true)
		s.stands(id, true, desk.BlockRefused, desk.BlockRefused)
		f.answer = nil
		s.write(func(tx *store.Tx) error { return tx.AskBlockBy(id, 1) })
		s.write(func(tx *store.Tx) error { return tx.AskBlockBy(id, 2) })
		s.Wake()
		s.wait()
		s.stands(id, true, desk.BlockDone, desk.BlockRefused)
		s.block(id, false)
		s.stands(id, false)
	})
}

// TestKindsThatCannotBlockAreNotWaitedFor.
func TestKindsThatCannotBlockAreNotWaitedFor(t *testing.T) {
	open(t, func(s *shop) {
		s.write(func(tx *store.Tx) error { _, err := tx.AddConnection(1, "mute", "Outra"); return err })
		id := s.customer()
		s.block(id, true)
		s.stands(id, true, desk.BlockAsked, desk.BlockRefused)
	})
}

// TestABlockSurvivesAMerge, and its undoing. Erasing forgets it.
func TestABlockSurvivesAMerge(t *testing.T) {
	open(t, func(s *shop) {
		id, other := s.customer(), s.person("Ana Lima", "5511955500302")
		defer s.fortified(1, &fort{})()
		s.block(id, true)
		step, err := s.Merge(s.Context(), id, other, "Ana")
		s.must(err)
		s.stands(other, true, desk.BlockDone)
		_, err = s.Undo(s.Context(), step)
		s.must(err)
		s.stands(other, false)
		s.stands(id, true, desk.BlockDone)
		s.write(func(tx *store.Tx) error { return tx.Erase(id, s.now()) })
		s.write(func(tx *store.Tx) error {
			if all, err := tx.Blocks(id); err != nil || len(all) > 0 {
				s.Errorf("%v %v", all, err)
			}
			return nil
		})
	})
}
