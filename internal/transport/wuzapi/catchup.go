package wuzapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// What is read of a conversation at once, and at most; the server has no way to ask for what came before that.
const (
	readMany = 50
	readMost = 3200
)

// slack is how far before the last reading it goes on: rows of one moment may be seen in any order.
const slack = 10 * time.Second

// catchUp stores what the server kept since the last time. What is known already does no harm. Where nothing was ever read, all that
// is there counts as known: old conversations are not news.
func (c *conn) catchUp(ctx context.Context, l *line) {
	began := time.Now()
	defer func() { // a server with much to remember is asked less often
		if l.pause = min(10*time.Since(began), longPause); c.isBlind() {
			l.pause = blindPause
		}
	}()
	s, f := c.api.ask(ctx, http.MethodGet, "/chat/history", url.Values{"chat_jid": {"index"}}, nil)
	if f != nil {
		c.unread(ctx, f)
		return
	}
	chats, last, known := ours(s, c.userID())
	c.mu.Lock()
	c.kept, c.blind = known, !known
	c.mu.Unlock()
	if !known {
		return
	}
	d, now := c.noted(), time.Now()
	if !d.Begun {
		for _, ch := range chats {
			l.read[ch.name] = &reading{mark: ch.mark, first: now, done: true}
		}
		c.noteFrom(last)
		return
	}
	for _, ch := range chats {
		r := l.read[ch.name]
		if r == nil || r.mark != ch.mark {
			r = &reading{mark: ch.mark, first: now, ids: r.known()}
			l.read[ch.name] = r
		}
		if r.done || !ch.at.IsZero() && ch.at.Before(d.Read.Add(-slack)) {
			continue
		}
		if !c.readChat(ctx, l, ch.name, d, r) {
			return // the next time begins where this one did
		}
		r.done = time.Since(r.first) >= settled
	}
	if last.After(d.Read) {
		c.keepDiary(func(d *diary) { d.Read = last.UTC().Round(0) })
	}
}

// unread notes that the server's memory could not be read, and whether that is for good.
func (c *conn) unread(ctx context.Context, f *desk.Fault) {
	switch f.Code {
	case desk.CodeNoHistory, desk.CodeNotFound, desk.CodeInvalid:
		c.mu.Lock()
		defer c.mu.Unlock()
		c.kept, c.blind = false, f.Code != desk.CodeNoHistory
		c.log.Info("the server has no memory that could be read", "code", f.Code)
		return
	}
	if ctx.Err() == nil {
		c.log.Warn("the server's memory not read", "err", f.Err)
	}
}

func (o *office) isBlind() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.blind
}

// reading is how far one conversation was read. A mark may be as coarse as a second, so a conversation is read once more after
// that, in case something came under the same mark.
type reading struct {
	mark  string
	first time.Time // when that mark was first seen
	done  bool
	ids   map[string]bool // that were stored
}

const settled = 2 * time.Second

func (r *reading) known() map[string]bool {
	if r == nil {
		return nil
	}
	return r.ids
}

// stale is how much older than the last reading a message may be that was stored since. A server that was down brings what waited
// for it; one that was just linked brings the telephone's old talk, which is no news.
const stale = 24 * time.Hour

// noteFrom begins reading: what is there already is no news.
func (c *conn) noteFrom(last time.Time) {
	last = last.UTC().Round(0)
	c.keepDiary(func(d *diary) { d.Begun, d.From, d.Read = true, last, last })
}

func (c *conn) keepDiary(change func(*diary)) {
	if err := c.note(change); err != nil {
		c.log.Warn("diary not written", "err", err)
	}
}

// userID is our user's name on the server, empty where a release does not tell.
func (o *office) userID() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.user
}

// chat is one conversation in the server's list. Mark is the server's own word on when it changed.
type chat struct {
	name, mark string
	at         time.Time // zero: the mark could not be read
}

// ours picks our user's conversations; false if it is not known which they are. The list holds those of all users of the server,
// which are none of our business: they are dropped unread.
func ours(s sheet, user string) (out []chat, last time.Time, known bool) {
	all := s.node()
	if user == "" && len(all) == 1 {
		for user = range all {
		}
	}
	for _, n := range all.nodes(user) {
		name, mark := n.text("chat_jid"), n.text("last_updated")
		if _, person := parseJID(name); !person || len(name) > 64 {
			continue
		}
		at := moment(mark)
		if at.After(time.Now().Add(24 * time.Hour)) { // what cannot be true must not hide what comes
			at = time.Time{}
		}
		if at.After(last) {
			last = at
		}
		out = append(out, chat{name, mark, at})
	}
	return out, last, user != ""
}

