package waweb

import (
	"bytes"
	"io"
	"slices"
	"testing"
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/media"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

func holding(name, mime string, content []byte) *transport.File {
	return &transport.File{Name: name, Mime: mime, Bytes: int64(len(content)), Width: 8, Height: 6, Duration: 3 * time.Second,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }}
}

// got waits for a message of ours on Ana's phone.
func (r *rig) got(id desk.RemoteID) (m *waE2E.Message) {
	r.t.Helper()
	r.await("the message arrives", func() bool {
		i := slices.IndexFunc(r.ana.Phone().Messages(), func(x wasim.Received) bool { return x.ID == string(id) })
		if i >= 0 {
			m = r.ana.Phone().Messages()[i].Message
		}
		return i >= 0
	})
	return unwrap(m)
}

func (r *rig) sent(m transport.Outgoing) {
	r.t.Helper()
	if _, err := r.conn.Send(r.t.Context(), m); err != nil {
		r.t.Fatal(err)
	}
}

// TestFilesLeave: each kind of file arrives as that kind, whole, with what is said of it.
func TestFilesLeave(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	for kind, c := range map[desk.MessageKind]struct {
		name, mime, caption string
		check               func(*waE2E.Message) bool
	}{
		desk.Image: {"bolo.png", "image/png", "olha", func(m *waE2E.Message) bool { return m.GetImageMessage().GetWidth() == 8 }},
		desk.Video: {"v.mp4", "video/mp4", "filme", func(m *waE2E.Message) bool { return m.GetVideoMessage().GetSeconds() == 3 }},
		desk.Audio: {"a.mp3", "audio/mpeg", "", func(m *waE2E.Message) bool {
			return !m.GetAudioMessage().GetPTT() && m.GetAudioMessage().GetSeconds() == 3 && len(m.GetAudioMessage().GetWaveform()) == 0
		}},
		desk.Voice: {"v.ogg", "audio/ogg; codecs=opus", "", func(m *waE2E.Message) bool {
			return m.GetAudioMessage().GetPTT() && len(m.GetAudioMessage().GetWaveform()) == 64
		}},
		desk.Sticker: {"s.webp", "image/webp", "", func(m *waE2E.Message) bool { return m.GetStickerMessage() != nil }},
		desk.Document: {"tabela.pdf", "application/pdf", "preços", func(m *waE2E.Message) bool {
			return m.GetDocumentMessage().GetFileName() == "tabela.pdf" && m.GetDocumentMessage().GetCaption() == "preços" &&
				m.GetDocumentMessage().GetPageCount() == 12
		}},
	} {
		t.Run(string(kind), func(t *testing.T) {
			content := []byte("the bytes of " + c.name)
			say := r.say(c.caption)
			say.Kind, say.File = kind, holding(c.name, c.mime, content)
			say.File.Pages = 12
			say.File.Wave = bytes.Repeat([]byte{40}, desk.WavePeaks)
			r.sent(say)
			m := r.got(say.Client)
			file, ok := media.Of(m)
			if !ok || !c.check(m) {
				t.Fatalf("arrived as %v", m)
			}
			if plain, err := r.w.Media().Fetch(file); err != nil || !bytes.Equal(plain, content) {
				t.Errorf("the customer sees %q (%v)", plain, err)
			}
		})
	}
}

// TestUploadThatFailsLeavesNothing: what breaks before the message is written may be tried again.
func TestUploadThatFailsLeavesNothing(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	r.w.Media().Fail(media.Fault{Direction: media.Upload, Status: 503, Times: -1})
	say := r.say("foto")
	say.Kind, say.File = desk.Image, holding("f.png", "image/png", []byte("png"))
	_, err := r.conn.Send(t.Context(), say)
	if f := desk.AsFault(err); f.Next != desk.Retry {
		t.Fatalf("fault %+v", f)
	}
	if n := len(r.ana.Phone().Messages()); n > 0 {
		t.Errorf("%d messages arrived", n)
	}
}

// TestWhatDoesNotFitIsRefusedAtOnce: nothing is uploaded for it.
func TestWhatDoesNotFitIsRefusedAtOnce(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	for want, edit := range map[desk.Code]func(*transport.Say){
		desk.CodeFileType: func(m *transport.Say) { m.File.Mime = "image/tiff" },
		desk.CodeTooBig:   func(m *transport.Say) { m.File.Bytes = 1 << 40 },
	} {
		say := r.say("")
		say.Kind, say.File = desk.Image, holding("f.png", "image/png", []byte("png"))
		edit(&say)
		_, err := r.conn.Send(t.Context(), say)
		if f := desk.AsFault(err); f.Code != want || f.Next != desk.Reroute {
			t.Errorf("want %s, got %+v", want, f)
		}
	}
	if n := r.w.Media().Counts().Uploads; n > 0 {
		t.Errorf("%d uploads", n)
	}
}

