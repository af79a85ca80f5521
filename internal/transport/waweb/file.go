package waweb

import (
	"encoding/json"
	"math"
	"path"
	"strings"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// fileRef is what it takes to fetch a file.
type fileRef struct {
	Type whatsmeow.MediaType `json:"type"`
	Path string              `json:"path"`
	Key  []byte              `json:"key"`
	Enc  []byte              `json:"enc"` // SHA-256 of the file as it is stored there
	Sum  []byte              `json:"sum"` // SHA-256 of the file itself
	// What names its message to the phone, which may have the file when the network has lost it. Messages of before know none.
	ID   string `json:"id,omitempty"`
	Chat string `json:"chat,omitempty"`
	Ours bool   `json:"ours,omitempty"`
	// Author wrote it in a group; empty outside groups.
	Author string `json:"author,omitempty"`
}

// of tells which message a file belongs to.
func of(info types.MessageInfo, ref []byte) []byte {
	var r fileRef
	if err := json.Unmarshal(ref, &r); err != nil {
		return ref
	}
	r.ID, r.Chat, r.Ours = info.ID, info.Chat.ToNonAD().String(), info.IsFromMe
	if info.Chat.Server == types.GroupServer {
		r.Author = info.Sender.ToNonAD().String()
	}
	out, err := json.Marshal(r)
	if err != nil { // strings and bytes only
		panic(err)
	}
	return out
}

type enclosure interface {
	whatsmeow.DownloadableMessage
	GetMimetype() string
	GetFileLength() uint64
	GetContextInfo() *waE2E.ContextInfo
}

// file reads messages that carry a file.
func file(m *waE2E.Message) (content, bool) {
	video := m.GetVideoMessage()
	if video == nil {
		video = m.GetPtvMessage()
	}
	switch {
	case m.GetImageMessage() != nil:
		x := m.GetImageMessage()
		c := attach(desk.Image, x, x.GetCaption())
		c.file.Width, c.file.Height = int(x.GetWidth()), int(x.GetHeight())
		return c, true
	case video != nil:
		c := attach(desk.Video, video, video.GetCaption())
		c.file.Width, c.file.Height = int(video.GetWidth()), int(video.GetHeight())
		c.file.Duration = time.Duration(video.GetSeconds()) * time.Second
		return c, true
	case m.GetAudioMessage() != nil:
		x := m.GetAudioMessage()
		kind := desk.Audio
		if x.GetPTT() {
			kind = desk.Voice
		}
		c := attach(kind, x, "")
		c.file.Duration = time.Duration(x.GetSeconds()) * time.Second
		if kind == desk.Voice {
			c.file.Wave = wave(x.GetWaveform())
		}
		return c, true
	case m.GetDocumentMessage() != nil:
		x := m.GetDocumentMessage()
		c := attach(desk.Document, x, x.GetCaption())
		c.file.Name, c.file.Pages = fileName(x.GetFileName(), x.GetTitle()), int(x.GetPageCount())
		return c, true
	case m.GetStickerMessage() != nil:
		x := m.GetStickerMessage()
		c := attach(desk.Sticker, x, "")
		c.file.Width, c.file.Height = int(x.GetWidth()), int(x.GetHeight())
		return c, true
	}
	return content{}, false
}

func attach(kind desk.MessageKind, x enclosure, caption string) content {
	ref, err := json.Marshal(fileRef{
		Type: whatsmeow.GetMediaType(x), Path: x.GetDirectPath(), Key: x.GetMediaKey(), Enc: x.GetFileEncSHA256(), Sum: x.GetFileSHA256(),
	})
	if err != nil { // strings and bytes only
		panic(err)
	}
	return content{kind: kind, body: caption, about: x.GetContextInfo(), file: &transport.Attachment{
		Kind: kind, Mime: desk.Clean(x.GetMimetype()), Bytes: int64(min(x.GetFileLength(), math.MaxInt64)), Ref: ref,
	}}
}

// fileName is the first name given, without the folders that a sender could put before it.
func fileName(names ...string) string {
	for _, n := range names {
		n = path.Base(strings.ReplaceAll(desk.Clean(n), `\`, "/"))
		if n != "." && n != ".." && n != "/" {
			return n
		}
	}
	return ""
}

// wave is the loudness along a voice message as its sender told it; nil if it did not, or told something else.
func wave(told []byte) []byte {
	if len(told) != desk.WavePeaks {
		return nil
	}
	out := make([]byte, len(told))
	for i, b := range told {
		out[i] = min(b, 100)
	}
	return out
}
