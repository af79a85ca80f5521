package waweb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"
)

// shelf keeps edits that cannot be read yet: they are locked with the secret of the message they change, and that message has not
// come. It stands in the session's own database, because only the session can read them, and goes with it.
type shelf struct{ db *sql.DB }

const (
	shelfTable = `CREATE TABLE IF NOT EXISTS balcao_locked_edit (
		id     TEXT PRIMARY KEY,
		target TEXT NOT NULL,
		at     INTEGER NOT NULL,
		event  BLOB NOT NULL
	) STRICT`
	// A message that never comes must not keep its edits for ever, nor may a sender fill the disk with them.
	shelfRoom = 1000
	shelfTime = 30 * 24 * time.Hour
)

// shelved is an event as it lies on the shelf.
type shelved struct {
	Info    types.MessageInfo
	Message []byte
}

func (s shelf) prepare(ctx context.Context) error {
	if _, err := s.db.ExecContext(ctx, shelfTable); err != nil {
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
	now := time.Now()
	_, err = s.db.ExecContext(ctx, "INSERT INTO balcao_locked_edit(id, target, at, event) VALUES(?,?,?,?) ON CONFLICT DO NOTHING",
		evt.Info.ID, evt.Message.GetSecretEncryptedMessage().GetTargetMessageKey().GetID(), now.UnixMilli(), text)
	if err != nil {
		return fmt.Errorf("keep locked edit: %w", err)
	}
	if _, err = s.db.ExecContext(ctx, `DELETE FROM balcao_locked_edit WHERE at < ? OR id NOT IN
		(SELECT id FROM balcao_locked_edit ORDER BY at DESC, id LIMIT ?)`, now.Add(-shelfTime).UnixMilli(), shelfRoom); err != nil {
		return fmt.Errorf("keep locked edit: %w", err)
	}
	return nil
}

// of lists what is kept for a message, or for every message if target is empty.
func (s shelf) of(ctx context.Context, target string) (all []*events.Message, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT event FROM balcao_locked_edit WHERE target=?1 OR ?1='' ORDER BY at, id", target)
	if err != nil {
		return nil, fmt.Errorf("look for locked edits: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var text []byte
		if err := rows.Scan(&text); err != nil {
			return nil, fmt.Errorf("read locked edit: %w", err)
		}
		var kept shelved
		var message waE2E.Message
		if err := errors.Join(json.Unmarshal(text, &kept), proto.Unmarshal(kept.Message, &message)); err != nil {
			return nil, fmt.Errorf("read locked edit: %w", err)
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
	if !l.early(ctx, evt) {
		return false, false
	}
	if _, ours := l.reader().source(evt.Info.MessageSource); !ours { // a group, say: its message will not come either
		return true, true
	}
	if err := l.shelf.put(ctx, evt); err != nil {
		l.log.Error("locked edit not kept", "err", err)
		return true, false
	}
	// History may have brought the secret meanwhile, and have looked at the shelf just before.
	return true, l.unshelve(evt.Message.GetSecretEncryptedMessage().GetTargetMessageKey().GetID())
}

// early opens a locked edit in place; true if its secret is not here yet. Anything but a locked edit stays as it is.
func (l *line) early(ctx context.Context, evt *events.Message) bool {
	locked := evt.Message.GetSecretEncryptedMessage()
	if locked == nil {
		return false
	}
	m, err := l.cli.DecryptSecretEncryptedMessage(ctx, evt)
	switch {
	case errors.Is(err, whatsmeow.ErrOriginalMessageSecretNotFound):
		return true
	case err != nil:
		l.log.Warn("edit not readable", "err", scrub(err.Error()))
		return false
	}
	evt.Message, evt.IsEdit = asEdit(locked, m), true
	return false
}

// unshelve passes on the edits that were kept for a message, or for any if target is empty; false if one could not be stored.
func (l *line) unshelve(target types.MessageID) bool {
	ctx, cancel := context.WithTimeout(l.ctx, l.wait.store)
	defer cancel()
	all, err := l.shelf.of(ctx, target)
	if err != nil {
		l.log.Error("locked edits not found", "err", err)
		return false
	}
	for _, evt := range all {
		if l.early(ctx, evt) {
			continue
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
