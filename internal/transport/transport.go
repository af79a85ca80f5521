// Package transport is the contract that every adapter to a messenger fulfils: three methods, and optional ones found by
// assertion. It knows no network, no database and no ticket.
package transport

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Driver describes one kind of connection and opens it.
type Driver struct {
	Kind   desk.Kind
	Fields []Field   // what the operator enters to connect; the form is drawn from them
	Caps   desk.Caps // upper bound before connecting
	// Official marks the platform's own interface. Whatever else refuses, a detour over it endangers no number.
	Official bool
	// Pairs says that its connections are Pairers. One that has fields as well is entered first and paired then.
	Pairs bool
	// Called says that its connections are Subscribers: their network is told where to call us.
	Called bool
	// Consent, where the network has a page for it, begins a visit of the operator to that page; Asks are the fields that it needs
	// before. Back is where the page sends the browser. No network is used yet.
	Consent func(values map[string]string, back string, client *http.Client) (Consent, error)
	Asks    []Field
	// Patience is how long one try of a message may take.
	Patience Patience
	// NewID makes an id that the network takes for an outgoing message. It is stored before the first try.
	NewID func() desk.RemoteID
	// Open prepares a connection. It must not use the network.
	Open func(Env) (Conn, error)
}

// Patience bounds one try of a message, with everything that an adapter asks before: it is longer than what the adapter itself waits
// for, because a message that is given up too early counts as one that nobody knows about.
type Patience struct {
	Answer  time.Duration // of a message without a file; 0: a minute
	Slowest int64         // bytes a second by which a file travels at least; 0: it takes no longer
}

// For is how long a try may take with a file of so many bytes, 0 for none.
func (p Patience) For(file int64) time.Duration {
	all := cmp.Or(p.Answer, time.Minute)
	if p.Slowest > 0 {
		all += time.Duration(float64(max(file, 0)) / float64(p.Slowest) * float64(time.Second))
	}
	return all
}

// Field is one thing the operator enters to connect. The page has its words under the kind and the key.
type Field struct {
	Key      string
	Secret   bool // kept in the vault, never shown again
	Optional bool
	// Check tells what is wrong with a value by itself, nil if nothing is; it uses no network.
	Check func(value string) *desk.Fault
}

// Env is what a connection gets from the program.
type Env struct {
	Connection desk.ConnectionID
	Identity   string                             // what Pair or Probe returned as Identity.Account, empty before
	Config     map[string]string                  // the fields that are no secrets
	Secret     func(field string) (string, error) // reads a secret field from the vault
	Dir        string                             // private folder of this connection
	Log        *slog.Logger                       // must never carry bodies, tokens, QR strings or full numbers
	HTTP       *http.Client                       // nil = the real network; a simulator is plugged in here
}

// Take stores an event. Nil means stored: the adapter may acknowledge it to its network. Any error means it must not.
type Take func(context.Context, Event) error

// Conn is one open connection.
type Conn interface {
	// Run connects and hands every event to take until ctx ends. It returns after all its goroutines ended: nil when ctx was
	// cancelled, a *desk.Fault otherwise.
	Run(ctx context.Context, take Take) error
	// Send gives one message to the network. The error is always a *desk.Fault.
	Send(ctx context.Context, m Outgoing) (Accepted, error)
	// Caps tells what can be sent to this address now.
	Caps(to desk.Address) desk.Caps
}

// Pairer is a connection that is linked to an account by the operator's phone. Show gets each step for the dialog; steps are
// never stored or logged. With phone set, a code to type on that phone is shown instead of a QR. Any account is taken, also another one
// than that of Env.Identity; whoever does not want it unlinks it.
type Pairer interface {
	Pair(ctx context.Context, phone string, show func(Step)) (Identity, error)
}

// Beater is a connection whose network can be asked for a sign of life. Beat returns nil once it answered.
type Beater interface {
	Beat(ctx context.Context) error
}

// Waker is a connection that holds no line to its network and looks at it in a rhythm of its own. Wake has its Run look at once: the
// computer slept, or its way to the network changed. It does not wait for what is found.
type Waker interface {
	Wake()
}

// Fetcher brings the file of an attachment. Ref is what the adapter put into Attachment.Ref. Of a file that holds more than limit
// bytes no more than about that is read and the fault is file_size; nothing is written where the network says before how large it is,
// and no more than limit where it does not.
type Fetcher interface {
	Fetch(ctx context.Context, ref []byte, limit int64, to io.Writer) error
}

// Historian turns a stored announcement of history into messages. It may be called again after a crash.
type Historian interface {
	Download(ctx context.Context, blob []byte, put func(Batch) error) error
}

