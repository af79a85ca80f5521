package world

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/media"
)

// Sent is something that a customer sends. Kind is text, image, video, voice, audio, document, sticker, location, contact, poll, event or unknown:
// something that programs of today do not know.
type Sent struct {
	Kind      string  `json:"kind"`
	Text      string  `json:"text"` // the text, the caption, the name of the place or of the contact, the question
	Mime      string  `json:"mime"`
	Name      string  `json:"name"`
	Data      []byte  `json:"data"`
	Width     uint32  `json:"width"`
	Height    uint32  `json:"height"`
	Seconds   uint32  `json:"seconds"`
	Wave      []byte  `json:"wave"`
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Phone     string  `json:"phone"` // of a contact
	Answers   string  `json:"answers"`
	Author    string  `json:"author"` // number of who wrote what it answers; "": the business
	Forwards  uint32  `json:"forwards"`
	Starts    int64   `json:"starts"` // of an event, unix seconds
	Ends      int64   `json:"ends"`
	About     string  `json:"about"` // of an event, beside its name
	Place     string  `json:"place"`
	Canceled  bool    `json:"canceled"`
	Link      *Link   `json:"link"` // the card of a link in the text
	// Named is the size in bytes that the message claims; 0: the true one.
	Named uint64 `json:"named"`
}

var kinds = map[string]media.Kind{"image": media.Image, "sticker": media.Image, "video": media.Video, "voice": media.Audio, "audio": media.Audio,
	"document": media.Document}

// Give sends a message of any kind to the business.
func (c *Customer) Give(s Sent) (id string, err error) {
	m, err := c.message(s, c.world.business.phone.PN())
	if err != nil {
		return "", err
	}
	return c.Send(m, "")
}

// message is what the customer sends; author wrote what it answers.
func (c *Customer) message(s Sent, author types.JID) (*waE2E.Message, error) {
	about := s.about(author)
	switch s.Kind {
	case "", "text":
		text := &waE2E.ExtendedTextMessage{Text: &s.Text, ContextInfo: about}
		if l := s.Link; l != nil {
			text.MatchedText, text.Title, text.Description, text.JPEGThumbnail = &l.Link, &l.Title, &l.Description, l.Picture
		}
		return &waE2E.Message{ExtendedTextMessage: text}, nil
	case "location":
		return &waE2E.Message{LocationMessage: &waE2E.LocationMessage{DegreesLatitude: &s.Latitude, DegreesLongitude: &s.Longitude, Name: &s.Text, ContextInfo: about}}, nil
	case "contact":
		card := "BEGIN:VCARD\nVERSION:3.0\nFN:" + s.Text + "\nTEL;type=CELL:" + s.Phone + "\nEND:VCARD"
		return &waE2E.Message{ContactMessage: &waE2E.ContactMessage{DisplayName: &s.Text, Vcard: &card, ContextInfo: about}}, nil
	case "poll":
		return &waE2E.Message{PollCreationMessage: &waE2E.PollCreationMessage{Name: &s.Text, Options: []*waE2E.PollCreationMessage_Option{
			{OptionName: proto.String("Sim")}, {OptionName: proto.String("Não")}}}}, nil
	case "unknown":
		return &waE2E.Message{InvoiceMessage: &waE2E.InvoiceMessage{Note: &s.Text}}, nil
	case "event":
		return &waE2E.Message{EventMessage: &waE2E.EventMessage{Name: &s.Text, Description: &s.About, StartTime: &s.Starts, EndTime: &s.Ends,
			IsCanceled: &s.Canceled, Location: &waE2E.LocationMessage{Name: &s.Place}, ContextInfo: about}}, nil
	}
	kind, known := kinds[s.Kind]
	if !known {
		return nil, fmt.Errorf("world: no message of kind %q", s.Kind)
	}
	f, err := c.world.media.Put(kind, s.Data)
	if err != nil {
		return nil, fmt.Errorf("world: %s sends a file: %w", c.phone.Number(), err)
	}
	if s.Named > 0 {
		f.Length = s.Named
	}
	return enclose(s, f, about), nil
}

func (s Sent) about(author types.JID) *waE2E.ContextInfo {
	if s.Answers == "" && s.Forwards == 0 {
		return nil
	}
	about := &waE2E.ContextInfo{}
	if s.Answers != "" {
		about.StanzaID, about.Participant = &s.Answers, proto.String(author.String())
		about.QuotedMessage = &waE2E.Message{Conversation: proto.String("…")}
	}
	if s.Forwards > 0 {
		about.IsForwarded, about.ForwardingScore = proto.Bool(true), &s.Forwards
	}
	return about
}

