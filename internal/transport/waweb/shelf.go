package waweb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"
)

// shelf keeps edits that cannot be read yet: they are locked with the secret of the message they change, and that message has not
// come. It stands in the session's own database, because only the session can read them, and goes with it.
type shelf struct {
	db  *sql.DB
	log *slog.Logger
}

const (
	shelfTable = `CREATE TABLE IF NOT EXISTS balcao_locked_edit (
		id     TEXT PRIMARY KEY,
		target TEXT NOT NULL,
		at     INTEGER NOT NULL,
		event  BLOB NOT NULL,
		chat   TEXT NOT NULL DEFAULT ''
	) STRICT`
	// A message that never comes must not keep its edits for ever, nor may a sender fill the disk with them or push out those of others.
	shelfRoom = 1000
	shelfChat = 100
	shelfTime = 30 * 24 * time.Hour
)

// shelved is an event as it lies on the shelf.
type shelved struct {
	Info    types.MessageInfo
	Message []byte
}

func (s shelf) prepare(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, shelfTable)
	var told bool // of the chat, which the first tables were not
	if err == nil {
		err = s.db.QueryRowContext(ctx, "SELECT count(*) FROM pragma_table_info('balcao_locked_edit') WHERE name='chat'").Scan(&told)
	}
	if err == nil && !told {
		_, err = s.db.ExecContext(ctx, "ALTER TABLE balcao_locked_edit ADD COLUMN chat TEXT NOT NULL DEFAULT ''")
	}
	if err != nil {
		return fmt.Errorf("prepare place for locked edits: %w", err)
	}
	return nil
}

// put keeps an edit. The same one twice is kept once.
func (s shelf) put(ctx context.Context, evt *events.Message) error {
	message, err := proto.Marshal(evt.Message)
	if err != nil {
		return fmt.Errorf("keep locked edit: %w", err)
	}
	kept := shelved{Info: evt.Info, Message: message}
	kept.Info.VerifiedName = nil // the edit needs no name, and this one does not survive JSON
	text, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("keep locked edit: %w", err)
	}
	now, chat := time.Now(), evt.Info.Chat.ToNonAD().String()
	_, err = s.db.ExecContext(ctx, "INSERT INTO balcao_locked_edit(id, target, at, event, chat) VALUES(?,?,?,?,?) ON CONFLICT DO NOTHING",
		evt.Info.ID, evt.Message.GetSecretEncryptedMessage().GetTargetMessageKey().GetID(), now.UnixMilli(), text, chat)
	if err != nil {
		return fmt.Errorf("keep locked edit: %w", err)
	}
	if _, err = s.db.ExecContext(ctx, `DELETE FROM balcao_locked_edit WHERE at < ?
		OR id IN (SELECT id FROM balcao_locked_edit WHERE chat=? ORDER BY at DESC, id LIMIT -1 OFFSET ?)
		OR id NOT IN (SELECT id FROM balcao_locked_edit ORDER BY at DESC, id LIMIT ?)`,
		now.Add(-shelfTime).UnixMilli(), chat, shelfChat, shelfRoom); err != nil {
		return fmt.Errorf("keep locked edit: %w", err)
	}
	return nil
}

