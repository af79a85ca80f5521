package wwebjs

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

const (
	lookOften   = 15 * time.Second // where the server does not tell of messages by itself
	lookSeldom  = 5 * time.Minute  // where it does: it loses some
	lookDoubt   = 5 * time.Second  // while the answer to a message of ours is missing
	doubtFor    = 2 * time.Minute  // how long one is looked for so eagerly
	pageFirst   = 25               // messages of a conversation that are asked for at first
	pageMost    = 800              // and at most
	badInRow    = 3                // conversations that could not be read, after which the look is given up
	doubtsAtOne = 20
)

// chat is a conversation as the server lists it.
type chat struct {
	ID    wid            `json:"id"`
	Group flag           `json:"isGroup"`
	At    number         `json:"timestamp"`
	Last  maybe[message] `json:"lastMessage"`
}

// mark changes with the newest message of a conversation, with how far that came, and with what became of it: a message that could not be
// read yet is another one later, one that was changed or deleted is too.
func (c chat) mark() string {
	m := c.Last.v
	ack := number(-9)
	if m.Ack != nil {
		ack = *m.Ack
	}
	return fmt.Sprintf("%s %d %d %s %d", m.Key.ID, c.At, ack, m.Type, m.EditedAt)
}

// catchUp takes what the server has and has not told, and says when to look again. A server for which that is much work is asked less.
func (l *line) catchUp(ctx context.Context) time.Duration {
	began := time.Now()
	pause := l.look(ctx)
	pause = max(pause, min(4*time.Since(began), lookSeldom))
	if open := l.resolve(ctx); open {
		return min(pause, lookDoubt)
	}
	return pause
}

// look reads every conversation in which something was written since the last look.
func (l *line) look(ctx context.Context) time.Duration {
	l.mu.Lock()
	l.gap = false
	l.mu.Unlock()
	all, f := l.chats(ctx, l.since.since())
	if f != nil {
		if ctx.Err() == nil {
			l.log.Warn("conversations not listed", "fault", f.Code, "err", f.Err)
			l.alarm()
		}
		return lookOften
	}
	if !l.since.Announced {
		l.announce(ctx, all)
	}
	newest, bad, row, fresh := l.since.At, 0, 0, 0
	for _, ch := range all {
		at := stamp(ch.At)
		if !l.person(ch.ID) || bool(ch.Group) || at.Before(l.since.since()) || l.marks[ch.ID.String()] == ch.mark() {
			continue
		}
		n, err := l.read(ctx, ch.ID, l.since.since())
		if ctx.Err() != nil {
			return lookOften
		}
		fresh += n
		if errors.Is(err, errFlying) {
			bad++
			continue
		}
		if err != nil {
			l.log.Warn("conversation not read", "err", err)
			if bad, row = bad+1, row+1; row >= badInRow {
				break
			}
			continue
		}
		l.marks[ch.ID.String()], row = ch.mark(), 0
		if at.After(newest) && at.Before(time.Now().Add(time.Hour)) { // a time that cannot be true must not hide what comes
			newest = at
		}
	}
	return l.settle(newest, bad, fresh)
}

// settle ends a look: the cursor moves on where nothing was missed.
func (l *line) settle(newest time.Time, bad, fresh int) time.Duration {
	l.mu.Lock()
	whole := bad == 0 && !l.gap
	if fresh > 0 { // it should have told
		l.mute = true
	}
	hears := !l.heard.IsZero() && !l.mute
	l.mu.Unlock()
	if whole {
		if err := l.since.set(newest); err != nil {
			l.log.Warn("cursor not kept", "err", err)
		}
	}
	if whole && hears {
		return lookSeldom
	}
	return lookOften
}

// chats lists the conversations. Servers from before they took options are asked without.
func (l *line) chats(ctx context.Context, since time.Time) ([]chat, *desk.Fault) {
	var got struct {
		Chats each[chat] `json:"chats"`
	}
	in := map[string]any{"searchOptions": map[string]any{"since": since.Unix()}}
	f := l.post(ctx, l.path("client/getChats"), in, &got)
	if f != nil && f.Raw == rawOf(http.StatusNotFound) && f.Params["said"] == "" {
		f = l.get(ctx, l.path("client/getChats"), &got)
	}
	if f != nil {
		return nil, f
	}
	slices.SortStableFunc(got.Chats, func(a, b chat) int { return int(a.At - b.At) })
	return got.Chats, nil
}

