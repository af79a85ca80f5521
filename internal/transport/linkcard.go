package transport

import (
	"bytes"
	"encoding/base64"
	"image/jpeg"
	"net/url"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
)

// Bounds of the picture in a card that came, in bytes and pixels. Networks send small ones.
const (
	cardBytes  = 64 << 10
	cardPixels = 1 << 20
)

// LinkCard is the card of a link that came inside a text, as the customer's own program made it; nil where there is none that could be shown.
// The link has to stand in the text, so that nothing else is opened than what one reads. Nobody is asked anything.
func LinkCard(body, link, title, description string, picture []byte) *desk.Content {
	if link == "" || len(link) > 2048 || !strings.Contains(body, link) {
		return nil
	}
	if !strings.Contains(link, "://") {
		link = "https://" + link
	}
	u, err := url.Parse(link)
	c := desk.LinkCard{URL: link, Title: desk.Line(title, desk.CardTitle), Description: desk.Line(description, desk.CardDescription)}
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || c.Title == "" {
		return nil
	}
	if size, err := jpeg.DecodeConfig(bytes.NewReader(picture)); err == nil && len(picture) <= cardBytes && size.Width*size.Height <= cardPixels {
		c.Picture = base64.StdEncoding.EncodeToString(picture)
	}
	return &desk.Content{Link: &c}
}
