package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// keptReplies is how long a deleted reply can be brought back.
const keptReplies = 24 * time.Hour

const replyColumns = "SELECT id, shortcut, text, uses FROM reply "

func scanReply(s scanner) (r desk.Reply, err error) {
	return r, s.Scan(&r.ID, &r.Shortcut, &r.Text, &r.Uses)
}

// Replies lists the quick replies, those used most in front.
func (v *View) Replies() ([]desk.Reply, error) {
	all, err := collect(v, scanReply, replyColumns+"WHERE deleted_at=0 ORDER BY uses DESC, shortcut")
	if err != nil || len(all) == 0 {
		return all, err
	}
	files, err := v.replyFiles(0)
	for i := range all {
		all[i].Files = files[all[i].ID]
	}
	return all, err
}

// Reply reads one that is not deleted; not_found.
func (v *View) Reply(id desk.ReplyID) (r desk.Reply, err error) {
	found, err := v.row(replyColumns+"WHERE id=? AND deleted_at=0", []any{id}, &r.ID, &r.Shortcut, &r.Text, &r.Uses)
	if err == nil && !found {
		err = desk.Refuse(desk.CodeNotFound)
	}
	if err != nil {
		return r, err
	}
	files, err := v.replyFiles(id)
	r.Files = files[id]
	return r, err
}

// PutReply keeps a reply that desk.CheckReply accepted; without an id it is a new one. shortcut_taken where another one is called so.
func (tx *Tx) PutReply(r desk.Reply) (desk.ReplyID, error) {
	if err := tx.freeShortcut(r); err != nil {
		return 0, err
	}
	if r.ID == 0 {
		id, err := tx.insert("INSERT INTO reply(shortcut, text) VALUES(?,?)", r.Shortcut, r.Text)
		tx.Emit("reply", id, 0)
		return desk.ReplyID(id), err
	}
	return r.ID, tx.changeReply(r.ID, "UPDATE reply SET shortcut=?2, text=?3 WHERE id=?1 AND deleted_at=0", r.Shortcut, r.Text)
}

func (tx *Tx) freeShortcut(r desk.Reply) error {
	var other desk.ReplyID
	found, err := tx.row("SELECT id FROM reply WHERE shortcut=? AND id<>? AND deleted_at=0", []any{r.Shortcut, r.ID}, &other)
	if err == nil && found {
		f := desk.Refuse(desk.CodeShortcutTaken)
		f.Params = map[string]string{"shortcut": r.Shortcut}
		return f
	}
	return err
}

func (tx *Tx) changeReply(id desk.ReplyID, query string, args ...any) error {
	n, err := tx.exec(query, append([]any{id}, args...)...)
	if err == nil && n == 0 {
		return desk.Refuse(desk.CodeNotFound)
	}
	tx.Emit("reply", int64(id), 0)
	return err
}

// DeleteReply takes a reply away. For a day RestoreReply brings it back.
func (tx *Tx) DeleteReply(id desk.ReplyID, now time.Time) error {
	late := Millis(now.Add(-keptReplies))
	if err := tx.dropReplyFiles("reply_id IN (SELECT id FROM reply WHERE deleted_at BETWEEN 1 AND ?)", late); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM reply WHERE deleted_at BETWEEN 1 AND ?", late); err != nil {
		return err
	}
	return tx.changeReply(id, "UPDATE reply SET deleted_at=?2 WHERE id=?1 AND deleted_at=0", Millis(now))
}

// RestoreReply brings a deleted reply back; shortcut_taken where another one is called so by now, not_found where it is no more.
func (tx *Tx) RestoreReply(id desk.ReplyID) error {
	var shortcut string
	if _, err := tx.row("SELECT shortcut FROM reply WHERE id=?", []any{id}, &shortcut); err != nil {
		return err
	}
	if err := tx.freeShortcut(desk.Reply{ID: id, Shortcut: shortcut}); err != nil {
		return err
	}
	return tx.changeReply(id, "UPDATE reply SET deleted_at=0 WHERE id=?1")
}

// UseReply counts that a reply was put into a message.
func (tx *Tx) UseReply(id desk.ReplyID) error {
	return tx.changeReply(id, "UPDATE reply SET uses=uses+1 WHERE id=?1 AND deleted_at=0")
}
