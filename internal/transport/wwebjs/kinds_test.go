package wwebjs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

func fileOf(name, mime string, size int) *transport.File {
	raw := bytes.Repeat([]byte("x"), size)
	h := sha256.Sum256(raw)
	return &transport.File{Name: name, Mime: mime, Bytes: int64(size), SHA256: hex.EncodeToString(h[:]),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }}
}

// outgoing is a message of each kind, and WhatsApp's type for it.
func outgoing() map[string]transport.Say {
	place := &desk.Content{Location: &desk.Place{Latitude: -23.5, Longitude: -46.6, Name: "Padaria", Address: "Rua A, 1"}}
	card := &desk.Content{Contacts: []desk.Card{{Name: "Zé; da Silva", First: "Zé", Phones: []string{"+55 11 98888-7777"}, Emails: []string{"ze@example.com"}}}}
	return map[string]transport.Say{
		"chat":     {Kind: desk.Text, Body: "Olá"},
		"image":    {Kind: desk.Image, Body: "foto", File: fileOf("a.jpg", "image/jpeg", 100)},
		"video":    {Kind: desk.Video, Body: "vídeo", File: fileOf("a.mp4", "video/mp4", 100)},
		"audio":    {Kind: desk.Audio, File: fileOf("a.mp3", "audio/mpeg", 100)},
		"ptt":      {Kind: desk.Voice, File: fileOf("a.ogg", "audio/ogg; codecs=opus", 100)},
		"document": {Kind: desk.Document, Body: "nota", File: fileOf("../nota.pdf", "application/pdf", 100)},
		"sticker":  {Kind: desk.Sticker, File: fileOf("a.webp", "image/webp", 100)},
		"location": {Kind: desk.Location, Content: place},
		"vcard":    {Kind: desk.Contacts, Content: card},
	}
}

// TestEveryKind: each kind arrives once as what it is, is recognised when its answer is lost, and does not read what the customer wrote.
func TestEveryKind(t *testing.T) {
	for kind, m := range outgoing() {
		for _, answered := range []bool{true, false} {
			live(t, func(w *world) {
				w.run()
				w.after(time.Second)
				asked := w.ana.Write(loja, "Oi")
				w.after(time.Second)
				m.Client, m.To = desk.RemoteID("m"), ana()
				m.ReplyTo = &transport.Quoted{Remote: desk.RemoteID(asked)}
				if !answered {
					w.s.Script(wwebjssim.Fault{Call: "client/sendMessage", After: true, Answer: wwebjssim.HTML(502)})
				}
				if _, f := w.send(m); (f == nil) != answered {
					t.Errorf("%s: %v", kind, f)
				}
				w.after(10 * time.Minute)
				if got := w.ana.Kinds(); !reflect.DeepEqual(got, []string{kind}) {
					t.Errorf("%s arrived as %q", kind, got)
				}
				if _, quoted := w.ana.Last(); quoted != asked {
					t.Errorf("%s quotes %q", kind, quoted)
				}
				if w.s.Unread(loja, w.ana) != 1 {
					t.Errorf("%s read what the customer wrote", kind)
				}
				all := heard[transport.Receipt](w)
				if len(all) == 0 || all[0].Client != "m" {
					t.Errorf("%s, answered %t: %+v", kind, answered, all)
				}
				if in := bodies(w); len(in) != 1 {
					t.Errorf("%s, answered %t: stored %q", kind, answered, in)
				}
			})
		}
	}
}

