package history

import (
	"bytes"
	"compress/zlib"
	"fmt"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waHistorySync"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/media"
)

// Store takes the files that a phone uploads; *media.Host is one.
type Store interface {
	Put(kind media.Kind, plain []byte) (media.File, error)
	PutWithKey(kind media.Kind, key, plain []byte) (media.File, error)
}

// Publish uploads a blob and returns the peer message that announces it. request is the id of the message that asked
// for it, "" after linking.
func Publish(store Store, blob *waHistorySync.HistorySync, request string) (*waE2E.Message, error) {
	packed, err := pack(blob)
	if err != nil {
		return nil, fmt.Errorf("history: pack %s blob: %w", blob.GetSyncType(), err)
	}
	file, err := store.Put(media.History, packed)
	if err != nil {
		return nil, fmt.Errorf("history: upload %s blob: %w", blob.GetSyncType(), err)
	}
	notice := &waE2E.HistorySyncNotification{
		FileSHA256: file.SHA256, FileLength: &file.Length, MediaKey: file.Key, FileEncSHA256: file.EncSHA256,
		DirectPath: &file.DirectPath, SyncType: waE2E.HistorySyncType(blob.GetSyncType()).Enum(),
		ChunkOrder: blob.ChunkOrder, Progress: blob.Progress,
	}
	if request != "" {
		notice.PeerDataRequestSessionID = &request
	}
	return &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{
		Type: waE2E.ProtocolMessage_HISTORY_SYNC_NOTIFICATION.Enum(), HistorySyncNotification: notice,
	}}, nil
}

func pack(blob *waHistorySync.HistorySync) ([]byte, error) {
	raw, err := proto.Marshal(blob)
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}
