package wuzapi

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// payload writes a message that fits, without recipient and file, and says where it is posted.
func payload(m transport.Say) (path string, body object) {
	switch m.Kind {
	case desk.Location:
		p := m.Content.Location
		body = object{"Latitude": there(p.Latitude), "Longitude": there(p.Longitude)}
		if name := lines(p.Name, p.Address); name != "" {
			body["Name"] = strings.ReplaceAll(name, "\n", ", ")
		}
		return "/chat/send/location", body
	case desk.Contacts:
		card := m.Content.Contacts[0]
		return "/chat/send/contact", object{"Name": card.Name, "Vcard": vcardOf(card)}
	case desk.Text, "":
		// The server makes the card itself; of a link that has none here it shall ask nobody.
		return "/chat/send/text", object{"Body": m.Body, "LinkPreview": m.Content != nil && m.Content.Link != nil}
	}
	return filePayload(m)
}

// there is a coordinate that the server takes: it counts zero as missing, so the equator is moved by a centimetre.
func there(degrees float64) float64 {
	if math.Abs(degrees) < 1e-7 {
		return 1e-7
	}
	return degrees
}

// carriers are the calls that carry a file, and the field that it goes into.
func carriers() map[desk.MessageKind]struct{ path, field string } {
	return map[desk.MessageKind]struct{ path, field string }{
		desk.Image:    {"/chat/send/image", "Image"},
		desk.Video:    {"/chat/send/video", "Video"},
		desk.Audio:    {"/chat/send/audio", "Audio"},
		desk.Voice:    {"/chat/send/audio", "Audio"},
		desk.Document: {"/chat/send/document", "Document"},
		desk.Sticker:  {"/chat/send/sticker", "Sticker"},
	}
}

func filePayload(m transport.Say) (path string, body object) {
	body = object{}
	if m.Body != "" {
		body["Caption"] = m.Body
	}
	kind := mimeOf(m.File.Mime)
	switch m.Kind {
	case desk.Voice:
		body["ptt"], body["mimetype"] = true, "audio/ogg; codecs=opus"
	case desk.Audio:
		body["ptt"], body["mimetype"] = false, kind
	case desk.Document:
		body["FileName"], body["MimeType"] = nameOf(m.File.Name), kind
	default:
		body["MimeType"] = kind
	}
	return carriers()[m.Kind].path, body
}

func nameOf(name string) string {
	if name = fileName(name); name == "" {
		return "file"
	}
	return name
}

// mimeOf is a type of file without parameters; anything that is none becomes bytes.
func mimeOf(text string) string {
	kind, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), ";")
	kind = strings.TrimSpace(kind)
	class, name, _ := strings.Cut(kind, "/")
	odd := func(s string) bool {
		return s == "" || len(s) > 100 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.+-_") != ""
	}
	if odd(class) || odd(name) {
		return "application/octet-stream"
	}
	return kind
}

// write makes the body of a request. A file goes in front, as base64 on its way, so that no copy of it fills the memory; the rest
// follows, and with it the brace without which the server has nothing.
func write(body object, m transport.Say) (*letter, io.Closer, *desk.Fault) {
	rest, err := json.Marshal(body)
	if err != nil { // a coordinate that is no number, most likely
		return nil, nil, &desk.Fault{Code: desk.CodeInvalid, Next: desk.Stop, Scope: desk.OfMessage, Err: fmt.Errorf("write the message: %w", err)}
	}
	if _, carries := carriers()[m.Kind]; !carries || m.File == nil {
		return newLetter(bytes.NewReader(rest), int64(len(rest))), io.NopCloser(nil), nil
	}
	file, err := m.File.Open()
	if err != nil {
		return nil, nil, &desk.Fault{Code: desk.CodeNotFound, Next: desk.Hold, Scope: desk.OfMessage, Err: fmt.Errorf("open the file: %w", err)}
	}
	kind := mimeOf(m.File.Mime)
	if m.Kind == desk.Document {
		kind = "application/octet-stream" // releases of old take no other one
	}
	head := `{"` + carriers()[m.Kind].field + `":"data:` + kind + `;base64,`
	tail := `",` + string(rest[1:])
	size := int64(len(head)) + int64(base64.StdEncoding.EncodedLen(int(m.File.Bytes))) + int64(len(tail))
	all := io.MultiReader(strings.NewReader(head), &encoder{from: file, left: m.File.Bytes}, strings.NewReader(tail))
	return newLetter(all, size), file, nil
}

// encoder reads a file as base64. A file that is not as long as was said breaks it, before the brace that would make a message of
// the wrong bytes.
type encoder struct {
	from io.Reader
	left int64
	out  []byte
	buf  [3 << 10]byte
}

var errLength = errors.New("the file is not as long as was said")

func (e *encoder) Read(p []byte) (int, error) {
	if len(e.out) == 0 {
		if err := e.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, e.out)
	e.out = e.out[n:]
	return n, nil
}

func (e *encoder) fill() error {
	if e.left == 0 {
		if n, _ := io.ReadFull(e.from, e.buf[:1]); n > 0 {
			return errLength
		}
		return io.EOF
	}
	n, err := io.ReadFull(e.from, e.buf[:min(int64(len(e.buf)), e.left)])
	if err != nil {
		return errLength
	}
	e.left -= int64(n)
	e.out = base64.StdEncoding.AppendEncode(e.out[:0], e.buf[:n])
	return nil
}

// vcardOf writes a card. Line breaks and the signs that part fields are escaped, so that a name cannot become a field.
func vcardOf(c desk.Card) string {
	clean := strings.NewReplacer("\\", "\\\\", "\r", " ", "\n", " ", ";", "\\;", ",", "\\,").Replace
	out := []string{"BEGIN:VCARD", "VERSION:3.0", "N:" + clean(c.Last) + ";" + clean(c.First) + ";;;", "FN:" + clean(c.Name)}
	if c.Organization != "" {
		out = append(out, "ORG:"+clean(c.Organization))
	}
	for _, p := range c.Phones {
		digits := desk.Phone(p).Value
		out = append(out, "TEL;type=CELL;waid="+digits+":+"+digits)
	}
	for _, e := range c.Emails {
		out = append(out, "EMAIL:"+clean(e))
	}
	return strings.Join(append(out, "END:VCARD"), "\n")
}
