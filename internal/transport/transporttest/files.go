package transporttest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"maps"
	"slices"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// samples are a file of each kind, as far as networks look into one.
func samples() map[desk.MessageKind]Parcel {
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 48, 32)), nil); err != nil {
		panic(err) // it is written into memory
	}
	return map[desk.MessageKind]Parcel{
		desk.Image:    {Mime: "image/jpeg", Data: picture.Bytes()},
		desk.Video:    {Mime: "video/mp4", Data: []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom and moving pictures")},
		desk.Audio:    {Mime: "audio/mpeg", Data: []byte("ID3\x04\x00\x00 and sound")},
		desk.Voice:    {Mime: "audio/ogg", Data: []byte("OggS\x00\x02 OpusHead\x01\x01 and a voice")},
		desk.Document: {Mime: "application/pdf", Name: "orçamento nº 1.pdf", Data: []byte("%PDF-1.7 and pages")},
		desk.Sticker:  {Mime: "image/webp", Data: []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00")},
	}
}

// carries are the files of each kind that the connection carries, with a caption where there can be one.
func (b *bench) carries() (all []Parcel) {
	b.Helper()
	media, known := b.Driver().Caps.Media, samples()
	for _, kind := range slices.Sorted(maps.Keys(media)) {
		p, is := known[kind]
		if !is {
			b.Fatalf("nobody knows a file of kind %s", kind)
		}
		if p.Kind = kind; media[kind].Caption > 0 {
			p.Caption = "legenda de " + string(kind) + " 🧀"
		}
		all = append(all, p)
	}
	return all
}

func (b *bench) parcel(p Parcel) transport.Say {
	sum := sha256.Sum256(p.Data)
	m := b.say(p.Caption)
	m.Kind, m.File = p.Kind, &transport.File{Name: p.Name, Mime: p.Mime, Bytes: int64(len(p.Data)), SHA256: hex.EncodeToString(sum[:]),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(p.Data)), nil }}
	return m
}

// filer is Ana as one who sends and gets files; nil where the connection carries none.
func (b *bench) filer() Filer {
	b.Helper()
	if len(b.Driver().Caps.Media) == 0 {
		b.lacks = true
		return nil
	}
	ana, is := b.Customer(Ana).(Filer)
	if !is {
		b.Fatal("it says that it carries files, and nobody gets them")
	}
	b.online()
	return ana
}

// same reports whether a file came as it was sent. Only documents have a name.
func same(got, want Parcel) bool {
	return got.Kind == want.Kind && got.Caption == want.Caption && bytes.Equal(got.Data, want.Data) && (want.Name == "" || got.Name == want.Name)
}

var files = []promise{
	{"each kind of file that it carries arrives as that, whole, with its caption", func(b *bench) {
		ana := b.filer()
		if ana == nil {
			return
		}
		for i, p := range b.carries() {
			b.sent(b.parcel(p))
			b.until(string(p.Kind)+" arrives", func() bool { return len(ana.Parcels()) > i })
			if got := ana.Parcels()[i]; !same(got, p) {
				b.Errorf("%s arrives as %s %q %q of %d bytes, want %q %q of %d", p.Kind, got.Kind, got.Name, got.Caption, len(got.Data), p.Name, p.Caption, len(p.Data))
			}
		}
	}},
	{"a file that is too large, or of a type that is not carried, is refused without a look at it", func(b *bench) {
		if b.filer() == nil {
			return
		}
		for _, p := range b.carries() {
			limit, m := b.Driver().Caps.Media[p.Kind], b.parcel(p)
			m.File.Open = func() (io.ReadCloser, error) { b.Error("it was opened"); return nil, errors.New("closed") }
			if m.File.Bytes = limit.Bytes + 1; limit.Bytes > 0 {
				if f := b.failed(b.Context(), m); f.Code != desk.CodeTooBig {
					b.Errorf("%s that is too large is %s", p.Kind, f.Code)
				}
			}
			if m.File.Bytes, m.File.Mime = 1, "application/x-hologram"; len(limit.Mimes) > 0 {
				if f := b.failed(b.Context(), m); f.Code != desk.CodeFileType {
					b.Errorf("%s of a type that is not carried is %s", p.Kind, f.Code)
				}
			}
		}
	}},
	{"each kind of file that a customer sends is told with its caption, and is fetched whole", func(b *bench) {
		ana := b.filer()
		if ana == nil {
			return
		}
		fetches, can := b.conn.(transport.Fetcher)
		if !can {
			b.Fatal("it carries files, and cannot fetch one")
		}
		for i, p := range b.carries() {
			if err := ana.Give(p); err != nil {
				b.Fatal(err)
			}
			b.until(string(p.Kind)+" is heard", func() bool { return len(b.attached()) > i })
			in := b.attached()[i]
			if in.Kind != p.Kind || in.Attachment.Kind != p.Kind || in.Body != p.Caption {
				b.Errorf("%s is told as %s %q", p.Kind, in.Kind, in.Body)
			}
			var got bytes.Buffer
			if err := fetches.Fetch(b.Context(), in.Attachment.Ref, 1<<20, &got); err != nil || !bytes.Equal(got.Bytes(), p.Data) {
				b.Errorf("of %s %d bytes are fetched of %d, %v", p.Kind, got.Len(), len(p.Data), err)
			}
		}
	}},
}

// attached is what customers sent with a file, each once.
func (b *bench) attached() (all []transport.Incoming) {
	known := map[desk.RemoteID]bool{}
	for _, e := range heard[transport.Incoming](b) {
		if !e.Echo && e.Attachment != nil && !known[e.Remote] {
			known[e.Remote] = true
			all = append(all, e)
		}
	}
	return all
}
