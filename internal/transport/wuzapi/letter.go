package wuzapi

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/balcao-app/balcao/internal/transport"
)

// Bounds of one call, in bytes. A server may put a file of 100 MB into it, written in four thirds of its bytes and once more escaped in a
// form. Such strings are left out while they are read, so that no more than the rest is ever held. A call that is longer still is
// refused, and what it wanted to say is read from the server's memory.
const (
	longestHook   = 160 << 20
	longestEvent  = 8 << 20
	longestString = 1 << 20 // a text of the greatest length, every letter of it escaped
	longestToken  = 4 << 10
)

// errOdd marks a call that is not written as one.
var errOdd = errors.New("it is no call")

// call is what a request of the server holds.
type call struct {
	event []byte // JSON, without files
	token string // older releases send it along
	sum   []byte // of what the server signs, under the key
}

// open takes a request apart while it comes. The server writes JSON, or a form with JSON in one field; one with a file comes in parts.
func open(kind string, body io.Reader, key []byte) (said call, err error) {
	kind, params, bad := mime.ParseMediaType(kind)
	mac := hmac.New(sha256.New, key)
	raw := io.TeeReader(body, mac)
	switch {
	case bad != nil:
		err = errOdd
	case kind == "application/json":
		said.event, err = bounded(transport.Lean(raw, longestString))
	case kind == "application/x-www-form-urlencoded":
		said.event, said.token, err = openForm(bufio.NewReaderSize(raw, 32<<10))
	case kind == "multipart/form-data" && params["boundary"] != "":
		var signed []byte
		said.event, said.token, signed, err = openParts(multipart.NewReader(body, params["boundary"]))
		mac.Write(signed)
		said.sum = mac.Sum(nil)
		return said, err
	default:
		err = errOdd
	}
	if _, rest := io.Copy(io.Discard, raw); rest != nil && (err == nil || errors.Is(err, errOdd)) { // the signature is about all of it
		err = fmt.Errorf("read a call: %w", rest)
	}
	said.sum = mac.Sum(nil)
	return said, err
}

func bounded(r io.Reader) ([]byte, error) {
	all, err := io.ReadAll(io.LimitReader(r, longestEvent+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read a call: %w", err)
	case len(all) > longestEvent:
		return nil, fmt.Errorf("read a call: %w", errTooLong)
	}
	return all, nil
}

// openForm reads the fields of a form.
func openForm(in *bufio.Reader) (event []byte, token string, err error) {
	for {
		if _, end := in.Peek(1); end != nil {
			return event, token, nil // whether it ended well is found out when the rest is read
		}
		name, err := io.ReadAll(io.LimitReader(&escaped{in: in, end: '='}, longestToken))
		if err != nil {
			return nil, "", err //nolint:wrapcheck // errOdd, or that of the body
		}
		value := &escaped{in: in, end: '&'}
		switch string(name) {
		case "jsonData":
			event, err = bounded(transport.Lean(value, longestString))
		case "token":
			var text []byte
			text, err = io.ReadAll(io.LimitReader(value, longestToken))
			token = string(text)
		}
		if err != nil {
			return nil, "", err
		}
		if _, err := io.Copy(io.Discard, value); err != nil {
			return nil, "", err //nolint:wrapcheck // errOdd, or that of the body
		}
	}
}

// escaped reads a name or a value of a form up to the sign that ends it.
type escaped struct {
	in   *bufio.Reader
	end  byte
	over bool
}

func (e *escaped) Read(p []byte) (n int, err error) {
	for n < len(p) && !e.over {
		b, err := e.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			e.over = true
			continue
		case err != nil:
			return n, fmt.Errorf("read a form: %w", err)
		case b == e.end:
			e.over = true
			continue
		case b == '+':
			b = ' '
		case b == '%':
			if b, err = e.pair(); err != nil {
				return n, err
			}
		}
		p[n] = b
		n++
	}
	if n == 0 && e.over {
		return 0, io.EOF
	}
	return n, nil
}

// pair reads two hexadecimal digits.
func (e *escaped) pair() (b byte, err error) {
	for range 2 {
		d, err := e.in.ReadByte()
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, fmt.Errorf("read a form: %w", err)
		}
		at := strings.IndexByte("0123456789abcdefABCDEF", d)
		if err != nil || at < 0 {
			return 0, errOdd
		}
		if at > 15 {
			at -= 6
		}
		b = b<<4 | byte(at)
	}
	return b, nil
}

// torn tells a call that is too long from one that is not written as parts are.
func torn(err error) error {
	if _, long := errors.AsType[*http.MaxBytesError](err); long || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("read the parts of a call: %w", err)
	}
	return errOdd
}

// openParts reads the fields of a request that brings a file; the file itself is fetched when it is wanted. The server signs the
// fields as JSON.
func openParts(parts *multipart.Reader) (event []byte, token string, signed []byte, err error) {
	fields := map[string]string{}
	room := int64(longestEvent)
	for range 32 {
		p, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			signed, err := json.Marshal(fields)
			return []byte(fields["jsonData"]), fields["token"], signed, err //nolint:wrapcheck // strings are always written
		case err != nil:
			return nil, "", nil, torn(err)
		case p.FileName() != "":
			continue
		}
		text, err := io.ReadAll(io.LimitReader(p, room+1))
		if err != nil {
			return nil, "", nil, torn(err)
		}
		if room -= int64(len(text)); room < 0 {
			return nil, "", nil, fmt.Errorf("read the parts of a call: %w", errTooLong)
		}
		fields[p.FormName()] = string(text)
	}
	return nil, "", nil, errOdd
}
