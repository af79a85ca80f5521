// Package freedesktop shows notices on a Linux desktop and the count on its dock, over the session's message bus. It speaks two
// published interfaces: org.freedesktop.Notifications (Desktop Notifications Specification 1.2) and com.canonical.Unity.LauncherEntry,
// which several docks read. The window's toolkit has the first as well, but cannot replace a notice, and lets servers that know
// markup read what customers write as such.
package freedesktop

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/godbus/dbus/v5"
)

const (
	service = "org.freedesktop.Notifications"
	path    = dbus.ObjectPath("/org/freedesktop/Notifications")
	// press is the action of pressing the notice itself.
	press = "default"
)

// Desktop is the way to the session's notices. Its methods may be called from anywhere.
type Desktop struct {
	conn   *dbus.Conn
	opened func(tag string)
	markup bool

	mu  sync.Mutex
	ids map[string]uint32 // what is shown, by tag
}

// Open connects to the session's bus. opened is called from a goroutine of its own with the tag of each notice that was pressed.
func Open(ctx context.Context, opened func(tag string)) (*Desktop, error) {
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("reach the session's bus: %w", err)
	}
	return begin(ctx, conn, opened)
}

func begin(ctx context.Context, conn *dbus.Conn, opened func(tag string)) (*Desktop, error) {
	d := &Desktop{conn: conn, opened: opened, ids: map[string]uint32{}}
	var can []string
	if err := d.call(ctx, "GetCapabilities").Store(&can); err != nil {
		_ = conn.Close() // what matters is why there are no notices
		return nil, fmt.Errorf("ask the desktop for its notices: %w", err)
	}
	d.markup = slices.Contains(can, "body-markup")
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	if err := conn.AddMatchSignalContext(ctx, dbus.WithMatchObjectPath(path), dbus.WithMatchInterface(service)); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("listen to the desktop's notices: %w", err)
	}
	go d.listen(signals)
	return d, nil
}

// Close ends the connection. Notices that are shown stay.
func (d *Desktop) Close() { _ = d.conn.Close() }

// Show shows a notice in the place of the one before with the same tag.
func (d *Desktop) Show(ctx context.Context, tag, title, body string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.markup {
		body = escaped.Replace(body)
	}
	hints := map[string]dbus.Variant{"desktop-entry": dbus.MakeVariant("balcao"), "category": dbus.MakeVariant("im.received"),
		"suppress-sound": dbus.MakeVariant(true)} // the page makes the sound that was chosen
	var id uint32
	err := d.call(ctx, "Notify", "Balcão", d.ids[tag], "balcao", title, body, []string{press, ""}, hints, int32(-1)).Store(&id)
	if err != nil {
		return fmt.Errorf("show a notice: %w", err)
	}
	d.ids[tag] = id
	return nil
}

// escaped keeps what customers write from being read as markup, which may name pictures and addresses.
var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Withdraw takes a notice back; one that is gone is none.
func (d *Desktop) Withdraw(ctx context.Context, tag string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if id, shown := d.ids[tag]; shown {
		delete(d.ids, tag)
		_ = d.call(ctx, "CloseNotification", id) // it went by itself meanwhile
	}
}

// Badge puts a count on the program's entry of the dock, 0 takes it away. Docks that do not know it leave it.
func (d *Desktop) Badge(n int) error {
	return d.conn.Emit("/", "com.canonical.Unity.LauncherEntry.Update", "application://balcao.desktop",
		map[string]dbus.Variant{"count": dbus.MakeVariant(int64(n)), "count-visible": dbus.MakeVariant(n > 0)})
}

func (d *Desktop) call(ctx context.Context, method string, args ...any) *dbus.Call {
	return d.conn.Object(service, path).CallWithContext(ctx, service+"."+method, 0, args...)
}

// listen ends with the connection, which closes the channel.
func (d *Desktop) listen(signals <-chan *dbus.Signal) {
	for s := range signals {
		var id uint32
		var what any
		if len(s.Body) < 2 || dbus.Store(s.Body[:2], &id, &what) != nil {
			continue
		}
		tag := d.tag(id, s.Name == service+".NotificationClosed")
		if tag != "" && s.Name == service+".ActionInvoked" && what == press {
			d.opened(tag)
		}
	}
}

// tag is whose notice has a number; with gone it is forgotten.
func (d *Desktop) tag(id uint32, gone bool) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	for tag, shown := range d.ids {
		if shown != id {
			continue
		}
		if gone {
			delete(d.ids, tag)
		}
		return tag
	}
	return ""
}
