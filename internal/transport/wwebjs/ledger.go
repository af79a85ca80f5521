package wwebjs

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// sent is one message of ours in the ledger. The server takes no id of ours, so this is what joins the two.
type sent struct {
	Client desk.RemoteID  `json:"c"`
	Remote desk.RemoteID  `json:"r,omitempty"` // empty: not known whether it left
	Chat   string         `json:"t,omitempty"`
	To     []desk.Address `json:"a,omitempty"`
	Sum    string         `json:"s,omitempty"` // of kind and words; the words themselves are not written down here
	Began  time.Time      `json:"b,omitzero"`
	Ended  time.Time      `json:"e,omitzero"`
	Void   bool           `json:"v,omitempty"` // it certainly did not leave
}

const (
	ledgerName = "sent.jsonl"
	ledgerFor  = 8 * 24 * time.Hour
	ledgerMany = 20000
	slack      = 30 * time.Second // by which the clocks of WhatsApp and of this computer may differ beyond what was measured
	lateness   = 2 * time.Minute  // by which a message may be dated after its request ended
)

// ledger knows every message that was posted, before it was posted. It is written to a file of the connection, one line for each
// change, so that a message whose answer a crash took is recognised afterwards.
type ledger struct {
	mu      sync.Mutex
	file    string // empty: in memory only
	lines   int
	client  map[desk.RemoteID]*sent
	remote  map[desk.RemoteID]*sent
	flights map[desk.RemoteID]chan struct{} // of messages whose answer is awaited just now; closed when it came
	skew    time.Duration                   // how much WhatsApp's clock is ahead of ours
}

func newLedger() *ledger {
	return &ledger{client: map[desk.RemoteID]*sent{}, remote: map[desk.RemoteID]*sent{}, flights: map[desk.RemoteID]chan struct{}{}}
}

// open reads the file of a folder, once. What cannot be read of it is left out: it only makes one message harder to recognise. Another
// folder is another connection's, made after the one before was removed; fresh tells that.
func (l *ledger) open(dir string) (fresh bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	file := filepath.Join(dir, ledgerName)
	if dir == "" || l.file == file {
		return false, nil
	}
	if fresh = l.file != ""; fresh {
		clear(l.client)
		clear(l.remote)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fresh, fmt.Errorf("make the folder of the connection: %w", err)
	}
	raw, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fresh, fmt.Errorf("read what was sent: %w", err)
	}
	scan := bufio.NewScanner(bytes.NewReader(raw))
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		var s sent
		if json.Unmarshal(scan.Bytes(), &s) == nil && s.Client != "" {
			l.keep(s)
		}
	}
	l.file = file
	return fresh, l.compact()
}

// keep puts an entry, or what changed of one, into memory.
func (l *ledger) keep(s sent) {
	old := l.client[s.Client]
	if s.Void {
		delete(l.client, s.Client)
		return
	}
	if old != nil {
		if old.Remote != "" && s.Remote == "" {
			s.Remote = old.Remote
		}
		if s.Began.IsZero() {
			s.Chat, s.To, s.Sum, s.Began = old.Chat, old.To, old.Sum, old.Began
		}
	}
	l.client[s.Client] = &s
	if s.Remote != "" {
		l.remote[s.Remote] = &s
	}
}

// compact forgets what is old and writes the file anew.
func (l *ledger) compact() error {
	all := make([]*sent, 0, len(l.client))
	for _, s := range l.client {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *sent) int { return a.Began.Compare(b.Began) })
	var out bytes.Buffer
	for i, s := range all {
		if time.Since(s.Began) > ledgerFor || len(all)-i > ledgerMany {
			delete(l.client, s.Client)
			delete(l.remote, s.Remote)
			continue
		}
		line, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("write what was sent: %w", err)
		}
		out.Write(append(line, '\n'))
	}
	l.lines = len(l.client)
	if l.file == "" {
		return nil
	}
	return replace(l.file, out.Bytes())
}

// replace writes a file whole or not at all.
func replace(file string, content []byte) error {
	tmp := file + ".new"
	if err := os.WriteFile(tmp, content, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(file), err)
	}
	if err := os.Rename(tmp, file); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(file), err)
	}
	return nil
}

