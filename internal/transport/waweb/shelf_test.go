package waweb

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/history"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// lockedEdit makes an edit of Ana's that only the secret of its message opens, and forgets that secret again.
func (r *rig) lockedEdit(target, id, text string, secret []byte) *events.Message {
	r.t.Helper()
	ana := types.NewJID(anaNumber, types.DefaultUserServer)
	return r.lockedEditIn(ana, ana, target, id, text, secret)
}

// lockedEditIn is the same for one of a conversation's people.
func (r *rig) lockedEditIn(chat, who types.JID, target, id, text string, secret []byte) *events.Message {
	r.t.Helper()
	cli, ctx := r.conn.running().cli, r.t.Context()
	if err := cli.Store.MsgSecrets.PutMessageSecret(ctx, chat, who, target, secret); err != nil {
		r.t.Fatal(err)
	}
	plain, err := proto.Marshal(&waE2E.Message{Conversation: proto.String(text)})
	if err != nil {
		r.t.Fatal(err)
	}
	//lint:ignore SA1019 nothing else in the library locks an edit as the network does
	payload, iv, err := cli.DangerousInternals().EncryptMsgSecret(ctx, who, chat, who, target, whatsmeow.EncSecretMessageEdit, plain)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.conn.running().shelf.db.Exec("DELETE FROM whatsmeow_message_secrets"); err != nil {
		r.t.Fatal(err)
	}
	return &events.Message{
		Info: types.MessageInfo{MessageSource: types.MessageSource{Chat: chat, Sender: who, IsGroup: chat != who}, ID: id, Timestamp: time.Now()},
		Message: &waE2E.Message{SecretEncryptedMessage: &waE2E.SecretEncryptedMessage{
			TargetMessageKey: &waCommon.MessageKey{ID: proto.String(target), RemoteJID: proto.String(chat.String()), FromMe: proto.Bool(chat != who)},
			EncPayload:       payload, EncIV: iv,
			SecretEncType: waE2E.SecretEncryptedMessage_MESSAGE_EDIT.Enum(),
		}},
	}
}

// TestLockedEditBeforeItsMessage: it waits, also for a restart, and is passed on once when its message brings the secret.
func TestLockedEditBeforeItsMessage(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	secret := bytes.Repeat([]byte{7}, 32)
	edit := r.lockedEdit("QUESTION", "EDIT1", "quanto custa o bolo?", secret)
	for range 2 { // the network may repeat it
		if !r.conn.running().handle(edit) {
			t.Fatal("the edit is not kept")
		}
	}
	if all := every[transport.Edit](r.in); len(all) != 0 {
		t.Fatalf("an edit that nobody can read yet was passed on: %+v", all)
	}
	if err := r.end(); err != nil {
		t.Fatal(err)
	}
	r.conn = r.open(r.conn.linked())
	r.run()

	l := r.conn.running()
	info := edit.Info
	info.ID = "QUESTION"
	if err := l.cli.Store.MsgSecrets.PutMessageSecret(t.Context(), info.Chat, info.Sender, info.ID, secret); err != nil {
		t.Fatal(err) // the library does so before it passes on the message
	}
	for range 2 {
		if !l.handle(&events.Message{Info: info, Message: &waE2E.Message{Conversation: proto.String("quanto custa?")}}) {
			t.Fatal("the message is not stored")
		}
	}
	all := every[transport.Edit](r.in)
	if len(all) != 1 || all[0].Remote != "QUESTION" || all[0].By != "EDIT1" || all[0].Body != "quanto custa o bolo?" {
		t.Errorf("edits %+v", all)
	}
}

