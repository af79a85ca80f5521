package waweb

import (
	"bytes"
	"testing"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// lockedEdit makes an edit of Ana's that only the secret of its message opens, and forgets that secret again.
func (r *rig) lockedEdit(target, id, text string, secret []byte) *events.Message {
	r.t.Helper()
	ana := types.NewJID(anaNumber, types.DefaultUserServer)
	cli, ctx := r.conn.running().cli, r.t.Context()
	if err := cli.Store.MsgSecrets.PutMessageSecret(ctx, ana, ana, target, secret); err != nil {
		r.t.Fatal(err)
	}
	plain, err := proto.Marshal(&waE2E.Message{Conversation: proto.String(text)})
	if err != nil {
		r.t.Fatal(err)
	}
	//lint:ignore SA1019 nothing else in the library locks an edit as the network does
	payload, iv, err := cli.DangerousInternals().EncryptMsgSecret(ctx, ana, ana, ana, target, whatsmeow.EncSecretMessageEdit, plain)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.conn.running().shelf.db.Exec("DELETE FROM whatsmeow_message_secrets"); err != nil {
		r.t.Fatal(err)
	}
	return &events.Message{
		Info: types.MessageInfo{MessageSource: types.MessageSource{Chat: ana, Sender: ana}, ID: id, Timestamp: time.Now()},
		Message: &waE2E.Message{SecretEncryptedMessage: &waE2E.SecretEncryptedMessage{
			TargetMessageKey: &waCommon.MessageKey{ID: proto.String(target), RemoteJID: proto.String(ana.String())},
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
