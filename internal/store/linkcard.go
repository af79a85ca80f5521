package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// WantCard keeps a message of ours from leaving until FixCard says with what card.
func (tx *Tx) WantCard(id desk.MessageID) error {
	_, err := tx.exec("INSERT INTO link_wanted(message_id) VALUES(?)", id)
	return err
}

// WantedCard is a message whose link is to be asked.
type WantedCard struct {
	ID   desk.MessageID
	Body string
}

// mostWanted is how many are looked at together.
const mostWanted = 32

// It begins with what is wanted, which is nothing most of the time.
const whatWants = ` FROM link_wanted w CROSS JOIN message m ON m.id=w.message_id CROSS JOIN delivery d ON d.contact_id=m.contact_id AND d.message_id=m.id
	WHERE d.connection_id=? AND d.state='queued' AND d.next_at`

// WantedCards lists the messages that would leave by a connection now if their card were fixed, and tells when the next will be due, zero if
// none waits.
func (v *View) WantedCards(on desk.ConnectionID, now time.Time) (all []WantedCard, next time.Time, err error) {
	all, err = collect(v, func(s scanner) (c WantedCard, err error) { return c, s.Scan(&c.ID, &c.Body) },
		"SELECT m.id, m.body"+whatWants+"<=? ORDER BY d.next_at, d.id LIMIT ?", on, Millis(now), mostWanted)
	if err != nil {
		return nil, next, err
	}
	var due int64
	_, err = v.row("SELECT coalesce(min(d.next_at),0)"+whatWants+">?", []any{on, Millis(now)}, &due)
	return all, Time(due), err
}

// FixCard says with what card a message leaves, nil for none, and lets it leave. False when it does not wait for that any more.
func (tx *Tx) FixCard(id desk.MessageID, c *desk.LinkCard) (bool, error) {
	n, err := tx.exec("DELETE FROM link_wanted WHERE message_id=?", id)
	if err != nil || n == 0 {
		return false, err
	}
	tx.Emit("delivery", 0, int64(id))
	if c == nil {
		return true, nil
	}
	content, err := written(&desk.Content{Link: c})
	if err != nil {
		return false, err
	}
	n, err = tx.exec("UPDATE message SET content=? WHERE id=? AND content='' AND body<>''", content, id)
	return true, tx.changed(id, n, err)
}

// FoundCard reads what is remembered of a link; nil and known where it said nothing.
func (v *View) FoundCard(link string, now time.Time) (c *desk.LinkCard, known bool, err error) {
	got := desk.LinkCard{URL: link}
	known, err = v.row("SELECT title, description, picture FROM link_card WHERE link=? AND found_at>=CASE WHEN title='' THEN ? ELSE ? END",
		[]any{link, Millis(now.Add(-desk.NoCardKept)), Millis(now.Add(-desk.CardKept))}, &got.Title, &got.Description, &got.Picture)
	if got.Title == "" {
		return nil, known, err
	}
	return &got, known, err
}

// KeepCard remembers what a link said, nil for nothing, and forgets what is old.
func (tx *Tx) KeepCard(link string, c *desk.LinkCard, now time.Time) error {
	var said desk.LinkCard
	if c != nil {
		said = *c
	}
	if _, err := tx.exec("INSERT OR REPLACE INTO link_card(link, title, description, picture, found_at) VALUES(?,?,?,?,?)",
		link, said.Title, said.Description, said.Picture, Millis(now)); err != nil {
		return err
	}
	return tx.PruneCards(now)
}

// PruneCards forgets what is too old to be believed.
func (tx *Tx) PruneCards(now time.Time) error {
	_, err := tx.exec("DELETE FROM link_card WHERE found_at<? OR title='' AND found_at<?", Millis(now.Add(-desk.CardKept)), Millis(now.Add(-desk.NoCardKept)))
	return err
}
