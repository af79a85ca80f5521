package history

import (
	"fmt"
	"slices"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waHistorySync"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// Answer answers a companion's peer data request with the given id: older messages of a chat, or single messages
// once more. It returns nil for requests of other kinds. lid selects the form of the chats' addresses.
func (a *Archive) Answer(store Store, id string, request *waE2E.PeerDataOperationRequestMessage, lid bool) (*waE2E.Message, error) {
	switch request.GetPeerDataOperationRequestType() {
	case waE2E.PeerDataOperationRequestType_HISTORY_SYNC_ON_DEMAND:
		return a.older(store, id, request.GetHistorySyncOnDemandRequest(), lid)
	case waE2E.PeerDataOperationRequestType_PLACEHOLDER_MESSAGE_RESEND:
		return a.resend(id, request.GetPlaceholderMessageResendRequest(), lid)
	}
	return nil, nil
}

type olderRequest = waE2E.PeerDataOperationRequestMessage_HistorySyncOnDemandRequest

func (a *Archive) older(store Store, id string, r *olderRequest, lid bool) (*waE2E.Message, error) {
	address, err := types.ParseJID(r.GetChatJID())
	if err != nil {
		return nil, fmt.Errorf("history: request for older messages names chat %q: %w", r.GetChatJID(), err)
	}
	blob := &waHistorySync.HistorySync{
		SyncType: waHistorySync.HistorySync_ON_DEMAND.Enum(), ChunkOrder: proto.Uint32(1), Progress: proto.Uint32(100),
	}
	if chat, before, ok := a.before(address, r.GetOldestMsgID(), r.GetOldestMsgTimestampMS()); ok {
		sent := newest(before, int(r.GetOnDemandMsgCount()))
		answered := conversation(chat, sent, lid, len(sent) < len(before))
		answered.ID = proto.String(address.String())
		blob.Conversations = append(blob.Conversations, answered)
	}
	return Publish(store, blob, id)
}

// before lists the messages of a chat that precede the given one. An unknown message is placed by its time, which
// clients give in seconds.
func (a *Archive) before(address types.JID, id string, seconds int64) (Chat, []Message, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.lookup(address)
	if c == nil {
		return Chat{}, nil, false
	}
	end := slices.IndexFunc(c.Messages, func(m Message) bool { return m.ID == id })
	if end < 0 {
		end = slices.IndexFunc(c.Messages, func(m Message) bool { return m.At.Unix() >= seconds })
	}
	if end < 0 {
		end = len(c.Messages)
	}
	return *c, slices.Clone(c.Messages[:end]), true
}

type (
	resendRequest = waE2E.PeerDataOperationRequestMessage_PlaceholderMessageResendRequest
	resendResult  = waE2E.PeerDataOperationRequestResponseMessage_PeerDataOperationResult
	resentMessage = waE2E.PeerDataOperationRequestResponseMessage_PeerDataOperationResult_PlaceholderMessageResendResponse
)

func (a *Archive) resend(id string, requests []*resendRequest, lid bool) (*waE2E.Message, error) {
	var results []*resendResult
	for _, r := range requests {
		raw, err := a.webMessageBytes(r, lid)
		if err != nil {
			return nil, err
		}
		if raw != nil {
			results = append(results, &resendResult{PlaceholderMessageResendResponse: &resentMessage{WebMessageInfoBytes: raw}})
		}
	}
	return &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{
		Type: waE2E.ProtocolMessage_PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE.Enum(),
		PeerDataOperationRequestResponseMessage: &waE2E.PeerDataOperationRequestResponseMessage{
			PeerDataOperationRequestType: waE2E.PeerDataOperationRequestType_PLACEHOLDER_MESSAGE_RESEND.Enum(),
			StanzaID:                     proto.String(id),
			PeerDataOperationResult:      results,
		},
	}}, nil
}

// webMessageBytes is the stored form of the message asked for; nil when the phone does not have it.
func (a *Archive) webMessageBytes(r *resendRequest, lid bool) ([]byte, error) {
	key := r.GetMessageKey()
	address, err := types.ParseJID(key.GetRemoteJID())
	if err != nil {
		return nil, fmt.Errorf("history: request for message %s names chat %q: %w", key.GetID(), key.GetRemoteJID(), err)
	}
	m, ok := a.Find(address, key.GetID())
	if !ok {
		return nil, nil
	}
	a.mu.Lock()
	chat := *a.lookup(address)
	a.mu.Unlock()
	raw, err := proto.Marshal(webMessage(chat, m, chat.address(lid)))
	if err != nil {
		return nil, fmt.Errorf("history: pack message %s: %w", key.GetID(), err)
	}
	return raw, nil
}
