package freedesktop

import (
	"bufio"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// bus is the far end: it answers as a bus with a server of notices would.
type bus struct {
	*testing.T
	conn  net.Conn
	out   *dbus.Conn // writes to conn
	can   []string
	calls chan *dbus.Message // what was asked of the notices
}

func newBus(t *testing.T, can ...string) (*bus, *dbus.Conn) {
	far, near := net.Pipe()
	out, err := dbus.NewConn(far)
	if err != nil {
		t.Fatal(err)
	}
	b := &bus{T: t, conn: far, out: out, can: can, calls: make(chan *dbus.Message, 16)}
	go b.serve()
	conn, err := dbus.NewConn(near)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(); _ = far.Close() })
	if err := conn.Auth([]dbus.Auth{dbus.AuthAnonymous()}); err != nil {
		t.Fatal(err)
	}
	if err := conn.Hello(); err != nil {
		t.Fatal(err)
	}
	return b, conn
}

func (b *bus) serve() {
	in := bufio.NewReader(b.conn)
	for {
		line, err := in.ReadString('\n')
		line = strings.Trim(line, "\x00\r\n")
		switch {
		case err != nil:
			return
		case line == "BEGIN":
			b.answer(in)
			return
		case line == "AUTH":
			_, err = b.conn.Write([]byte("REJECTED ANONYMOUS\r\n"))
		default:
			_, err = b.conn.Write([]byte("OK 0123456789abcdef0123456789abcdef\r\n"))
		}
		if err != nil {
			return
		}
	}
}

func (b *bus) answer(in *bufio.Reader) {
	shown := uint32(0)
	for {
		m, err := dbus.DecodeMessage(in)
		if err != nil {
			return
		}
		member, _ := m.Headers[dbus.FieldMember].Value().(string)
		var body []any
		switch member {
		case "Hello":
			body = []any{":1.1"}
		case "GetCapabilities":
			body = []any{b.can}
		case "Notify":
			if replaced, _ := m.Body[1].(uint32); replaced == 0 {
				shown++
			}
			body = []any{shown}
		}
		if member == "Notify" || member == "CloseNotification" || member == "Update" {
			b.calls <- m
		}
		if m.Type == dbus.TypeMethodCall && !b.send(dbus.TypeMethodReply, map[dbus.HeaderField]any{dbus.FieldReplySerial: m.Serial()}, body...) {
			return
		}
	}
}

func (b *bus) send(kind dbus.Type, headers map[dbus.HeaderField]any, body ...any) bool {
	m := &dbus.Message{Type: kind, Headers: map[dbus.HeaderField]dbus.Variant{}, Body: body}
	headers[dbus.FieldSender] = service
	for k, v := range headers {
		m.Headers[k] = dbus.MakeVariant(v)
	}
	if len(body) > 0 {
		m.Headers[dbus.FieldSignature] = dbus.MakeVariant(dbus.SignatureOf(body...))
	}
	return b.out.Send(m, nil).Err == nil
}

func (b *bus) signal(name string, body ...any) {
	b.send(dbus.TypeSignal, map[dbus.HeaderField]any{dbus.FieldPath: path, dbus.FieldInterface: service, dbus.FieldMember: name}, body...)
}

func open(t *testing.T, can ...string) (*Desktop, *bus, chan string) {
	t.Helper()
	b, conn := newBus(t, can...)
	pressed := make(chan string, 4)
	d, err := begin(t.Context(), conn, func(tag string) { pressed <- tag })
	if err != nil {
		t.Fatal(err)
	}
	return d, b, pressed
}

// TestAPressLeadsToItsTag, and not once its notice is gone.
func TestAPressLeadsToItsTag(t *testing.T) {
	d, b, pressed := open(t)
	for _, tag := range []string{"ticket-1", "ticket-2"} {
		if err := d.Show(t.Context(), tag, "Marina", "Oi"); err != nil {
			t.Fatal(err)
		}
		<-b.calls
	}
	b.signal("ActionInvoked", uint32(77), press) // of another program
	b.signal("NotificationClosed", uint32(1), uint32(2))
	b.signal("ActionInvoked", uint32(1), press)
	b.signal("ActionInvoked", uint32(2), "other")
	b.signal("ActionInvoked", uint32(2), press)
	if tag := <-pressed; tag != "ticket-2" || len(pressed) > 0 {
		t.Errorf("opened %s", tag)
	}
}

// TestOneTagIsOneNotice: a later one replaces it, and what is taken back is closed once.
func TestOneTagIsOneNotice(t *testing.T) {
	d, b, _ := open(t)
	var replaced []uint32
	for range 2 {
		if err := d.Show(t.Context(), "ticket-1", "Marina", "Oi"); err != nil {
			t.Fatal(err)
		}
		replaced = append(replaced, (<-b.calls).Body[1].(uint32))
	}
	if !slices.Equal(replaced, []uint32{0, 1}) {
		t.Errorf("replaced %v", replaced)
	}
	d.Withdraw(t.Context(), "ticket-1")
	d.Withdraw(t.Context(), "ticket-1")
	if err := d.Badge(3); err != nil {
		t.Fatal(err)
	}
	if c := <-b.calls; c.Body[0] != uint32(1) {
		t.Errorf("closed %v", c.Body)
	}
	if c := <-b.calls; c.Headers[dbus.FieldMember].Value() != "Update" || len(b.calls) > 0 {
		t.Errorf("then %v", c)
	}
}

// TestMarkupOfCustomersIsText where the server would read it.
func TestMarkupOfCustomersIsText(t *testing.T) {
	for _, c := range []struct {
		can  []string
		want string
	}{{[]string{"actions", "body-markup"}, "&lt;img src='http://x'/&gt; &amp;"}, {[]string{"actions"}, "<img src='http://x'/> &"}} {
		d, b, _ := open(t, c.can...)
		if err := d.Show(t.Context(), "ticket-1", "Marina", "<img src='http://x'/> &"); err != nil {
			t.Fatal(err)
		}
		if got := (<-b.calls).Body[4]; got != c.want {
			t.Errorf("shown as %v", got)
		}
	}
}
