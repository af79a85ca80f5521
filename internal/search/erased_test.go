package search

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TestErasedIsInNoFile: after a contact was erased no file of the data folder holds a word of theirs, and the others are found as before.
func TestErasedIsInNoFile(t *testing.T) {
	o := newOffice(t)
	for i := range 40 {
		o.say(ana, "jabuticabeira encomendada para o casamento", i)
		o.say(rui, "bolo de laranja", i)
	}
	o.lay(ana, "pitangueira no tabuleiro")
	o.card(ana, "https://loja.example/cambucizeiro")
	o.settle()
	if !o.holds("pitangueira") || !o.holds("jabuticabeira") || !o.holds("cambucizeiro") || !o.holds("guabirobeira") {
		t.Fatal("no file holds what was written, so that nothing is proved")
	}
	var who desk.ContactID
	o.write(func(tx *store.Tx) (err error) {
		who, _, err = tx.PutContact([]desk.Address{desk.Phone(ana)})
		if err == nil {
			err = tx.Erase(who, time.Now())
		}
		return err
	})
	if o.DB.Forget(t.Context()) {
		t.Fatal("something is left in the journal")
	}
	o.run(func(Answer) bool {
		return !o.holds("jabuticabeira") && !o.holds("pitangueira") && !o.holds("cambucizeiro") && !o.holds("guabirobeira")
	}, Ask{Query: "laranja"})
	o.run(func(a Answer) bool { return len(a.Hits) == 30 }, Ask{Query: "laranja"})
	if got := o.find(Ask{Query: "jabuticabeira"}); len(got.Hits) > 0 {
		t.Errorf("found %+v", got)
	}
}

// holds tells whether a word stands in any file of the data folder.
func (o *office) holds(word string) (found bool) {
	o.t.Helper()
	entries, err := os.ReadDir(o.DB.Dir())
	if err != nil {
		o.t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(o.DB.Dir(), e.Name()))
		if err != nil && !os.IsNotExist(err) && !e.IsDir() { // the index is being made anew
			o.t.Fatal(err)
		}
		found = found || bytes.Contains(text, []byte(word))
	}
	return found
}

// card sends a customer a link, of which the page behind it spoke.
func (o *office) card(number, link string) {
	o.write(func(tx *store.Tx) error {
		who, _, err := tx.PutContact([]desk.Address{desk.Phone(number)})
		if err != nil {
			return err
		}
		ticket, err := tx.LiveTicket(1, who)
		if err != nil {
			return err
		}
		c := desk.LinkCard{URL: link, Title: "guabirobeira"}
		if _, err := tx.AddMessage(desk.Message{Ticket: ticket, Contact: who, Connection: 1, Direction: desk.Out, Origin: desk.FromOperator, Kind: desk.Text,
			Body: link, Content: &desk.Content{Link: &c}, At: time.Now(), Status: desk.Sent}, true, true, time.Now(), ""); err != nil {
			return err
		}
		return tx.KeepCard(link, &c, time.Now())
	})
}

// lay puts a file with a caption below the conversation with a customer.
func (o *office) lay(number, caption string) {
	o.write(func(tx *store.Tx) error {
		who, _, err := tx.PutContact([]desk.Address{desk.Phone(number)})
		if err != nil {
			return err
		}
		ticket, err := tx.LiveTicket(1, who)
		if err != nil {
			return err
		}
		u := desk.Upload{At: time.Now(), Mime: "text/plain", Name: caption, Bytes: 1, SHA256: "ab12"}
		if u.ID, err = tx.AddUpload(u); err != nil {
			return err
		}
		return tx.Lay(ticket, []desk.Piece{{Upload: u, Key: "k", Kind: desk.Document, Caption: caption}})
	})
}
