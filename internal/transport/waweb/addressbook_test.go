package waweb

import (
	"os"
	"slices"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

func seen(number, name string) func(transport.Seen) bool {
	return func(s transport.Seen) bool {
		return s.Who.Saved == name && slices.Contains(s.Who.Addresses, desk.Phone(number))
	}
}

// TestTheWholeAddressBookIsTold when a phone is linked, also of people who never wrote; later changes come one by one.
func TestTheWholeAddressBookIsTold(t *testing.T) {
	r := newRig(t, world.Options{})
	bia := r.w.Customer("5511955500302", "Bia")
	for c, name := range map[*world.Customer]string{r.ana: "Ana da Esquina", bia: "Bia Confeitaria"} {
		if err := r.w.Business().Know(c, name); err != nil {
			t.Fatal(err)
		}
	}
	r.link()
	wait(r.in, seen(anaNumber, "Ana da Esquina"))
	wait(r.in, seen("5511955500302", "Bia Confeitaria"))
	if err := r.w.Business().Know(bia, "Bia Bolos"); err != nil {
		t.Fatal(err)
	}
	wait(r.in, seen("5511955500302", "Bia Bolos"))
	r.await("it is noted", func() bool { _, err := os.Stat(r.conn.file() + toldBook); return err == nil })
	if err := r.end(); err != nil {
		t.Fatal(err)
	}
	before := r.in.count()
	r.run()
	if err := r.end(); err != nil {
		t.Fatal(err)
	}
	r.in.wait(func(all []transport.Event) bool {
		for _, e := range all[before:] {
			if s, again := e.(transport.Seen); again {
				t.Errorf("told once more: %+v", s)
			}
		}
		return true
	})
}
