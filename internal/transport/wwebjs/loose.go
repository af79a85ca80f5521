package wwebjs

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/balcao-app/balcao/internal/transport"
)

// The types of this file read what a field holds if it is of the right type, and nothing otherwise. The server hands on what WhatsApp's
// own page has in memory, whose shape changes without notice: one field that changed must not spoil a message.

// text is a text; a number counts as its digits.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	switch err := json.Unmarshal(b, &s); {
	case err == nil:
		*t = text(s)
	case len(b) > 0 && (b[0] == '-' || b[0] >= '0' && b[0] <= '9') && len(b) < 40:
		*t = text(b)
	}
	return nil
}

// number is a whole number, which may be written as a text or with a fraction.
type number int64

func (n *number) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	if v, err := strconv.ParseInt(s, 10, 64); err == nil {
		*n = number(v)
	} else if v, err := strconv.ParseFloat(s, 64); err == nil && v > -1e18 && v < 1e18 {
		*n = number(v)
	}
	return nil
}

// degrees is a number with a fraction.
type degrees float64

func (d *degrees) UnmarshalJSON(b []byte) error {
	if v, err := strconv.ParseFloat(strings.Trim(string(b), `"`), 64); err == nil && v >= -360 && v <= 360 {
		*d = degrees(v)
	}
	return nil
}

// flag is true only where it says so.
type flag bool

func (f *flag) UnmarshalJSON(b []byte) error {
	*f = flag(bytes.Equal(b, []byte("true")))
	return nil
}

// maybe is a part that may be missing or of another type.
type maybe[T any] struct {
	v  T
	ok bool
}

func (m *maybe[T]) UnmarshalJSON(b []byte) error {
	var v T
	if !bytes.Equal(b, []byte("null")) && json.Unmarshal(b, &v) == nil {
		m.v, m.ok = v, true
	}
	return nil
}

// each is a list, without the members that cannot be read.
type each[T any] []T

func (e *each[T]) UnmarshalJSON(b []byte) error {
	var all []json.RawMessage
	if json.Unmarshal(b, &all) != nil {
		return nil //nolint:nilerr // it is no list, so it has no members
	}
	for _, raw := range all {
		var v T
		if json.Unmarshal(raw, &v) == nil {
			*e = append(*e, v)
		}
	}
	return nil
}

// decode reads body into out, which is made of the types above.
func decode(body []byte, out any) bool {
	return !transport.TooDeep(body) && json.Unmarshal(body, out) == nil
}
