package wuzapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wuzapi/wuzapisim"
)

func fileFor(name, mime string, data []byte) *transport.File {
	sum := sha256.Sum256(data)
	return &transport.File{Name: name, Mime: mime, Bytes: int64(len(data)), SHA256: hex.EncodeToString(sum[:]),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
}

func pngBytes() []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 40)))
	return b.Bytes()
}

func TestSendEveryKind(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		say := func(kind desk.MessageKind, body string, file *transport.File, c *desk.Content) transport.Say {
			m := text(body)
			m.Kind, m.File, m.Content = kind, file, c
			return m
		}
		sound := bytes.Repeat([]byte("OggS"), 5000)
		for _, m := range []struct {
			say              transport.Say
			kind, text, mime string
		}{
			{say(desk.Text, "Bom dia! \"<&>\" 😀", nil, nil), "text", "Bom dia! \"<&>\" 😀", ""},
			{say(desk.Image, "a foto", fileFor("a.png", "image/png", pngBytes()), nil), "image", "a foto", "image/png"},
			{say(desk.Video, "", fileFor("a.mp4", "video/mp4", sound), nil), "video", "", "video/mp4"},
			{say(desk.Audio, "", fileFor("a.mp3", "audio/mpeg", sound), nil), "audio", "", "audio/mpeg"},
			{say(desk.Voice, "", fileFor("a.ogg", "audio/ogg; codecs=opus", sound[:19999]), nil), "audio", "", "audio/ogg; codecs=opus"},
			{say(desk.Document, "a conta", fileFor("../conta março.pdf", "application/pdf", sound[:1]), nil), "document", "a conta", "application/pdf"},
			{say(desk.Sticker, "", fileFor("a.webp", "image/webp", sound[:100]), nil), "sticker", "", "image/webp"},
			{say(desk.Location, "", nil, &desk.Content{Location: &desk.Place{Latitude: 0, Longitude: -46.6, Name: "Padaria", Address: "Rua A, 1"}}), "location", "0.000000, -46.600000 Padaria, Rua A, 1", ""},
			{say(desk.Contacts, "", nil, &desk.Content{Contacts: []desk.Card{{Name: "Rui; Silva\nTEL:1", Phones: []string{"+55 11 98888-7777"}}}}), "contact", "Rui; Silva\nTEL:1", ""},
		} {
			got, f := w.send(m.say)
			if f != nil || got.Status != desk.Sent || got.Remote != "" || got.Wire != m.say.Client || got.At.IsZero() {
				t.Errorf("%s: %+v %v", m.say.Kind, got, f)
				continue
			}
			all := w.ana.Received()
			d := all[len(all)-1]
			if d.ID != string(m.say.Client) || d.Kind != m.kind || d.Text != m.text || d.Mime != m.mime {
				t.Errorf("%s arrived as %s %q %q", m.say.Kind, d.Kind, d.Text, d.Mime)
			}
			if m.say.File == nil {
				continue
			}
			r, _ := m.say.File.Open()
			want, _ := io.ReadAll(r)
			if !bytes.Equal(d.Data, want) {
				t.Errorf("%s: %d bytes of %d arrived, or others", m.say.Kind, len(d.Data), len(want))
			}
			if ptt := d.Name == "ptt"; ptt != (m.say.Kind == desk.Voice) {
				t.Errorf("%s as a voice message: %t", m.say.Kind, ptt)
			}
			if m.say.Kind == desk.Document && d.Name != "conta março.pdf" {
				t.Errorf("the document is called %q", d.Name)
			}
		}
		card := string(w.ana.Received()[8].Data)
		if !strings.Contains(card, "TEL;type=CELL;waid=5511988887777:+5511988887777") || strings.Contains(card, "\nTEL:1") {
			t.Error(card)
		}
		if n := w.s.Asked("/user/check"); n != 1 {
			t.Errorf("a number was looked up %d times", n)
		}
	})
}

func TestSendToWhom(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		w.s.Customer("551188887777") // registered without the ninth digit
		w.s.Customer("5511966665555").Leave()
		hidden := w.s.Customer("5511955554444").Hide()
		for _, c := range []struct {
			to   []desk.Address
			want string
		}{
			{[]desk.Address{desk.Phone("5511988887777")}, "taken"},
			{[]desk.Address{desk.LID(hidden.LID)}, "taken"},
			{[]desk.Address{desk.LID("123456789012345"), desk.Phone(anaNumber)}, "taken"}, // the number is the surer one
			{[]desk.Address{desk.Phone("5511966665555")}, "not_on_whatsapp stop contact"},
			{[]desk.Address{desk.Phone("5511900001111")}, "not_on_whatsapp stop contact"},
			{[]desk.Address{desk.LID("999999999999999")}, "undeliverable reroute contact"},
			{[]desk.Address{{Scheme: desk.SchemeBSUID, Value: "BR.1"}}, "undeliverable reroute contact"},
			{nil, "undeliverable reroute contact"},
		} {
			m := text("oi")
			m.To = c.to
			if _, f := w.send(m); failAs(f) != c.want {
				t.Errorf("%v: %s", c.to, failAs(f))
			}
		}
		if n := len(w.s.Customer("551188887777").Received()); n != 1 {
			t.Errorf("%d messages to the old spelling", n)
		}
	})
}