// TestMisfits: what cannot be carried is refused before anything is asked.
func TestMisfits(t *testing.T) {
	broken := fileOf("a", "image/png", 10)
	broken.Open = func() (io.ReadCloser, error) { return nil, io.ErrUnexpectedEOF }
	larger := fileOf("a", "application/pdf", largestFile+1)
	larger.Bytes = 10 // than it says
	nan := &desk.Content{Location: &desk.Place{Latitude: math.NaN()}}
	two := &desk.Content{Contacts: []desk.Card{{Name: "A"}, {Name: "B"}}}
	for name, c := range map[string]struct {
		m    transport.Outgoing
		code desk.Code
		next desk.Next
	}{
		"no id":         {transport.Say{To: ana(), Kind: desk.Text, Body: "x"}, desk.CodeBadRequest, desk.Stop},
		"no words":      {transport.Say{Client: "a", To: ana(), Kind: desk.Text, Body: " \n"}, desk.CodeEmpty, desk.Stop},
		"too long":      {transport.Say{Client: "a", To: ana(), Kind: desk.Text, Body: strings.Repeat("x", 65537)}, desk.CodeTooLong, desk.Reroute},
		"no file":       {transport.Say{Client: "a", To: ana(), Kind: desk.Image}, desk.CodeBadRequest, desk.Stop},
		"large file":    {transport.Say{Client: "a", To: ana(), Kind: desk.Document, File: fileOf("a", "x/y", largestFile+1)}, desk.CodeTooBig, desk.Reroute},
		"larger file":   {transport.Say{Client: "a", To: ana(), Kind: desk.Document, File: larger}, desk.CodeTooBig, desk.Reroute},
		"broken file":   {transport.Say{Client: "a", To: ana(), Kind: desk.Image, File: broken}, desk.CodeOffline, desk.Retry},
		"type of file":  {transport.Say{Client: "a", To: ana(), Kind: desk.Image, File: fileOf("a", "image/tiff", 10)}, desk.CodeFileType, desk.Reroute},
		"template":      {transport.Say{Client: "a", To: ana(), Kind: desk.Template}, desk.CodeUnsupported, desk.Reroute},
		"buttons":       {transport.Say{Client: "a", To: ana(), Kind: desk.Interactive, Body: "x"}, desk.CodeUnsupported, desk.Reroute},
		"nowhere":       {transport.Say{Client: "a", To: ana(), Kind: desk.Location, Content: nan}, desk.CodeBadRequest, desk.Stop},
		"no place":      {transport.Say{Client: "a", To: ana(), Kind: desk.Location}, desk.CodeBadRequest, desk.Stop},
		"two cards":     {transport.Say{Client: "a", To: ana(), Kind: desk.Contacts, Content: two}, desk.CodeUnsupported, desk.Reroute},
		"no card":       {transport.Say{Client: "a", To: ana(), Kind: desk.Contacts}, desk.CodeBadRequest, desk.Stop},
		"react to none": {transport.React{Client: "a", To: ana(), Emoji: "x"}, desk.CodeBadRequest, desk.Stop},
		"read nothing":  {transport.MarkRead{To: ana()}, desk.CodeBadRequest, desk.Stop},
		"nothing":       {nil, desk.CodeUnsupported, desk.Reroute},
	} {
		t.Run(name, func(t *testing.T) {
			live(t, func(w *world) {
				if _, f := w.send(c.m); f == nil || f.Code != c.code || f.Next != c.next {
					t.Errorf("%+v", f)
				}
				if w.s.Asked("client/sendMessage") > 0 {
					t.Error("sent")
				}
			})
		})
	}
}

// TestRead: that messages were read is told, and repeated where it failed.
func TestRead(t *testing.T) {
	live(t, func(w *world) {
		id := w.ana.Write(loja, "Oi")
		m := transport.MarkRead{To: ana(), Remote: []desk.RemoteID{desk.RemoteID(id)}, At: time.Now(), Typing: true}
		w.s.Script(wwebjssim.Fault{Call: "client/sendSeen", Answer: wwebjssim.HTML(500)})
		if _, f := w.send(m); f == nil || f.Next != desk.Retry {
			t.Errorf("%+v", f)
		}
		if _, f := w.send(m); f != nil || w.s.Unread(loja, w.ana) != 0 || w.s.Asked("chat/sendStateTyping") != 1 {
			t.Errorf("%v, %d unread", f, w.s.Unread(loja, w.ana))
		}
		if _, f := w.send(transport.React{Client: "r", To: ana(), About: transport.Quoted{Remote: "3EB0FFFF"}, Emoji: "x"}); f == nil || f.Code != desk.CodeGone {
			t.Errorf("%+v", f)
		}
	})
}

