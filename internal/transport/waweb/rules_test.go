package waweb

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.mau.fi/libsignal/logger"
	"go.mau.fi/whatsmeow"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waCompanionReg"
	"go.mau.fi/whatsmeow/socket"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

func offlineConn(t *testing.T) *conn {
	t.Helper()
	c, err := Driver().Open(transport.Env{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return c.(*conn)
}

// Without any one of these, messages or history are lost.
func TestLibrarySettings(t *testing.T) {
	c := offlineConn(t)
	box, err := c.openBox(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	cli := c.client(t.Context(), box.NewDevice(), nil, newWires(nil), nil)
	if !cli.SynchronousAck || !cli.EnableDecryptedEventBuffer || !cli.ManualHistorySyncDownload || !cli.UseRetryMessageStore {
		t.Error("a setting that keeps messages is off")
	}
	cli.AutoReconnectErrors = 500
	if !cli.AutoReconnectHook(errors.New("no network")) || cli.AutoReconnectErrors > slowest {
		t.Error("pauses between attempts grow without bound")
	}
	cli.AutoReconnectErrors = 500
	if !cli.AutoReconnectHook(&net.DNSError{Err: "i/o timeout", IsTimeout: true}) || cli.AutoReconnectErrors > 2 {
		t.Error("a network that is back is not noticed within seconds")
	}
}

func TestIdentityIsABrowser(t *testing.T) {
	Driver()
	if store.DeviceProps.GetPlatformType() != waCompanionReg.DeviceProps_CHROME || store.DeviceProps.GetOs() == "whatsmeow" {
		t.Errorf("device %v", store.DeviceProps)
	}
	if ua := store.BaseClientPayload.GetUserAgent().GetPlatform().String(); ua != "WEB" {
		t.Errorf("platform %s", ua)
	}
	if _, ok := logger.Logger.(silence); !ok {
		t.Errorf("encryption library logs to %T", logger.Logger)
	}
}

func TestSessionFileIsPrivate(t *testing.T) {
	c := offlineConn(t)
	box, err := c.openBox(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	info, err := os.Stat(c.file())
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 { // there the folder's rights count
		t.Errorf("mode %v", info.Mode())
	}
}

func TestDSN(t *testing.T) {
	for _, c := range []struct{ path, system, want string }{
		{"/home/a b/50%?#/session.db", "linux", "file:///home/a%20b/50%25%3F%23/session.db?"},
		{`C:\Users\José\session.db`, "windows", "file:///C:/Users/Jos%C3%A9/session.db?"},
		{`\\server\share\session.db`, "windows", "file:////server/share/session.db?"},
	} {
		got := dsn(c.path, c.system)
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s", c.path, got)
		}
		if !strings.Contains(got, "foreign_keys%281%29") || !strings.Contains(got, "_txlock=immediate") {
			t.Errorf("%s lacks pragmas", got)
		}
	}
	if !strings.Contains(dsn("/a", "darwin"), "fullfsync") {
		t.Error("no full fsync on macOS")
	}
}

func TestOddFolderNames(t *testing.T) {
	c := offlineConn(t)
	c.env.Dir += "/café 100%#&x"
	if runtime.GOOS != "windows" {
		c.env.Dir += "?"
	}
	box, err := c.openBox(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(c.env.Dir); err != nil || len(left) != 1 {
		t.Errorf("%v %v", left, err)
	}
	if err := c.wipe(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(c.env.Dir); len(left) != 0 {
		t.Errorf("%v left", left)
	}
}

func TestLogIsSafe(t *testing.T) {
	var out bytes.Buffer
	l := newLog(slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})), newTrace()).Sub("Client")
	node := &waBinary.Node{Tag: "message", Content: []byte("segredo")}
	key := strings.Repeat("Ab1+", 11)
	l.Warnf("from %s: %s", types.NewJID("5511955500301", types.DefaultUserServer), node)
	l.Errorf("bad: %v", fmt.Errorf("query said <iq><x>segredo</x></iq>"))
	l.Infof("code 2@%s,%s and %x", key, key, []byte("segredo"))
	l.Debugf("%s", "segredo")
	l.Debugf("%s", node)
	for _, no := range []string{"segredo", "5511955500301", key, "73656772"} {
		if strings.Contains(out.String(), no) {
			t.Errorf("%s in %s", no, out.String())
		}
	}
	if !strings.Contains(out.String(), "…01@s.whatsapp.net") {
		t.Error(out.String())
	}
}

func TestSendFaultTable(t *testing.T) {
	answer := func(code int) error { return fmt.Errorf("%w %d", whatsmeow.ErrServerReturnedError, code) }
	sent, unsent := flight{written: true, reached: true}, flight{}
	for _, c := range []struct {
		err  error
		f    flight
		code desk.Code
		next desk.Next
	}{
		{whatsmeow.ErrNotConnected, unsent, desk.CodeOffline, desk.Retry},
		{fmt.Errorf("failed to send message node: %w", whatsmeow.ErrNotConnected), unsent, desk.CodeOffline, desk.Retry},
		{whatsmeow.ErrNotConnected, sent, desk.CodeUnsure, desk.Doubt}, // repeated frame
		{whatsmeow.ErrNotLoggedIn, unsent, desk.CodeSignedOut, desk.Reroute},
		{whatsmeow.ErrUnknownServer, unsent, desk.CodeBadRequest, desk.Stop},
		{whatsmeow.ErrIQTimedOut, unsent, desk.CodeOffline, desk.Retry},
		{&whatsmeow.DisconnectedError{Action: "info query"}, unsent, desk.CodeOffline, desk.Retry},
		{&whatsmeow.DisconnectedError{Action: "message send"}, sent, desk.CodeUnsure, desk.Doubt},
		{whatsmeow.ErrMessageTimedOut, sent, desk.CodeUnsure, desk.Doubt},
		{context.DeadlineExceeded, sent, desk.CodeUnsure, desk.Doubt},
		{context.Canceled, sent, desk.CodeUnsure, desk.Doubt},
		{context.Canceled, unsent, desk.CodeOffline, desk.Retry},
		{socket.ErrSocketClosed, sent, desk.CodeUnsure, desk.Doubt},
		{&whatsmeow.IQError{Code: 429, Text: "rate-overlimit"}, unsent, desk.CodeBusy, desk.Retry},
		{&whatsmeow.IQError{Code: 500}, unsent, desk.CodeBusy, desk.Retry},
		{&whatsmeow.IQError{Code: 420}, unsent, desk.CodeBusy, desk.Retry},
		{&whatsmeow.IQError{Code: 403}, unsent, desk.CodeUnknown, desk.Retry},
		{answer(429), sent, desk.CodeBusy, desk.Retry},
		{answer(463), sent, desk.CodeBlocked, desk.Hold},
		{answer(403), sent, desk.CodeUnknown, desk.Hold},
		{answer(404), sent, desk.CodeNoWhatsApp, desk.Stop},
		{answer(477), sent, desk.CodeUnknown, desk.Reroute},
		{answer(500), sent, desk.CodeUnsure, desk.Doubt},
		{answer(503), sent, desk.CodeUnsure, desk.Doubt},
		{answer(0), sent, desk.CodeUnsure, desk.Doubt},
	} {
		if f := sendFault(c.err, c.f); f.Code != c.code || f.Next != c.next || !errors.Is(f, c.err) && !errors.Is(c.err, f) && f.Err == nil {
			t.Errorf("%v (%+v): %+v", c.err, c.f, f)
		}
	}
}

func TestFinalEvents(t *testing.T) {
	for _, c := range []struct {
		evt  any
		code desk.Code
	}{
		{&events.LoggedOut{Reason: events.ConnectFailureLoggedOut}, desk.CodeSignedOut},
		{&events.StreamReplaced{}, desk.CodeReplaced},
		{&events.TemporaryBan{Expire: time.Hour}, desk.CodeBlocked},
		{&events.ClientOutdated{}, desk.CodeOutdated},
		{&events.ConnectFailure{Reason: events.ConnectFailureBadUserAgent}, desk.CodeOutdated},
		{&events.ConnectFailure{Reason: 418}, desk.CodeUnknown},
		{&events.Disconnected{}, ""},
		{&events.Message{}, ""},
	} {
		f := final(c.evt)
		if f == nil && c.code == "" {
			continue
		}
		if f == nil || f.Code != c.code || f.Scope != desk.OfConnection {
			t.Errorf("%T: %+v", c.evt, f)
		}
	}
}

func TestTrace(t *testing.T) {
	to := func(user string) waBinary.Node {
		return waBinary.Node{Tag: "to", Attrs: waBinary.Attrs{"jid": types.NewJID(user, types.DefaultUserServer)}}
	}
	stanza := func(id string, users ...string) *waBinary.Node {
		var all []waBinary.Node
		for _, u := range users {
			all = append(all, to(u))
		}
		return &waBinary.Node{Tag: "message", Attrs: waBinary.Attrs{"id": id}, Content: []waBinary.Node{{Tag: "participants", Content: all}}}
	}
	tr := newTrace()
	tr.follow("A", "1", "2")
	tr.see(stanza("B", "3"))
	if f := tr.land("A"); f.written || f.reached {
		t.Errorf("%+v", f)
	}
	tr.follow("A", "1", "2")
	tr.see(stanza("A", "1"))
	if f := tr.land("A"); !f.written || f.reached {
		t.Errorf("%+v", f)
	}
	tr.follow("A", "1", "2")
	tr.see(stanza("A", "1", "3"))
	if f := tr.land("A"); !f.written || !f.reached {
		t.Errorf("%+v", f)
	}
}

func TestMeasure(t *testing.T) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write(make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := measure(packed.Bytes(), 1000); err != nil {
		t.Error(err)
	}
	if measure(packed.Bytes(), 999) == nil || measure([]byte("x"), 9) == nil || measure(packed.Bytes()[:8], 1000) == nil {
		t.Error("too large or broken history passes")
	}
}

func TestBatches(t *testing.T) {
	var sizes []int
	b := batcher{put: func(x transport.Batch) error {
		sizes = append(sizes, len(x.Messages)+len(x.Contacts))
		return nil
	}}
	for range 1200 {
		if err := b.message(transport.Incoming{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.flush(); err != nil || fmt.Sprint(sizes) != "[500 500 200]" {
		t.Error(sizes, err)
	}
}

func TestIDs(t *testing.T) {
	a, b := newID(), newID()
	if a == b || len(a) != 22 || !strings.HasPrefix(string(a), "3EB0") || strings.ToUpper(string(a)) != string(a) {
		t.Error(a, b)
	}
}

func TestDamagedInput(t *testing.T) {
	c := offlineConn(t)
	if f := desk.AsFault(c.Download(t.Context(), []byte{0xff}, nil)); f.Code != desk.CodeCorrupt || f.Next != desk.Stop {
		t.Errorf("%+v", f)
	}
	if f := desk.AsFault(c.Fetch(t.Context(), []byte("{"), 1, nil)); f.Code != desk.CodeCorrupt {
		t.Errorf("%+v", f)
	}
	if f := desk.AsFault(c.Fetch(t.Context(), []byte("{}"), 1, nil)); f.Code != desk.CodeGone {
		t.Errorf("%+v", f)
	}
	if f := desk.AsFault(c.Run(t.Context(), nil)); f.Code != desk.CodeSignedOut {
		t.Errorf("%+v", f)
	}
}
