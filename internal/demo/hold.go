package demo

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/scenario"
)

// How far what reaches a customer gets while they are held: their telephone is off, or it lies there and nobody looks.
const (
	heldOff    = "sent"
	heldUnread = "delivered"
	free       = ""
)

// holds are the customers who do not confirm what reaches them, so that each step of a message can be looked at for as long as somebody
// wants.
type holds struct {
	mu      sync.Mutex
	at      map[string]string // by number
	changed chan struct{}
}

func newHolds() *holds { return &holds{at: map[string]string{}, changed: make(chan struct{})} }

// set holds a customer at a step, or lets them go.
func (h *holds) set(number, at string) error {
	if !slices.Contains([]string{heldOff, heldUnread, free}, at) {
		return fmt.Errorf("nobody can be held at %q", at)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at[number] = at
	close(h.changed)
	h.changed = make(chan struct{})
	return nil
}

// pass waits until a customer is not held at one of the steps.
func (h *holds) pass(ctx context.Context, number string, at ...string) bool {
	for {
		h.mu.Lock()
		held, changed := h.at[number], h.changed
		h.mu.Unlock()
		if !slices.Contains(at, held) {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-changed:
		}
	}
}

// around makes a talk wait while its customer is held.
func (h *holds) around(ctx context.Context, number string, c scenario.Chat) scenario.Chat {
	return patient{c, ctx, number, h}
}

// patient is the talk of somebody who may be held.
type patient struct {
	scenario.Chat
	ctx    context.Context // of the world
	number string
	holds  *holds
}

func (p patient) Delivered(ids ...string) {
	if p.holds.pass(p.ctx, p.number, heldOff) {
		p.Chat.Delivered(ids...)
	}
}

func (p patient) Read(ids ...string) {
	if p.holds.pass(p.ctx, p.number, heldOff, heldUnread) {
		p.Chat.Read(ids...)
	}
}
