package store

import (
	"cmp"
	"slices"

	"github.com/balcao-app/balcao/internal/desk"
)

// AddEarly keeps what was said about a message that has not arrived. The same word twice is kept once.
func (tx *Tx) AddEarly(on desk.ConnectionID, contact desk.ContactID, d desk.Direction, remote desk.RemoteID, event string) error {
	_, err := tx.exec("INSERT INTO early(connection_id, contact_id, direction, remote_id, event) VALUES(?,?,?,?,?) ON CONFLICT DO NOTHING",
		on, contact, d, remote, event)
	return err
}

// TakeEarly returns and removes what was said about a message before it arrived.
func (tx *Tx) TakeEarly(on desk.ConnectionID, contact desk.ContactID, d desk.Direction, remote desk.RemoteID) ([]string, error) {
	return collect(&tx.View, func(s scanner) (e string, err error) { return e, s.Scan(&e) },
		"DELETE FROM early WHERE connection_id=? AND contact_id=? AND direction=? AND remote_id=? RETURNING event", on, contact, d, remote)
}

// Word is something that was said about a message on a connection, and the message that it turned out to be about.
type Word struct {
	Connection desk.ConnectionID
	Message    desk.MessageID
	Event      string
}

// TakeMatched returns and removes what was kept for messages of a contact that are here, as after a merge of contacts.
func (tx *Tx) TakeMatched(contact desk.ContactID) ([]Word, error) {
	type match struct {
		Word
		id int64
	}
	all, err := collect(&tx.View, func(s scanner) (m match, err error) { return m, s.Scan(&m.id, &m.Connection, &m.Message, &m.Event) },
		`SELECT e.id, e.connection_id, s.message_id, e.event FROM early e JOIN sighting s ON s.contact_id=e.contact_id
		 AND s.connection_id=e.connection_id AND s.direction=e.direction AND s.remote_id=e.remote_id WHERE e.contact_id=?`, contact)
	if err != nil {
		return nil, err
	}
	words := make([]Word, 0, len(all))
	for _, m := range all {
		if err := tx.DropEarly(m.id); err != nil {
			return nil, err
		}
		words = append(words, m.Word)
	}
	return words, nil
}

// OnWord says what is done with a word whose message turns out to be here. The store keeps words and does not understand them. It is to
// be set before anything is written.
func (db *DB) OnWord(apply func(*Tx, Word) error) { db.onWord = apply }

// recall lets what was kept for messages of a contact take effect, where those messages are here.
func (tx *Tx) recall(contact desk.ContactID) error {
	if tx.job.onWord == nil {
		return nil
	}
	words, err := tx.TakeMatched(contact)
	if err != nil {
		return err
	}
	for _, w := range words {
		if err := tx.job.onWord(tx, w); err != nil {
			return err
		}
	}
	return nil
}

// Kept is a word that waits for a message.
type Kept struct {
	ID         int64
	Connection desk.ConnectionID
	Remote     desk.RemoteID
	Event      string
}

// EarlyOf lists what waits under a contact, in the order in which it came.
func (v *View) EarlyOf(contact desk.ContactID) ([]Kept, error) {
	all, err := collect(v, func(s scanner) (k Kept, err error) { return k, s.Scan(&k.ID, &k.Connection, &k.Remote, &k.Event) },
		"SELECT id, connection_id, remote_id, event FROM early WHERE contact_id=?", contact)
	slices.SortFunc(all, func(a, b Kept) int { return cmp.Compare(a.ID, b.ID) })
	return all, err
}

// DropEarly forgets a word.
func (tx *Tx) DropEarly(id int64) error {
	_, err := tx.exec("DELETE FROM early WHERE id=?", id)
	return err
}

// Chunk is announced history that was not taken yet.
type Chunk struct {
	ID         desk.ChunkID
	Connection desk.ConnectionID
	Percent    int
	Blob       []byte
	Attempt    int
}

// AddChunk keeps an announcement of history. The same one twice is kept once.
func (tx *Tx) AddChunk(on desk.ConnectionID, order, percent int, blob []byte) error {
	_, err := tx.exec("INSERT INTO history_chunk(connection_id, ord, percent, blob) VALUES(?,?,?,?) ON CONFLICT DO NOTHING", on, order, percent, append([]byte{}, blob...))
	tx.Emit("chunk", 0, int64(on))
	return err
}

// NextChunk is the oldest announcement of a connection; false when none is left.
func (v *View) NextChunk(on desk.ConnectionID) (c Chunk, found bool, err error) {
	found, err = v.row("SELECT id, connection_id, percent, blob, attempt FROM history_chunk WHERE connection_id=? ORDER BY attempt, ord, id LIMIT 1",
		[]any{on}, &c.ID, &c.Connection, &c.Percent, &c.Blob, &c.Attempt)
	return c, found, err
}

// DropChunk forgets an announcement that was taken.
func (tx *Tx) DropChunk(id desk.ChunkID) error {
	_, err := tx.exec("DELETE FROM history_chunk WHERE id=?", id)
	return err
}

// DeferChunk puts a chunk that could not be taken behind the others.
func (tx *Tx) DeferChunk(id desk.ChunkID) error {
	_, err := tx.exec("UPDATE history_chunk SET attempt=attempt+1 WHERE id=?", id)
	return err
}