// read takes the messages of one conversation since a time, oldest first; fresh counts those that were not known. What may be a copy of a
// message whose answer is awaited is left out. More is asked for step
// by step: with a time as the only bound the server would load the whole conversation from the phone.
func (l *line) read(ctx context.Context, with wid, since time.Time) (fresh int, late error) {
	for limit := pageFirst; ; limit *= 4 {
		all, f := l.messages(ctx, with, limit, false)
		if f != nil {
			return fresh, f
		}
		if len(all) >= limit && limit < pageMost && stamp(all[0].At).After(since) {
			continue
		}
		for i := range all {
			at := moment(all[i].At, time.Now())
			if at.Before(since) {
				continue
			}
			isNew, err := l.guarded(ctx, &all[i], false)
			if errors.Is(err, errFlying) {
				late = err
				continue
			}
			if err != nil {
				return fresh, err
			}
			if isNew && time.Since(at) > checkPause {
				fresh++
			}
		}
		return fresh, late
	}
}

// guarded takes one message. One that makes the reading panic is one that cannot be read.
func (l *line) guarded(ctx context.Context, m *message, patient bool) (fresh bool, err error) {
	defer func() {
		if recover() != nil {
			l.log.Error("message not readable", "type", scrub(string(m.Type)))
		}
	}()
	return l.in(patient).message(ctx, m)
}

// messages asks for the newest messages of a conversation, oldest first.
func (c *conn) messages(ctx context.Context, with wid, limit int, ours bool) (each[message], *desk.Fault) {
	var got struct {
		Messages each[message] `json:"messages"`
	}
	options := map[string]any{"limit": limit}
	if ours {
		options["fromMe"] = true
	}
	f := c.post(ctx, c.path("chat/fetchMessages"), map[string]any{"chatId": with.String(), "searchOptions": options}, &got)
	if f != nil {
		return nil, f
	}
	slices.SortStableFunc(got.Messages, func(a, b message) int { return int(a.At - b.At) })
	return got.Messages, nil
}

// resolve looks for the messages of ours whose answer is missing. That one is found proves that it left; that it is not found proves
// nothing. Open tells that it is worth while to look again soon.
func (l *line) resolve(ctx context.Context) (open bool) {
	all := l.ledger.doubts()
	done := map[string]bool{}
	for _, s := range all[max(0, len(all)-doubtsAtOne):] {
		recent := time.Since(s.Began) < sendFor+doubtFor
		if !recent && l.told.has("looked "+string(s.Client), 1) {
			continue
		}
		if !done[s.Chat] {
			done[s.Chat] = true
			if err := l.search(ctx, s, false); err != nil {
				l.log.Info("message without answer not looked for", "err", err)
				open = open || recent
				continue
			}
		}
		l.told.put("looked "+string(s.Client), 1)
		if now, _ := l.ledger.of(s.Client); now.Remote == "" && recent {
			open = true
		}
	}
	return open
}

// search takes our own messages of the conversation that a message was posted to.
func (l *line) search(ctx context.Context, s sent, patient bool) error {
	all, f := l.messages(ctx, parseWid(s.Chat), pageFirst, true)
	switch {
	case f != nil && f.Params["said"] == "Chat not Found":
		return nil
	case f != nil:
		return f
	}
	for i := range all {
		if all[i].Key.FromMe && moment(all[i].At, time.Now()).After(s.Began.Add(-time.Hour)) {
			if _, err := l.guarded(ctx, &all[i], patient); err != nil {
				return err
			}
		}
	}
	return nil
}

// announce says which old conversations there are, so that they are fetched one after the other. It is done once for a connection.
func (l *line) announce(ctx context.Context, recent []chat) {
	var got struct {
		Chats each[chat] `json:"chats"`
	}
	if f := l.get(ctx, l.path("client/getChats"), &got); f != nil {
		l.log.Info("old conversations not listed", "err", f.Err)
		got.Chats = recent
	}
	slices.SortStableFunc(got.Chats, func(a, b chat) int { return int(b.At - a.At) })
	var with []string
	for _, ch := range got.Chats {
		if l.person(ch.ID) && !bool(ch.Group) && len(with) < historyChats {
			with = append(with, ch.ID.String())
		}
	}
	for i, part := range slices.Collect(slices.Chunk(with, historyPart)) {
		done := min(100, (i+1)*historyPart*100/max(len(with), 1))
		if err := l.in(true).offer(ctx, transport.Chunk{Blob: chunk(part, l.since.since()), Order: i, Percent: done}); err != nil {
			l.log.Warn("old conversations not announced", "err", err)
			return
		}
	}
	if err := l.since.announced(); err != nil {
		l.log.Warn("cursor not kept", "err", err)
	}
}

// errNoChunk is what a stored announcement of history must not be.
var errNoChunk = errors.New("not a list of conversations")

func unreadable(err error) *desk.Fault {
	return &desk.Fault{Code: desk.CodeUnknown, Next: desk.Stop, Scope: desk.OfMessage, Err: fmt.Errorf("read history: %w", err)}
}
