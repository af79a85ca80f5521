package store_test

import (
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TestTrayGoesWithItsTicket: files lie in the order in which they were laid, what is not named stays, a file that is gone is not brought
// back, and where two contacts become one the files go to the ticket that is left.
func TestTrayGoesWithItsTicket(t *testing.T) {
	db := open(t, nil)
	connection(t, db)
	var who [2]desk.ContactID
	var tickets [2]desk.TicketID
	var files [3]desk.Upload
	write := func(fn func(tx *store.Tx) error) {
		t.Helper()
		if err := db.Write(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx *store.Tx) (err error) {
		for i, number := range []string{"5511987654321", "5521987654321"} {
			if who[i], _, err = tx.PutContact([]desk.Address{desk.Phone(number)}); err != nil {
				return err
			}
			if tickets[i], err = tx.AddTicket(1, who[i], desk.Open, time.Now(), false); err != nil {
				return err
			}
		}
		for i := range files {
			files[i] = desk.Upload{At: time.Now(), Mime: "image/png", Bytes: 1, SHA256: "ab12"}
			if files[i].ID, err = tx.AddUpload(files[i]); err != nil {
				return err
			}
		}
		return nil
	})
	lay := func(ticket desk.TicketID, at ...int) {
		t.Helper()
		var pieces []desk.Piece
		for _, i := range at {
			pieces = append(pieces, desk.Piece{Upload: files[i], Key: "k", Kind: desk.Image, Caption: "c", Length: time.Second, Wave: []byte{1}})
		}
		write(func(tx *store.Tx) error { return tx.Lay(ticket, pieces) })
	}
	lies := func(ticket desk.TicketID, want ...int) {
		t.Helper()
		var all []desk.Piece
		if err := db.Read(t.Context(), func(v *store.View) (err error) { all, err = v.Tray(); return err }); err != nil {
			t.Fatal(err)
		}
		if len(all) != len(want) {
			t.Fatalf("%d files lie there, want %v", len(all), want)
		}
		for i, p := range all {
			if p.Ticket != ticket || p.Upload.ID != files[want[i]].ID || p.Caption != "c" || p.Length != time.Second || len(p.Wave) != 1 {
				t.Errorf("%d: %+v", i, p)
			}
		}
	}
	lay(tickets[1], 2, 0, 1)
	lies(tickets[1], 2, 0, 1)
	write(func(tx *store.Tx) error { return tx.DropUpload(files[0].ID) })
	lay(tickets[1], 0, 1)
	lies(tickets[1], 2, 1)
	write(func(tx *store.Tx) error {
		step, err := tx.AddContactStep(desk.ContactStep{Act: "merge", At: time.Now(), Gone: who[1], Kept: who[0]}, time.Time{})
		if err != nil {
			return err
		}
		return tx.MergeByHand(step, who[1], who[0], "")
	})
	lies(tickets[0], 2, 1)
	err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.Lay(tickets[1], nil) })
	if desk.AsFault(err).Code != desk.CodeNotFound {
		t.Errorf("laid below a ticket that is no more: %v", err)
	}
	write(func(tx *store.Tx) error { return tx.Erase(who[0], time.Now()) })
	lies(0)
}
