package wwebjs

import (
	"context"
	"encoding/json"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

const (
	historyChats = 400 // conversations that are fetched at most, the newest
	historyPart  = 10  // conversations of one chunk
	historyEach  = 50  // messages of each
)

// part is a chunk of the history: whose conversations are fetched, and the time from which on everything is new talk.
type part struct {
	Chats  []string  `json:"chats"`
	Before time.Time `json:"before"`
}

func chunk(chats []string, before time.Time) []byte {
	blob, err := json.Marshal(part{chats, before})
	if err != nil { // texts and a time
		panic(err)
	}
	return blob
}

// Download fetches the old messages of the conversations in a chunk. One that cannot be read is left out after the rest was.
func (c *conn) Download(ctx context.Context, blob []byte, put func(transport.Batch) error) error {
	var p part
	if json.Unmarshal(blob, &p) != nil || len(p.Chats) == 0 {
		return unreadable(errNoChunk)
	}
	read := 0
	var last *desk.Fault
	for _, one := range p.Chats {
		with := parseWid(one)
		if !c.person(with) {
			continue
		}
		all, f := c.messages(ctx, with, historyEach, false)
		if f != nil {
			c.log.Info("old conversation not read", "fault", f.Code, "err", f.Err)
			last = f
			continue
		}
		read++
		if err := c.old(ctx, all, p.Before, put); err != nil {
			return err
		}
	}
	if read == 0 && last != nil {
		return last
	}
	return ctx.Err()
}

// old hands on what was written before a time. What came since is told as new.
func (c *conn) old(ctx context.Context, all each[message], before time.Time, put func(transport.Batch) error) error {
	b := transport.Batch{}
	for i := range all {
		m := &all[i]
		s, ok := m.read()
		if !ok || m.Key.ID == "" || !c.person(m.chat()) || !moment(m.At, time.Now()).Before(before) {
			continue
		}
		if _, ours := c.ledger.by(desk.RemoteID(m.Key.ID)); ours {
			continue
		}
		in := c.incoming(ctx, m, s)
		if in.Echo {
			in.Status = stage(m.Ack)
		} else {
			in.From.Name = desk.Clean(string(m.Data.v.Name))
		}
		b.Messages = append(b.Messages, in)
	}
	if len(b.Messages) == 0 {
		return nil
	}
	return put(b)
}
