package media

import (
	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"
)

// ImageMessage is the message that announces an uploaded picture.
func (f File) ImageMessage(mime, caption string) *waE2E.Message {
	return &waE2E.Message{ImageMessage: &waE2E.ImageMessage{
		URL: &f.URL, DirectPath: &f.DirectPath, MediaKey: f.Key, FileSHA256: f.SHA256, FileEncSHA256: f.EncSHA256,
		FileLength: &f.Length, Mimetype: &mime, Caption: optional(caption),
	}}
}

// DocumentMessage is the message that announces an uploaded document.
func (f File) DocumentMessage(mime, name string) *waE2E.Message {
	return &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{
		URL: &f.URL, DirectPath: &f.DirectPath, MediaKey: f.Key, FileSHA256: f.SHA256, FileEncSHA256: f.EncSHA256,
		FileLength: &f.Length, Mimetype: &mime, FileName: &name, Title: &name,
	}}
}

// VoiceMessage is the message that announces an uploaded voice note of the given whole seconds.
func (f File) VoiceMessage(mime string, seconds uint32) *waE2E.Message {
	return &waE2E.Message{AudioMessage: &waE2E.AudioMessage{
		URL: &f.URL, DirectPath: &f.DirectPath, MediaKey: f.Key, FileSHA256: f.SHA256, FileEncSHA256: f.EncSHA256,
		FileLength: &f.Length, Mimetype: &mime, Seconds: &seconds, PTT: proto.Bool(true),
	}}
}

// Of finds the file that a message announces; ok is false for messages without one.
func Of(m *waE2E.Message) (f File, ok bool) {
	switch {
	case m.GetImageMessage() != nil:
		return describe(Image, m.GetImageMessage()), true
	case m.GetVideoMessage() != nil:
		return describe(Video, m.GetVideoMessage()), true
	case m.GetAudioMessage() != nil:
		return describe(Audio, m.GetAudioMessage()), true
	case m.GetDocumentMessage() != nil:
		return describe(Document, m.GetDocumentMessage()), true
	case m.GetStickerMessage() != nil:
		return describe(Image, m.GetStickerMessage()), true
	}
	return File{}, false
}

type fileParts interface {
	GetURL() string
	GetDirectPath() string
	GetMediaKey() []byte
	GetFileSHA256() []byte
	GetFileEncSHA256() []byte
	GetFileLength() uint64
}

func describe(kind Kind, p fileParts) File {
	return File{
		Kind: kind, Key: p.GetMediaKey(), SHA256: p.GetFileSHA256(), EncSHA256: p.GetFileEncSHA256(),
		Length: p.GetFileLength(), DirectPath: p.GetDirectPath(), URL: p.GetURL(),
	}
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