// TestLockedEditIsNotLostToAFullDisk: where it cannot be stored it stays on the shelf, and its message is not acknowledged.
func TestLockedEditIsNotLostToAFullDisk(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	r.conn.wait.store = 10 * time.Millisecond
	secret := bytes.Repeat([]byte{9}, 32)
	edit := r.lockedEdit("QUESTION", "EDIT1", "sim", secret)
	l := r.conn.running()
	if !l.handle(edit) {
		t.Fatal("the edit is not kept")
	}
	if err := l.cli.Store.MsgSecrets.PutMessageSecret(t.Context(), edit.Info.Chat, edit.Info.Sender, "QUESTION", secret); err != nil {
		t.Fatal(err)
	}
	info := edit.Info
	info.ID = "QUESTION"
	question := &events.Message{Info: info, Message: &waE2E.Message{Conversation: proto.String("não")}}
	r.in.setRefuse(func(e transport.Event) error {
		if _, is := e.(transport.Edit); is {
			return bytes.ErrTooLarge
		}
		return nil
	})
	if l.handle(question) {
		t.Error("acknowledged although the edit was not stored")
	}
	r.in.setRefuse(nil)
	if !l.handle(question) || len(every[transport.Edit](r.in)) != 1 {
		t.Error("the edit is lost")
	}
}

// hideSecrets hides the secrets of messages from the session, as a database that does not answer; the returned function ends that.
func (r *rig) hideSecrets() (show func()) {
	r.t.Helper()
	rename := func(from, to string) {
		if _, err := r.conn.running().shelf.db.Exec("ALTER TABLE " + from + " RENAME TO " + to); err != nil {
			r.t.Fatal(err)
		}
	}
	rename("whatsmeow_message_secrets", "hidden")
	return func() { rename("hidden", "whatsmeow_message_secrets") }
}

// TestLockedEditWhileTheSessionFails: what nobody could look at is neither acknowledged nor dropped.
func TestLockedEditWhileTheSessionFails(t *testing.T) {
	for _, shelved := range []bool{false, true} {
		r := newRig(t, world.Options{}).link()
		secret := bytes.Repeat([]byte{5}, 32)
		edit := r.lockedEdit("QUESTION", "EDIT1", "sim", secret)
		l := r.conn.running()
		if shelved && !l.handle(edit) {
			t.Fatal("the edit is not kept")
		}
		info := edit.Info
		info.ID = "QUESTION"
		if err := l.cli.Store.MsgSecrets.PutMessageSecret(t.Context(), info.Chat, info.Sender, info.ID, secret); err != nil {
			t.Fatal(err)
		}
		late := edit // comes again
		if shelved {
			late = &events.Message{Info: info, Message: &waE2E.Message{Conversation: proto.String("não")}}
		}
		show := r.hideSecrets()
		if l.handle(late) {
			t.Errorf("shelved %v: acknowledged although nobody could look at the edit", shelved)
		}
		show()
		if all := every[transport.Edit](r.in); len(all) != 0 {
			t.Fatalf("shelved %v: passed on %+v", shelved, all)
		}
		if !l.handle(late) || len(every[transport.Edit](r.in)) != 1 {
			t.Errorf("shelved %v: the edit is lost", shelved)
		}
	}
}

// TestHopelessEdit: an edit that no secret will ever open is acknowledged, is passed on as nothing, and leaves the shelf.
func TestHopelessEdit(t *testing.T) {
	for name, spoil := range map[string]func(*waE2E.SecretEncryptedMessage){
		"another text":       func(s *waE2E.SecretEncryptedMessage) { s.EncPayload[0] ^= 1 },
		"a nonce cut short":  func(s *waE2E.SecretEncryptedMessage) { s.EncIV = s.EncIV[:4] },
		"no known type":      func(s *waE2E.SecretEncryptedMessage) { s.SecretEncType = waE2E.SecretEncryptedMessage_UNKNOWN.Enum() },
		"an address of none": func(s *waE2E.SecretEncryptedMessage) { s.TargetMessageKey.RemoteJID = proto.String("1.2.3:4@x") },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, world.Options{}).link()
			secret := bytes.Repeat([]byte{3}, 32)
			edit := r.lockedEdit("QUESTION", "EDIT1", "sim", secret)
			spoil(edit.Message.SecretEncryptedMessage)
			l := r.conn.running()
			if err := l.shelf.put(t.Context(), edit); err != nil {
				t.Fatal(err)
			}
			info := edit.Info
			info.ID = "QUESTION"
			if err := l.cli.Store.MsgSecrets.PutMessageSecret(t.Context(), info.Chat, info.Sender, info.ID, secret); err != nil {
				t.Fatal(err)
			}
			if !l.handle(edit) || !l.handle(&events.Message{Info: info, Message: &waE2E.Message{Conversation: proto.String("não")}}) {
				t.Error("not acknowledged, so it comes for ever")
			}
			if left, err := l.shelf.of(t.Context(), ""); err != nil || len(left) != 0 {
				t.Errorf("%d left on the shelf, %v", len(left), err)
			}
			if all := every[transport.Edit](r.in); len(all) != 0 {
				t.Errorf("passed on %+v", all)
			}
		})
	}
}

