package wasim

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
)

// Options configures a Server; the zero value is complete.
type Options struct {
	Listener net.Listener                            // nil: 127.0.0.1:0
	Dial     func(context.Context) (net.Conn, error) // for in-memory listeners
	Log      *slog.Logger
	Now      func() time.Time
}

type Server struct{}
type Phone struct{}

// Session is one connection of a client.
type Session struct{}

func (c *Session) Server() *Server   { return nil }
func (c *Session) Phone() *Phone     { return nil } // owner of the account
func (c *Session) Device() types.JID { return types.JID{} }

func Start(o Options) (*Server, error)                  { return nil, nil }
func (s *Server) Close() error                          { return nil }
func (s *Server) Link() Link                            { return Link{} }
func (s *Server) Handle(pattern string, h http.Handler) {}

// IQHandler answers an IQ. The zero Node is an empty result; a Node with Tag "iq" is the whole answer (id, from and, if
// absent, type=result are filled in); any other Node is the only child of the result. See IQError.
type IQHandler = func(*Session, *waBinary.Node) waBinary.Node

func (s *Server) HandleIQ(xmlns, typ, child string, fn IQHandler) {}
func IQError(code int, text string) waBinary.Node                 { return waBinary.Node{} }
func (s *Server) AddPhone(number, name string) *Phone             { return nil }
func (s *Server) Phone(number string) *Phone                      { return nil }
func (s *Server) Now() time.Time                                  { return time.Time{} }
func (s *Server) NewID() string                                   { return "" }

// Inject queues a message, receipt or notification for a device (redelivered until acknowledged); other tags go out at once.
func (s *Server) Inject(device types.JID, n waBinary.Node) {}

// Changed wakes every Wait; for packages that keep state of their own.
func (s *Server) Changed()                                         {}
func (s *Server) Wait(ctx context.Context, cond func() bool) error { return nil }
func (s *Server) Pending(device types.JID) []string                { return nil }
func (s *Server) Unknown() []string                                { return nil }

type Received struct {
	ID      string
	From    types.JID // sending device
	Chat    types.JID
	FromMe  bool
	Message *waE2E.Message
	Time    time.Time
}

type SendOptions struct {
	ID   string
	Time time.Time
	Edit types.EditAttribute
}

func (p *Phone) Server() *Server             { return nil }
func (p *Phone) Number() string              { return "" }
func (p *Phone) Name() string                { return "" }
func (p *Phone) PN() types.JID               { return types.JID{} } // without device
func (p *Phone) LID() types.JID              { return types.JID{} }
func (p *Phone) Companions() []types.JID     { return nil } // PN form with device number
func (p *Phone) LIDMigrated() bool           { return false }
func (p *Phone) SetLIDMigrated(on bool)      {}
func (p *Phone) Fail(err error)              {} // adds to Errors()
func (p *Phone) Errors() []error             { return nil }
func (p *Phone) Messages() []Received        { return nil }
func (p *Phone) OnMessage(fn func(Received)) {}
func (p *Phone) OnPeer(fn func(Received))    {}

// OnLinked handlers run in order of registration, one after another, after the companion's first <active/>.
func (p *Phone) OnLinked(fn func(device types.JID)) {}

// OnServerError is given every receipt of type server-error (media retry).
func (p *Phone) OnServerError(fn func(device types.JID, receipt *waBinary.Node)) {}

// SendPeer sends to an own companion with category=peer.
func (p *Phone) SendPeer(device types.JID, m *waE2E.Message) (id string, err error) { return "", nil }
func (p *Phone) Send(to *Phone, m *waE2E.Message, o SendOptions) (id string, err error) {
	return "", nil
}
func (p *Phone) Text(to *Phone, text string) (id string, err error) { return "", nil }
func (p *Phone) ScanQR(code string) error                           { return nil }
func (p *Phone) EnterPairCode(code string) error                    { return nil }
func (p *Phone) Unlink(device types.JID) error                      { return nil }