func TestPlacesCardsAndForwards(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	place := r.say("")
	place.Kind, place.Content = desk.Location, &desk.Content{Location: &desk.Place{Latitude: -23.5, Longitude: -46.6, Name: "Padaria", Address: "Rua 1"}}
	r.sent(place)
	if m := r.got(place.Client).GetLocationMessage(); m.GetDegreesLatitude() != -23.5 || m.GetName() != "Padaria" {
		t.Errorf("place %v", m)
	}
	card := r.say("")
	want := desk.Card{Name: "João; \\ Lima", Phones: []string{"+5511988887777"}, Emails: []string{"j@exemplo.com"}, Organization: "Doces, Ltda"}
	card.Kind, card.Content = desk.Contacts, &desk.Content{Contacts: []desk.Card{want}}
	r.sent(card)
	got := readCard(r.got(card.Client).GetContactMessage())
	if got.Name != want.Name || !slices.Equal(got.Phones, want.Phones) || !slices.Equal(got.Emails, want.Emails) || got.Organization != want.Organization {
		t.Errorf("card %+v", got)
	}
	passed := r.say("repassada")
	passed.Forwarded, passed.Often = true, true
	r.sent(passed)
	if about := r.got(passed.Client).GetExtendedTextMessage().GetContextInfo(); !about.GetIsForwarded() || about.GetForwardingScore() < forwardedOften {
		t.Errorf("about %v", about)
	}
}

// TestGestures: reactions to either side's messages, an edit and a deletion name the message, and a second try changes nothing.
func TestGestures(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	say := r.say("quanto cusat")
	r.sent(say)
	r.got(say.Client)
	asked, err := r.ana.Write("oi")
	if err != nil {
		t.Fatal(err)
	}
	wait(r.in, body("oi"))
	ours, theirs := transport.Quoted{Remote: say.Client, Ours: true}, transport.Quoted{Remote: desk.RemoteID(asked)}
	for _, about := range []transport.Quoted{ours, theirs} {
		m := transport.React{Client: newID(), To: say.To, About: about, Emoji: "❤️"}
		r.sent(m)
		r.sent(m)
		key := r.got(m.Client).GetReactionMessage().GetKey()
		if key.GetID() != string(about.Remote) || key.GetFromMe() != about.Ours {
			t.Errorf("key %v", key)
		}
	}
	edit := transport.Reword{Client: newID(), To: say.To, About: ours, Kind: desk.Text, Body: "quanto custa"}
	r.sent(edit)
	if p := r.got(edit.Client).GetProtocolMessage(); p.GetEditedMessage().GetConversation() != "quanto custa" || p.GetKey().GetID() != string(say.Client) {
		t.Errorf("edit %v", p)
	}
	gone := transport.Unsay{Client: newID(), To: say.To, About: ours}
	r.sent(gone)
	if p := r.got(gone.Client).GetProtocolMessage(); p.GetType() != waE2E.ProtocolMessage_REVOKE || p.GetKey().GetID() != string(say.Client) {
		t.Errorf("deletion %v", p)
	}
}

// TestLostFileIsAskedOfThePhone: the network has it no more, and the phone brings it again; where it cannot, the file is gone.
func TestLostFileIsAskedOfThePhone(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	file, err := r.w.Media().Put(media.Image, []byte("foto"))
	if err != nil {
		t.Fatal(err)
	}
	id, err := r.ana.Send(file.ImageMessage("image/png", "olha"), "")
	if err != nil {
		t.Fatal(err)
	}
	in := wait(r.in, body("olha"))
	r.await("the phone has the message", func() bool {
		_, known := r.w.Business().Archive().Find(r.ana.Phone().PN(), id)
		return known
	})
	r.w.Media().ExpireAll(410)
	var got bytes.Buffer
	if err := r.conn.Fetch(t.Context(), in.Attachment.Ref, desk.FetchUnasked, &got); err != nil || got.String() != "foto" {
		t.Fatalf("fetched %q, %v", got.String(), err)
	}
	r.w.Media().ExpireAll(410)
	r.w.Business().ForgetFile(id)
	if err := r.conn.Fetch(t.Context(), in.Attachment.Ref, desk.FetchUnasked, &got); desk.AsFault(err).Code != desk.CodeGone {
		t.Errorf("a file that nobody has: %v", err)
	}
}
