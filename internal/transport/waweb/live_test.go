package waweb

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/history"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/media"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

func TestLinkingAndReceiving(t *testing.T) {
	for _, lid := range []bool{false, true} {
		t.Run(fmt.Sprint("lid=", lid), func(t *testing.T) {
			r := newRig(t, world.Options{History: history.Plan{LID: lid}})
			r.ana.Phone().SetLIDMigrated(lid)
			r.w.Business().Phone().SetLIDMigrated(lid)
			if id := r.pair(); id.Number != world.DefaultNumber || !strings.HasPrefix(id.Account, world.DefaultNumber+":") {
				t.Errorf("identity %+v", id)
			}
			r.run()
			if _, err := r.ana.Write("oi\x00 tudo bem?"); err != nil {
				t.Fatal(err)
			}
			got := wait(r.in, body("oi\u2400 tudo bem?"))
			want := []desk.Address{desk.Phone(anaNumber), desk.LID(r.ana.Phone().LID().User)}
			for _, a := range want {
				if !slices.Contains(got.From.Addresses, a) {
					t.Errorf("addresses %v lack %v", got.From.Addresses, a)
				}
			}
			if got.From.Name != "Aninha" || got.Kind != desk.Text || got.Echo || time.Since(got.At) > time.Minute {
				t.Errorf("got %+v", got)
			}
			device := r.w.Business().Phone().Companions()[0]
			r.await("everything is acknowledged", func() bool { return len(r.w.Server().Pending(device)) == 0 })
		})
	}
}

func TestPhoneEchoEditRevokeReaction(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	if _, err := r.w.Business().Write(r.ana, "do telefone"); err != nil {
		t.Fatal(err)
	}
	echo := wait(r.in, body("do telefone"))
	if !echo.Echo || echo.From.Addresses[0].Value == world.DefaultNumber || echo.From.Name != "" {
		t.Errorf("echo %+v", echo)
	}
	business := r.w.Business().Phone()
	id, err := r.ana.Write("quanto custa?")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.ana.Phone().Edit(business, id, "quanto custa o bolo?"); err != nil {
		t.Fatal(err)
	}
	wait(r.in, func(e transport.Edit) bool {
		return string(e.Remote) == id && e.Body == "quanto custa o bolo?" && !e.Echo && e.By != e.Remote
	})
	if _, err := r.ana.Phone().React(business, string(echo.Remote), false, "👍"); err != nil {
		t.Fatal(err)
	}
	wait(r.in, func(e transport.Reaction) bool {
		return e.Remote == echo.Remote && e.Ours && e.Emoji == "👍" && !e.Echo
	})
	if _, err := r.ana.Phone().React(business, id, true, "😅"); err != nil {
		t.Fatal(err)
	}
	wait(r.in, func(e transport.Reaction) bool { return string(e.Remote) == id && !e.Ours && e.Emoji == "😅" })
	if _, err := r.ana.Phone().Revoke(business, id); err != nil {
		t.Fatal(err)
	}
	wait(r.in, func(e transport.Revoke) bool { return string(e.Remote) == id && !e.Echo })
}

