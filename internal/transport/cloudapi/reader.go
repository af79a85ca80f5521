package cloudapi

import (
	"encoding/json"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// reader turns the body of a call into events. It has no state and does no input or output but the log, which gets kinds and
// codes and never content.
type reader struct {
	number, account string
	now             time.Time
	log             *slog.Logger
}

func (c *conn) reader() reader {
	return reader{number: c.number, account: c.account, now: time.Now(), log: c.log}
}

// Every list holds its members unread, so that one that cannot be read spoils none of the others.
type call struct {
	Entry   []json.RawMessage `json:"entry"`
	History json.RawMessage   `json:"history"` // a refusal to share history may come without envelope
}

type entry struct {
	ID      string            `json:"id"`
	Changes []json.RawMessage `json:"changes"`
}

type change struct {
	Field string          `json:"field"`
	Value json.RawMessage `json:"value"`
}

// told is the value of a change, for all fields that matter here.
type told struct {
	Metadata struct {
		Number string `json:"phone_number_id"`
		Phone  string `json:"display_phone_number"`
	} `json:"metadata"`
	Contacts []json.RawMessage `json:"contacts"`
	Messages []json.RawMessage `json:"messages"`
	Statuses []json.RawMessage `json:"statuses"`
	Errors   []json.RawMessage `json:"errors"`
	Echoes   []json.RawMessage `json:"message_echoes"`
	History  []json.RawMessage `json:"history"`
	Synced   []json.RawMessage `json:"state_sync"`
	Wishes   []json.RawMessage `json:"user_preferences"`
	Event    string            `json:"event"` // of account_update
}

// events reads a body whose signature was good. Alarms are faults that the connection has to look into.
func (r reader) events(body []byte) (out []transport.Event, alarms []*desk.Fault) {
	var top call
	if tooDeep(body) || json.Unmarshal(body, &top) != nil {
		r.log.Warn("call not understood", "bytes", len(body))
		return nil, nil
	}
	if len(top.Entry) == 0 && len(top.History) > 0 {
		return r.change("", change{Field: "history", Value: body})
	}
	for _, raw := range top.Entry {
		var e entry
		if json.Unmarshal(raw, &e) != nil {
			r.log.Warn("part of a call not understood", "part", "entry", "bytes", len(raw))
			continue
		}
		for _, raw := range e.Changes {
			var c change
			if json.Unmarshal(raw, &c) != nil {
				r.log.Warn("part of a call not understood", "part", "change", "bytes", len(raw))
				continue
			}
			events, faults := r.change(e.ID, c)
			out, alarms = append(out, events...), append(alarms, faults...)
		}
	}
	return out, alarms
}

// change reads one change. What is about another number, or about no number of this account, is none of our business.
func (r reader) change(account string, c change) (out []transport.Event, alarms []*desk.Fault) {
	var v told
	if json.Unmarshal(c.Value, &v) != nil {
		r.log.Warn("part of a call not understood", "part", "value", "field", scrub(c.Field), "bytes", len(c.Value))
		return nil, nil
	}
	if v.Metadata.Number != "" && v.Metadata.Number != r.number || v.Metadata.Number == "" && account != "" && account != r.account {
		r.log.Info("call about another number", "field", scrub(c.Field))
		return nil, nil
	}
	switch c.Field {
	case "messages":
		return r.messages(v)
	case "smb_message_echoes", "message_echoes":
		return r.each(v.Echoes, "echo", func(raw json.RawMessage) transport.Event { return r.incoming(raw, people{}, true) }), nil
	case "history":
		return r.history(v)
	case "smb_app_state_sync":
		return r.each(v.Synced, "contact", r.synced), nil
	case "user_preferences":
		who := newPeople(v.Contacts)
		return r.each(v.Wishes, "preference", func(raw json.RawMessage) transport.Event { return r.preference(raw, who) }), nil
	case "account_update":
		return nil, r.accountUpdate(v.Event)
	}
	r.log.Info("call of a field that is not used", "field", scrub(c.Field))
	return nil, nil
}

func (r reader) messages(v told) (out []transport.Event, alarms []*desk.Fault) {
	who := newPeople(v.Contacts)
	out = r.each(v.Messages, "message", func(raw json.RawMessage) transport.Event { return r.incoming(raw, who, false) })
	out = append(out, r.each(v.Statuses, "status", r.status)...)
	for _, raw := range v.Errors {
		if f := r.trouble(raw); f != nil {
			alarms = append(alarms, f)
		}
	}
	return out, alarms
}

// each reads the members of a list. One that makes the reading panic is one that cannot be read.
func (r reader) each(list []json.RawMessage, what string, read func(json.RawMessage) transport.Event) (out []transport.Event) {
	for _, raw := range list {
		if e := r.guarded(raw, what, read); e != nil {
			out = append(out, e)
		}
	}
	return out
}

func (r reader) guarded(raw json.RawMessage, what string, read func(json.RawMessage) transport.Event) (e transport.Event) {
	defer func() {
		if recover() != nil {
			r.log.Error("part of a call not readable", "part", what, "bytes", len(raw))
			e = nil
		}
	}()
	return read(raw)
}

// trouble reads an error that is about the account or the number.
func (r reader) trouble(raw json.RawMessage) *desk.Fault {
	var e remote
	if json.Unmarshal(raw, &e) != nil {
		r.log.Warn("part of a call not understood", "part", "error", "bytes", len(raw))
		return nil
	}
	f := failedFault(&e, e.err(0))
	r.log.Warn("the network reports an error", "code", f.Raw, "fault", f.Code)
	return f
}

// accountUpdate has the connection looked at after what may have ended it.
func (r reader) accountUpdate(event string) []*desk.Fault {
	r.log.Warn("the account changed", "event", scrub(event))
	switch event {
	case "PARTNER_REMOVED", "ACCOUNT_DELETED", "ACCOUNT_OFFBOARDED":
		return []*desk.Fault{signedOut.fault("190", errors.New("account update "+event))} // a check refutes it, or does not
	case "DISABLED_UPDATE", "ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION", "ACCOUNT_RECONNECTED":
		return []*desk.Fault{notReady.fault("", errors.New("account update "+event))}
	}
	return nil
}

// tooDeep tells whether objects and lists are nested deeper than anything that means something.
func tooDeep(body []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch b := body[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{' || b == '[':
			if depth++; depth > deepest {
				return true
			}
		case b == '}' || b == ']':
			depth--
		}
	}
	return false
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
