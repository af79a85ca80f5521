package wwebjs

import (
	"cmp"
	"crypto/rand"
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
const Kind desk.Kind = "wwebjs"

// Driver describes connections over wwebjs-api servers.
func Driver() transport.Driver {
	d := &driver{offices: map[string]*office{}}
	return transport.Driver{Kind: Kind, Pairs: true, Fields: fields(), Caps: caps(), NewID: newID, Patience: transport.Patience{Answer: 2*askFor + sendFor}, Open: d.open}
}

// driver keeps what outlives an opened connection: one session may be open twice, to send and to be called.
type driver struct {
	mu      sync.Mutex
	offices map[string]*office
}

// office is what all connections of one session share.
type office struct {
	ledger *ledger
	told   *told
	book   *book
	desks  desks
	turn   sync.Mutex // held while the session is started or ended: the server starts a second browser for who asks twice

	mu        sync.Mutex
	line      *line // while a Run lasts
	me        wid
	proved    bool // the session showed once that it reaches WhatsApp
	restarted time.Time
	started   time.Time // when the server was told to start the session and did not answer
	heard     time.Time // when the server last told of a message by itself
	mute      bool      // something was found that it should have told
	gap       bool      // something it told could not be stored
}

func (d *driver) office(base *url.URL, session string) *office {
	d.mu.Lock()
	defer d.mu.Unlock()
	name := base.String() + " " + session
	o := d.offices[name]
	if o == nil {
		o = &office{ledger: newLedger(), told: newTold(), book: newBook()}
		d.offices[name] = o
	}
	return o
}

// conn is one connection: a session of a server, and the key that opens it.
type conn struct {
	*office
	*server
	log     *slog.Logger
	dir     string
	account string // what it was linked to; a waiting one that no phone was linked to yet
}

var (
	_ transport.Conn      = (*conn)(nil)
	_ transport.Waker     = (*conn)(nil)
	_ transport.Pairer    = (*conn)(nil)
	_ transport.Prober    = (*conn)(nil)
	_ transport.Fetcher   = (*conn)(nil)
	_ transport.Hooked    = (*conn)(nil)
	_ transport.Tracker   = (*conn)(nil)
	_ transport.Historian = (*conn)(nil)
	_ transport.Unlinker  = (*conn)(nil)
)

func (d *driver) open(env transport.Env) (transport.Conn, error) {
	for _, f := range fields() {
		if !f.Secret && f.Check(env.Config[f.Key]) != nil {
			return nil, &desk.Fault{Code: desk.CodeBadRequest, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("field %s does not fit", f.Key)}
		}
	}
	key, err := env.Secret(FieldKey)
	if err != nil {
		return nil, &desk.Fault{Code: desk.CodeVault, Next: desk.Retry, Scope: desk.OfConnection, Err: errors.New("read the key of the server")}
	}
	base, _ := transport.OwnServer(env.Config[FieldAddress])
	session, open := env.Config[FieldSession], base.Scheme == "http"
	return &conn{
		office: d.office(base, session), log: cmp.Or(env.Log, slog.New(slog.DiscardHandler)), dir: env.Dir, account: env.Identity,
		server: &server{base: base, session: session, key: key, asks: newClient(env.HTTP, open, false), once: newClient(env.HTTP, open, true)},
	}, nil
}

// waiting begins the account of a connection whose session no phone was linked to yet.
const waiting = "waiting "

func (c *conn) waitingAccount() string { return waiting + c.base.String() + " " + c.session }

func isWaiting(account string) bool { return strings.HasPrefix(account, waiting) }

func (c *conn) Caps(to desk.Address) desk.Caps { return caps().For(to) }

// largestFile is what fits into a request of a server that was not told otherwise: its limit is 11,000,000 bytes, and a file grows
// by a third on its way.
const largestFile = 8_000_000

func caps() desk.Caps {
	const caption = 1024
	return desk.Caps{
		Receives: true,
		Calls:    true,
		Text:     65536,
		Media: map[desk.MessageKind]desk.MediaLimit{
			desk.Image:    {Mimes: []string{"image/jpeg", "image/png", "image/webp", "image/gif"}, Bytes: largestFile, Caption: caption},
			desk.Video:    {Mimes: []string{"video/mp4", "video/3gpp", "video/quicktime"}, Bytes: largestFile, Caption: caption},
			desk.Audio:    {Bytes: largestFile},
			desk.Voice:    {Mimes: []string{"audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/webm"}, Bytes: largestFile},
			desk.Document: {Bytes: largestFile, Caption: caption},
			desk.Sticker:  {Mimes: []string{"image/webp"}, Bytes: 1 << 20},
		},
		Location: true,
		Contacts: true,
		Reply:    true,
		React:    true,
		Edit:     15 * time.Minute,
		Captions: true,
		Revoke:   48 * time.Hour,
		MarkRead: true,
		Block:    true,
		Links:    true,
		Acks:     desk.AckRead,
	}
}

// newID makes the id by which the program knows a message. The network never sees it.
func newID() desk.RemoteID { return desk.RemoteID("balcao-" + rand.Text()) }

func (o *office) running() *line {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.line
}

func (o *office) own() wid {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.me
}
