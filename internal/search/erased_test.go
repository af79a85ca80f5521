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
	o.settle()
	if !o.holds("jabuticabeira") {
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
	if err := o.DB.Forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.run(func(Answer) bool { return !o.holds("jabuticabeira") }, Ask{Query: "laranja"})
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
