package transporttest

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/jpeg"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Linker is a customer who sees the cards of links, and sends some. A driver that carries cards has such customers.
type Linker interface {
	// Card is what our message with a text shows of its link; false for none. A network that makes the card itself says no more than that.
	Card(text string) (c desk.LinkCard, shown bool)
	// Share sends us a text with a card; false where this network does not tell of one.
	Share(text string, c desk.LinkCard) (told bool)
}

var links = []promise{
	{"a text shows the card that was fixed with it, and no other one shows any", func(b *bench) {
		if !b.conn.Caps(desk.Phone(Ana)).Links {
			b.lacks = true
			return
		}
		b.online()
		with, want := b.say("veja https://example.com/bolo"), cake(b)
		with.Content = &desk.Content{Link: &want}
		b.sent(with)
		b.sent(b.say("e https://example.com/torta"))
		texts := b.arrived(2)
		if got, shown := b.linker().Card(texts[0]); !shown || got != want && got != (desk.LinkCard{}) {
			b.Errorf("%t, shown is %+v", shown, got)
		}
		if got, shown := b.linker().Card(texts[1]); shown {
			b.Errorf("nobody asked for a card, and shown is %+v", got)
		}
	}},
	{"a card that comes with a text is told as it came", func(b *bench) {
		if !b.conn.Caps(desk.Phone(Ana)).Links {
			b.lacks = true
			return
		}
		b.online()
		const text = "olha https://example.com/bolo"
		want := cake(b)
		if b.lacks = !b.linker().Share(text, want); b.lacks {
			return
		}
		b.until("it comes", func() bool { return len(heard[transport.Incoming](b)) > 0 })
		got := heard[transport.Incoming](b)[0]
		if got.Body != text || got.Content == nil || got.Content.Link == nil || *got.Content.Link != want {
			b.Errorf("%q, %+v", got.Body, got.Content)
		}
	}},
}

// cake is a card with everything.
func cake(b *bench) desk.LinkCard {
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		b.Fatal(err)
	}
	return desk.LinkCard{URL: "https://example.com/bolo", Title: "Bolo de milho", Description: "Fofo & quente, às 18 h",
		Picture: base64.StdEncoding.EncodeToString(picture.Bytes())}
}

func (b *bench) linker() Linker {
	b.Helper()
	ana, ok := b.Customer(Ana).(Linker)
	if !ok {
		b.Fatal("it says that it carries cards, and nobody sees them")
	}
	return ana
}
