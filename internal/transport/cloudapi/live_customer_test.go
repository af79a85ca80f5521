package cloudapi

import (
	"fmt"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestLiveCustomerChanges: what the network says about a customer, or about the account, is told with who, when and an id.
func TestLiveCustomerChanges(t *testing.T) {
	live(t, func(w *world) {
		began := time.Now().Truncate(time.Second)
		w.ana.Marketing(true)
		time.Sleep(time.Hour)
		w.ana.Marketing(false)
		got := ""
		for _, p := range heard[transport.Preference](w) {
			got += fmt.Sprint(p.Remote, " ", p.Stopped, " ", p.At.Sub(began), " ", p.From.Addresses[0].Value, " ", p.From.Name, "; ")
		}
		want := fmt.Sprintf("marketing.stop.%d true 0s %s Ana; marketing.resume.%d false 1h0m0s %s Ana; ", began.Unix(), anaNumber, began.Add(time.Hour).Unix(), anaNumber)
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		id := w.ana.ChangeKey("B")
		if all := heard[transport.Rekeyed](w); len(all) != 1 || all[0].Remote != desk.RemoteID(id) || all[0].From.Addresses[0] != desk.Phone(anaNumber) {
			t.Errorf("%+v", all)
		}
	})
}

// TestLiveHistoryNotShared: that the old conversations stay away is told, and harms nothing.
func TestLiveHistoryNotShared(t *testing.T) {
	live(t, func(w *world) {
		w.share()
		end, _ := w.begin(w.conn)
		if err := w.s.DeclineHistory(w.link.Number); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if all := heard[transport.Unshared](w); len(all) != 1 {
			t.Errorf("told %d times", len(all))
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}
