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
	answered, _ := l.cli.DangerousInternals().SendKeepAlive(ctx)
	if !answered {
		return errors.New("no answer to a keep-alive")
	}
	return nil
}
