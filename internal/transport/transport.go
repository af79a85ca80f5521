// Package transport is the contract that every adapter to a messenger fulfils: three methods, and optional ones found by
// assertion. It knows no network, no database and no ticket.
package transport

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Driver describes one kind of connection and opens it.
type Driver struct {
	Kind desk.Kind
	Caps desk.Caps // upper bound before connecting
	// NewID makes an id that the network takes for an outgoing message. It is stored before the first try.
	NewID func() desk.RemoteID
	// Open prepares a connection. It must not use the network.
	Open func(Env) (Conn, error)
}

// Env is what a connection gets from the program.
type Env struct {
	Connection desk.ConnectionID
	Identity   string       // what Pair returned as Identity.Account, empty before
	Dir        string       // private folder of this connection
	Log        *slog.Logger // must never carry bodies, tokens, QR strings or full numbers
	HTTP       *http.Client // nil = the real network; a simulator is plugged in here
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

// Fetcher brings the file of an attachment. Ref is what the adapter put into Attachment.Ref. Of a file that holds more than limit
// bytes no more than about that is read, nothing is written, and the fault is file_size.
type Fetcher interface {
	Fetch(ctx context.Context, ref []byte, limit int64, to io.Writer) error
}

// Historian turns a stored announcement of history into messages. It may be called again after a crash.
type Historian interface {
	Download(ctx context.Context, blob []byte, put func(Batch) error) error
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

// Step is what the pairing dialog shows next. Closed set: QR, Code, Confirm, Passkey.
type Step interface{ step() }

// QR is a code to be scanned; Text is a secret.
type QR struct {
	Text  string
	N, Of int
	Until time.Time
}

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
func (Code) step()    {}
func (Confirm) step() {}
func (Passkey) step() {}

// Accepted is the network's word that it took a message.
type Accepted struct {
	At     time.Time
	Status desk.MessageStatus // what that word means on this network; empty = accepted
}
