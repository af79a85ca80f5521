package graphsim_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

func TestPairRate(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.Write("Oi")
		// One message in six seconds, for ever.
		for range 5 {
			if a := r.text("a", ""); a.wamid() == "" {
				t.Fatalf("%s", a.body)
			}
			time.Sleep(6 * time.Second)
		}
		// Twenty at once have to be paid back for two minutes.
		for range 20 {
			if a := r.text("a", ""); a.wamid() == "" {
				t.Fatalf("%s", a.body)
			}
		}
		time.Sleep(119 * time.Second)
		if a := r.text("a", ""); a.code() != 131056 {
			t.Errorf("still in debt: %s", a.body)
		}
		r.s.Customer("5511922222222").Write("Oi")
		if a := r.to(`"to":"+5511922222222"`); a.wamid() == "" {
			t.Errorf("somebody else: %s", a.body)
		}
		time.Sleep(2 * time.Second)
		// No more than 45 in one burst.
		for i := range 46 {
			if a := r.text("a", ""); (a.wamid() != "") != (i < 45) {
				t.Fatalf("message %d: %s", i, a.body)
			}
		}
	})
}

func TestThroughput(t *testing.T) {
	for _, coexistence := range []bool{false, true} {
		memory(t, func(t *testing.T, r *rig) {
			r.s.ChangeNumber(r.link.Number, func(n *graphsim.Number) { n.Coexistence = coexistence })
			r.s.SetLimits(graphsim.Limits{WithoutPair: true})
			most := 80
			if coexistence {
				most = 20
			}
			r.ana.Write("Oi") // counts as well
			time.Sleep(500 * time.Millisecond)
			for i := range most {
				a := r.text("a", "")
				if want := map[bool]int{true: 0, false: 130429}[i < most-1]; a.code() != want {
					t.Fatalf("message %d: %s", i, a.body)
				}
			}
			time.Sleep(500 * time.Millisecond)
			if a := r.text("a", ""); a.wamid() == "" {
				t.Errorf("the customer's message is a second old: %s", a.body)
			}
			if a := r.text("a", ""); a.code() != 130429 {
				t.Errorf("%s", a.body)
			}
			time.Sleep(500 * time.Millisecond)
			if a := r.text("a", ""); a.wamid() == "" {
				t.Errorf("%s", a.body)
			}
		})
	}
}

func TestRegistrationIsLimited(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		register := func(pin string) answer {
			return r.do("POST", r.link.Number+"/register", fmt.Sprintf(`{"messaging_product":"whatsapp","pin":%q}`, pin))
		}
		if a := register("12345"); a.code() != 131009 {
			t.Errorf("short: %s", a.body)
		}
		if a := r.do("POST", r.link.Number+"/deregister", ""); a.status != 200 {
			t.Errorf("deregister: %s", a.body)
		}
		if a := register("654321"); a.code() != 133005 {
			t.Errorf("wrong: %s", a.body)
		}
		for i := range 9 {
			if a := register("123456"); (a.status == 200) != (i < 8) || i == 8 && a.code() != 133016 {
				t.Errorf("attempt %d: %s", i, a.body)
			}
		}
		time.Sleep(72 * time.Hour)
		if a := register("123456"); a.status != 200 {
			t.Errorf("later: %s", a.body)
		}
	})
}
