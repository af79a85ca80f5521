package waweb

import (
	"cmp"
	"log/slog"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Kind is the name of this way into WhatsApp.
const Kind desk.Kind = "waweb"

// Driver describes companion sessions. It also fixes what the library keeps once per process; see introduce.
func Driver() transport.Driver {
	introduce()
	return transport.Driver{Kind: Kind, Pairs: true, Caps: caps(), NewID: newID, Open: open, Patience: transport.Patience{Answer: sendFor + 5*time.Second, Slowest: 32 << 10}}
}

// sendFor bounds the sending of a message with everything that it needs before.
const sendFor = 75 * time.Second

func caps() desk.Caps {
	return desk.Caps{
		Receives: true,
		Text:     65536,
		Media:    carried(),
		Location: true,
		Contacts: true,
		Reply:    true,
		React:    true,
		Edit:     15 * time.Minute,
		Captions: true,
		Revoke:   48 * time.Hour,
		MarkRead: true,
		Calls:    true,
		Reject:   true,
		Block:    true,
		Groups:   true,
		Links:    true,
		Acks:     desk.AckRead,
	}
}

// carried are the files that the network's own programs take: what is not among them is sent as a document.
func carried() map[desk.MessageKind]desk.MediaLimit {
	const caption, mb = 1024, 1 << 20
	return map[desk.MessageKind]desk.MediaLimit{
		desk.Image:    {Mimes: []string{"image/jpeg", "image/png"}, Bytes: 16 * mb, Caption: caption},
		desk.Video:    {Mimes: []string{"video/mp4", "video/3gpp"}, Bytes: 100 * mb, Caption: caption},
		desk.Audio:    {Mimes: []string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}, Bytes: 16 * mb},
		desk.Voice:    {Mimes: []string{"audio/ogg"}, Bytes: 16 * mb},
		desk.Document: {Bytes: desk.LargestUpload, Caption: caption},
		desk.Sticker:  {Mimes: []string{"image/webp"}, Bytes: 1 * mb},
	}
}

// conn is one connection. Its files belong to one activity at a time: a Run, a Pair or an Unlink.
type conn struct {
	env  transport.Env
	log  *slog.Logger
	wait waits

	mu      sync.Mutex
	owned   bool
	account string // the account this connection was linked to, empty before
	line    *line  // the session while Run lasts
}

// waits are the bounds of everything that waits. Tests shorten them.
type waits struct {
	store   time.Duration // how long an event is offered before its connection is given up
	send    time.Duration // from Send to its answer
	relogin time.Duration // from the phone's consent to the end of pairing
	unlink  time.Duration // for a session that is opened only to be ended
	phone   time.Duration // for the phone to bring a file once more
	subject time.Duration // for the name of a group, before a message is told without
}

var (
	_ transport.Conn      = (*conn)(nil)
	_ transport.Pairer    = (*conn)(nil)
	_ transport.Fetcher   = (*conn)(nil)
	_ transport.Historian = (*conn)(nil)
	_ transport.Unlinker  = (*conn)(nil)
)

func open(env transport.Env) (transport.Conn, error) {
	return &conn{
		env:     env,
		log:     cmp.Or(env.Log, slog.New(slog.DiscardHandler)),
		account: env.Identity,
		wait:    waits{store: 15 * time.Second, send: sendFor, relogin: 5 * time.Second, unlink: 30 * time.Second, phone: 30 * time.Second, subject: time.Second},
	}, nil
}

// Caps is the same for every customer. A group is written to, and is told of neither reading nor calls.
func (c *conn) Caps(to desk.Address) desk.Caps {
	can := caps()
	if to.Scheme == desk.SchemeGroup {
		can.MarkRead, can.Calls, can.Reject, can.Acks = false, false, false, desk.AckSent
	}
	return can
}

// own claims the session files, or reports that another activity has them.
func (c *conn) own() *desk.Fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.owned {
		return &desk.Fault{Code: desk.CodeWrongState, Next: desk.Stop, Scope: desk.OfConnection}
	}
	c.owned = true
	return nil
}

func (c *conn) disown() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.owned = false
}

func (c *conn) linked() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.account
}

func (c *conn) setLinked(account string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.account = account
}

func (c *conn) setLine(l *line) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.line = l
}

// running returns the session of the Run in progress, nil without one.
func (c *conn) running() *line {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.line
}

// ready returns the running session if it is online.
func (c *conn) ready() (*line, *desk.Fault) {
	l := c.running()
	if l == nil || !l.online.Load() {
		return nil, offline(nil)
	}
	return l, nil
}
