package store

import (
	"encoding/json"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// AddAttachment records the file of a message: one that came and was not fetched yet, or one of ours, which is here.
func (tx *Tx) AddAttachment(a desk.Attachment) error {
	_, err := tx.exec(`INSERT INTO attachment(message_id, kind, mime, name, bytes, width, height, millis, pages, state, remote, sha256, wave)
		VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)`, a.Message, a.Kind, a.Mime, a.Name, a.Bytes, a.Width, a.Height, a.Duration.Milliseconds(), a.Pages, a.State,
		append([]byte{}, a.Ref...), a.SHA256, append([]byte{}, a.Wave...))
	if a.State == "wanted" {
		tx.Emit("file", 0, 0)
	}
	return err
}

// WantAttachment asks for the file of a message that is not here; not_found when there is nothing to ask for.
func (tx *Tx) WantAttachment(m desk.MessageID) error {
	n, err := tx.exec("UPDATE attachment SET state='wanted' WHERE message_id=? AND state IN ('remote','failed','gone') AND remote<>x''", m)
	if err == nil && n == 0 {
		return desk.Refuse(desk.CodeNotFound)
	}
	tx.Emit("file", 0, 0)
	return tx.changed(m, n, err)
}

// NextWanted is the newest wanted file that a connection can bring but for some, nil if there is none.
func (v *View) NextWanted(on desk.ConnectionID, but ...desk.AttachmentID) (*desk.Attachment, error) {
	where, args := "state='wanted' AND (SELECT connection_id FROM message WHERE id=message_id)=?", []any{on}
	if len(but) > 0 {
		ids, err := json.Marshal(but)
		if err != nil {
			return nil, err
		}
		where, args = where+" AND id NOT IN (SELECT value FROM json_each(?))", append(args, string(ids))
	}
	return v.attachment(where+" ORDER BY id DESC LIMIT 1", args...)
}

// SetAttachment records what came of fetching a file, and its pages. Where its message was deleted meanwhile, the file goes too. Without a new hash a
// file keeps the one that it was once here under: its folder may come back.
func (tx *Tx) SetAttachment(a desk.Attachment, state, sum string) error {
	n, err := tx.exec("UPDATE attachment SET state=?1, sha256=CASE WHEN ?2='' THEN sha256 ELSE ?2 END, pages=?4 WHERE id=?3", state, sum, a.ID, a.Pages)
	if err == nil && n == 0 {
		return tx.release(sum)
	}
	return tx.changed(a.Message, n, err)
}

// SetSize records how large a picture is, in pixels. What its sender said of it was a promise, and not everybody says it.
func (tx *Tx) SetSize(a desk.Attachment, width, height int) error {
	n, err := tx.exec("UPDATE attachment SET width=?1, height=?2 WHERE id=?3 AND (width, height)<>(?1, ?2)", width, height, a.ID)
	return tx.changed(a.Message, n, err)
}

// SetFileFault records why a customer's file could not be had; no code forgets it. It stands on the message, where the page finds it:
// a message that came in has no fault of its own.
func (tx *Tx) SetFileFault(a desk.Attachment, code desk.Code) error {
	n, err := tx.exec("UPDATE message SET fault_code=? WHERE id=? AND direction='in' AND fault_code<>?", code, a.Message, code)
	return tx.changed(a.Message, n, err)
}

// MissAttachment asks once more for a file that was ready and is not there, as after a power cut or a lost folder. Its hash stays, for
// the day on which the folder is found.
func (tx *Tx) MissAttachment(a desk.Attachment) error {
	n, err := tx.exec("UPDATE attachment SET state=CASE WHEN remote=x'' THEN 'gone' ELSE 'wanted' END WHERE id=? AND state='ready' AND sha256=?",
		a.ID, a.SHA256)
	if n > 0 {
		tx.Emit("file", 0, 0)
	}
	return tx.changed(a.Message, n, err)
}

// MissingAttachments lists the files that were once here and are not ready now.
func (v *View) MissingAttachments() ([]desk.Attachment, error) {
	return collect(v, scanAttachment, "SELECT "+attachmentColumns+" FROM attachment WHERE sha256<>'' AND state<>'ready' ORDER BY id")
}

func (v *View) attachmentOf(m desk.MessageID) (*desk.Attachment, error) {
	return v.attachment("message_id=?", m)
}

// Attachment reads one attachment, nil if it does not exist.
func (v *View) Attachment(id desk.AttachmentID) (*desk.Attachment, error) {
	return v.attachment("id=?", id)
}

const attachmentColumns = "id, message_id, kind, mime, name, bytes, width, height, millis, pages, state, sha256, remote, wave"

func scanAttachment(s scanner) (a desk.Attachment, err error) {
	var millis int64
	err = s.Scan(&a.ID, &a.Message, &a.Kind, &a.Mime, &a.Name, &a.Bytes, &a.Width, &a.Height, &millis, &a.Pages, &a.State, &a.SHA256, &a.Ref, &a.Wave)
	a.Duration = time.Duration(millis) * time.Millisecond
	return a, err
}

func (v *View) attachment(where string, args ...any) (*desk.Attachment, error) {
	all, err := collect(v, scanAttachment, "SELECT "+attachmentColumns+" FROM attachment WHERE "+where, args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}
