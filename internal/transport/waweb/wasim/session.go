package wasim

import (
	"sync"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/wire"
)

// lingering is how long a connection stays open after the stanza that ends it: a client that loses the connection
// together with the stanza may never look at the stanza.
const lingering = 5 * time.Second

// Session is one connection of a companion, before or after linking.
type Session struct {
	server  *Server
	conn    *wire.Conn
	out     outbox
	done    chan struct{} // closed when the connection has ended
	device  *device       // nil while linking; set once, before the first stanza is read
	pairing *pairing      // nil after linking
	after   func()        // what remains to be done once the current answer is sent; reading goroutine only

	mu      sync.Mutex
	answers map[string]chan *waBinary.Node // requests of the server that wait for the client
	linger  *time.Timer
}

func newSession(s *Server, conn *wire.Conn) *Session {
	return &Session{server: s, conn: conn, out: newOutbox(), done: make(chan struct{}), answers: map[string]chan *waBinary.Node{}}
}

// Server returns the server that the session belongs to.
func (c *Session) Server() *Server { return c.server }

// Device returns the companion's address in PN form, empty while linking.
func (c *Session) Device() types.JID {
	if c.device == nil {
		return types.EmptyJID
	}
	return c.device.address(types.DefaultUserServer)
}

// Phone returns the phone that owns the account, nil while linking.
func (c *Session) Phone() *Phone {
	if c.device == nil {
		return nil
	}
	return c.device.account.phone
}

// run serves the connection until it ends.
func (c *Session) run() {
	defer close(c.done)
	defer c.stopLinger()
	defer c.conn.Close()
	defer c.out.close()
	if !c.server.tasks.spawn(c.write) {
		return
	}
	if !c.server.welcome(c) {
		c.drain()
		return
	}
	for {
		n, err := c.conn.Read()
		if err != nil {
			c.server.log.Debug("connection ended", "device", c.Device(), "error", err)
			return
		}
		c.server.handle(c, n)
	}
}

// drain waits for the client to close a connection that has nothing more to say.
func (c *Session) drain() {
	for {
		if _, err := c.conn.Read(); err != nil {
			return
		}
	}
}

func (c *Session) write() {
	for {
		n, ok := c.out.take()
		if !ok {
			return
		}
		if err := c.conn.Write(n); err != nil {
			c.conn.Close()
			return
		}
	}
}

// send queues a stanza for the connection; it never blocks.
func (c *Session) send(n waBinary.Node) {
	if p := &c.server.pace; !p.silent() {
		c.out.put(n, p.delay())
	}
}

// end sends the stanza that ends the connection and closes it a while later, unless the client does so first.
func (c *Session) end(n waBinary.Node) {
	c.send(n)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.linger == nil {
		c.linger = time.AfterFunc(lingering, c.conn.Close)
	}
}

// ended tells whether the connection was ended: what still comes on it is not served.
func (c *Session) ended() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.linger != nil
}

func (c *Session) stopLinger() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.linger != nil {
		c.linger.Stop()
	}
}

// ask sends a request and returns where the answer will arrive.
func (c *Session) ask(n waBinary.Node) <-chan *waBinary.Node {
	answer := make(chan *waBinary.Node, 1)
	c.mu.Lock()
	c.answers[n.Attrs["id"].(string)] = answer
	c.mu.Unlock()
	c.send(n)
	return answer
}

// answer hands a result to whoever asked. Results that nobody waits for are fine.
func (c *Session) answer(n *waBinary.Node) {
	id, _ := n.Attrs["id"].(string)
	c.mu.Lock()
	defer c.mu.Unlock()
	if ch, ok := c.answers[id]; ok {
		delete(c.answers, id)
		ch <- n
	}
}