func enclose(s Sent, f media.File, about *waE2E.ContextInfo) *waE2E.Message {
	switch s.Kind {
	case "image":
		return &waE2E.Message{ImageMessage: &waE2E.ImageMessage{URL: &f.URL, DirectPath: &f.DirectPath, MediaKey: f.Key, FileSHA256: f.SHA256, FileEncSHA256: f.EncSHA256,
			FileLength: &f.Length, Mimetype: &s.Mime, Caption: &s.Text, Width: &s.Width, Height: &s.Height, ContextInfo: about}}
	case "sticker":
		return &waE2E.Message{StickerMessage: &waE2E.StickerMessage{URL: &f.URL, DirectPath: &f.DirectPath, MediaKey: f.Key, FileSHA256: f.SHA256, FileEncSHA256: f.EncSHA256,
			FileLength: &f.Length, Mimetype: &s.Mime, Width: &s.Width, Height: &s.Height, ContextInfo: about}}
	case "video":
		return &waE2E.Message{VideoMessage: &waE2E.VideoMessage{URL: &f.URL, DirectPath: &f.DirectPath, MediaKey: f.Key, FileSHA256: f.SHA256, FileEncSHA256: f.EncSHA256,
			FileLength: &f.Length, Mimetype: &s.Mime, Caption: &s.Text, Width: &s.Width, Height: &s.Height, Seconds: &s.Seconds, ContextInfo: about}}
	case "voice", "audio":
		return &waE2E.Message{AudioMessage: &waE2E.AudioMessage{URL: &f.URL, DirectPath: &f.DirectPath, MediaKey: f.Key, FileSHA256: f.SHA256, FileEncSHA256: f.EncSHA256,
			FileLength: &f.Length, Mimetype: &s.Mime, Seconds: &s.Seconds, PTT: proto.Bool(s.Kind == "voice"), Waveform: s.Wave, ContextInfo: about}}
	}
	return &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{URL: &f.URL, DirectPath: &f.DirectPath, MediaKey: f.Key, FileSHA256: f.SHA256, FileEncSHA256: f.EncSHA256,
		FileLength: &f.Length, Mimetype: &s.Mime, FileName: &s.Name, Caption: &s.Text, ContextInfo: about}}
}

// Shown is what a message of the business shows on the customer's phone.
type Shown struct {
	ID        string `json:"id"`
	Group     string `json:"group,omitempty"` // the id of the group in which it stands
	Kind      string `json:"kind"`            // of Sent, or react, edit, revoke
	Text      string `json:"text"`
	Name      string `json:"name,omitempty"`
	Mime      string `json:"mime,omitempty"`
	SHA256    string `json:"sha256,omitempty"` // of the file, fetched and opened; hexadecimal
	Data      []byte `json:"-"`                // the file
	Thumb     []byte `json:"-"`                // what stands in for a picture until it is there
	Seconds   uint32 `json:"seconds,omitempty"`
	Wave      []byte `json:"wave,omitempty"`   // of a voice message
	About     string `json:"about,omitempty"`  // the message that it answers, reacts to, edits or deletes
	Author    string `json:"author,omitempty"` // the number of who wrote that message, as it is said in a group
	Ours      bool   `json:"ours,omitempty"`   // that message is of the business
	Forwarded bool   `json:"forwarded,omitempty"`
	Link      *Link  `json:"link,omitempty"` // the card of a link in the text
}

