package waweb

import (
	"context"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// compose builds the message. A file is on the network before this returns; nobody can see it there without the message.
func (l *line) compose(ctx context.Context, to types.JID, m transport.Say) (*waE2E.Message, *desk.Fault) {
	about := l.about(ctx, to, m)
	switch m.Kind {
	case desk.Location:
		p := m.Content.Location
		return &waE2E.Message{LocationMessage: &waE2E.LocationMessage{DegreesLatitude: &p.Latitude, DegreesLongitude: &p.Longitude,
			Name: optional(p.Name), Address: optional(p.Address), ContextInfo: about}}, nil
	case desk.Contacts:
		return cards(m.Content.Contacts, about), nil
	}
	if m.File != nil {
		up, f := l.upload(ctx, m.Kind, m.File)
		if f != nil {
			return nil, f
		}
		msg := enclose(m, up, about)
		if picture := msg.GetImageMessage(); picture != nil {
			picture.JPEGThumbnail = thumbnail(m)
		}
		return msg, nil
	}
	if about == nil && linkOf(m) == nil {
		return &waE2E.Message{Conversation: proto.String(m.Body)}, nil
	}
	return &waE2E.Message{ExtendedTextMessage: carded(m.Body, linkOf(m), about)}, nil
}

// forwardedOften is the score from which the network's own programs call a message forwarded many times.
const forwardedOften = 5

// about is what a message says of others: the one that it answers, and that somebody else wrote it. Nil if nothing.
func (l *line) about(ctx context.Context, to types.JID, m transport.Say) *waE2E.ContextInfo {
	var about *waE2E.ContextInfo
	if q := m.ReplyTo; q != nil {
		about = &waE2E.ContextInfo{StanzaID: proto.String(string(q.Remote)), QuotedMessage: &waE2E.Message{Conversation: proto.String(q.Body)}}
		if author := l.author(ctx, to, *q); !author.IsEmpty() {
			about.Participant = proto.String(author.String())
		}
	}
	if m.Forwarded {
		if about == nil {
			about = &waE2E.ContextInfo{}
		}
		about.IsForwarded, about.ForwardingScore = proto.Bool(true), proto.Uint32(1)
		if m.Often {
			about.ForwardingScore = proto.Uint32(forwardedOften)
		}
	}
	return about
}

// author is who wrote a message that is quoted, as the conversation knows them; empty if that is not known, as it may be in a group.
func (l *line) author(ctx context.Context, chat types.JID, q transport.Quoted) types.JID {
	group := chat.Server == types.GroupServer
	switch {
	case q.Ours && group:
		return l.participant(ctx, chat, []desk.Address{desk.Phone(l.cli.Store.GetJID().User), desk.LID(l.cli.Store.GetLID().User)})
	case q.Ours && chat.Server == types.HiddenUserServer:
		return l.cli.Store.GetLID().ToNonAD()
	case q.Ours:
		return l.cli.Store.GetJID().ToNonAD()
	case group:
		return l.participant(ctx, chat, q.Author)
	}
	return chat
}

// enclose is the message that shows an uploaded file.
func enclose(m transport.Say, up whatsmeow.UploadResponse, about *waE2E.ContextInfo) *waE2E.Message {
	mime, seconds := optional(m.File.Mime), uint32(m.File.Duration/time.Second)
	width, height := uint32(m.File.Width), uint32(m.File.Height)
	now := proto.Int64(time.Now().Unix())
	switch m.Kind {
	case desk.Image:
		return &waE2E.Message{ImageMessage: &waE2E.ImageMessage{URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey,
			FileSHA256: up.FileSHA256, FileEncSHA256: up.FileEncSHA256, FileLength: &up.FileLength, MediaKeyTimestamp: now,
			Mimetype: mime, Caption: optional(m.Body), Width: &width, Height: &height, ContextInfo: about}}
	case desk.Video:
		return &waE2E.Message{VideoMessage: &waE2E.VideoMessage{URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey,
			FileSHA256: up.FileSHA256, FileEncSHA256: up.FileEncSHA256, FileLength: &up.FileLength, MediaKeyTimestamp: now,
			Mimetype: mime, Caption: optional(m.Body), Width: &width, Height: &height, Seconds: &seconds, ContextInfo: about}}
	case desk.Audio, desk.Voice:
		wave := m.File.Wave
		if m.Kind == desk.Audio { // the network's own programs tell none of a file
			wave = nil
		}
		return &waE2E.Message{AudioMessage: &waE2E.AudioMessage{URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey,
			FileSHA256: up.FileSHA256, FileEncSHA256: up.FileEncSHA256, FileLength: &up.FileLength, MediaKeyTimestamp: now,
			Mimetype: mime, Seconds: &seconds, PTT: proto.Bool(m.Kind == desk.Voice), Waveform: wave, ContextInfo: about}}
	case desk.Sticker:
		return &waE2E.Message{StickerMessage: &waE2E.StickerMessage{URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey,
			FileSHA256: up.FileSHA256, FileEncSHA256: up.FileEncSHA256, FileLength: &up.FileLength, MediaKeyTimestamp: now,
			Mimetype: mime, Width: &width, Height: &height, ContextInfo: about}}
	}
	return document(m, up, about, now)
}

// document encloses a file that is shown by its name. The network's own programs show a caption only in an envelope of its own.
func document(m transport.Say, up whatsmeow.UploadResponse, about *waE2E.ContextInfo, now *int64) *waE2E.Message {
	doc := &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey,
		FileSHA256: up.FileSHA256, FileEncSHA256: up.FileEncSHA256, FileLength: &up.FileLength, MediaKeyTimestamp: now,
		Mimetype: optional(m.File.Mime), FileName: optional(m.File.Name), Title: optional(m.File.Name), PageCount: pagesOf(m.File), Caption: optional(m.Body), ContextInfo: about}}
	if m.Body == "" {
		return doc
	}
	return &waE2E.Message{DocumentWithCaptionMessage: &waE2E.FutureProofMessage{Message: doc}}
}

// pagesOf is the count of pages where it is known.
func pagesOf(f *transport.File) *uint32 {
	if f.Pages == 0 {
		return nil
	}
	return proto.Uint32(uint32(f.Pages))
}

// cards are contacts as a message.
func cards(all []desk.Card, about *waE2E.ContextInfo) *waE2E.Message {
	if len(all) == 1 {
		return &waE2E.Message{ContactMessage: &waE2E.ContactMessage{DisplayName: &all[0].Name, Vcard: proto.String(writeCard(all[0])), ContextInfo: about}}
	}
	list := make([]*waE2E.ContactMessage, len(all))
	for i := range all {
		list[i] = &waE2E.ContactMessage{DisplayName: &all[i].Name, Vcard: proto.String(writeCard(all[i]))}
	}
	return &waE2E.Message{ContactsArrayMessage: &waE2E.ContactsArrayMessage{DisplayName: &all[0].Name, Contacts: list, ContextInfo: about}}
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
