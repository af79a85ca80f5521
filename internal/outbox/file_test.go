package outbox

import (
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/media"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// picture is a small one.
func picture() string {
	var b strings.Builder
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 6))); err != nil {
		panic(err)
	}
	return b.String()
}

// carrying is what a connection of these tests can send.
var carrying = desk.Caps{Text: 100, Location: true, Contacts: true, React: true, Edit: 15 * time.Minute, Revoke: time.Hour,
	Media: map[desk.MessageKind]desk.MediaLimit{
		desk.Image:    {Mimes: []string{"image/png"}, Bytes: 1 << 20, Caption: 20},
		desk.Document: {Bytes: 1 << 20, Caption: 20},
		desk.Voice:    {Mimes: []string{"audio/ogg"}, Bytes: 1 << 20},
	}}

func (b *bench) give(name, content string) desk.Upload {
	b.Helper()
	u, err := b.media().Receive(b.Context(), strings.NewReader(content), name)
	b.must(err)
	return u
}

func (b *bench) media() *media.Service { return media.New(b.DB, slog.New(slog.DiscardHandler)) }

func (b *bench) send(d Draft) (desk.MessageID, error) {
	b.keys++
	d.Key = fmt.Sprint("k", b.keys)
	return b.Enqueue(b.Context(), d)
}

func (b *bench) message(id desk.MessageID) (m desk.Message) {
	b.Helper()
	b.must(b.DB.Read(b.Context(), func(v *store.View) (err error) { m, err = v.Message(id); return err }))
	return m
}

// kept tells whether the file with a hash lies in the data folder.
func (b *bench) kept(sum string) bool {
	_, err := os.Stat(b.DB.FilePath(sum))
	return err == nil
}

// TestAFileLeaves: it is a row with its message, survives that the program ends, and is read when it is sent.
func TestAFileLeaves(t *testing.T) {
	at(t, func(b *bench) {
		b.caps = carrying
		ticket := b.customer(1)
		var got string
		b.lines[1].answers(func(m transport.Say) (transport.Accepted, error) {
			f, err := m.File.Open()
			b.must(err)
			defer f.Close()
			all, err := io.ReadAll(f)
			got = string(all)
			return transport.Accepted{Status: desk.Sent}, err
		})
		u := b.give("../../bolo.png", picture())
		m, err := b.send(Draft{Ticket: ticket, Kind: desk.Image, Text: "olha", Upload: u.ID})
		b.must(err)
		b.must(b.media().Sweep(b.Context(), time.Now().Add(30*24*time.Hour))) // as at the start of the program
		b.serve(1)
		synctest.Wait()
		b.is(m, "sent 1:accepted")
		say := b.lines[1].said[0]
		if got != picture() || say.Body != "olha" || say.File.Name != "bolo.png" || say.File.Mime != "image/png" || say.File.Width != 8 {
			t.Errorf("sent %q, %+v, %+v", got, say, say.File)
		}
		a := b.message(m).Attachment
		if a == nil || a.State != "ready" || a.SHA256 != u.SHA256 || !b.kept(u.SHA256) {
			t.Errorf("kept as %+v", a)
		}
	})
}

// TestAFileLeavesTheDraft: what is typed was not sent with it. A text empties the draft that it came from.
func TestAFileLeavesTheDraft(t *testing.T) {
	at(t, func(b *bench) {
		b.caps = carrying
		ticket := b.customer(1)
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.SetDraft(ticket, "e amanhã") }))
		_, err := b.send(Draft{Ticket: ticket, Kind: desk.Voice, Upload: b.give("", "OggS\x00").ID})
		b.must(err)
		if got := b.draft(ticket); got != "e amanhã" {
			t.Errorf("after a voice message the draft is %q", got)
		}
		b.reply(ticket, "e amanhã")
		if got := b.draft(ticket); got != "" {
			t.Errorf("after the text the draft is %q", got)
		}
	})
}

