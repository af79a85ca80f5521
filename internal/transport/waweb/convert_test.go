package waweb

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

var update = flag.Bool("update", false, "write the golden files")

// fixture is one message as the library gives it.
type fixture struct {
	Info struct {
		Chat, Sender, Alt, Recipient, ID, Name string
		T                                      int64
		Me, Group                              bool
		Edit                                   types.EditAttribute
	}
	Edit    bool
	Message json.RawMessage
}

// knownBook knows one pair of addresses and one name.
type knownBook struct{}

func (knownBook) other(jid types.JID) types.JID {
	if jid.User == "5511955500301" {
		return types.NewJID("900000000000301", types.HiddenUserServer)
	}
	return types.EmptyJID
}

func (knownBook) saved(jid types.JID) string {
	if jid.User == "5511955500301" {
		return "Ana Beatriz"
	}
	return ""
}

func (b knownBook) called(jid types.JID) string {
	if jid.User == "900000000000100" {
		return "Doce Balcão"
	}
	return b.saved(jid)
}

func (knownBook) subject(jid types.JID) string {
	if jid.User == "120363041234567890" {
		return "Condomínio"
	}
	return ""
}

func fixedReader() reader {
	return reader{
		self: []types.JID{types.NewJID("5511955500100", types.DefaultUserServer), types.NewJID("900000000000100", types.HiddenUserServer)},
		book: knownBook{},
		now:  time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	}
}

func (f fixture) event(t *testing.T) *events.Message {
	t.Helper()
	var m waE2E.Message
	if err := protojson.Unmarshal(f.Message, &m); err != nil {
		t.Fatal(err)
	}
	evt := &events.Message{RawMessage: &m, Info: types.MessageInfo{
		MessageSource: types.MessageSource{
			Chat: jid(f.Info.Chat), Sender: jid(f.Info.Sender), SenderAlt: jid(f.Info.Alt), RecipientAlt: jid(f.Info.Recipient),
			IsFromMe: f.Info.Me, IsGroup: f.Info.Group,
		},
		ID: f.Info.ID, Edit: f.Info.Edit, PushName: f.Info.Name, Timestamp: time.Unix(f.Info.T, 0).UTC(),
	}}
	return evt.UnwrapRaw()
}

func TestGolden(t *testing.T) {
	all, err := filepath.Glob("testdata/*.json")
	if err != nil || len(all) == 0 {
		t.Fatal(err, len(all))
	}
	for _, file := range all {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var f fixture
			if err := json.Unmarshal(raw, &f); err != nil {
				t.Fatal(err)
			}
			got := render(t, fixedReader().message(f.event(t)))
			golden := strings.TrimSuffix(file, ".json") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got %swant %s", got, want)
			}
		})
	}
}

// render shows an event as text; what Fetch needs is shown opened.
func render(t *testing.T, e transport.Event) string {
	t.Helper()
	if e == nil {
		return "nothing\n"
	}
	tail := ""
	if in, ok := e.(transport.Incoming); ok && in.Attachment != nil {
		tail = string(in.Attachment.Ref) + "\n"
		in.Attachment.Ref = nil
	}
	if c, ok := e.(transport.Chunk); ok {
		tail = fmt.Sprintf("%d bytes\n", len(c.Blob))
		c.Blob = nil
		e = c
	}
	text, err := json.MarshalIndent(e, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%T %s\n%s", e, text, tail)
}

func TestReceipts(t *testing.T) {
	ana, own := jid("5511955500301@s.whatsapp.net"), jid("5511955500100@s.whatsapp.net")
	for _, c := range []struct {
		kind types.ReceiptType
		me   bool
		want desk.MessageStatus
	}{
		{types.ReceiptTypeDelivered, false, desk.Delivered},
		{types.ReceiptTypeInactive, false, desk.Sent},
		{types.ReceiptTypeRead, false, desk.Read},
		{types.ReceiptTypePlayed, false, desk.Played},
		{types.ReceiptTypeSender, true, desk.Sent},
		{types.ReceiptTypeRead, true, ""},
		{types.ReceiptTypeReadSelf, true, ""},
		{types.ReceiptTypeDelivered, true, ""},
		{types.ReceiptTypeRetry, false, ""},
		{types.ReceiptTypeServerError, true, ""},
	} {
		src := types.MessageSource{Chat: ana, Sender: ana, IsFromMe: c.me}
		if c.me {
			src.Sender = own
		}
		e := fixedReader().receipt(&events.Receipt{MessageSource: src, Type: c.kind, MessageIDs: []string{"A", "B"}, Timestamp: time.Unix(1700000000, 0)})
		if c.want == "" {
			if e != nil {
				t.Errorf("%q: %+v", c.kind, e)
			}
			continue
		}
		r, ok := e.(transport.Receipt)
		if !ok || r.Status != c.want || len(r.Remote) != 2 || r.From.Addresses[0] != desk.Phone("5511955500301") {
			t.Errorf("%q: %+v", c.kind, e)
		}
	}
	group := types.MessageSource{Chat: jid("1-2@g.us"), Sender: ana, IsGroup: true}
	for _, kind := range []types.ReceiptType{types.ReceiptTypeDelivered, types.ReceiptTypeRead, types.ReceiptTypeInactive, types.ReceiptTypePlayed} {
		if e := fixedReader().receipt(&events.Receipt{MessageSource: group, Type: kind, MessageIDs: []string{"A"}}); e != nil {
			t.Errorf("one member of a group: %+v", e)
		}
	}
	group.Sender, group.IsFromMe = own, true
	e := fixedReader().receipt(&events.Receipt{MessageSource: group, Type: types.ReceiptTypeSender, MessageIDs: []string{"A"}})
	if r, ok := e.(transport.Receipt); !ok || r.Status != desk.Sent || r.From.Addresses[0] != desk.Group("1-2") {
		t.Errorf("a device of ours: %+v", e)
	}
}

func TestTypingAndViewOnce(t *testing.T) {
	r := fixedReader()
	src := types.MessageSource{Chat: jid("5511955500301@s.whatsapp.net"), Sender: jid("5511955500301@s.whatsapp.net")}
	on := r.typing(&events.ChatPresence{MessageSource: src, State: types.ChatPresenceComposing}).(transport.Typing)
	off := r.typing(&events.ChatPresence{MessageSource: src, State: types.ChatPresencePaused}).(transport.Typing)
	if !on.Until.After(r.now) || off.Until.After(r.now) {
		t.Errorf("typing until %s, then %s", on.Until, off.Until)
	}
	info := types.MessageInfo{MessageSource: src, ID: "X", Timestamp: r.now}
	once := r.undecryptable(&events.UndecryptableMessage{Info: info, IsUnavailable: true, UnavailableType: events.UnavailableTypeViewOnce})
	if m, ok := once.(transport.Incoming); !ok || m.Kind != desk.Unsupported {
		t.Errorf("view once: %+v", once)
	}
	if e := r.undecryptable(&events.UndecryptableMessage{Info: info}); e != nil {
		t.Errorf("will be sent again: %+v", e) // storing it now would hide the readable copy
	}
}

func TestBrokenMessageIsStillAMessage(t *testing.T) {
	r := fixedReader()
	evt := &events.Message{Message: &waE2E.Message{ContactsArrayMessage: &waE2E.ContactsArrayMessage{Contacts: []*waE2E.ContactMessage{nil}}}}
	evt.Info.Chat = jid("5511955500301@s.whatsapp.net")
	if m, ok := r.message(evt).(transport.Incoming); !ok || m.Kind == "" {
		t.Errorf("got %+v", m)
	}
}