// of lists what is kept for a message, or for every message if target is empty. A row that nobody can read hides no other; it goes
// when its time is over.
func (s shelf) of(ctx context.Context, target string) (all []*events.Message, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id, event FROM balcao_locked_edit WHERE target=?1 OR ?1='' ORDER BY at, id", target)
	if err != nil {
		return nil, fmt.Errorf("look for locked edits: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var text []byte
		if err := rows.Scan(&id, &text); err != nil {
			return nil, fmt.Errorf("read locked edit: %w", err)
		}
		var kept shelved
		var message waE2E.Message
		if err := errors.Join(json.Unmarshal(text, &kept), proto.Unmarshal(kept.Message, &message)); err != nil {
			s.log.Error("locked edit not readable", "edit", id, "err", err)
			continue
		}
		all = append(all, &events.Message{Info: kept.Info, Message: &message})
	}
	return all, rows.Err()
}

func (s shelf) drop(ctx context.Context, id types.MessageID) error {
	if _, err := s.db.ExecContext(ctx, "DELETE FROM balcao_locked_edit WHERE id=?", id); err != nil {
		return fmt.Errorf("forget locked edit: %w", err)
	}
	return nil
}

// uncover decrypts an edit that is locked with the secret of the message it changes. While that secret is not here the edit is kept
// for later: held is true then, and kept says whether it is on the disk.
func (l *line) uncover(evt *events.Message) (held, kept bool) {
	ctx, cancel := context.WithTimeout(l.ctx, 5*time.Second)
	defer cancel()
	verdict := l.unlock(ctx, evt)
	if verdict == opened {
		return false, false
	}
	if _, _, ours := l.reader().place(evt.Info.MessageSource); !ours { // a channel, say: its message will not come either
		return true, true
	}
	if verdict == unsettled {
		l.reset() // the network repeats it at the next connection
		return true, false
	}
	if err := l.shelf.put(ctx, evt); err != nil {
		l.log.Error("locked edit not kept", "err", err)
		l.reset()
		return true, false
	}
	// History may have brought the secret meanwhile, and have looked at the shelf just before.
	return true, l.unshelve(evt.Message.GetSecretEncryptedMessage().GetTargetMessageKey().GetID())
}

// verdict is what came of opening a locked edit.
type verdict int

const (
	opened    verdict = iota // it is readable now, or never will be, or was never locked: it goes on as it is
	locked                   // its secret is not here yet
	unsettled                // nobody could look: the session's database did not answer
)

// unlock opens a locked edit in place. Anything but a locked edit stays as it is, and so does one that no secret opens.
func (l *line) unlock(ctx context.Context, evt *events.Message) verdict {
	secret := evt.Message.GetSecretEncryptedMessage()
	if secret == nil {
		return opened
	}
	if len(secret.GetEncIV()) != nonce { // over which the library would panic, each time it is repeated
		l.log.Warn("edit not readable", "err", "nonce of a wrong length")
		return opened
	}
	m, err := l.cli.DecryptSecretEncryptedMessage(ctx, evt)
	switch {
	case errors.Is(err, whatsmeow.ErrOriginalMessageSecretNotFound):
		return locked
	case err != nil && !hopeless(err):
		l.log.Error("locked edit not looked at", "err", scrub(err.Error()))
		return unsettled
	case err != nil:
		l.log.Warn("edit not readable", "err", scrub(err.Error()))
		return opened
	}
	evt.Message, evt.IsEdit = asEdit(secret, m), true
	return opened
}

// nonce is the length that the cipher of locked edits asks for, in bytes.
const nonce = 12

// hopeless reports whether an edit can never be opened: it is not of this secret, or not of a form that we know. The library tells so
// in words alone. All else, such as a database that does not answer, may pass.
func hopeless(err error) bool {
	for _, proof := range []string{"failed to decrypt secret message", "failed to decode message protobuf", "unsupported secret enc type", "failed to parse JID"} {
		if strings.HasPrefix(err.Error(), proof) {
			return true
		}
	}
	return false
}

// unshelve passes on the edits that were kept for a message, or for any if target is empty; false if one could not be stored.
func (l *line) unshelve(target types.MessageID) bool {
	ctx, cancel := context.WithTimeout(l.ctx, l.wait.store)
	defer cancel()
	all, err := l.shelf.of(ctx, target)
	if err != nil {
		l.log.Error("locked edits not found", "err", err)
		l.reset()
		return false
	}
	for _, evt := range all {
		switch l.unlock(ctx, evt) {
		case locked:
			continue
		case unsettled:
			l.reset()
			return false
		case opened:
		}
		if !l.store(l.reader().message(evt)) {
			return false
		}
		if err := l.shelf.drop(ctx, evt.Info.ID); err != nil { // it comes once more, which changes nothing
			l.log.Warn("locked edit not forgotten", "err", err)
		}
	}
	return true
}
