package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

const earlierReceipt = " ON CONFLICT DO UPDATE SET at=min(at, excluded.at)"

// TimeReceipt records when a network told that a message of ours was delivered, read or played. Of several times of one receipt, as of
// several devices, the first counts; a receipt without a time, and any lower rung, is none to record.
func (tx *Tx) TimeReceipt(id desk.MessageID, status desk.MessageStatus, at time.Time) error {
	if status.Rung() < desk.Delivered.Rung() || at.UnixMilli() <= 0 {
		return nil
	}
	_, err := tx.exec(`INSERT INTO receipt(message_id, status, at) SELECT id, ?2, ?3 FROM message WHERE id=?1 AND direction='out'`+earlierReceipt,
		id, status, Millis(at))
	return err
}

// Receipts are the receipts of a message of which the time is known.
func (v *View) Receipts(id desk.MessageID) ([]desk.Receipt, error) {
	return collect(v, func(s scanner) (r desk.Receipt, err error) {
		var at int64
		err = s.Scan(&r.Status, &at)
		r.At = Time(at)
		return r, err
	}, "SELECT status, at FROM receipt WHERE message_id=? ORDER BY status", id)
}