func TestSendingAndReceipts(t *testing.T) {
	for _, lid := range []bool{false, true} {
		t.Run(fmt.Sprint("lid=", lid), func(t *testing.T) {
			r := newRig(t, world.Options{History: history.Plan{LID: lid}})
			r.w.Business().Remember(r.ana, history.Chat{Messages: []history.Message{{ID: "OLD", Text: "antes", At: time.Now()}}})
			r.w.Business().Phone().SetLIDMigrated(lid)
			r.ana.Phone().SetLIDMigrated(lid)
			r.link()
			if lid { // the blob with the settings tells the session
				for _, c := range every[transport.Chunk](r.in) {
					if err := r.conn.Download(t.Context(), c.Blob, func(transport.Batch) error { return nil }); err != nil {
						t.Fatal(err)
					}
				}
			}
			first := r.say("bom dia")
			got, err := r.conn.Send(t.Context(), first)
			if err != nil {
				t.Fatal(err)
			}
			if time.Since(got.At) > time.Minute {
				t.Errorf("accepted %+v", got)
			}
			wait(r.in, func(e transport.Receipt) bool {
				return slices.Contains(e.Remote, first.Client) && e.Status == desk.Delivered
			})
			r.ana.ReadAll()
			wait(r.in, func(e transport.Receipt) bool {
				return slices.Contains(e.Remote, first.Client) && e.Status == desk.Read
			})

			answer := r.say("e você?")
			answer.ReplyTo = &transport.Quoted{Remote: first.Client, Ours: true, Body: "bom dia"}
			if _, err := r.conn.Send(t.Context(), answer); err != nil {
				t.Fatal(err)
			}
			r.await("the answer arrives", func() bool { return len(r.ana.Received(0)) == 2 })
			last := r.ana.Phone().Messages()[1]
			about := last.Message.GetExtendedTextMessage().GetContextInfo()
			own := r.w.Business().Phone().PN().User
			if lid {
				own = r.w.Business().Phone().LID().User
			}
			if about.GetStanzaID() != string(first.Client) || !strings.HasPrefix(about.GetParticipant(), own) ||
				about.GetQuotedMessage().GetConversation() != "bom dia" || last.ID != string(answer.Client) {
				t.Errorf("answer %+v", last)
			}
		})
	}
}

func TestMarkRead(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	id, err := r.ana.Write("oi")
	if err != nil {
		t.Fatal(err)
	}
	m := wait(r.in, body("oi"))
	if _, err := r.conn.Send(t.Context(), transport.MarkRead{To: m.From.Addresses, Remote: []desk.RemoteID{m.Remote}, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	r.await("the customer sees it", func() bool {
		for _, got := range r.ana.Phone().Receipts() {
			if got.Type == types.ReceiptTypeRead && slices.Contains(got.IDs, id) {
				return true
			}
		}
		return false
	})
}

func TestRefusedStorageLosesNothing(t *testing.T) {
	for name, refuse := range map[string]func() error{
		"error": func() error { return errors.New("disk full") },
		"panic": func() error { panic("bug") },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, world.Options{})
			r.conn.wait.store = 100 * time.Millisecond
			r.link()
			tries := 0
			r.in.setRefuse(func(e transport.Event) error {
				if m, ok := e.(transport.Incoming); !ok || m.Body != "importante" {
					return nil
				}
				if tries++; tries > 3 { // the first connection gives up after two tries
					return nil
				}
				return refuse()
			})
			if _, err := r.ana.Write("importante"); err != nil {
				t.Fatal(err)
			}
			wait(r.in, body("importante"))
			device := r.w.Business().Phone().Companions()[0]
			r.await("it is acknowledged", func() bool { return len(r.w.Server().Pending(device)) == 0 })
			if n := len(every[transport.Incoming](r.in)); n != 1 {
				t.Errorf("%d messages stored", n)
			}
		})
	}
}

func TestRefusedUntilRestart(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	refused := make(chan struct{}, 100)
	r.in.setRefuse(func(e transport.Event) error {
		if _, ok := e.(transport.Incoming); ok {
			refused <- struct{}{}
			return errors.New("locked")
		}
		return nil
	})
	if _, err := r.ana.Write("antes de fechar"); err != nil {
		t.Fatal(err)
	}
	<-refused
	if err := r.end(); err != nil {
		t.Fatal(err)
	}
	r.in.setRefuse(nil)
	r.conn = r.open(r.conn.linked())
	r.run()
	wait(r.in, body("antes de fechar"))
}

