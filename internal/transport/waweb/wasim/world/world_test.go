package world_test

import (
	"context"
	"testing"
	"time"

	"go.mau.fi/whatsmeow/appstate"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waHistorySync"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/history"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/settings"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world/worldtest"
)

const number = "5511955500301"

// furnished is a world with one customer of old, and a client that has linked to it.
func furnished(t *testing.T, o world.Options, messages int) (*world.World, *world.Customer, *worldtest.Client) {
	t.Helper()
	w := worldtest.New(t, o)
	ana := w.Customer(number, "Aninha")
	var past []history.Message
	for i := range messages {
		past = append(past, history.Message{
			ID: "PAST" + string(rune('A'+i)), FromMe: i%2 == 1, Text: "linha",
			At: time.Now().Add(time.Duration(i-messages) * time.Hour),
		})
	}
	w.Business().Remember(ana, history.Chat{Name: "Ana Beatriz", Messages: past})
	if err := w.Business().Know(ana, "Ana Beatriz"); err != nil {
		t.Fatal(err)
	}
	c := worldtest.NewClient(t, w.Link())
	c.LinkTo(w)
	return w, ana, c
}

func wait(t *testing.T, w *world.World, what string, cond func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := w.Server().Wait(ctx, cond); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func TestLinkingBringsNamesAndHistory(t *testing.T) {
	_, ana, c := furnished(t, world.Options{}, 6)
	if c.Store.PushName != world.DefaultName {
		t.Errorf("push name %q", c.Store.PushName)
	}
	contact, err := c.Store.Contacts.GetContact(t.Context(), ana.Phone().PN())
	if err != nil || contact.FullName != "Ana Beatriz" || contact.FirstName != "Ana" {
		t.Errorf("contact %+v (%v)", contact, err)
	}
	total := 0
	for _, notice := range c.Notices() {
		for _, conv := range c.Blob(notice).GetConversations() {
			total += len(conv.GetMessages())
			for _, m := range conv.GetMessages() {
				if _, err := c.ParseWebMessage(ana.Phone().PN(), m.GetMessage()); err != nil {
					t.Error(err)
				}
			}
		}
	}
	if total != 6 {
		t.Errorf("%d messages of history", total)
	}
	contact, _ = c.Store.Contacts.GetContact(t.Context(), ana.Phone().PN())
	if contact.PushName != "Aninha" {
		t.Errorf("push name of the customer %q", contact.PushName)
	}
	if lid, _ := c.Store.LIDs.GetLIDForPN(t.Context(), ana.Phone().PN()); lid != ana.Phone().LID() {
		t.Errorf("hidden address %s", lid)
	}
}

func TestOlderMessagesComeOnDemand(t *testing.T) {
	_, ana, c := furnished(t, world.Options{History: history.Plan{Newest: 1, Depth: 2}}, 8)
	known := &types.MessageInfo{ID: "PASTG", MessageSource: types.MessageSource{Chat: ana.Phone().PN()}}
	sent, err := c.SendPeerMessage(t.Context(), c.BuildHistorySyncRequest(known, 4))
	if err != nil {
		t.Fatal(err)
	}
	answer := worldtest.Wait(c, func(e *events.Message) bool {
		return e.Message.GetProtocolMessage().GetHistorySyncNotification().GetPeerDataRequestSessionID() == sent.ID
	})
	blob := c.Blob(answer.Message.GetProtocolMessage().GetHistorySyncNotification())
	conv := blob.GetConversations()[0]
	got := ""
	for _, m := range conv.GetMessages() {
		got += m.GetMessage().GetKey().GetID()[4:]
	}
	if got != "FEDC" || blob.GetSyncType() != waHistorySync.HistorySync_ON_DEMAND {
		t.Errorf("%s of type %s", got, blob.GetSyncType())
	}
	if conv.GetEndOfHistoryTransferType() != waHistorySync.Conversation_COMPLETE_BUT_MORE_MESSAGES_REMAIN_ON_PRIMARY {
		t.Errorf("end of transfer %s", conv.GetEndOfHistoryTransferType())
	}
}

func TestTalkGoesBothWays(t *testing.T) {
	for name, o := range map[string]world.Options{"by number": {}, "hidden": {History: history.Plan{LID: true}}} {
		t.Run(name, func(t *testing.T) {
			w, ana, c := furnished(t, o, 2)
			for _, n := range c.Notices() {
				c.Blob(n)
			}
			id, err := ana.Write("Oi, tem bolo?")
			if err != nil {
				t.Fatal(err)
			}
			in := worldtest.Wait(c, func(e *events.Message) bool { return e.Info.ID == id })
			sent, err := c.SendMessage(t.Context(), in.Info.Chat, &waE2E.Message{Conversation: proto.String("Tem!")})
			if err != nil {
				t.Fatal(err)
			}
			wait(t, w, "answer arrives", func() bool { return len(ana.Received(0)) == 1 })
			if got := ana.Received(0)[0]; got.Text != "Tem!" || got.ID != sent.ID {
				t.Errorf("received %+v", got)
			}
			ana.ReadAll()
			worldtest.Wait(c, func(e *events.Receipt) bool {
				return e.Type == types.ReceiptTypeRead && e.MessageIDs[0] == sent.ID && e.Chat == in.Info.Chat
			})
			ana.Typing(true)
			worldtest.Wait(c, func(e *events.ChatPresence) bool {
				return e.State == types.ChatPresenceComposing && e.Chat == in.Info.Chat
			})
			wait(t, w, "phone remembers", func() bool {
				_, known := w.Business().Archive().Find(ana.Phone().PN(), sent.ID)
				return known
			})
		})
	}
}

func TestPhonesOwnMessagesReachTheClient(t *testing.T) {
	w, ana, c := furnished(t, world.Options{}, 1)
	id, err := w.Business().Write(ana, "Respondi pelo celular")
	if err != nil {
		t.Fatal(err)
	}
	e := worldtest.Wait(c, func(e *events.Message) bool { return e.Info.ID == id })
	if !e.Info.IsFromMe || e.Info.Chat != ana.Phone().PN() || e.Message.GetConversation() != "Respondi pelo celular" {
		t.Errorf("copy %+v", e.Info)
	}
}

func TestSettingsTravelBothWays(t *testing.T) {
	w, ana, c := furnished(t, world.Options{}, 1)
	if err := w.Business().Archived(ana, true); err != nil {
		t.Fatal(err)
	}
	worldtest.Wait(c, func(e *events.Archive) bool { return e.JID == ana.Phone().PN() && e.Action.GetArchived() })
	if err := c.SendAppState(t.Context(), appstate.BuildMute(ana.Phone().PN(), true, time.Hour)); err != nil {
		t.Fatal(err)
	}
	pushed := w.Business().Settings().Pushed()
	if len(pushed) != 1 || pushed[0].Index[0] != appstate.IndexMute {
		t.Errorf("pushed %+v", pushed)
	}
}

func TestMissingSettingsKeyIsAskedFor(t *testing.T) {
	w, ana, c := furnished(t, world.Options{}, 1)
	w.Business().Settings().NewKey()
	if err := w.Business().Settings().SetContacts(settings.Contact{JID: ana.Phone().PN(), Name: "Ana Nova"}); err != nil {
		t.Fatal(err)
	}
	worldtest.Wait(c, func(e *events.Contact) bool { return e.Action.GetFullName() == "Ana Nova" })
}

func TestLostPieceOfHistoryIsPassedOnAgain(t *testing.T) {
	w, _, c := furnished(t, world.Options{}, 3)
	var first *events.Message
	for _, e := range worldtest.All[*events.Message](c) {
		if e.Message.GetProtocolMessage().GetHistorySyncNotification().GetChunkOrder() == 1 {
			first = e
		}
	}
	w.Media().ExpireAll(404)
	lost := first.Message.GetProtocolMessage().GetHistorySyncNotification()
	if _, err := c.DownloadHistorySync(t.Context(), lost, true); err == nil {
		t.Fatal("the piece is still there")
	}
	if err := c.SendHistorySyncServerErrorReceipt(t.Context(), first.Info.ID, lost.GetMediaKey()); err != nil {
		t.Fatal(err)
	}
	again := worldtest.Wait(c, func(e *events.Message) bool {
		n := e.Message.GetProtocolMessage().GetHistorySyncNotification()
		return n.GetChunkOrder() == 1 && n.GetDirectPath() != lost.GetDirectPath()
	})
	blob := c.Blob(again.Message.GetProtocolMessage().GetHistorySyncNotification())
	if len(blob.GetConversations()) != 1 {
		t.Errorf("%d chats", len(blob.GetConversations()))
	}
}

func TestSingleMessagesComeOnceMore(t *testing.T) {
	_, ana, c := furnished(t, world.Options{}, 3)
	sent, err := c.SendPeerMessage(t.Context(), c.BuildUnavailableMessageRequest(ana.Phone().PN(), ana.Phone().PN(), "PASTA"))
	if err != nil {
		t.Fatal(err)
	}
	e := worldtest.Wait(c, func(e *events.Message) bool { return e.UnavailableRequestID == sent.ID })
	if e.Info.ID != "PASTA" || e.Message.GetConversation() != "linha" {
		t.Errorf("resent %+v", e.Info)
	}
}

func TestReadingOnTheClientClearsThePhonesMark(t *testing.T) {
	w, ana, c := furnished(t, world.Options{}, 0)
	id, err := ana.Write("Oi")
	if err != nil {
		t.Fatal(err)
	}
	e := worldtest.Wait(c, func(e *events.Message) bool { return e.Info.ID == id })
	wait(t, w, "unread", func() bool { return w.Business().Archive().Chats()[0].Unread == 1 })
	if err := c.MarkRead(t.Context(), []types.MessageID{id}, time.Now(), e.Info.Chat, e.Info.Sender); err != nil {
		t.Fatal(err)
	}
	wait(t, w, "read", func() bool { return w.Business().Archive().Chats()[0].Unread == 0 })
}
