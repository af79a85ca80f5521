package wire

import (
	"context"
	"fmt"
	"net/http"

	"github.com/coder/websocket"
	waBinary "go.mau.fi/whatsmeow/binary"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/noise"
)

// Origin is the only web origin that may open a connection.
const Origin = "https://web.whatsapp.com"

// Conn is an encrypted connection after its handshake. One goroutine may read while another writes.
type Conn struct {
	frames frames
	noise  *noise.Result
	cancel context.CancelFunc
}

// Accept upgrades a request and answers the handshake. On error the connection is closed.
func Accept(ctx context.Context, w http.ResponseWriter, r *http.Request, id noise.Identity) (*Conn, error) {
	if got := r.Header.Get("Origin"); got != Origin {
		http.Error(w, "wrong origin", http.StatusForbidden)
		return nil, fmt.Errorf("websocket origin %q", got)
	}
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true, CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		return nil, fmt.Errorf("accept websocket: %w", err)
	}
	ws.SetReadLimit(maxFrame)
	ctx, cancel := context.WithCancel(ctx)
	c := &Conn{frames: frames{ctx: ctx, ws: ws}, cancel: cancel}
	if err := c.handshake(id); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Conn) handshake(id noise.Identity) error {
	header, err := c.frames.header()
	if err != nil {
		return fmt.Errorf("read connection header: %w", err)
	}
	c.noise, err = noise.Respond(&c.frames, header, id)
	return err
}

// Handshake returns what the client said about itself.
func (c *Conn) Handshake() *noise.Result { return c.noise }

// Read returns the next stanza.
func (c *Conn) Read() (*waBinary.Node, error) {
	sealed, err := c.frames.ReadFrame()
	if err != nil {
		return nil, err
	}
	plain, err := c.noise.Read.Open(sealed)
	if err != nil {
		return nil, fmt.Errorf("open frame: %w", err)
	}
	if plain, err = waBinary.Unpack(plain); err != nil {
		return nil, fmt.Errorf("unpack stanza: %w", err)
	}
	n, err := waBinary.Unmarshal(plain)
	if err != nil {
		return nil, fmt.Errorf("read stanza: %w", err)
	}
	return n, nil
}

// Write sends a stanza.
func (c *Conn) Write(n waBinary.Node) error {
	plain, err := waBinary.Marshal(n)
	if err != nil {
		return fmt.Errorf("write stanza: %w", err)
	}
	return c.frames.WriteFrame(c.noise.Write.Seal(plain))
}

// Close drops the connection without a farewell, like a cut cable. It may be called more than once.
func (c *Conn) Close() {
	c.cancel()
	c.frames.ws.CloseNow()
}