// Link is the card of a link, as it lies in a message.
type Link struct {
	Link        string `json:"link"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Picture     []byte `json:"picture"`
}

// linkOf is the card that a phone draws: one without a title is none.
func linkOf(m *waE2E.Message) *Link {
	x := m.GetExtendedTextMessage()
	if x.GetMatchedText() == "" || x.GetTitle() == "" || !strings.Contains(x.GetText(), x.GetMatchedText()) {
		return nil
	}
	return &Link{x.GetMatchedText(), x.GetTitle(), x.GetDescription(), x.GetJPEGThumbnail()}
}

// Shown lists what came from the business, of every kind, oldest first. Each repetition that the phone hides is left out.
func (c *Customer) Shown() []Shown {
	var all []Shown
	known := map[string]bool{}
	for _, m := range c.phone.Messages() {
		if known[m.ID] || c.world.server.PhoneOf(m.From) != c.world.business.phone {
			continue
		}
		known[m.ID] = true
		all = append(all, c.show(m))
	}
	return all
}

func (c *Customer) show(r wasim.Received) Shown {
	m := opened(r.Message)
	s := Shown{ID: r.ID, Kind: kindOf(m), Text: Words(m)}
	if r.Chat.Server == types.GroupServer {
		s.Group = r.Chat.User
	}
	if p := m.GetProtocolMessage(); p != nil {
		s.About, s.Ours, s.Text = p.GetKey().GetID(), p.GetKey().GetFromMe(), Words(p.GetEditedMessage())
		return s
	}
	if p := m.GetReactionMessage(); p != nil {
		s.About, s.Ours, s.Author = p.GetKey().GetID(), p.GetKey().GetFromMe(), c.world.numberOf(p.GetKey().GetParticipant())
		return s
	}
	if about := aboutOf(m); about != nil {
		s.About, s.Forwarded = about.GetStanzaID(), about.GetIsForwarded()
		if s.Group != "" {
			s.Author = c.world.numberOf(about.GetParticipant())
		}
	}
	s.Link = linkOf(m)
	switch s.Kind {
	case "location":
		s.Text = fmt.Sprintf("%s %.4f %.4f", m.LocationMessage.GetName(), m.LocationMessage.GetDegreesLatitude(), m.LocationMessage.GetDegreesLongitude())
	case "contact":
		s.Text = strings.ReplaceAll(m.ContactMessage.GetVcard(), "\n", " ")
	}
	f, ok := media.Of(m)
	if !ok {
		return s
	}
	plain, err := c.world.media.Fetch(f)
	if err != nil {
		c.phone.Fail(err)
	}
	sum := sha256.Sum256(plain)
	s.SHA256, s.Data = hex.EncodeToString(sum[:]), plain
	s.Thumb = m.GetImageMessage().GetJPEGThumbnail()
	s.Name, s.Mime = m.GetDocumentMessage().GetFileName(), mimeOf(m)
	s.Seconds, s.Wave = m.GetAudioMessage().GetSeconds(), m.GetAudioMessage().GetWaveform()
	return s
}

// opened takes a message out of its envelopes.
func opened(m *waE2E.Message) *waE2E.Message {
	for _, e := range []*waE2E.FutureProofMessage{m.GetEditedMessage(), m.GetDocumentWithCaptionMessage()} {
		if e.GetMessage() != nil {
			return e.GetMessage()
		}
	}
	return m
}

func kindOf(m *waE2E.Message) string {
	p := m.GetProtocolMessage()
	for _, k := range []struct {
		name string
		is   bool
	}{
		{"revoke", p != nil && p.GetType() == waE2E.ProtocolMessage_REVOKE}, {"edit", p != nil && p.GetType() == waE2E.ProtocolMessage_MESSAGE_EDIT},
		{"react", m.ReactionMessage != nil}, {"image", m.ImageMessage != nil}, {"video", m.VideoMessage != nil}, {"voice", m.GetAudioMessage().GetPTT()},
		{"audio", m.AudioMessage != nil}, {"document", m.DocumentMessage != nil}, {"sticker", m.StickerMessage != nil}, {"location", m.LocationMessage != nil},
		{"contact", m.ContactMessage != nil}, {"text", m.Conversation != nil || m.ExtendedTextMessage != nil},
	} {
		if k.is {
			return k.name
		}
	}
	return "unknown"
}

func aboutOf(m *waE2E.Message) *waE2E.ContextInfo {
	for _, x := range []interface{ GetContextInfo() *waE2E.ContextInfo }{m.ExtendedTextMessage, m.ImageMessage, m.VideoMessage, m.AudioMessage, m.DocumentMessage,
		m.StickerMessage, m.LocationMessage, m.ContactMessage} {
		if about := x.GetContextInfo(); about != nil {
			return about
		}
	}
	return nil
}

func mimeOf(m *waE2E.Message) string {
	for _, x := range []interface{ GetMimetype() string }{m.ImageMessage, m.VideoMessage, m.AudioMessage, m.DocumentMessage, m.StickerMessage} {
		if mime := x.GetMimetype(); mime != "" {
			return mime
		}
	}
	return ""
}
