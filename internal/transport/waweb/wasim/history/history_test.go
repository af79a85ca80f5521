package history_test

import (
	"fmt"
	"testing"
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waHistorySync"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/history"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/media"
)

var (
	start = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	ana   = types.NewJID("5511955500201", types.DefaultUserServer)
	lid   = types.NewJID("99000000000201", types.HiddenUserServer)
)

func archive(messages int) *history.Archive {
	var a history.Archive
	chat := history.Chat{PN: ana, LID: lid, Name: "Ana", PushName: "Aninha"}
	for i := range messages {
		chat.Messages = append(chat.Messages, history.Message{
			ID: fmt.Sprintf("M%02d", i), FromMe: i%2 == 1, At: start.Add(time.Duration(i) * time.Minute), Text: fmt.Sprint(i),
		})
	}
	a.Add(chat)
	return &a
}

func ids(c *waHistorySync.Conversation) (all []string) {
	for _, m := range c.GetMessages() {
		all = append(all, m.GetMessage().GetKey().GetID())
	}
	return all
}

func TestBlobsHoldEveryMessageOnceDownToTheDepth(t *testing.T) {
	blobs := archive(10).Blobs(history.Plan{Newest: 2, Depth: 7}, start)
	if len(blobs) != 3 || blobs[2].GetProgress() != 100 || blobs[2].GetChunkOrder() != 3 {
		t.Fatalf("%d blobs: %v", len(blobs), blobs)
	}
	first, rest := ids(blobs[0].Conversations[0]), ids(blobs[2].Conversations[0])
	if fmt.Sprint(first, rest) != "[M09 M08] [M07 M06 M05 M04 M03]" {
		t.Errorf("first %v, rest %v", first, rest)
	}
	if names := blobs[1].GetPushnames(); len(names) != 1 || names[0].GetPushname() != "Aninha" {
		t.Errorf("push names %v", names)
	}
	if m := blobs[0].GetPhoneNumberToLidMappings(); len(m) != 1 || m[0].GetLidJID() != lid.String() {
		t.Errorf("address pairs %v", m)
	}
}

func TestHiddenAddressesAreUsedWhenThePlanSaysSo(t *testing.T) {
	blobs := archive(1).Blobs(history.Plan{LID: true}, start)
	if got := blobs[0].Conversations[0].GetID(); got != lid.String() {
		t.Errorf("chat is named %s", got)
	}
	if blobs[0].GetGlobalSettings().GetChatDbLidMigrationTimestamp() == 0 {
		t.Error("the client is not told to use hidden addresses")
	}
}

func TestRecordKeepsAMessageOnce(t *testing.T) {
	a := archive(1)
	for range 2 {
		a.Record(ana, history.Message{ID: "NEW", At: start.Add(time.Hour), Text: "oi"})
	}
	if c := a.Chats()[0]; len(c.Messages) != 2 || c.Unread != 1 {
		t.Errorf("%d messages, %d unread", len(c.Messages), c.Unread)
	}
}

func TestRequestsForUnknownMessagesAreAnsweredEmpty(t *testing.T) {
	a := archive(1)
	request := &waE2E.PeerDataOperationRequestMessage{
		PeerDataOperationRequestType: waE2E.PeerDataOperationRequestType_HISTORY_SYNC_ON_DEMAND.Enum(),
		HistorySyncOnDemandRequest: &waE2E.PeerDataOperationRequestMessage_HistorySyncOnDemandRequest{
			ChatJID: proto.String("1@s.whatsapp.net"), OldestMsgID: proto.String("?"), OnDemandMsgCount: proto.Int32(5),
		},
	}
	answer, err := a.Answer(media.NewHost(""), "R1", request, false)
	if err != nil {
		t.Fatal(err)
	}
	if got := answer.GetProtocolMessage().GetHistorySyncNotification().GetPeerDataRequestSessionID(); got != "R1" {
		t.Errorf("answer belongs to request %q", got)
	}
}
