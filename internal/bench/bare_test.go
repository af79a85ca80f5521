package bench

import (
	"context"
	"database/sql"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/store/sqlstore"
	"go.mau.fi/whatsmeow/types/events"
	waLog "go.mau.fi/whatsmeow/util/log"
	_ "modernc.org/sqlite" // the client's session

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

const customerNumber = "5511955500321"

func newWorld(t testing.TB) (*world.World, sender) {
	t.Helper()
	w, err := world.New(world.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	c := w.Customer(customerNumber, "Ana")
	return w, sender{t: t, from: c.Phone(), to: w.Business().Phone()}
}

// tally counts messages until those of a round are there.
type tally struct {
	left atomic.Int64
	done chan time.Time
}

func newTally() *tally { return &tally{done: make(chan time.Time, 1)} }

func (c *tally) expect(n int) { c.left.Store(int64(n)) }

func (c *tally) count(n int) {
	if left := c.left.Add(int64(-n)); left <= 0 && left+int64(n) > 0 {
		c.done <- time.Now()
	}
}

func (c *tally) wait(t testing.TB) time.Time {
	t.Helper()
	select {
	case at := <-c.done:
		return at
	case <-time.After(patience):
		t.Fatalf("%d messages do not come", c.left.Load())
		return time.Time{}
	}
}

// bare is the session library alone: set up like the program's client, with a handler that keeps nothing.
type bare struct {
	sender
	*tally
}

func (r *bare) receive() time.Duration {
	r.t.Helper()
	r.expect(len(r.batch.IDs))
	began := r.release()
	return r.wait(r.t).Sub(began)
}

func newBare(t testing.TB) receiver {
	t.Helper()
	return newClient(t, func(*events.Message) bool { return true })
}

// newClient links a bare client whose handler keeps messages with keep.
func newClient(t testing.TB, keep func(*events.Message) bool) receiver {
	t.Helper()
	w, s := newWorld(t)
	r := &bare{sender: s, tally: newTally()}
	cli := bareClient(t, w.Link())
	settled := make(chan struct{}, 1)
	cli.AddEventHandlerWithSuccessStatus(func(e any) bool {
		m, ok := e.(*events.Message)
		switch {
		case ok && m.Message.GetConversation() != "":
			kept := keep(m)
			r.count(1)
			return kept
		case ok && m.Message.GetProtocolMessage().GetHistorySyncNotification().GetProgress() == 100:
			settled <- struct{}{}
		}
		return true
	})
	codes, err := cli.GetQRChannel(t.Context())
	if err == nil {
		err = cli.Connect()
	}
	if err == nil {
		err = w.Business().Phone().ScanQR((<-codes).Code)
	}
	if err != nil {
		t.Fatal(err)
	}
	<-settled
	return r
}

// bareClient has the settings of the program's client and a session database with the same safety.
func bareClient(t testing.TB, link wasim.Link) *whatsmeow.Client {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "session.db")+"?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)"+
		"&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(4)
	box := sqlstore.NewWithDB(db, "sqlite", waLog.Noop)
	if err := box.Upgrade(t.Context()); err != nil {
		t.Fatal(err)
	}
	network, err := link.HTTPClient()
	if err != nil {
		t.Fatal(err)
	}
	cli := whatsmeow.NewClient(box.NewDevice(), waLog.Noop)
	cli.SynchronousAck = true
	cli.EnableDecryptedEventBuffer = true
	cli.ManualHistorySyncDownload = true
	cli.UseRetryMessageStore = true
	cli.SetPreLoginHTTPClient(network)
	cli.SetWebsocketHTTPClient(network)
	cli.SetMediaHTTPClient(network)
	t.Cleanup(func() {
		cli.Disconnect()
		box.Close()
	})
	return cli
}

// newAdapter is the program's adapter with nothing behind it. It shows how much of a difference is the adapter's.
func newAdapter(t testing.TB) receiver {
	t.Helper()
	w, s := newWorld(t)
	network, err := w.Link().HTTPClient()
	if err != nil {
		t.Fatal(err)
	}
	r := &bare{sender: s, tally: newTally()}
	conn, err := waweb.Driver().Open(transport.Env{Dir: t.TempDir(), HTTP: network})
	if err != nil {
		t.Fatal(err)
	}
	scan := func(step transport.Step) {
		if qr, ok := step.(transport.QR); ok && qr.N == 1 {
			go func() { _ = w.Business().Phone().ScanQR(qr.Text) }()
		}
	}
	if _, err := conn.(transport.Pairer).Pair(t.Context(), "", scan); err != nil {
		t.Fatal(err)
	}
	online, settled := make(chan struct{}, 1), make(chan struct{}, 1)
	take := func(_ context.Context, ev transport.Event) error {
		switch ev := ev.(type) {
		case transport.Incoming:
			r.count(1)
		case transport.Chunk:
			if ev.Percent == 100 {
				settled <- struct{}{}
			}
		case transport.Health:
			if ev.State == desk.HealthOnline {
				online <- struct{}{}
			}
		}
		return nil
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- conn.Run(ctx, take) }()
	t.Cleanup(func() {
		stop()
		<-ended
	})
	<-online
	<-settled
	return r
}