// TestHistoryAgainForAnEdit: a chunk whose edits could not be stored is not taken, so that it comes again and they with it.
func TestHistoryAgainForAnEdit(t *testing.T) {
	r := newRig(t, world.Options{})
	r.w.Business().Remember(r.ana, history.Chat{Messages: []history.Message{{ID: "P", Text: "x", At: time.Now()}}})
	r.link()
	r.conn.wait.store = 10 * time.Millisecond
	secret := bytes.Repeat([]byte{2}, 32)
	edit := r.lockedEdit("P", "EDIT1", "sim", secret)
	l := r.conn.running()
	if !l.handle(edit) {
		t.Fatal("the edit is not kept")
	}
	if err := l.cli.Store.MsgSecrets.PutMessageSecret(t.Context(), edit.Info.Chat, edit.Info.Sender, "P", secret); err != nil {
		t.Fatal(err)
	}
	taken := func(transport.Batch) error { return nil }
	chunk := every[transport.Chunk](r.in)[0]
	r.in.setRefuse(func(e transport.Event) error {
		if _, is := e.(transport.Edit); is {
			return bytes.ErrTooLarge
		}
		return nil
	})
	if err := r.conn.Download(t.Context(), chunk.Blob, taken); err == nil || desk.AsFault(err).Next != desk.Retry {
		t.Errorf("the chunk counts as taken: %v", err)
	}
	r.in.setRefuse(nil)
	// The session begins anew meanwhile; whoever takes history tries again as long as it is told to.
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	err := r.conn.Download(t.Context(), chunk.Blob, taken)
	for end := time.Now().Add(patience); err != nil && desk.AsFault(err).Next == desk.Retry && time.Now().Before(end); <-tick.C {
		err = r.conn.Download(t.Context(), chunk.Blob, taken)
	}
	if err != nil {
		t.Error("second try:", err) // so it was not removed from the network
	}
	if len(every[transport.Edit](r.in)) != 1 {
		t.Error("the edit is lost")
	}
}

// TestShelfRoom: the many edits of one chat push out none of another's, and a row that nobody can read hides none.
func TestShelfRoom(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	shelf := r.conn.running().shelf
	put := func(chat, id string) {
		t.Helper()
		who := types.NewJID(chat, types.DefaultUserServer)
		err := shelf.put(t.Context(), &events.Message{
			Info: types.MessageInfo{MessageSource: types.MessageSource{Chat: who, Sender: who}, ID: id},
			Message: &waE2E.Message{SecretEncryptedMessage: &waE2E.SecretEncryptedMessage{
				TargetMessageKey: &waCommon.MessageKey{ID: proto.String("TARGET")}}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	put(anaNumber, "FIRST")
	if _, err := shelf.db.Exec("INSERT INTO balcao_locked_edit(id, target, at, event) VALUES('BAD', 'TARGET', 1e15, x'00')"); err != nil {
		t.Fatal(err)
	}
	for i := range shelfChat + 5 {
		put("5511900000009", fmt.Sprint("FLOOD", i))
	}
	all, err := shelf.of(t.Context(), "TARGET")
	if err != nil || len(all) != shelfChat+1 || all[0].Info.ID != "FIRST" {
		t.Errorf("%d kept, %v", len(all), err)
	}
}

// TestShelfOfBefore: a session whose shelf did not know chats keeps what is on it.
func TestShelfOfBefore(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	shelf := r.conn.running().shelf
	if _, err := shelf.db.Exec("ALTER TABLE balcao_locked_edit DROP COLUMN chat"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := shelf.prepare(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := shelf.db.Exec("UPDATE balcao_locked_edit SET chat=''"); err != nil {
		t.Error(err)
	}
}
