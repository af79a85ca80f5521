package cloudapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// chunk is one part of the old conversations of a shared number, as it is stored until it is taken in.
type chunk struct {
	Business string          `json:"business"` // our own number, to tell whose message is whose
	Part     json.RawMessage `json:"part"`
}

// part is a chunk as the network words it. Messages beside threads are files that come later than their messages.
type part struct {
	Metadata struct {
		Phase    figure `json:"phase"`
		Order    figure `json:"chunk_order"`
		Progress figure `json:"progress"`
	} `json:"metadata"`
	Threads  list `json:"threads"`
	Messages list `json:"messages"`
	Errors   list `json:"errors"`
}

type thread struct {
	ID      string `json:"id"`
	Context struct {
		Phone string `json:"wa_id"`
		User  string `json:"user_id"`
		Name  string `json:"username"`
	} `json:"context"`
	Messages list `json:"messages"`
}

const (
	lateFiles = 1 << 20 // order of files that come after their messages: last
	inPhase   = 1 << 12 // most chunks of one phase
	batchSize = 500     // messages of one transaction
)

// history announces old conversations. They may be told whole or in parts, in any order.
func (r reader) history(v told) (out []transport.Event, alarms []*desk.Fault) {
	business := desk.Phone(v.Metadata.Phone).Value
	for _, raw := range v.History {
		var p part
		if !r.object(raw, "history", &p) {
			continue
		}
		for _, e := range p.Errors {
			switch f := r.trouble(e); {
			case f == nil:
			case f.Code == desk.CodeNoHistory:
				out = append(out, transport.Unshared{})
			default:
				alarms = append(alarms, f)
			}
		}
		if len(p.Threads) > 0 || p.Metadata.Progress > 0 {
			order := int(min(max(p.Metadata.Phase, 0), 100))*inPhase + int(min(max(p.Metadata.Order, 0), inPhase-1))
			out = append(out, announce(business, raw, order, int(min(max(p.Metadata.Progress, 0), 100))))
		}
	}
	if len(v.Messages) > 0 {
		raw, err := json.Marshal(part{Messages: v.Messages})
		if err != nil { // it was just read from JSON
			panic(err)
		}
		out = append(out, announce(business, raw, lateFiles, 100))
	}
	return out, alarms
}

func announce(business string, raw json.RawMessage, order, percent int) transport.Event {
	blob, err := json.Marshal(chunk{business, raw})
	if err != nil { // it was just read from JSON
		panic(err)
	}
	return transport.Chunk{Blob: blob, Order: order, Percent: percent}
}

// Download turns a stored chunk into messages. All of it is in the chunk: nothing is asked of the network.
func (c *conn) Download(ctx context.Context, blob []byte, put func(transport.Batch) error) error {
	var ch chunk
	var p part
	if transport.TooDeep(blob) {
		return unreadable(errors.New("nested too deeply"))
	}
	r := c.reader()
	if json.Unmarshal(blob, &ch) != nil || !r.object(ch.Part, "history", &p) {
		return unreadable(fmt.Errorf("read history: %d bytes are no chunk", len(blob)))
	}
	b := &batches{put: put, percent: int(min(max(p.Metadata.Progress, 0), 100))}
	threads := []thread{{Messages: p.Messages}}
	for _, raw := range p.Threads {
		var t thread
		if json.Unmarshal(raw, &t) != nil {
			r.log.Warn("conversation of the history not understood", "bytes", len(raw))
			continue
		}
		threads = append(threads, t)
	}
	for _, t := range threads {
		for _, raw := range t.Messages {
			if err := ctx.Err(); err != nil {
				return err
			}
			e := r.guarded(raw, "old message", func(raw json.RawMessage) transport.Event { return r.old(ch.Business, t, raw) })
			if in, ok := e.(transport.Incoming); ok {
				if err := b.add(in); err != nil {
					return err
				}
			}
		}
	}
	return b.flush()
}

func unreadable(err error) *desk.Fault {
	return &desk.Fault{Code: desk.CodeUnknown, Next: desk.Stop, Scope: desk.OfMessage, Err: err}
}

// old reads one message of a conversation. Reactions, edits and deletions of that time are left out: what they changed came
// as it was in the end.
func (r reader) old(business string, t thread, raw json.RawMessage) transport.Event {
	m, ok := parse(raw)
	if !ok {
		return nil
	}
	ours := slices.Contains(desk.Phone(business).Spellings(), desk.Phone(m.From).Value)
	phone, user := t.Context.Phone, t.Context.User
	switch {
	case phone == "" && user == "" && t.ID == "" && ours:
		phone, user = m.To, m.ToUser
	case phone == "" && user == "" && t.ID == "":
		phone, user = m.From, m.FromUser
	case phone == "" && user == "" && isUserID(t.ID):
		user = t.ID
	case phone == "":
		phone = t.ID
	}
	e := r.event(m, transport.Party{Addresses: addresses(phone, user)}, ours)
	if in, ok := e.(transport.Incoming); ok && ours {
		in.Status = map[string]desk.MessageStatus{
			"SENT": desk.Sent, "DELIVERED": desk.Delivered, "READ": desk.Read, "PLAYED": desk.Played, "PENDING": desk.Accepted, "ERROR": desk.Failed,
		}[m.History.Status]
		return in
	}
	return e
}

// isUserID tells an id of a person, such as BR.1349, from a number.
func isUserID(s string) bool { return len(s) > 3 && s[2] == '.' }

// batches hands messages on in the size of a transaction.
type batches struct {
	put     func(transport.Batch) error
	percent int
	held    []transport.Incoming
}

func (b *batches) add(in transport.Incoming) error {
	if b.held = append(b.held, in); len(b.held) < batchSize {
		return nil
	}
	return b.flush()
}

func (b *batches) flush() error {
	if len(b.held) == 0 {
		return nil
	}
	held := b.held
	b.held = nil
	return b.put(transport.Batch{Messages: held, Percent: b.percent})
}

// synced reads a change in the phone's address book.
func (r reader) synced(raw json.RawMessage) transport.Event {
	var s struct {
		Type    string `json:"type"`
		Action  string `json:"action"`
		Contact struct {
			Full  string `json:"full_name"`
			First string `json:"first_name"`
			Phone string `json:"phone_number"`
			User  string `json:"user_id"`
		} `json:"contact"`
	}
	if json.Unmarshal(bytes.TrimSpace(raw), &s) != nil {
		r.log.Warn("part of a call not understood", "part", "contact", "bytes", len(raw))
		return nil
	}
	name := s.Contact.Full
	if name == "" {
		name = s.Contact.First
	}
	who := transport.Party{Addresses: addresses(s.Contact.Phone, s.Contact.User), Saved: desk.Clean(name)}
	if s.Type != "contact" || s.Action != "add" || len(who.Addresses) == 0 || name == "" {
		return nil // who left the address book keeps the name they had
	}
	return transport.Seen{Who: who}
}