func TestSendWhatDoesNotFit(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		cards := &desk.Content{Contacts: []desk.Card{{Name: "A"}, {Name: "B"}}}
		for want, m := range map[string]transport.Say{
			"empty_message stop message":  {Kind: desk.Text, Body: " \n"},
			"too_long reroute message":    {Kind: desk.Text, Body: strings.Repeat("x", 65537)},
			"file_type reroute message":   {Kind: desk.Image, File: fileFor("a.gif", "image/gif", []byte("x"))},
			"unsupported reroute message": {Kind: desk.Contacts, Content: cards},
			"bad_request stop message":    {Kind: desk.Video},
		} {
			m.Client, m.To = newID(), []desk.Address{desk.Phone(anaNumber)}
			if _, f := w.send(m); failAs(f) != want {
				t.Errorf("%s: %s", want, failAs(f))
			}
		}
		if n := len(w.s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestSendAnswersReactionsAndRead(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		for ours, author := range map[bool]string{false: anaNumber, true: w.link.Phone} {
			m := text("sim")
			m.ReplyTo = &transport.Quoted{Remote: "3AQUOTED", Ours: ours, Body: "posso?"}
			if _, f := w.send(m); f != nil {
				t.Fatal(f)
			}
			all := w.ana.Received()
			if d := all[len(all)-1]; d.Quotes != "3AQUOTED" || d.Author != author+"@s.whatsapp.net" {
				t.Errorf("%+v", d)
			}
		}
		id := w.ana.Write("oi")
		to := []desk.Address{desk.Phone(anaNumber)}
		for _, r := range []transport.React{{About: transport.Quoted{Remote: desk.RemoteID(id)}, Emoji: "👍"}, {About: transport.Quoted{Remote: "3EB0X", Ours: true}}} {
			r.To = to
			if _, f := w.send(r); f != nil {
				t.Error(f)
			}
		}
		all := w.ana.Received()
		if a, b := all[2], all[3]; a.ID != id || a.Text != "👍" || b.ID != "me:3EB0X" || b.Text != "" {
			t.Errorf("%+v %+v", a, b)
		}
		at := time.Now()
		got, f := w.send(transport.MarkRead{To: to, Remote: []desk.RemoteID{desk.RemoteID(id)}, At: at, Typing: true})
		if f != nil || !got.At.Equal(at) || len(w.ana.Marked()) != 1 || w.ana.Typings() != 1 {
			t.Error(got, f, w.ana.Marked(), w.ana.Typings())
		}
	})
}

func TestSendOfOldReleases(t *testing.T) {
	live(t, wuzapisim.Options{Release: wuzapisim.Release{CapitalStatus: true, NoOwnID: true, TextTime: true}}, func(w *world) {
		m := text("oi")
		got, f := w.send(m)
		if f != nil || got.Remote == "" || got.Remote == m.Client || got.Wire != got.Remote || time.Since(got.At) > time.Minute {
			t.Errorf("%+v %v", got, f)
		}
	})
}

