package graphsim_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

func TestTextIsAcceptedDeliveredAndTold(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.Write("Olá, tudo bem?")
		a := r.text("Oi, Ana", "local-1")
		if a.status != 200 || !strings.HasPrefix(a.wamid(), "wamid.") {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if got := r.statuses(a.wamid()); got != "sent delivered" {
			t.Errorf("statuses %q", got)
		}
		got := r.ana.Received()
		if len(got) != 1 || got[0].Text != "Oi, Ana" || r.s.Count("local-1") != 1 {
			t.Errorf("received %+v", got)
		}
		stanza, ok := graphsim.Stanza(a.wamid())
		if !ok || stanza != got[0].Stanza {
			t.Errorf("stanza %q, %q", stanza, got[0].Stanza)
		}
		if u := r.s.Unknown(); len(u) != 0 {
			t.Errorf("unknown %v", u)
		}
	})
}

func TestWindowClosesAfterADay(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		if got := r.statuses(r.text("a", "").wamid()); got != "failed131047" {
			t.Errorf("never written: %q", got)
		}
		r.ana.Write("Oi")
		time.Sleep(23*time.Hour + 59*time.Minute)
		if got := r.statuses(r.text("b", "").wamid()); got != "sent delivered" {
			t.Errorf("inside: %q", got)
		}
		time.Sleep(2 * time.Minute)
		if got := r.statuses(r.text("c", "").wamid()); got != "failed131047" {
			t.Errorf("outside: %q", got)
		}
		r.s.SetStrictness(graphsim.Strictness{SyncWindow: true})
		time.Sleep(time.Minute)
		if a := r.text("d", ""); a.status != 400 || a.code() != 131047 {
			t.Errorf("at once: %d %s", a.status, a.body)
		}
	})
}

func TestErrorEnvelope(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		a := r.message(`"type":"text","text":{"body":"x","colour":"red"}`)
		var e struct {
			Error map[string]json.RawMessage
		}
		if err := json.Unmarshal(a.body, &e); err != nil || a.status != 400 {
			t.Fatalf("%d %s: %v", a.status, a.body, err)
		}
		for _, m := range []string{"message", "type", "code", "error_data", "fbtrace_id"} {
			if e.Error[m] == nil {
				t.Errorf("no %s in %s", m, a.body)
			}
		}
		if u := r.s.Unknown(); len(u) != 1 || !strings.Contains(u[0], "text['colour']") {
			t.Errorf("unknown %v", u)
		}
	})
}
