package waweb

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waHistorySync"
	"go.mau.fi/whatsmeow/proto/waWeb"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

const (
	batchSize = 500
	// maxHistory bounds one chunk after decompression. Real ones hold some tens of megabytes.
	maxHistory = 512 << 20
)

// Download fetches the history that blob announces and puts it out in batches. The copy on the network is removed when
// the last batch was taken.
func (c *conn) Download(ctx context.Context, blob []byte, put func(transport.Batch) error) error {
	var note waE2E.HistorySyncNotification
	if err := proto.Unmarshal(blob, &note); err != nil {
		return &desk.Fault{Code: desk.CodeCorrupt, Next: desk.Stop, Scope: desk.OfMessage, Err: err}
	}
	l, f := c.ready()
	if f != nil {
		return f
	}
	past, f := l.fetchHistory(ctx, &note)
	if f != nil {
		return f
	}
	if err := l.reader().history(past, int(min(note.GetProgress(), 100)), l.webMessage, put); err != nil {
		return err
	}
	if !l.unshelve("") { // the chunk may hold the secrets of edits that came before it, and nothing else brings them once more
		return broken(errors.New("edits of history not stored"))
	}
	if note.InitialHistBootstrapInlinePayload == nil {
		if err := l.cli.DeleteMedia(ctx, whatsmeow.MediaHistory, note.GetDirectPath(), note.GetFileEncSHA256(), note.GetEncHandle()); err != nil {
			c.log.Warn("history not removed from the network", "err", scrub(err.Error()))
		}
	}
	return nil
}

// fetchHistory downloads and measures before the library, which has no limit, unpacks.
func (l *line) fetchHistory(ctx context.Context, note *waE2E.HistorySyncNotification) (*waHistorySync.HistorySync, *desk.Fault) {
	packed := note.GetInitialHistBootstrapInlinePayload()
	if packed == nil {
		var err error
		if packed, err = l.cli.Download(ctx, note); err != nil {
			return nil, fetchFault(fmt.Errorf("download history: %w", err))
		}
	}
	if err := measure(packed, maxHistory); err != nil {
		return nil, &desk.Fault{Code: desk.CodeCorrupt, Next: desk.Stop, Scope: desk.OfMessage, Err: err}
	}
	// Besides unpacking, the library takes the addresses, names and keys it needs itself.
	past, err := l.cli.DownloadHistorySync(ctx, &waE2E.HistorySyncNotification{InitialHistBootstrapInlinePayload: packed}, true)
	if err != nil {
		return nil, &desk.Fault{Code: desk.CodeCorrupt, Next: desk.Stop, Scope: desk.OfMessage, Err: err}
	}
	return past, nil
}

// measure fails if packed is broken or unpacks to more than limit bytes.
func measure(packed []byte, limit int64) error {
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return fmt.Errorf("unpack history: %w", err)
	}
	n, err := io.Copy(io.Discard, io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return fmt.Errorf("unpack history: %w", err)
	case n > limit:
		return errors.New("unpack history: larger than any real one")
	}
	return nil
}

// parse reads one message of history in the chat it was found in.
type parse func(types.JID, *waWeb.WebMessageInfo) (transport.Event, error)

// webMessage is the parse of the running session.
func (l *line) webMessage(chat types.JID, w *waWeb.WebMessageInfo) (transport.Event, error) {
	evt, err := l.cli.ParseWebMessage(chat, w)
	if err != nil {
		return nil, fmt.Errorf("read message of history: %w", err)
	}
	return l.reader().message(evt), nil
}

// history puts people first and then conversations, never more than batchSize of either at a time.
func (r reader) history(past *waHistorySync.HistorySync, percent int, p parse, put func(transport.Batch) error) error {
	out := batcher{percent: percent, put: put}
	for _, who := range r.people(past) {
		if err := out.contact(who); err != nil {
			return err
		}
	}
	for _, conv := range past.GetConversations() {
		if err := r.conversation(conv, p, &out); err != nil {
			return err
		}
	}
	return out.flush()
}

// people gathers the names and the pairs of addresses of a chunk.
func (r reader) people(past *waHistorySync.HistorySync) []transport.Party {
	var all []transport.Party
	for _, m := range past.GetPhoneNumberToLidMappings() {
		pn, lid := jid(m.GetPnJID()), jid(m.GetLidJID())
		if r.person(lid) {
			all = append(all, r.party(pn, lid))
		}
	}
	for _, n := range past.GetPushnames() {
		if who := jid(n.GetID()); r.person(who) && pushName(n.GetPushname()) != "" {
			p := r.party(who)
			p.Name = pushName(n.GetPushname())
			all = append(all, p)
		}
	}
	for _, c := range past.GetConversations() {
		if who := jid(c.GetID()); r.person(who) {
			p := r.party(who, jid(c.GetPnJID()), jid(c.GetLidJID()))
			if c.GetName() != "" {
				p.Saved = desk.Clean(c.GetName())
			}
			all = append(all, p)
		}
	}
	return all
}

func (r reader) conversation(conv *waHistorySync.Conversation, p parse, out *batcher) error {
	chat := jid(conv.GetID())
	if !r.person(chat) {
		return nil
	}
	known := r.party(chat, jid(conv.GetPnJID()), jid(conv.GetLidJID()))
	for _, h := range conv.GetMessages() {
		w := h.GetMessage()
		if w.GetMessage() == nil || w.GetKey().GetID() == "" {
			continue // a line the phone wrote, such as a missed call
		}
		evt, err := p(chat, w)
		in, ok := evt.(transport.Incoming)
		if err != nil || !ok {
			continue
		}
		in.From.Addresses = known.Addresses
		if in.Echo {
			in.Status = historyStatus(w.GetStatus())
		}
		if w.GetMessageTimestamp() == 0 {
			in.At = clamp(time.Unix(int64(conv.GetConversationTimestamp()), 0), r.now)
		}
		if err := out.message(in); err != nil {
			return err
		}
	}
	return nil
}

func historyStatus(s waWeb.WebMessageInfo_Status) desk.MessageStatus {
	switch s {
	case waWeb.WebMessageInfo_ERROR:
		return desk.Failed
	case waWeb.WebMessageInfo_DELIVERY_ACK:
		return desk.Delivered
	case waWeb.WebMessageInfo_READ:
		return desk.Read
	case waWeb.WebMessageInfo_PLAYED:
		return desk.Played
	}
	return desk.Sent
}

// jid parses an address, giving the empty one for anything else.
func jid(s string) types.JID {
	j, err := types.ParseJID(s)
	if err != nil || s == "" {
		return types.EmptyJID
	}
	if j.Server == types.LegacyUserServer {
		j.Server = types.DefaultUserServer
	}
	return j
}

// batcher fills batches.
type batcher struct {
	percent int
	put     func(transport.Batch) error
	now     transport.Batch
}

func (b *batcher) contact(p transport.Party) error {
	b.now.Contacts = append(b.now.Contacts, p)
	return b.full()
}

func (b *batcher) message(m transport.Incoming) error {
	b.now.Messages = append(b.now.Messages, m)
	return b.full()
}

func (b *batcher) full() error {
	if len(b.now.Contacts) < batchSize && len(b.now.Messages) < batchSize {
		return nil
	}
	return b.flush()
}

// flush also puts out an empty batch at the end of a chunk, which carries the progress.
func (b *batcher) flush() error {
	b.now.Percent = b.percent
	err := b.put(b.now)
	b.now = transport.Batch{}
	return err
}