func TestHistory(t *testing.T) {
	r := newRig(t, world.Options{})
	var past []history.Message
	for i := range 30 {
		past = append(past, history.Message{ID: fmt.Sprint("PAST", i), FromMe: i%2 == 1, Text: "linha", At: time.Now().Add(time.Duration(i-30) * time.Hour)})
	}
	r.w.Business().Remember(r.ana, history.Chat{Name: "Ana Beatriz", Messages: past})
	r.link()
	var messages []transport.Incoming
	var names []transport.Party
	for _, c := range every[transport.Chunk](r.in) {
		for range 2 { // as after a crash, though the copy on the network is gone the second time
			err := r.conn.Download(t.Context(), c.Blob, func(b transport.Batch) error {
				messages, names = append(messages, b.Messages...), append(names, b.Contacts...)
				return nil
			})
			if err != nil && desk.AsFault(err).Code != desk.CodeGone {
				t.Fatal(err)
			}
		}
	}
	seen := map[desk.RemoteID]transport.Incoming{}
	for _, m := range messages {
		seen[m.Remote] = m
	}
	if len(seen) != 30 {
		t.Errorf("%d messages of history", len(seen))
	}
	if m := seen["PAST1"]; !m.Echo || m.Status == "" || m.At.After(time.Now().Add(-28*time.Hour)) || len(m.From.Addresses) != 2 {
		t.Errorf("history message %+v", m)
	}
	if !slices.ContainsFunc(names, func(p transport.Party) bool { return p.Saved == "Ana Beatriz" }) ||
		!slices.ContainsFunc(names, func(p transport.Party) bool { return p.Name == "Aninha" }) {
		t.Errorf("names %+v", names)
	}
}

func TestHistoryPutFailing(t *testing.T) {
	r := newRig(t, world.Options{})
	r.w.Business().Remember(r.ana, history.Chat{Messages: []history.Message{{ID: "P", Text: "x", At: time.Now()}}})
	r.link()
	full := errors.New("disk full")
	chunk := every[transport.Chunk](r.in)[0]
	if err := r.conn.Download(t.Context(), chunk.Blob, func(transport.Batch) error { return full }); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	if err := r.conn.Download(t.Context(), chunk.Blob, func(transport.Batch) error { return nil }); err != nil {
		t.Errorf("second try: %v", err) // so it was not removed from the network
	}
}

func TestFetch(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	file, err := r.w.Media().Put(media.Image, bytes.Repeat([]byte("bolo"), 10000))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.ana.Send(file.ImageMessage("image/jpeg", "o bolo"), ""); err != nil {
		t.Fatal(err)
	}
	m := wait(r.in, body("o bolo"))
	if m.Kind != desk.Image || m.Attachment.Mime != "image/jpeg" || m.Attachment.Bytes != 40000 {
		t.Errorf("got %+v %+v", m, m.Attachment)
	}
	var got bytes.Buffer
	if err := r.conn.Fetch(t.Context(), m.Attachment.Ref, 40000, &got); err != nil || got.Len() != 40000 {
		t.Fatalf("%d bytes, %v", got.Len(), err)
	}
	got.Reset()
	if err := r.conn.Fetch(t.Context(), m.Attachment.Ref, 39000, &got); desk.AsFault(err).Code != desk.CodeFileSize || desk.AsFault(err).Next != desk.Stop || got.Len() != 0 {
		t.Errorf("larger than allowed: %d bytes, %v", got.Len(), err)
	}
	r.await("the phone has the message", func() bool {
		_, known := r.w.Business().Archive().Find(r.ana.Phone().PN(), string(m.Remote))
		return known
	})
	r.w.Media().ExpireAll(410)
	r.w.Business().ForgetFile(string(m.Remote))
	got.Reset()
	if err := r.conn.Fetch(t.Context(), m.Attachment.Ref, 40000, &got); desk.AsFault(err).Code != desk.CodeGone || got.Len() != 0 {
		t.Errorf("%d bytes, %v", got.Len(), err)
	}
	left, err := os.ReadDir(r.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range left {
		if !strings.HasPrefix(f.Name(), "session.db") {
			t.Errorf("%s left behind", f.Name())
		}
	}
}

func TestViewOnceIsNamed(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	if _, err := r.ana.Send(&waE2E.Message{ViewOnceMessageV2: &waE2E.FutureProofMessage{
		Message: &waE2E.Message{ImageMessage: &waE2E.ImageMessage{Caption: new("uma vez")}},
	}}, ""); err != nil {
		t.Fatal(err)
	}
	if m := wait(r.in, body("uma vez")); m.Kind != desk.Image {
		t.Errorf("got %+v", m)
	}
}
