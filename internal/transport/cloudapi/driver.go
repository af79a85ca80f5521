package cloudapi

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Kind is the name of this way into WhatsApp.
const Kind desk.Kind = "cloudapi"

// Options name the hosts of the network, and how it is to be treated. The zero value is Meta's own; nobody but the program can
// choose others, and it does so for a simulator only.
type Options struct {
	Graph   string        // base address of the Graph API, without version
	Media   string        // base address that links to files lead to, besides Graph's own
	Dialog  string        // base address of the sign-in page
	Answer  time.Duration // how long the answer to a message is awaited; 0: 45 s
	Unpaced bool          // the network has no limits of speed
}

func (o Options) normal() Options {
	if o.Graph == "" {
		o.Graph, o.Media, o.Dialog = "https://graph.facebook.com", "https://lookaside.fbsbx.com", "https://www.facebook.com"
	}
	o.Answer = cmp.Or(o.Answer, sendFor)
	return o
}

// Driver describes official connections over the hosts in o.
func Driver(o Options) transport.Driver {
	d := &driver{options: o.normal(), offices: map[string]*office{}}
	return transport.Driver{Kind: Kind, Official: true, Called: true, Fields: fields(), Caps: caps(), NewID: newID, Open: d.open,
		Asks: consentFields(), Consent: d.options.consent, Patience: transport.Patience{Answer: d.options.Answer + preparing, Slowest: slowest}}
}

// What a try may take besides the wait for the answer: its turn among what leaves at the network's speed, and the way of a file, which is
// expected to travel at so many bytes a second at least.
const (
	preparing = 30 * time.Second
	slowest   = 128 << 10
)

// driver keeps what outlives an opened connection: one number may be open twice, to send and to be called, and again after
// every fault, while its limits of speed and its uploaded files stay what they are.
type driver struct {
	options Options
	mu      sync.Mutex
	offices map[string]*office
}

// office is what all connections of one number share.
type office struct {
	pace    *pace
	uploads uploads

	mu   sync.Mutex
	line *line // while a Run lasts
	rota rota  // of tracking

	unread atomic.Int64 // calls, or parts of them, that nobody could read
}

func (d *driver) office(number string) *office {
	d.mu.Lock()
	defer d.mu.Unlock()
	o := d.offices[number]
	if o == nil {
		o = &office{pace: newPace()}
		o.pace.free = d.options.Unpaced
		d.offices[number] = o
	}
	return o
}

// conn is one connection: a number, and the token that speaks for it.
type conn struct {
	*office
	log     *slog.Logger
	number  string // the number's id
	account string // the id of the account it belongs to
	secret  string // of the app; empty: nothing can be received
	graph   *Graph
	once    *http.Client // for messages, see newOnce
	answer  time.Duration
}

var (
	_ transport.Conn       = (*conn)(nil)
	_ transport.Waker      = (*conn)(nil)
	_ transport.Fetcher    = (*conn)(nil)
	_ transport.Historian  = (*conn)(nil)
	_ transport.Prober     = (*conn)(nil)
	_ transport.Hooked     = (*conn)(nil)
	_ transport.Subscriber = (*conn)(nil)
	_ transport.Activator  = (*conn)(nil)
	_ transport.Handshaker = (*conn)(nil)
	_ transport.Tracker    = (*conn)(nil)
	_ transport.Templater  = (*conn)(nil)
)

func (d *driver) open(env transport.Env) (transport.Conn, error) {
	for _, f := range fields() {
		if v := env.Config[f.Key]; !f.Secret && (v != "" || !f.Optional) && f.Check(v) != nil {
			return nil, &desk.Fault{Code: desk.CodeBadRequest, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("field %s does not fit", f.Key)}
		}
	}
	log := cmp.Or(env.Log, slog.New(slog.DiscardHandler))
	kept := map[string]string{}
	for _, field := range []string{FieldToken, FieldSecret} {
		value, err := env.Secret(field)
		if err != nil { // not the same as none: a vault that does not answer now answers later
			return nil, &desk.Fault{Code: desk.CodeVault, Next: desk.Retry, Scope: desk.OfConnection, Err: fmt.Errorf("read %s: %w", field, err)}
		}
		kept[field] = value
	}
	token, secret := kept[FieldToken], kept[FieldSecret]
	if token == "" {
		return nil, signedOut.Fault("", errors.New("no token"))
	}
	number := env.Config[FieldNumber]
	o := d.office(number)
	o.pace.recall(env.Dir, log)
	return &conn{
		office: o, log: log, number: number, account: env.Config[FieldAccount], secret: secret,
		graph: NewGraph(d.options, env.HTTP, env.Config[FieldVersion], token, secret), once: newOnce(env.HTTP),
		answer: d.options.Answer,
	}, nil
}

// Caps tells what can be sent, which is the same for every customer, and nothing to groups. That nothing is received without the app's secret follows from
// there being no address at which the network would call, see Handshake.
func (c *conn) Caps(to desk.Address) desk.Caps { return caps().For(to) }

func caps() desk.Caps {
	return desk.Caps{
		Receives:  true,
		Text:      4096,
		Media:     media(),
		Location:  true,
		Contacts:  true,
		Choices:   true,
		Templates: true,
		Window:    24 * time.Hour,
		Reply:     true,
		React:     true,
		MarkRead:  true,
		Block:     true,
		Links:     true,
		Acks:      desk.AckRead,
	}
}

func media() map[desk.MessageKind]desk.MediaLimit {
	const caption, mb = 1024, 1 << 20
	return map[desk.MessageKind]desk.MediaLimit{
		desk.Image:    {Mimes: []string{"image/jpeg", "image/png"}, Bytes: 5 * mb, Caption: caption},
		desk.Video:    {Mimes: []string{"video/mp4", "video/3gpp"}, Bytes: 16 * mb, Caption: caption},
		desk.Audio:    {Mimes: []string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}, Bytes: 16 * mb},
		desk.Voice:    {Mimes: []string{"audio/ogg"}, Bytes: 16 * mb},
		desk.Document: {Bytes: 100 * mb, Caption: caption},
		desk.Sticker:  {Mimes: []string{"image/webp"}, Bytes: 500 << 10},
	}
}

// newID makes the id that a message carries through the network and back, as a random UUID.
func newID() desk.RemoteID {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return desk.RemoteID(fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]))
}