// Consent is one visit of the operator to the network's own page, where they allow the program to use their numbers.
type Consent interface {
	URL() string
	// State is the secret that the browser must bring back.
	State() string
	// Finish turns the code that the browser brought into the numbers to choose from.
	Finish(ctx context.Context, code string) ([]Offer, error)
}

// Offer is a number that the operator may connect. Values fill the driver's fields, secret ones among them.
type Offer struct {
	Number string // digits
	Name   string
	Values map[string]string
}

// Prober is a connection that is made by entering its fields. Probe tests them against the network without sending anything
// to a customer. It tells every finding, in the order in which they were made; a finding with a fault that is not a warning
// means that the connection cannot be saved.
type Prober interface {
	Probe(ctx context.Context, found func(Finding)) (Identity, error)
}

// Finding is one thing that a probe looked at.
type Finding struct {
	Field   string // whose value it is about
	What    string // the page has its words: token, number, account, webhook …
	Fault   *desk.Fault
	Warning bool
	Params  map[string]string // what was found, for the words
}

// Hooked is a connection whose network calls us. Take is as in Run; the answer to the network is given after it returned nil.
type Hooked interface {
	ServeHook(w http.ResponseWriter, r *http.Request, take Take)
}

// Activator makes a number that was just entered usable: it has the network send what concerns the account to the operator's app and,
// where the number was never registered, registers it with the six digits of its two-step verification.
type Activator interface {
	Activate(ctx context.Context, pin string) error
}

// Subscriber asks its network to call us at an address.
type Subscriber interface {
	Subscribe(ctx context.Context, callback string) error
}

// Handshaker is a connection whose network, before it calls us for the first time, shows a word that only the operator can have
// given it. The program makes the word; the operator copies it. Empty: this connection cannot be called.
type Handshaker interface {
	Handshake() string
}

// Tracker asks the network what became of messages of ours that it accepted, where nothing tells us by itself. It gives what it
// learns to take, and says when it should be asked again at the earliest. Remote is in the order in which the operator wants to know:
// first the messages of which the least is known, and of those the youngest. A network that lets itself be asked about a few at a time
// asks about the first ones, and about each of the others in the end. An unsupported fault means that this account is never told.
type Tracker interface {
	Track(ctx context.Context, remote []desk.RemoteID, take Take) (again time.Duration, err error)
}

// Templater lists the message templates of the account.
type Templater interface {
	Templates(ctx context.Context) ([]TemplateForm, error)
}

// TemplateForm is one template of the account in one language.
type TemplateForm struct {
	Name, Language string
	Category       string           // MARKETING, UTILITY or AUTHENTICATION
	Status         string           // APPROVED and others; only approved ones can be sent
	Header         string           // text with places, empty if none
	HeaderKind     desk.MessageKind // text, image, video, document, location; empty if none
	Body, Footer   string
	Named          bool // places are {{name}} instead of {{1}}
	Buttons        []TemplateButton
}

// TemplateButton is a button of a template. Value says which place it leaves open.
type TemplateButton struct {
	Kind  string // QUICK_REPLY, URL, PHONE_NUMBER, COPY_CODE …
	Text  string
	Place bool // its address ends in a place to fill in
}

// Unlinker ends the session at the network.
type Unlinker interface {
	Unlink(ctx context.Context) error
}

// Identity is the account a connection was linked to.
type Identity struct {
	Account string // opaque to everyone but the adapter
	Number  string // digits
	Name    string
}

// Step is what the pairing dialog shows next. Closed set: QR, NoQR, Code, Confirm, Passkey.
type Step interface{ step() }

// QR is a code to be scanned; Text is a secret.
type QR struct {
	Text  string
	N, Of int
	Until time.Time
}

// NoQR says that the network was asked for a code and has none now: it is not ready yet, or was scanned already.
type NoQR struct{}

// Code is to be typed on the phone; a secret.
type Code struct {
	Text  string
	Until time.Time
}

// Confirm asks the operator to finish on the phone.
type Confirm struct{}

// Passkey asks the operator to prove who they are with a passkey, on the phone or in the system browser.
type Passkey struct{}

func (QR) step()      {}
func (NoQR) step()    {}
func (Code) step()    {}
func (Confirm) step() {}
func (Passkey) step() {}

// Accepted is the network's word that it took a message.
type Accepted struct {
	At time.Time
	// Remote is the network's own id of the message where it is not the one we fixed.
	Remote desk.RemoteID
	Wire   desk.RemoteID      // see Incoming.Wire
	Status desk.MessageStatus // what that word means on this network; empty = accepted
}
