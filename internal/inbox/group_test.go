package inbox

import (
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestNothingOfAGroup: what is written in a group opens no ticket and makes no contact, of the group or of who wrote.
func TestNothingOfAGroup(t *testing.T) {
	open(t, func(c *counter) {
		group := transport.Party{Addresses: []desk.Address{desk.Group("120363041234567890")}, Name: "Família"}
		ana := transport.Party{Addresses: []desk.Address{desk.Phone("5511982140001")}, Name: "Ana"}
		c.hears(transport.Incoming{Remote: "a", From: group, Author: &ana, At: time.Now(), Kind: desk.Text, Body: "bom dia"})
		c.hears(transport.Reaction{Remote: "a", By: "b", From: group, Author: &ana, Emoji: "👍", At: time.Now()})
		c.hears(transport.Seen{Who: group})
		c.must(c.db.Read(c.Context(), func(v *store.View) error {
			_, newest, err := v.NewestIDs()
			if newest != 0 {
				t.Errorf("contact %d was made", newest)
			}
			return err
		}))
	})
}
