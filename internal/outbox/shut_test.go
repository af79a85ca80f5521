package outbox

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestTheNetworkCounts: our count of the 24 hours is an estimate. Once the network refused for them, at once or late, the connection is
// not asked again for nothing, until the customer writes.
func TestTheNetworkCounts(t *testing.T) {
	for name, late := range map[string]bool{"at once": false, "late": true} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				b.main = desk.Caps{Text: 100, Window: 24 * time.Hour}
				ticket := b.customer(1)
				time.Sleep(time.Minute)
				if late {
					b.accepted()
					b.refuse(closed)
				} else {
					b.lines[1].fails(1, closed)
					b.serve(1)
					b.serve(2)
					b.reply(ticket, "recusada")
					synctest.Wait()
				}
				asked := len(b.lines[1].said)
				m := b.reply(ticket, "depois disso")
				synctest.Wait()
				b.is(m, "sent 1:failed 2:accepted")
				if n := len(b.lines[1].said); n != asked {
					t.Errorf("the connection was asked %d times more", n-asked)
				}
				time.Sleep(time.Minute)
				b.must(b.inbox.Receive(b.Context(), 1, transport.Incoming{Remote: "I2", At: time.Now(), Kind: desk.Text, Body: "voltei",
					From: transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}}))
				b.lines[1].answers(nil)
				m = b.reply(ticket, "que bom")
				synctest.Wait()
				b.is(m, "sent 1:accepted")
			})
		})
	}
}
