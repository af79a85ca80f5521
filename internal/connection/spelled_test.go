package connection

import (
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestTheSamePhoneInAnotherSpelling: a phone that the network knows without the ninth digit is the one that was linked, also when it is
// linked anew under another account, and no second connection of its kind gets it.
func TestTheSamePhoneInAnotherSpelling(t *testing.T) {
	db, err := store.Open(store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Write(t.Context(), func(tx *store.Tx) error {
		ch, err := tx.AddChannel("Loja")
		if err != nil {
			return err
		}
		id, err := tx.AddConnection(ch, "fake", "Loja")
		if err != nil {
			return err
		}
		if err := tx.SetAccount(id, "first", "551187659999"); err != nil {
			return err
		}
		for _, number := range []string{"551187659999", "5511987659999"} {
			anew := transport.Identity{Account: "second", Number: number}
			if err := fits(&tx.View, id, "fake", anew); err != nil {
				t.Errorf("%s is not taken anew: %v", number, err)
			}
			if err := fits(&tx.View, 0, "fake", anew); err == nil || desk.AsFault(err).Code != desk.CodePairSame {
				t.Errorf("%s is taken twice: %v", number, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
