package history

import (
	"slices"
	"time"

	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waHistorySync"
	"go.mau.fi/whatsmeow/proto/waWeb"
	"google.golang.org/protobuf/proto"
)

// Plan says how a phone cuts its memory into blobs after linking.
type Plan struct {
	Newest int  // messages per chat in the first blob; 0: 3
	Depth  int  // messages per chat that are passed on at all, older ones on demand; 0: 100
	Chunk  int  // chats per later blob; 0: 25
	LID    bool // name chats by their hidden addresses and tell the client to do so too
}

func (p Plan) normal() Plan {
	defaultTo := func(v *int, n int) {
		if *v <= 0 {
			*v = n
		}
	}
	defaultTo(&p.Newest, 3)
	defaultTo(&p.Depth, 100)
	defaultTo(&p.Chunk, 25)
	return p
}

// Blobs cuts the memory into the blobs that follow linking, in sending order: INITIAL_BOOTSTRAP with the newest
// messages of every chat, PUSH_NAME, then RECENT blobs with the rest down to the plan's depth.
func (a *Archive) Blobs(p Plan, now time.Time) []*waHistorySync.HistorySync {
	p = p.normal()
	chats := a.Chats()
	first := &waHistorySync.HistorySync{
		SyncType:                 waHistorySync.HistorySync_INITIAL_BOOTSTRAP.Enum(),
		PhoneNumberToLidMappings: mappings(chats),
		GlobalSettings:           &waHistorySync.GlobalSettings{},
	}
	if p.LID {
		first.GlobalSettings.ChatDbLidMigrationTimestamp = proto.Int64(now.Unix())
	}
	for _, c := range chats {
		first.Conversations = append(first.Conversations, conversation(c, newest(c.Messages, p.Newest), p.LID, true))
	}
	names := &waHistorySync.HistorySync{SyncType: waHistorySync.HistorySync_PUSH_NAME.Enum(), Pushnames: pushNames(chats)}
	blobs := append([]*waHistorySync.HistorySync{first, names}, recent(chats, p)...)
	number(blobs)
	return blobs
}

// recent holds for each chat what lies between the first blob and the plan's depth.
func recent(chats []Chat, p Plan) []*waHistorySync.HistorySync {
	var blobs []*waHistorySync.HistorySync
	for group := range slices.Chunk(chats, p.Chunk) {
		blob := &waHistorySync.HistorySync{SyncType: waHistorySync.HistorySync_RECENT.Enum()}
		for _, c := range group {
			older := c.Messages[:len(c.Messages)-min(p.Newest, len(c.Messages))]
			sent := newest(older, max(p.Depth-p.Newest, 0))
			blob.Conversations = append(blob.Conversations, conversation(c, sent, p.LID, len(sent) < len(older)))
		}
		blobs = append(blobs, blob)
	}
	return blobs
}

// number gives blobs their order and progress; the last one has 100 per cent.
func number(blobs []*waHistorySync.HistorySync) {
	for i, b := range blobs {
		b.ChunkOrder = proto.Uint32(uint32(i + 1))
		b.Progress = proto.Uint32(uint32((i + 1) * 100 / len(blobs)))
	}
}

func conversation(c Chat, messages []Message, lid, more bool) *waHistorySync.Conversation {
	id := c.address(lid)
	conv := &waHistorySync.Conversation{
		ID:                       proto.String(id),
		UnreadCount:              proto.Uint32(uint32(c.Unread)),
		Archived:                 proto.Bool(c.Archived),
		EndOfHistoryTransferType: transferEnd(more).Enum(),
	}
	if name := c.shownName(); name != "" {
		conv.Name = proto.String(name)
	}
	if len(c.Messages) > 0 {
		conv.ConversationTimestamp = proto.Uint64(uint64(c.Messages[len(c.Messages)-1].At.Unix()))
	}
	if !c.Pinned.IsZero() {
		conv.Pinned = proto.Uint32(uint32(c.Pinned.Unix()))
	}
	if !c.Muted.IsZero() {
		conv.MuteEndTime = proto.Uint64(uint64(c.Muted.Unix()))
	}
	for i, m := range slices.Backward(messages) {
		conv.Messages = append(conv.Messages, &waHistorySync.HistorySyncMsg{
			Message: webMessage(c, m, id), MsgOrderID: proto.Uint64(uint64(i + 1)),
		})
	}
	return conv
}

func transferEnd(more bool) waHistorySync.Conversation_EndOfHistoryTransferType {
	if more {
		return waHistorySync.Conversation_COMPLETE_BUT_MORE_MESSAGES_REMAIN_ON_PRIMARY
	}
	return waHistorySync.Conversation_COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY
}

func webMessage(c Chat, m Message, chatID string) *waWeb.WebMessageInfo {
	info := &waWeb.WebMessageInfo{
		Key:              &waCommon.MessageKey{RemoteJID: proto.String(chatID), FromMe: proto.Bool(m.FromMe), ID: proto.String(m.ID)},
		Message:          m.content(),
		MessageTimestamp: proto.Uint64(uint64(m.At.Unix())),
	}
	if m.Status != 0 {
		info.Status = m.Status.Enum()
	}
	if !m.FromMe && c.PushName != "" {
		info.PushName = proto.String(c.PushName)
	}
	return info
}

func (c Chat) address(lid bool) string {
	if lid && !c.LID.IsEmpty() {
		return c.LID.String()
	}
	return c.PN.String()
}

func (c Chat) shownName() string {
	if c.Name != "" {
		return c.Name
	}
	return c.PushName
}

func newest(messages []Message, n int) []Message {
	return messages[len(messages)-min(n, len(messages)):]
}

func mappings(chats []Chat) []*waHistorySync.PhoneNumberToLIDMapping {
	var all []*waHistorySync.PhoneNumberToLIDMapping
	for _, c := range chats {
		if !c.LID.IsEmpty() {
			all = append(all, &waHistorySync.PhoneNumberToLIDMapping{
				PnJID: proto.String(c.PN.String()), LidJID: proto.String(c.LID.String()),
			})
		}
	}
	return all
}

func pushNames(chats []Chat) []*waHistorySync.Pushname {
	var all []*waHistorySync.Pushname
	for _, c := range chats {
		if c.PushName != "" {
			all = append(all, &waHistorySync.Pushname{ID: proto.String(c.PN.String()), Pushname: proto.String(c.PushName)})
		}
	}
	return all
}