// TestOneUploadIsOneMessage: pressing again under the same key changes nothing, and the upload is used up.
func TestOneUploadIsOneMessage(t *testing.T) {
	at(t, func(b *bench) {
		b.caps = carrying
		d := Draft{Ticket: b.customer(1), Key: "press", Kind: desk.Document, Upload: b.give("a.pdf", "%PDF-1.4").ID}
		first, err := b.Enqueue(b.Context(), d)
		b.must(err)
		second, err := b.Enqueue(b.Context(), d)
		b.must(err)
		if first != second {
			t.Errorf("messages %d and %d", first, second)
		}
		d.Key = "another"
		_, err = b.Enqueue(b.Context(), d)
		refused(b, err, desk.CodeNotFound)
	})
}

// TestWhatNoRouteCarriesIsNoRow: the reason is said, and the file stays for another try.
func TestWhatNoRouteCarriesIsNoRow(t *testing.T) {
	at(t, func(b *bench) {
		b.caps = carrying
		ticket := b.customer(1)
		text, big := b.give("a.txt", "olá"), b.give("b.bin", strings.Repeat("x", 1<<20+1))
		for want, d := range map[desk.Code]Draft{
			desk.CodeFileType:    {Kind: desk.Image, Upload: text.ID},
			desk.CodeTooBig:      {Kind: desk.Document, Upload: big.ID},
			desk.CodeUnsupported: {Kind: desk.Video, Upload: text.ID},
			desk.CodeTooLong:     {Kind: desk.Document, Upload: text.ID, Text: strings.Repeat("a", 21)},
			desk.CodeBadRequest:  {Kind: desk.Text, Text: "olá", Upload: text.ID},
			desk.CodeNotFound:    {Kind: desk.Document, Upload: 999},
		} {
			d.Ticket = ticket
			_, err := b.send(d)
			refused(b, err, want)
		}
		if !b.kept(text.SHA256) || !b.kept(big.SHA256) {
			t.Error("a file that is not sent yet is gone")
		}
		b.must(b.media().Drop(b.Context(), big.ID))
		if b.kept(big.SHA256) {
			t.Error("a file that nobody wants is still there")
		}
		if err := b.media().Sweep(b.Context(), time.Now().Add(8*24*time.Hour)); err != nil || b.kept(text.SHA256) {
			t.Errorf("a file that was never sent stays for ever, %v", err)
		}
	})
}

// TestAFileThatIsAwayIsSaid: another connection could not send it either.
func TestAFileThatIsAwayIsSaid(t *testing.T) {
	at(t, func(b *bench) {
		b.caps = carrying
		u := b.give("a.png", picture())
		m, err := b.send(Draft{Ticket: b.customer(1), Kind: desk.Image, Upload: u.ID})
		b.must(err)
		b.must(os.Remove(b.DB.FilePath(u.SHA256)))
		b.lines[1].answers(func(m transport.Say) (transport.Accepted, error) {
			_, err := m.File.Open()
			return transport.Accepted{}, err
		})
		b.serve(1)
		b.serve(2)
		synctest.Wait()
		b.is(m, "failed 1:failed")
		if f := b.message(m).Fault; f != desk.CodeFileAway {
			t.Errorf("fault %s", f)
		}
	})
}

// TestForward: text and file go to each conversation once, marked; the limits of the platform hold.
func TestForward(t *testing.T) {
	at(t, func(b *bench) {
		b.caps = carrying
		from := b.customer(1)
		text := b.reply(from, "promoção")
		picture, err := b.send(Draft{Ticket: from, Kind: desk.Image, Upload: b.give("a.png", picture()).ID, Text: "bolo"})
		b.must(err)
		var to []desk.TicketID
		for i := range 6 {
			to = append(to, b.customer(10+i))
		}
		f := Forward{Key: "press", Messages: []desk.MessageID{text, picture}, To: to}
		_, err = b.Forward(b.Context(), f)
		refused(b, err, desk.CodeForwards)
		f.To = to[:5]
		for _, f.Confirmed = range []bool{false, true, true} { // whoever got the same words first makes six
			faults, err := b.Forward(b.Context(), f)
			b.must(err)
			for i, one := range faults {
				if warned := !f.Confirmed && i == 4; (one != nil) != warned || warned && one.Code != desk.CodeMany {
					t.Errorf("%d, confirmed %v: %v", i, f.Confirmed, one)
				}
			}
		}
		b.serve(1)
		synctest.Wait()
		if n := len(b.lines[1].said); n != 12 {
			t.Fatalf("%d messages left", n)
		}
		for _, m := range b.lines[1].said {
			if m.To[0] == desk.Phone("5511987650001") {
				continue
			}
			if !m.Forwarded || m.Often || (m.Kind == desk.Image) != (m.File != nil) {
				t.Errorf("passed on as %+v", m)
			}
		}
		who := transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}
		b.must(b.inbox.Receive(b.Context(), 1, transport.Incoming{Remote: "O", From: who, At: time.Now(), Kind: desk.Text, Body: "corrente", Forwarded: true, Often: true}))
		var often desk.MessageID
		b.must(b.DB.Read(b.Context(), func(v *store.View) (err error) {
			often, err = v.Sighted(1, b.message(text).Contact, desk.In, "O")
			return err
		}))
		_, err = b.Forward(b.Context(), Forward{Key: "often", Messages: []desk.MessageID{often}, To: to[:2]})
		refused(b, err, desk.CodeForwards)
		_, err = b.Forward(b.Context(), Forward{Key: "often", Messages: []desk.MessageID{often}, To: to[:1]})
		b.must(err)
	})
}

