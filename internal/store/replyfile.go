package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// replyFiles reads the files of all replies, or of one.
func (v *View) replyFiles(of desk.ReplyID) (map[desk.ReplyID][]desk.ReplyFile, error) {
	type row struct {
		reply desk.ReplyID
		file  desk.ReplyFile
	}
	rows, err := collect(v, func(s scanner) (r row, err error) {
		f := &r.file
		return r, s.Scan(&r.reply, &f.ID, &f.Mime, &f.Name, &f.Bytes, &f.Width, &f.Height, &f.Pages, &f.SHA256)
	}, "SELECT reply_id, id, mime, name, bytes, width, height, pages, sha256 FROM reply_file WHERE ?1=0 OR reply_id=?1 ORDER BY reply_id, id", of)
	all := map[desk.ReplyID][]desk.ReplyFile{}
	for _, r := range rows {
		all[r.reply] = append(all[r.reply], r.file)
	}
	return all, err
}

// KeepReplyFiles leaves a reply those of its files that are kept and gives it the uploads, in their order. not_found where an upload is no
// more.
func (tx *Tx) KeepReplyFiles(id desk.ReplyID, kept []desk.ReplyFileID, uploads []desk.UploadID) error {
	now, err := tx.replyFiles(id)
	if err != nil {
		return err
	}
	stays := map[desk.ReplyFileID]bool{}
	for _, k := range kept {
		stays[k] = true
	}
	for _, f := range now[id] {
		if stays[f.ID] {
			continue
		}
		if err := tx.dropReplyFiles("id=?", f.ID); err != nil {
			return err
		}
	}
	for _, one := range uploads {
		if err := tx.addReplyFile(id, one); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) addReplyFile(id desk.ReplyID, upload desk.UploadID) error {
	u, err := tx.Upload(upload)
	if err != nil {
		return err
	}
	if _, err := tx.insert("INSERT INTO reply_file(reply_id, mime, name, bytes, width, height, pages, sha256) VALUES(?,?,?,?,?,?,?,?)",
		id, u.Mime, u.Name, u.Bytes, u.Width, u.Height, u.Pages, u.SHA256); err != nil {
		return err
	}
	return tx.DropUpload(upload)
}

// UploadReplyFiles makes uploads of the files of a reply, for messages that are written next.
func (tx *Tx) UploadReplyFiles(r desk.Reply, now time.Time) (all []desk.Upload, err error) {
	for _, f := range r.Files {
		u := desk.Upload{At: now, Mime: f.Mime, Name: f.Name, Bytes: f.Bytes, Width: f.Width, Height: f.Height, Pages: f.Pages, SHA256: f.SHA256}
		if u.ID, err = tx.AddUpload(u); err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, nil
}

func (tx *Tx) dropReplyFiles(where string, args ...any) error {
	sums, err := collect(&tx.View, func(s scanner) (sum string, err error) { return sum, s.Scan(&sum) },
		"DELETE FROM reply_file WHERE "+where+" RETURNING sha256", args...)
	for _, sum := range sums {
		if err == nil {
			err = tx.release(sum)
		}
	}
	return err
}