// readChat stores the rows of a conversation that came after the last reading; false if not all could be stored.
func (c *conn) readChat(ctx context.Context, l *line, name string, d diary, r *reading) bool {
	known := func(w row) bool {
		return !w.at.IsZero() && (w.at.Before(d.Read.Add(-slack)) || !w.at.After(d.From)) || r.ids[w.id]
	}
	rows, f := c.newest(ctx, name, known)
	if f != nil {
		if ctx.Err() == nil {
			c.log.Warn("a conversation in the server's memory not read", "err", f.Err)
		}
		return tooLong(f) // not even one row of it can be read: the others shall not wait for it
	}
	rows = slices.DeleteFunc(rows, func(w row) bool { return !w.written().After(d.Read.Add(-stale)) })
	slices.Reverse(rows) // newest first there
	return c.storeRows(ctx, l, rows, r)
}

func tooLong(f *desk.Fault) bool { return f != nil && errors.Is(f.Err, errTooLong) }

// newest gives the rows of a conversation down to the first that is known, newest first. The server can only be asked for so many, so
// it is asked for more until one is known; where that is more than can be read, for what can be.
func (c *conn) newest(ctx context.Context, name string, known func(row) bool) (rows []row, f *desk.Fault) {
	for many, shrink := readMany, false; ; {
		s, f := c.api.askUpTo(ctx, longestChat, http.MethodGet, "/chat/history", url.Values{"chat_jid": {name}, "limit": {strconv.Itoa(many)}}, nil)
		switch {
		case tooLong(f) && rows == nil && many > 1:
			many, shrink = many/7, true
			continue
		case tooLong(f) && rows != nil:
			c.log.Warn("the server kept more than can be read; what is older is missing", "rows", len(rows))
			return rows, nil
		case f != nil:
			return nil, f
		}
		rows = rowsOf(s)
		if older := slices.IndexFunc(rows, known); older >= 0 {
			return rows[:older], nil
		}
		if len(rows) < many {
			return rows, nil
		}
		if shrink || many >= readMost {
			c.log.Warn("the server kept more than can be read; what is older is missing", "rows", len(rows))
			return rows, nil
		}
		many *= 4
	}
}

// written is when the message itself was written, as far as that is known.
func (w row) written() time.Time {
	if at := moment(w.event().node("Info").text("Timestamp")); !at.IsZero() {
		return at
	}
	return w.at
}

// event is what a row was made of; nil for what was sent over the server.
func (w row) event() node {
	if inner := w.data.node("event"); inner != nil {
		return inner
	}
	return w.data
}

func (c *conn) storeRows(ctx context.Context, l *line, rows []row, to *reading) bool {
	ids := map[string]bool{}
	r := c.reader()
	for _, one := range rows {
		if e := r.row(one); e != nil {
			if err := offer(ctx, l.take, e); err != nil {
				if ctx.Err() == nil {
					c.log.Error("event not stored", "event", fmt.Sprintf("%T", e), "err", err)
				}
				return false
			}
			c.learn(e)
		}
		ids[one.id] = true
	}
	if len(rows) > 0 {
		to.ids = ids
	}
	return true
}

// learn remembers under which number somebody wrote.
func (o *office) learn(e transport.Event) {
	if in, ok := e.(transport.Incoming); ok && !in.Echo {
		o.remember(in.From)
	}
}

// row is one message as the server keeps it. Its time is that of its storing.
type row struct {
	chat, sender, id, kind, text, quoted string
	at                                   time.Time
	data                                 node // the event that it came from; nil for what was sent over the server
}

func rowsOf(s sheet) (out []row) {
	all, _ := s.data.([]any)
	for _, v := range all {
		m, ok := v.(map[string]any)
		if !ok {
			continue
		}
		n := node(m)
		r := row{chat: n.text("chat_jid"), sender: n.text("sender_jid"), id: n.text("message_id"), kind: n.text("message_type"),
			text: n.text("text_content"), quoted: n.text("quoted_message_id"), at: moment(n.text("timestamp"))}
		if data := n.text("data_json", "datajson"); data != "" {
			r.data, _ = parse([]byte(data))
		} else {
			r.data = n.node("data_json", "datajson")
		}
		if r.id != "" {
			out = append(out, r)
		}
	}
	return out
}

// moments are the forms in which releases and their databases write a time.
func moments() []string {
	return []string{
		time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999-07", "2006-01-02 15:04:05.999999999 -0700 MST",
		"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999",
	}
}

// moment reads a time; zero if it cannot be read.
func moment(text string) time.Time {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
		if n > 1e11 {
			return time.UnixMilli(n).UTC()
		}
		return time.Unix(n, 0).UTC()
	}
	for _, form := range moments() {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// offer calls take once and turns a panic into an error.
func offer(ctx context.Context, take transport.Take, e transport.Event) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("storing panicked at\n%s", debug.Stack())
		}
	}()
	return take(ctx, e)
}

func itoa(n int) string { return strconv.Itoa(n) }

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // checked when it was entered
	return n
}