// TestForwardSaysWhereItCouldNot: each conversation for itself.
func TestForwardSaysWhereItCouldNot(t *testing.T) {
	at(t, func(b *bench) {
		b.caps = carrying
		from, to := b.customer(1), b.customer(2)
		m := b.reply(from, "olá")
		faults, err := b.Forward(b.Context(), Forward{Key: "press", Messages: []desk.MessageID{m}, To: []desk.TicketID{to, 999}})
		b.must(err)
		if faults[0] != nil || faults[1] == nil || faults[1].Code != desk.CodeNotFound {
			t.Errorf("faults %v", faults)
		}
	})
}

// TestARefusedPictureKeepsWhatItSays: sent as a document next, it is the file that the operator chose.
func TestARefusedPictureKeepsWhatItSays(t *testing.T) {
	plain := picture()
	said := plain[:33] + "\x00\x00\x00\x05tEXtplace\x00\x00\x00\x00" + plain[33:]
	at(t, func(b *bench) {
		b.caps, b.Bare = carrying, b.media().Bare
		b.caps.Media = map[desk.MessageKind]desk.MediaLimit{desk.Image: {Mimes: []string{"image/jpeg"}, Bytes: 1000}, desk.Document: carrying.Media[desk.Document]}
		ticket, u := b.customer(1), b.give("a.png", said)
		_, err := b.send(Draft{Ticket: ticket, Kind: desk.Image, Upload: u.ID})
		refused(b, err, desk.CodeFileType)
		m, err := b.send(Draft{Ticket: ticket, Kind: desk.Document, Upload: u.ID})
		b.must(err)
		if a := b.message(m).Attachment; a.SHA256 != u.SHA256 {
			t.Error("the document is not the file that was chosen")
		}
	})
}

// TestAPictureTellsNothingElse: what a file says beside its pixels does not leave with a picture, by one message or many, and does with
// a document.
func TestAPictureTellsNothingElse(t *testing.T) {
	plain := picture()
	said := plain[:33] + "\x00\x00\x00\x05tEXtplace\x00\x00\x00\x00" + plain[33:]
	for kind, want := range map[desk.MessageKind]string{desk.Image: plain, desk.Document: said} {
		at(t, func(b *bench) {
			b.caps, b.Bare = carrying, b.media().Bare
			ticket := b.customer(1)
			one, err := b.send(Draft{Ticket: ticket, Kind: kind, Upload: b.give("a.png", said).ID})
			b.must(err)
			many, err := b.EnqueueAll(b.Context(), []Draft{{Ticket: ticket, Key: "many", Kind: kind, Upload: b.give("a.png", said).ID}}, true)
			b.must(err)
			for _, m := range append(many, one) {
				a := b.message(m).Attachment
				got, err := os.ReadFile(b.DB.FilePath(a.SHA256))
				b.must(err)
				if string(got) != want || a.Bytes != int64(len(want)) {
					t.Errorf("%s: %d bytes leave, want %d", kind, len(got), len(want))
				}
			}
		})
	}
}