// A message that befalls something is told by whether the server can have had it.
func TestSendBefalls(t *testing.T) {
	const sends = "/chat/send/"
	words := func(w string) wuzapisim.Fault { return wuzapisim.Fault{Do: wuzapisim.Refuse, Words: w} }
	for name, c := range map[string]struct {
		fault wuzapisim.Fault
		want  string
	}{
		"token":             {wuzapisim.Fault{Do: wuzapisim.Refuse, Status: 401, Words: "unauthorized"}, "signed_out reroute connection"},
		"payload":           {wuzapisim.Fault{Do: wuzapisim.Refuse, Status: 400, Words: "could not decode Payload"}, "unsupported reroute message"},
		"phone":             {wuzapisim.Fault{Do: wuzapisim.Refuse, Status: 400, Words: "could not parse Phone"}, "undeliverable reroute contact"},
		"no LID":            {wuzapisim.Fault{Do: wuzapisim.Refuse, Status: 404, Words: "LID not found for this number"}, "undeliverable reroute contact"},
		"too large":         {wuzapisim.Fault{Do: wuzapisim.Page, Status: 413}, "file_too_big reroute message"},
		"no session":        {words("no session"), "not_ready retry connection"},
		"no device":         {words("error sending message: the store doesn't contain a device JID"), "signed_out reroute connection"},
		"upload":            {words("failed to upload file: timed out"), "busy retry contact"},
		"no LID found":      {words("Error sending message: no LID found for 5511912345678 from server"), "undeliverable reroute contact"},
		"user info":         {words("error sending message: failed to get user info for 5511912345678: info query timed out"), "busy retry contact"},
		"restricted":        {words("error sending message: server returned error 463"), "blocked hold contact"},
		"rejected":          {words("error sending message: server returned error 475"), "remote_unknown reroute message"},
		"479":               {words("error sending message: server returned error 479"), "unsupported reroute message"},
		"429":               {words("error sending message: server returned error 429"), "busy retry connection"},
		"server's own 503":  {words("error sending message: server returned error 503"), "unsure unsure message"},
		"no answer":         {words("error sending message: timed out waiting for message send response"), "unsure unsure message"},
		"websocket":         {words("error sending message: websocket not connected"), "unsure unsure message"},
		"disconnected":      {words("error sending message: websocket disconnected before message send returned response"), "unsure unsure message"},
		"anything":          {words("something"), "unsure unsure message"},
		"anything, sent":    {wuzapisim.Fault{Do: wuzapisim.Refuse, Words: "something", After: true}, "unsure unsure message"},
		"page":              {wuzapisim.Fault{Do: wuzapisim.Page}, "unsure unsure message"},
		"page of 404":       {wuzapisim.Fault{Do: wuzapisim.Page, Status: 404}, "unsure unsure message"},
		"page, sent":        {wuzapisim.Fault{Do: wuzapisim.Page, Status: 504, After: true}, "unsure unsure message"},
		"reset":             {wuzapisim.Fault{Do: wuzapisim.Reset}, "unsure unsure message"},
		"reset, sent":       {wuzapisim.Fault{Do: wuzapisim.Reset, After: true}, "unsure unsure message"},
		"silence":           {wuzapisim.Fault{Do: wuzapisim.Silence}, "unsure unsure message"},
		"silence, sent":     {wuzapisim.Fault{Do: wuzapisim.Silence, After: true}, "unsure unsure message"},
		"nothing":           {wuzapisim.Fault{Do: wuzapisim.Empty, After: true}, "unsure unsure message"},
		"half":              {wuzapisim.Fault{Do: wuzapisim.Garbage, After: true}, "unsure unsure message"},
		"no id":             {wuzapisim.Fault{Do: wuzapisim.Nameless, After: true}, "unsure unsure message"},
		"without end":       {wuzapisim.Fault{Do: wuzapisim.Huge}, "unsure unsure message"},
		"redirect":          {wuzapisim.Fault{Do: wuzapisim.Redirect, Words: "http://elsewhere.test/"}, "unsure unsure message"},
		"late":              {wuzapisim.Fault{Do: wuzapisim.Late, Delay: 80 * time.Second}, "taken"},
		"200 that means no": {wuzapisim.Fault{Do: wuzapisim.Refuse, Status: 200, Words: "no session"}, "unsure unsure message"},
	} {
		t.Run(name, func(t *testing.T) {
			live(t, wuzapisim.Options{}, func(w *world) {
				c.fault.Path = sends
				w.s.Script(c.fault)
				m := text("oi")
				_, f := w.send(m)
				if failAs(f) != c.want {
					t.Errorf("%s, want %s", failAs(f), c.want)
				}
				sent := c.fault.After || c.fault.Do == wuzapisim.Late
				if n := w.s.Count(string(m.Client)); (n == 1) != sent || n > 1 {
					t.Errorf("it arrived %d times", n)
				}
				if sent && f != nil && f.Next != desk.Doubt {
					t.Error("what arrived is not in doubt")
				}
				if n := len(w.s.Requests()); n != 3 { // session, number, message
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

// What could not leave is certain not to have left.
func TestSendNotBegun(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		w.s.Script(wuzapisim.Fault{Path: "/chat/send/video", Do: wuzapisim.Cut})
		m := text("")
		m.Kind, m.File = desk.Video, fileFor("a.mp4", "video/mp4", bytes.Repeat([]byte("x"), 8<<20))
		if _, f := w.send(m); failAs(f) != "offline retry connection" {
			t.Error("cut while it was written:", failAs(f))
		}
		m.File.Bytes += 10
		if _, f := w.send(m); failAs(f) != "disk_error retry message" {
			t.Error("a file shorter than it was:", failAs(f))
		}
		m.File.Bytes -= 20
		if _, f := w.send(m); failAs(f) != "disk_error retry message" {
			t.Error("a file longer than it was:", failAs(f))
		}
		for _, c := range []struct {
			do   func()
			want string
		}{{w.s.Restart, "not_ready retry connection"}, {w.s.Phone().Unlink, "signed_out reroute connection"}} {
			c.do()
			time.Sleep(time.Minute)
			if _, f := w.send(text("oi")); failAs(f) != c.want {
				t.Errorf("%s, want %s", failAs(f), c.want)
			}
		}
		w.http.CloseIdleConnections()
		_ = w.s.Close()
		time.Sleep(time.Minute)
		if _, f := w.send(text("oi")); failAs(f) != "offline retry connection" {
			t.Error("no server:", failAs(f))
		}
		synctest.Wait()
		if n := len(w.ana.Received()); n != 0 {
			t.Errorf("%d messages arrived", n)
		}
		w.odd = true // bodies that break off
	})
}

// A session that went over to another number sends nothing in the name of this one.
func TestSendFromAnotherNumber(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		w.s.Relink("5511933332222")
		if _, f := w.send(text("oi")); failAs(f) != "pair_other_number retry connection" {
			t.Error(failAs(f))
		}
		if n := len(w.ana.Received()); n != 0 {
			t.Errorf("%d messages arrived", n)
		}
	})
}
