package waweb

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/desk"
)

// Unlink takes this device off the account and removes the session. A session that is already gone is removed silently;
// without the network nothing is removed and the fault is offline.
func (c *conn) Unlink(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.wait.unlink)
	defer cancel()
	if l := c.running(); l != nil {
		if f := l.unlink(ctx); f != nil {
			return f
		}
	} else if f := c.unlinkAlone(ctx); f != nil {
		return f
	}
	c.setLinked("")
	return nil
}

// unlink ends the session of a Run in progress, and the Run with it, which then removes the files.
func (l *line) unlink(ctx context.Context) *desk.Fault {
	if !l.online.Load() {
		return offline(nil)
	}
	l.leaving.Lock()
	f := logout(ctx, l.cli)
	l.leaving.Unlock()
	if f != nil {
		return f
	}
	l.finish(signedOut(nil, ""))
	select {
	case <-l.done:
		return nil
	case <-ctx.Done():
		return broken(fmt.Errorf("wait for the session to end: %w", ctx.Err()))
	}
}

func (c *conn) unlinkAlone(ctx context.Context) *desk.Fault {
	if f := c.own(); f != nil {
		return f
	}
	defer c.disown()
	box, err := c.openBox(ctx)
	if err != nil {
		return broken(err)
	}
	f := c.farewell(ctx, box)
	if err := box.Close(); f == nil && err != nil {
		f = broken(err)
	}
	if f != nil {
		return f
	}
	if err := c.wipe(); err != nil {
		return broken(err)
	}
	return nil
}

// farewell connects for the only purpose of leaving. Messages that arrive meanwhile are not acknowledged.
func (c *conn) farewell(ctx context.Context, box *box) *desk.Fault {
	dev, err := device(ctx, box)
	if err != nil {
		return broken(err)
	}
	if dev == nil {
		return nil
	}
	bg, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	w := newWires(c.env.HTTP)
	cli := c.client(bg, dev, nil, w, nil)
	ended := make(chan *desk.Fault, 1)
	cli.AddEventHandlerWithSuccessStatus(func(evt any) bool {
		f := final(evt)
		if _, in := evt.(*events.Connected); !in && f == nil {
			return false
		}
		select {
		case ended <- f:
		default:
		}
		return true
	})
	if err := cli.ConnectContext(bg); err != nil {
		return offline(fmt.Errorf("connect to unlink: %w", err))
	}
	defer part(cli, w, cancel)
	select {
	case <-ctx.Done():
		return offline(ctx.Err())
	case f := <-ended:
		if f == nil {
			return logout(ctx, cli)
		}
		if f.Code == desk.CodeSignedOut {
			return nil
		}
		return f
	}
}

// logout asks the network to forget this device. The network answers by throwing the device out, and the word about that
// can overtake the answer, which the library then reports as a lost connection or as not being logged in.
func logout(ctx context.Context, cli *whatsmeow.Client) *desk.Fault {
	err := cli.Logout(ctx)
	if err == nil || cli.Store.Deleted || errors.Is(err, whatsmeow.ErrNotLoggedIn) {
		return nil
	}
	if !strings.HasPrefix(err.Error(), "error sending logout request") {
		return nil // the network agreed, and the rows that could not be deleted go with their file
	}
	if d, ok := errors.AsType[*whatsmeow.DisconnectedError](err); ok && d.Node != nil && d.Node.Tag == "stream:error" {
		return nil
	}
	return offline(fmt.Errorf("unlink: %w", err))
}
