package cloudapi

import (
	"encoding/json"
	"errors"
	"log/slog"
	"sync/atomic"
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
	unread          *atomic.Int64 // counts what could not be read
}

func (c *conn) reader() reader {
	return reader{number: c.number, account: c.account, now: time.Now(), log: c.log, unread: &c.unread}
}

type call struct {
	Entry   list            `json:"entry"`
	History json.RawMessage `json:"history"` // a refusal to share history may come without envelope
}

type entry struct {
	ID      string `json:"id"`
	Changes list   `json:"changes"`
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
	Contacts list   `json:"contacts"`
	Messages list   `json:"messages"`
	Statuses list   `json:"statuses"`
	Errors   list   `json:"errors"`
	Echoes   list   `json:"message_echoes"`
	History  list   `json:"history"`
	Synced   list   `json:"state_sync"`
	Wishes   list   `json:"user_preferences"`
	Event    string `json:"event"` // of account_update
}

// events reads a body whose signature was good. Alarms are faults that the connection has to look into. What cannot be read at all is
// counted and logged, and is no reason to have it repeated: it would come for seven days and never get better.
func (r reader) events(body []byte) (out []transport.Event, alarms []*desk.Fault) {
	var top call
	if transport.TooDeep(body) {
		r.odd("call", len(body))
		return nil, nil
	}
	if !r.object(body, "call", &top) {
		return nil, nil
	}
	if len(top.Entry) == 0 && len(top.History) > 0 {
		return r.change("", change{Field: "history", Value: body})
	}
	for _, raw := range top.Entry {
		var e entry
		if !r.object(raw, "entry", &e) {
			continue
		}
		for _, raw := range e.Changes {
			var c change
			if !r.object(raw, "change", &c) {
				continue
			}
			events, faults := r.change(e.ID, c)
			out, alarms = append(out, events...), append(alarms, faults...)
		}
	}
	return out, alarms
}

// change reads one change. One app has one address for all its numbers, so it may be about another number, whose connection it is
// for. What is about no number of this account is none of our business.
func (r reader) change(account string, c change) (out []transport.Event, alarms []*desk.Fault) {
	var v told
	if !r.object(c.Value, "value", &v) {
		return nil, nil
	}
	switch other := v.Metadata.Number; {
	case other != "" && other != r.number:
		r.log.Info("call about another number", "field", scrub(c.Field))
		out, _ = r.read(c.Field, v) // an alarm would only hasten that number's own next check
		for i, e := range out {
			out[i] = transport.Elsewhere{Account: other, Event: e}
		}
		return out, nil
	case other == "" && account != "" && account != r.account:
		r.log.Info("call about another account", "field", scrub(c.Field))
		return nil, nil
	}
	return r.read(c.Field, v)
}

// read turns what was told in a field into events.
func (r reader) read(field string, v told) (out []transport.Event, alarms []*desk.Fault) {
	switch field {
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
	r.log.Info("call of a field that is not used", "field", scrub(field))
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
func (r reader) each(all list, what string, read func(json.RawMessage) transport.Event) (out []transport.Event) {
	for _, raw := range all {
		if e := r.guarded(raw, what, read); e != nil {
			out = append(out, e)
		}
	}
	return out
}

func (r reader) guarded(raw json.RawMessage, what string, read func(json.RawMessage) transport.Event) (e transport.Event) {
	defer func() {
		if recover() != nil {
			r.odd(what, len(raw))
			e = nil
		}
	}()
	return read(raw)
}

// trouble reads an error that is about the account or the number.
func (r reader) trouble(raw json.RawMessage) *desk.Fault {
	var e remote
	if json.Unmarshal(raw, &e) != nil {
		r.odd("error", len(raw))
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
		return []*desk.Fault{signedOut.Fault("190", errors.New("account update "+event))} // a check refutes it, or does not
	case "DISABLED_UPDATE", "ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION", "ACCOUNT_RECONNECTED":
		return []*desk.Fault{notReady.Fault("", errors.New("account update "+event))}
	}
	return nil
}