// TestIncomingKinds: what a customer may write, and what nobody wrote.
func TestIncomingKinds(t *testing.T) {
	type fields = map[string]any
	for _, c := range []struct {
		kind, body string
		more       fields
		want       desk.MessageKind
		shows      string
	}{
		{"chat", "Oi", nil, desk.Text, "Oi"},
		{"location", "", fields{"location": fields{"latitude": "-23.5", "longitude": -46.6, "description": "Padaria\nRua A"}}, desk.Location, "Padaria\nRua A\n-23.500000, -46.600000"},
		{"location", "x", fields{"location": 7}, desk.Unsupported, "x"},
		{"vcard", "BEGIN:VCARD\nFN:Zé\nTEL;waid=551188:+55 11 88\nEND:VCARD", nil, desk.Contacts, "Zé\n+55 11 88"},
		{"multi_vcard", "", fields{"vCards": []any{"FN:A", 7, "FN:B\nitem1.TEL:1"}}, desk.Contacts, "A\nB\n1"},
		{"buttons_response", "Sim", fields{"selectedButtonId": "b1"}, desk.Interactive, "Sim"},
		{"list_response", "Bolo", fields{"selectedRowId": 5}, desk.Interactive, "Bolo"},
		{"poll_creation", "", fields{"pollName": "Quando?", "pollOptions": []any{fields{"name": "Hoje"}, "x"}}, desk.Poll, "Quando?\n• Hoje"},
		{"hsm", "texto", nil, desk.Text, "texto"},
		{"payment", "", nil, desk.Unsupported, ""},
		{"something_new", "novo", nil, desk.Unsupported, "novo"},
		{"image", "veja", nil, desk.Image, "veja"},
		{"ciphertext", "", nil, "", ""},
		{"e2e_notification", "", nil, "", ""},
		{"gp2", "", nil, "", ""},
		{"call_log", "", nil, "", ""},
		{"chat", "status", fields{"isStatus": true}, "", ""},
		{"chat", "grupo", fields{"id": fields{"fromMe": false, "remote": "120363@g.us", "id": "3EB0AAAA"}}, "", ""},
		{"chat", "estado", fields{"id": "false_status@broadcast_3EB0AAAA_55@c.us"}, "", ""},
		{"chat", "oficial", fields{"id": fields{"fromMe": false, "remote": "0@c.us", "id": "3EB0AAAA"}}, "", ""},
		{"chat", "a mim", fields{"id": fields{"fromMe": false, "remote": ourNumber + "@c.us", "id": "3EB0AAAA"}}, "", ""},
		{"chat", "sem id", fields{"id": 5}, "", ""},
		{"chat", "tudo errado", fields{"timestamp": "x", "ack": []any{}, "_data": 5, "hasMedia": "?", "vCards": 1, "from": fields{}, "location": "x"}, desk.Text, "tudo errado"},
	} {
		t.Run(c.kind+" "+c.body, func(t *testing.T) {
			live(t, func(w *world) {
				w.run()
				w.after(time.Second)
				w.ana.WriteOdd(loja, c.kind, c.body, c.more)
				w.after(time.Minute)
				all := heard[transport.Incoming](w)
				if c.want == "" {
					if len(all) != 0 {
						t.Errorf("%+v", all)
					}
					return
				}
				if len(all) != 1 || all[0].Kind != c.want || all[0].Body != c.shows {
					t.Errorf("%+v", all)
				}
			})
		})
	}
}

// TestReplies: a quote is told by the id of the quoted message.
func TestReplies(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		got, f := w.send(say("a", "Qual?"))
		if f != nil {
			t.Fatal(f)
		}
		w.ana.Reply(loja, "Este", string(got.Remote))
		w.after(time.Second)
		in := heard[transport.Incoming](w)
		if len(in) != 1 || in[0].ReplyTo != got.Remote || in[0].ReplyText != "Qual?" {
			t.Errorf("%+v", in)
		}
	})
}

// TestHiddenNumbers: a conversation under a hidden number is that of the telephone, and the server is asked once whose it is.
func TestHiddenNumbers(t *testing.T) {
	live(t, func(w *world) {
		w.s.Set(func(h *wwebjssim.Habits) { h.Hidden = true })
		w.run()
		w.s.Script(wwebjssim.Fault{Call: "client/getContactLidAndPhone", Answer: wwebjssim.HTML(500)})
		w.ana.Write(loja, "um")
		w.after(11 * time.Minute)
		w.ana.Write(loja, "dois")
		w.ana.Write(loja, "três")
		w.after(time.Second)
		in := heard[transport.Incoming](w)
		lid, both := []desk.Address{desk.LID(w.ana.LID)}, []desk.Address{desk.Phone(anaNumber), desk.LID(w.ana.LID)}
		if len(in) != 3 || !reflect.DeepEqual(in[0].From.Addresses, lid) || !reflect.DeepEqual(in[1].From.Addresses, both) {
			t.Errorf("%+v", in)
		}
		if n := w.s.Asked("client/getContactLidAndPhone"); n != 2 {
			t.Errorf("asked %d times", n)
		}
	})
}

// TestCards: a card read back is the card that was written.
func TestCards(t *testing.T) {
	c := desk.Card{Name: `Zé; "da", Silva\`, First: "Zé", Last: "Silva,", Phones: []string{"+5511988887777"}, Emails: []string{"a@b.c"}, Organization: "Padaria; Filhos"}
	if got := readCard(writeCard(c)); !reflect.DeepEqual(got, c) {
		t.Errorf("%+v", got)
	}
	if got := readCard(strings.Repeat("\x00TEL:1\r\n", 10000)); len(got.Phones) > 50 {
		t.Errorf("%d numbers", len(got.Phones))
	}
}
