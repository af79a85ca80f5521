package cloudapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"time"
)

// What comes in is read as far as it can be read: a part that is of another kind than it should be spoils none of its neighbours,
// because a call is answered as a whole and never comes again.

// list is a list whose members are not read yet. One member may stand alone; whatever else stands in its place is an empty one.
type list []json.RawMessage

func (l *list) UnmarshalJSON(b []byte) error {
	var all []json.RawMessage
	switch {
	case json.Unmarshal(b, &all) == nil:
		*l = all
	case b[0] == '{':
		*l = list{bytes.Clone(b)}
	}
	return nil
}

// object reads an object into a struct and leaves empty what is not as it should be; false if it is no object at all.
func (r reader) object(raw []byte, what string, out any) bool {
	if text := bytes.TrimSpace(raw); len(text) == 0 || text[0] != '{' {
		r.odd(what, len(raw))
		return false
	}
	err := json.Unmarshal(raw, out)
	if _, partly := errors.AsType[*json.UnmarshalTypeError](err); err != nil {
		r.odd(what, len(raw))
		return partly // the library has read the rest of it
	}
	return true
}

// odd counts and logs that something was not as it should be; its content stays out of the log.
func (r reader) odd(what string, size int) {
	so := int64(0)
	if r.unread != nil {
		so = r.unread.Add(1)
	}
	r.log.Warn("part of a call not understood", "part", what, "bytes", size, "so_far", so)
}

// figure is a whole number, perhaps written as a text; unreadable ones are 0.
type figure int64

func (f *figure) UnmarshalJSON(b []byte) error {
	var n number
	if n.UnmarshalJSON(b) == nil {
		*f = figure(n)
	}
	return nil
}

// moment is a time in seconds since 1970, written as a text or a number, or a time in words; unreadable ones are zero.
type moment struct{ time.Time }

func (m *moment) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) != nil {
		text = string(b)
	}
	if s, err := strconv.ParseInt(text, 10, 64); err == nil {
		m.Time = time.Unix(s, 0).UTC()
		return nil
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05-0700"} {
		if t, err := time.Parse(form, text); err == nil {
			m.Time = t.UTC()
			return nil
		}
	}
	return nil
}

// clamp keeps a time within what can be: the network's clock may be ahead a little, and a time that is missing is now.
func (m moment) clamp(now time.Time) time.Time {
	if m.IsZero() || m.Year() < 2009 || m.After(now.Add(time.Minute)) {
		return now
	}
	return m.Time
}
