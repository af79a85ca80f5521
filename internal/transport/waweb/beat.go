package waweb

import (
	"context"
	"errors"
)

// Beat asks the network for a sign of life. The library does so by itself, but not at once after the computer slept.
func (c *conn) Beat(ctx context.Context) error {
	l, f := c.ready()
	if f != nil {
		return f
	}
	//lint:ignore SA1019 the library asks by itself and offers no other way to have it ask now
	answered, _ := l.cli.DangerousInternals().SendKeepAlive(ctx)
	if !answered {
		return errors.New("no answer to a keep-alive")
	}
	return nil
}
