// Package wire carries stanzas over a websocket: it cuts the byte stream into frames, encrypts them once the handshake
// is done and reads and writes binary nodes. It knows nothing of what the stanzas mean.
package wire

import (
	"context"
	"errors"
	"fmt"

	"github.com/coder/websocket"
)

const maxFrame = 1 << 24

// frames reassembles length-prefixed frames from websocket messages, which may hold several frames or a part of one.
type frames struct {
	ctx context.Context
	ws  *websocket.Conn
	buf []byte
}

// need reads until n bytes are buffered.
func (f *frames) need(n int) error {
	for len(f.buf) < n {
		kind, data, err := f.ws.Read(f.ctx)
		if err != nil {
			return err
		}
		if kind != websocket.MessageBinary {
			return errors.New("websocket message is not binary")
		}
		if len(f.buf) == 0 {
			f.buf = data
		} else {
			f.buf = append(f.buf, data...)
		}
	}
	return nil
}

func (f *frames) take(n int) ([]byte, error) {
	if err := f.need(n); err != nil {
		return nil, err
	}
	out := f.buf[:n:n]
	f.buf = f.buf[n:]
	return out, nil
}

// ReadFrame returns the next whole frame.
func (f *frames) ReadFrame() ([]byte, error) {
	head, err := f.take(3)
	if err != nil {
		return nil, err
	}
	return f.take(int(head[0])<<16 | int(head[1])<<8 | int(head[2]))
}

// WriteFrame sends one frame as one websocket message.
func (f *frames) WriteFrame(data []byte) error {
	n := len(data)
	if n >= maxFrame {
		return fmt.Errorf("frame of %d bytes is too long", n)
	}
	out := make([]byte, 3, 3+n)
	out[0], out[1], out[2] = byte(n>>16), byte(n>>8), byte(n)
	return f.ws.Write(f.ctx, websocket.MessageBinary, append(out, data...))
}

// header reads the bytes that open a connection: an optional edge-routing header, which is skipped, and the four
// bytes that begin the handshake's transcript.
func (f *frames) header() ([]byte, error) {
	head, err := f.take(4)
	if err != nil {
		return nil, err
	}
	if head[0] == 'E' && head[1] == 'D' {
		if _, err := f.ReadFrame(); err != nil {
			return nil, err
		}
		if head, err = f.take(4); err != nil {
			return nil, err
		}
	}
	if head[0] != 'W' || head[1] != 'A' {
		return nil, fmt.Errorf("connection begins with % x", head)
	}
	return head, nil
}
