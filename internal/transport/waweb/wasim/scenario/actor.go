package scenario

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// Run plays until ctx ends, which is no error. People who have an arrival write that long after the first companion
// has linked; the others wait to be written to.
func (p *Play) Run(ctx context.Context) error {
	select {
	case <-p.linked:
	case <-ctx.Done():
		return nil
	}
	group, inner := errgroup.WithContext(ctx)
	for _, a := range p.actors {
		group.Go(func() error { return a.act(inner) })
	}
	for _, s := range p.groups {
		group.Go(func() error { return s.act(inner) })
	}
	return group.Wait()
}

// Chat is a person's talk with the business on some network: what came, and what the person does about it. Texts are numbered in
// the order in which they came.
type Chat interface {
	Received(from int) []world.Text
	Wait(ctx context.Context, condition func() bool) error // until it holds; it is asked again whenever something came
	Delivered(ids ...string)
	Read(ids ...string)
	Typing(on bool)
	Write(text string) (id string, err error)
}

// Act plays one person in a chat until ctx ends, which is no error. They write first as long after the call as they arrive.
func Act(ctx context.Context, c Chat, p Person) error { return newActor(c, p).act(ctx) }

// InWorld is a customer's talk over the network that this simulator stands for.
func InWorld(w *world.World, c *world.Customer) Chat { return inWorld{c, w} }

type inWorld struct {
	*world.Customer
	world *world.World
}

func (c inWorld) Wait(ctx context.Context, condition func() bool) error {
	return c.world.Server().Wait(ctx, condition)
}

// errStopped ends an actor when the play is over.
var errStopped = errors.New("scenario: stopped")

// actor plays one person.
type actor struct {
	person Person
	me     Chat
	mind   mind
}

func newActor(c Chat, p Person) *actor { return &actor{person: p, me: c, mind: newMind(p)} }

func (a *actor) act(ctx context.Context) error {
	group, inner := errgroup.WithContext(ctx)
	group.Go(func() error { return a.phone(inner) })
	group.Go(func() error { return a.play(inner) })
	err := group.Wait()
	if ctx.Err() != nil || errors.Is(err, errStopped) {
		return nil
	}
	return err
}

// phone is the person's telephone: it confirms what arrives, whatever its owner is doing.
func (a *actor) phone(ctx context.Context) error {
	for seen := 0; ; {
		fresh, err := a.next(ctx, seen)
		if err != nil {
			return err
		}
		if err := pause(ctx, time.Duration(a.person.Pace.Delivered)); err != nil {
			return err
		}
		a.me.Delivered(ids(fresh)...)
		seen += len(fresh)
	}
}

// play is the person: they open the talk, then read and answer what comes.
func (a *actor) play(ctx context.Context) error {
	if len(a.person.Opens) > 0 {
		if err := pause(ctx, time.Duration(a.person.Arrives)); err != nil {
			return err
		}
		if err := a.say(ctx, a.person.Opens); err != nil {
			return err
		}
	}
	for seen := 0; ; {
		fresh, err := a.read(ctx, seen)
		if err != nil {
			return err
		}
		seen += len(fresh)
		if err := a.answer(ctx, fresh); err != nil {
			return err
		}
	}
}

// read waits for messages, lets the person take the phone up, and then reads all that has come meanwhile.
func (a *actor) read(ctx context.Context, seen int) ([]world.Text, error) {
	if _, err := a.next(ctx, seen); err != nil {
		return nil, err
	}
	pace := a.person.Pace
	if err := pause(ctx, time.Duration(pace.Delivered+pace.Read)); err != nil {
		return nil, err
	}
	fresh := a.me.Received(seen)
	a.me.Read(ids(fresh)...)
	return fresh, nil
}

func (a *actor) answer(ctx context.Context, fresh []world.Text) error {
	says := a.mind.answer(fresh)
	if len(says) == 0 {
		return nil
	}
	if err := pause(ctx, time.Duration(a.person.Pace.Think)); err != nil {
		return err
	}
	return a.say(ctx, says)
}

// say types and sends lines one after another.
func (a *actor) say(ctx context.Context, lines []string) error {
	for _, line := range lines {
		a.me.Typing(true)
		err := pause(ctx, a.person.Pace.typing(line))
		a.me.Typing(false)
		if err != nil {
			return err
		}
		if _, err := a.me.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// next waits until the person's phone holds more than the given number of messages.
func (a *actor) next(ctx context.Context, seen int) ([]world.Text, error) {
	var fresh []world.Text
	err := a.me.Wait(ctx, func() bool {
		fresh = a.me.Received(seen)
		return len(fresh) > 0
	})
	if err != nil {
		return nil, errStopped
	}
	return fresh, nil
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return errStopped
	}
}

func ids(texts []world.Text) []string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = t.ID
	}
	return all
}