// put keeps an entry and appends it to the file.
func (l *ledger) put(s sent) error {
	l.keep(s)
	if l.file == "" {
		return nil
	}
	if l.lines++; l.lines > 2*len(l.client)+1000 {
		return l.compact()
	}
	line, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write what was sent: %w", err)
	}
	f, err := os.OpenFile(l.file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write what was sent: %w", err)
	}
	_, err = f.Write(append(line, '\n'))
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// begin notes that a message is about to be posted; end has to be called when its answer is known.
func (l *ledger) begin(s sent) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.put(s); err != nil {
		return err
	}
	if l.flights[s.Client] == nil {
		l.flights[s.Client] = make(chan struct{})
	}
	return nil
}

// end notes what became of it: the server's id, or nothing for a doubt, or that it did not leave. At is when WhatsApp says that it was.
func (l *ledger) end(client, remote desk.RemoteID, void bool, at time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if ch := l.flights[client]; ch != nil {
		close(ch)
		delete(l.flights, client)
	}
	now := time.Now()
	if !at.IsZero() && remote != "" {
		l.skew = min(max(at.Sub(now), -time.Hour), time.Hour)
	}
	return l.put(sent{Client: client, Remote: remote, Void: void, Ended: now})
}

// of gives the entry of one of our own ids.
func (l *ledger) of(client desk.RemoteID) (sent, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := l.client[client]; s != nil {
		return *s, true
	}
	return sent{}, false
}

// by gives the entry of one of the server's ids.
func (l *ledger) by(remote desk.RemoteID) (sent, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := l.remote[remote]; s != nil {
		return *s, true
	}
	return sent{}, false
}

// busy tells whether the answer to any message is awaited now.
func (l *ledger) busy() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.flights) > 0
}

// flying are the messages of which a copy may be one and whose answer is awaited now; none if the copy's id is known. Where a copy goes
// by a hidden number alone, it may be of any.
func (l *ledger) flying(c echo) []<-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.remote[c.remote] != nil {
		return nil
	}
	var all []<-chan struct{}
	for client, ch := range l.flights {
		hidden := c.chat.server == ofLID && len(c.with) < 2
		if s := l.client[client]; s == nil || hidden || s.meant(c) {
			all = append(all, ch)
		}
	}
	return all
}

// doubts are the messages of which nobody knows whether they left.
func (l *ledger) doubts() []sent {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.unclear()
}

func (l *ledger) unclear() (all []sent) {
	for _, s := range l.client {
		if s.Remote == "" && l.flights[s.Client] == nil {
			all = append(all, *s)
		}
	}
	slices.SortFunc(all, func(a, b sent) int { return a.Began.Compare(b.Began) })
	return all
}

// echo is a message of our account that the server tells of.
type echo struct {
	remote desk.RemoteID
	chat   wid
	with   []desk.Address
	sum    string
	at     time.Time
}

// claim finds the message of ours that a copy is of: the one with its id, or else the oldest doubt that it ends, which is noted. Each
// copy ends one doubt, and none of another time.
func (l *ledger) claim(c echo) (sent, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := l.remote[c.remote]; s != nil {
		return *s, true
	}
	at := c.at.Add(-l.skew)
	for _, s := range l.unclear() {
		until := s.Ended
		if until.IsZero() { // the program ended before
			until = s.Began.Add(sendFor)
		}
		if s.Sum != c.sum || !s.meant(c) || at.Before(s.Began.Add(-slack)) || at.After(until.Add(lateness)) {
			continue
		}
		s.Remote = c.remote
		if l.put(s) == nil {
			return s, true
		}
	}
	return sent{}, false
}

// meant tells whether a copy went to whom the message was for.
func (s sent) meant(c echo) bool {
	if s.Chat == c.chat.String() {
		return true
	}
	for _, a := range s.To {
		for _, b := range c.with {
			if a.Scheme == b.Scheme && slices.ContainsFunc(a.Spellings(), func(v string) bool { return slices.Contains(b.Spellings(), v) }) {
				return true
			}
		}
	}
	return false
}

// sum stands for what a message says. The network may change blanks at the ends and the ends of lines, how a place is worded, and what
// else stands on a card.
func sum(kind desk.MessageKind, body string, c *desk.Content) string {
	switch {
	case kind == desk.Location && c != nil && c.Location != nil:
		body = fmt.Sprintf("%.4f %.4f", c.Location.Latitude, c.Location.Longitude)
	case kind == desk.Contacts && c != nil:
		body = ""
		for _, card := range c.Contacts {
			body += card.Name + "\n"
		}
	}
	body = strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n"))
	h := sha256.Sum256([]byte(string(kind) + "\x00" + body))
	return hex.EncodeToString(h[:12])
}
