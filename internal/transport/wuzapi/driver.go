package wuzapi

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Kind is the name of this way into WhatsApp.
const Kind desk.Kind = "wuzapi"

// Options are the patience of the adapter. The zero value is what a real server needs.
type Options struct {
	Answer time.Duration // how long the answer to a message is awaited; 0: 95 s, more than the server's own 75 s
}

// Driver describes connections to WuzAPI servers.
func Driver(o Options) transport.Driver {
	o.Answer = cmp.Or(o.Answer, 95*time.Second)
	d := &driver{options: o, offices: map[string]*office{}}
	return transport.Driver{Kind: Kind, Pairs: true, Called: true, Fields: fields(), Caps: caps(), NewID: newID, Open: d.open,
		Patience: transport.Patience{Answer: o.Answer + 2*askFor, Slowest: slowest}}
}

// driver keeps what outlives an opened connection: one session may be open twice, to send and to be called.
type driver struct {
	options Options
	mu      sync.Mutex
	offices map[string]*office
}

// office is what is shared by all that is opened for one connection with the same address and token.
type office struct {
	known numbers

	mu     sync.Mutex
	line   *line // while a Run lasts
	diary  *diary
	pulse  time.Time // when the session was last seen working
	self   account   // whose session that was
	user   string    // and what the server calls its user
	kept   bool      // the server keeps history, as far as is known
	blind  bool      // but has no list of it
	astray bool      // the server was found calling somebody else
	mended time.Time // when the session was last taken down and up again
}

func (d *driver) office(key string) *office {
	sum := sha256.Sum256([]byte(key))
	key = hex.EncodeToString(sum[:])
	d.mu.Lock()
	defer d.mu.Unlock()
	o := d.offices[key]
	if o == nil {
		o = &office{}
		d.offices[key] = o
	}
	return o
}

// conn is one connection to one session.
type conn struct {
	*office
	log     *slog.Logger
	dir     string
	account string // what Pair or Probe gave, empty before
	api     *api
	key     string // with which the server signs its calls
	history string // how many messages of each conversation the server shall keep; empty: its own affair
	answer  time.Duration
}

var (
	_ transport.Conn       = (*conn)(nil)
	_ transport.Waker      = (*conn)(nil)
	_ transport.Pairer     = (*conn)(nil)
	_ transport.Fetcher    = (*conn)(nil)
	_ transport.Prober     = (*conn)(nil)
	_ transport.Hooked     = (*conn)(nil)
	_ transport.Subscriber = (*conn)(nil)
	_ transport.Unlinker   = (*conn)(nil)
)

func (d *driver) open(env transport.Env) (transport.Conn, error) {
	for _, f := range fields() {
		if v := env.Config[f.Key]; !f.Secret && (v != "" || !f.Optional) && f.Check(v) != nil {
			return nil, &desk.Fault{Code: desk.CodeBadRequest, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("field %s does not fit", f.Key)}
		}
	}
	base, _ := transport.OwnServer(env.Config[FieldAddress]) // checked above
	token, err := env.Secret(FieldToken)
	switch {
	case err != nil:
		return nil, &desk.Fault{Code: desk.CodeVault, Next: desk.Retry, Scope: desk.OfConnection, Err: fmt.Errorf("read the token: %w", err)}
	case token == "":
		return nil, signedOut.Fault("", errors.New("no token"))
	}
	key, err := env.Secret(FieldHMAC)
	if err != nil || key == "" { // it is optional, so most likely there is none
		key = madeKey(token)
	}
	c := &conn{
		office: d.office(place(base) + "\x00" + token + "\x00" + env.Dir), log: cmp.Or(env.Log, slog.New(slog.DiscardHandler)), dir: env.Dir,
		account: env.Identity, key: key, history: env.Config[FieldHistory], answer: d.options.Answer,
		api: newAPI(base, token, key, env.HTTP),
	}
	c.recall()
	return c, nil
}

// madeKey follows from the token, so nothing has to be kept, and whoever does not know that token cannot make it.
func madeKey(token string) string {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("balcao signs calls"))
	return hex.EncodeToString(mac.Sum(nil))
}

// place is an address as it is compared.
func place(base *url.URL) string { return strings.ToLower(base.Host) + base.Path }

// Caps tells what can be sent, and what is heard: without calls there are no receipts, and without calls or a memory of the server
// nothing is received at all.
func (c *conn) Caps(to desk.Address) desk.Caps {
	all := caps()
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.called() {
		all.Receives, all.Acks = c.kept, desk.AckNone
	}
	return all.For(to)
}

// called tells whether the server calls us, as far as is known. It is asked with mu held.
func (o *office) called() bool { return o.diary.Hook != "" && !o.astray }

func caps() desk.Caps {
	return desk.Caps{
		Receives: true,
		Text:     65536,
		Media:    media(),
		Location: true,
		Contacts: true,
		Reply:    true,
		React:    true,
		Edit:     15 * time.Minute,
		Revoke:   48 * time.Hour,
		MarkRead: true,
		Block:    true,
		Calls:    true,
		Links:    true,
		Acks:     desk.AckRead,
	}
}

// media are the bounds of the server: pictures must be ones of which it can make a preview, and nothing is converted there.
func media() map[desk.MessageKind]desk.MediaLimit {
	const caption, mb = 1024, 1 << 20
	return map[desk.MessageKind]desk.MediaLimit{
		desk.Image:    {Mimes: []string{"image/jpeg", "image/png"}, Bytes: 16 * mb, Caption: caption},
		desk.Video:    {Mimes: []string{"video/mp4", "video/3gpp"}, Bytes: 100 * mb, Caption: caption},
		desk.Audio:    {Mimes: []string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}, Bytes: 16 * mb},
		desk.Voice:    {Mimes: []string{"audio/ogg"}, Bytes: 16 * mb},
		desk.Document: {Bytes: 100 * mb, Caption: caption},
		desk.Sticker:  {Mimes: []string{"image/webp"}, Bytes: 1 * mb},
	}
}

// newID makes an id as a web session does: a fixed prefix and 9 random bytes in hexadecimal. The server uses it as WhatsApp's own.
func newID() desk.RemoteID {
	var b [9]byte
	_, _ = rand.Read(b[:]) // never fails
	return desk.RemoteID("3EB0" + strings.ToUpper(hex.EncodeToString(b[:])))
}
