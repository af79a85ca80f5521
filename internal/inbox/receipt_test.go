package inbox

import (
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestReceiptsHaveTheirTime: the first one of each kind, whatever the order they come in and whether the message was here already.
func TestReceiptsHaveTheirTime(t *testing.T) {
	who, now := desk.Phone("5511955554444"), time.UnixMilli(1_795_350_000_000)
	receipt := func(status desk.MessageStatus, after time.Duration) transport.Event {
		return transport.Receipt{Remote: []desk.RemoteID{"M"}, From: partyOf(who), Status: status, At: now.Add(after)}
	}
	echo := says("M", now, who)
	echo.Echo = true
	all := []transport.Event{echo, receipt(desk.Delivered, 3*time.Second), receipt(desk.Delivered, 2*time.Second), receipt(desk.Read, time.Minute)}
	want := []desk.Receipt{{Status: desk.Delivered, At: now.Add(2 * time.Second)}, {Status: desk.Read, At: now.Add(time.Minute)}}
	orders(len(all), func(order []int) {
		open(t, func(c *counter) {
			for _, i := range order {
				c.hears(all[i])
			}
			c.must(c.db.Read(c.Context(), func(v *store.View) error {
				contact, err := v.FindContact([]desk.Address{who})
				if err != nil {
					return err
				}
				page, _, err := v.Page(store.PageAsk{Contact: contact, Limit: 9})
				if err != nil {
					return err
				}
				got, err := v.Receipts(page[0].ID)
				if !slices.EqualFunc(got, want, func(a, b desk.Receipt) bool { return a.Status == b.Status && a.At.Equal(b.At) }) {
					t.Errorf("order %d: %v, want %v", order, got, want)
				}
				return err
			}))
		})
	})
}
