//go:build desktop && production

package window

import (
	"context"
	"fmt"
	"sync"

	"github.com/balcao-app/balcao/app/window/freedesktop"
)

// bus shows notices by the desktop's own service, which is reached when it is first needed: it may start after the program.
type bus struct {
	opened func(tag string)

	mu      sync.Mutex
	desktop *freedesktop.Desktop
}

func systemOf(_ context.Context, opened func(tag string)) system { return &bus{opened: opened} }

func (b *bus) reach() (*freedesktop.Desktop, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.desktop != nil {
		return b.desktop, nil
	}
	d, err := freedesktop.Open(context.Background(), b.opened)
	if err == nil {
		b.desktop = d
	}
	return d, err
}

func (b *bus) allowed(context.Context, bool) (bool, error) {
	_, err := b.reach()
	return err == nil, err
}

func (b *bus) show(ctx context.Context, tag, title, body string) error {
	d, err := b.reach()
	if err != nil {
		return err
	}
	if err := d.Show(ctx, tag, title, body); err != nil {
		b.close() // the service may have been started anew: the next one finds it
		return fmt.Errorf("by the desktop: %w", err)
	}
	return nil
}

func (b *bus) withdraw(ctx context.Context, tag string) {
	if d, err := b.reach(); err == nil {
		d.Withdraw(ctx, tag)
	}
}

func (b *bus) badge(n int) {
	if d, err := b.reach(); err == nil {
		_ = d.Badge(n) // the title has it as well
	}
}

func (b *bus) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.desktop != nil {
		b.desktop.Close()
		b.desktop = nil
	}
}
