package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// AddUpload names a file that the operator gave the program.
func (tx *Tx) AddUpload(u desk.Upload) (desk.UploadID, error) {
	id, err := tx.insert("INSERT INTO upload(at, mime, name, bytes, width, height, pages, sha256) VALUES(?,?,?,?,?,?,?,?)",
		Millis(u.At), u.Mime, u.Name, u.Bytes, u.Width, u.Height, u.Pages, u.SHA256)
	return desk.UploadID(id), err
}

// Upload reads one; not_found when it was dropped, or sent already.
func (v *View) Upload(id desk.UploadID) (desk.Upload, error) {
	var u desk.Upload
	var at int64
	found, err := v.row("SELECT id, at, mime, name, bytes, width, height, pages, sha256 FROM upload WHERE id=?", []any{id},
		&u.ID, &at, &u.Mime, &u.Name, &u.Bytes, &u.Width, &u.Height, &u.Pages, &u.SHA256)
	u.At = Time(at)
	if err == nil && !found {
		return u, desk.Refuse(desk.CodeNotFound)
	}
	return u, err
}

// ExchangeUpload gives an upload another file in place of the one that it had, unless that has happened already or it is no more.
func (tx *Tx) ExchangeUpload(u desk.Upload, sum string, bytes int64) error {
	n, err := tx.exec("UPDATE upload SET sha256=?, bytes=? WHERE id=? AND sha256=?", sum, bytes, u.ID, u.SHA256)
	if err != nil || n == 0 {
		return err
	}
	return tx.release(u.SHA256)
}

// DropUpload forgets a file that is not wanted, or that a message has now. What no row names any more goes after the commit.
func (tx *Tx) DropUpload(id desk.UploadID) error { return tx.dropUploads("id=?", id) }

// DropUploads forgets the files that were given before a moment and wait for nothing: they lie below no conversation.
func (tx *Tx) DropUploads(before time.Time) error {
	return tx.dropUploads("at<? AND ticket_id=0", Millis(before))
}

func (tx *Tx) dropUploads(where string, arg any) error {
	sums, err := collect(&tx.View, func(s scanner) (sum string, err error) { return sum, s.Scan(&sum) }, "DELETE FROM upload WHERE "+where+" RETURNING sha256", arg)
	for _, sum := range sums {
		if err == nil {
			err = tx.release(sum)
		}
	}
	return err
}

// SetStarred marks a message for the operator. It is kept here only.
func (tx *Tx) SetStarred(id desk.MessageID, on bool) error {
	n, err := tx.exec("UPDATE message SET starred=?1 WHERE id=?2 AND starred<>?1", on, id)
	return tx.changed(id, n, err)
}

// SetListened records that the operator played a voice message.
func (tx *Tx) SetListened(id desk.MessageID) error {
	n, err := tx.exec("UPDATE message SET listened=1 WHERE id=? AND listened=0", id)
	return tx.changed(id, n, err)
}
