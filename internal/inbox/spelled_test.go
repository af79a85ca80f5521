package inbox

import (
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TestOwnNumberInTwoSpellings: a number of ours that one network knows with the ninth digit and another without is one number. What
// both bring is one message, with or without an id that both know.
func TestOwnNumberInTwoSpellings(t *testing.T) {
	for _, wire := range []desk.RemoteID{"3EB0AAAA", ""} {
		open(t, func(c *counter) {
			c.must(c.db.Write(c.Context(), func(tx *store.Tx) error {
				if err := tx.SetAccount(1, "official", "5511987659999"); err != nil {
					return err
				}
				id, err := tx.AddConnection(1, "fake", "Loja")
				if err != nil {
					return err
				}
				return tx.SetAccount(id, "session", "551187659999")
			}))
			one := c.incoming(false)
			one.Wire = wire
			two := one
			two.Remote = "3EB0AAAA"
			c.must(c.Receive(c.Context(), 1, one))
			c.must(c.Receive(c.Context(), 2, two))
			c.are("pending 1")
			c.must(c.db.Read(c.Context(), func(v *store.View) error {
				all, _, err := v.Page(store.PageAsk{Contact: 1, Limit: 100})
				if len(all) != 1 {
					t.Errorf("one message is %d", len(all))
				}
				return err
			}))
		})
	}
}
