package waweb

import (
	"encoding/base64"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

func linkOf(m transport.Say) *desk.LinkCard {
	if m.Content == nil {
		return nil
	}
	return m.Content.Link
}

// carded is a text with the card of its link. The customer's phone shows what the message carries and asks nobody.
func carded(body string, c *desk.LinkCard, about *waE2E.ContextInfo) *waE2E.ExtendedTextMessage {
	text := &waE2E.ExtendedTextMessage{Text: proto.String(body), ContextInfo: about}
	if c == nil {
		return text
	}
	text.MatchedText, text.Title, text.Description = proto.String(c.URL), proto.String(c.Title), optional(c.Description)
	text.PreviewType = waE2E.ExtendedTextMessage_NONE.Enum()
	if small, err := base64.StdEncoding.DecodeString(c.Picture); err == nil && len(small) > 0 {
		text.JPEGThumbnail = small
	}
	return text
}
