package inbox

import (
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestWhomTheNetworkBlocks shows as blocked, and free once the network says so: one by one, or by a whole list.
func TestWhomTheNetworkBlocks(t *testing.T) {
	open(t, func(c *counter) {
		party := func(n string) transport.Party { return transport.Party{Addresses: []desk.Address{desk.Phone(n)}} }
		ana, bia, stranger := party("5511982140001"), party("5511982140002"), party("5511982140003")
		c.hears(transport.Incoming{Remote: "a", From: ana, At: time.Now(), Kind: desk.Text, Body: "oi"})
		c.hears(transport.Incoming{Remote: "b", From: bia, At: time.Now(), Kind: desk.Text, Body: "oi"})
		is := func(want ...string) {
			c.Helper()
			var got []string
			c.must(c.db.Read(c.Context(), func(v *store.View) error {
				for id := desk.ContactID(1); id <= 2; id++ {
					one, err := v.Contact(id)
					if err != nil {
						return err
					}
					if one.Blocked {
						got = append(got, one.Number)
					}
				}
				return nil
			}))
			if !slices.Equal(got, want) {
				c.Errorf("blocked are %v, want %v", got, want)
			}
		}
		c.hears(transport.Blocklist{On: []transport.Party{ana, stranger}})
		is("5511982140001")
		c.hears(transport.Blocklist{On: []transport.Party{bia}, Whole: true})
		is("5511982140002")
		c.hears(transport.Blocklist{Off: []transport.Party{bia, ana}})
		is()
		c.must(c.db.Write(c.Context(), func(tx *store.Tx) error { // a wish that the network has not heard stands above what it says
			if err := tx.SetBlocked(1, time.Now()); err != nil {
				return err
			}
			return tx.AskBlock(1)
		}))
		c.hears(transport.Blocklist{Whole: true})
		is("5511982140001")
		c.hears(transport.Blocklist{On: []transport.Party{ana}})
		c.hears(transport.Blocklist{Whole: true})
		is()
	})
}
