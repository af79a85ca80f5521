package graphsim_test

import (
	"errors"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

func TestEveryCodeCanBeAnswered(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		for _, code := range graphsim.Codes() {
			f := graphsim.Fault{Kind: graphsim.FailSync, Code: code}
			if code == 0 {
				f.Code = graphsim.AuthException
			}
			r.s.Script(f)
			if a := r.text("x", ""); a.status != graphsim.HTTPStatus(code) || a.code() != code {
				t.Errorf("%d: %d %s", code, a.status, a.body)
			}
		}
		r.heard()
		if n := len(r.ana.Received()); n != 0 {
			t.Errorf("%d received", n)
		}
	})
}

func TestFaultsAndWhatReachesTheCustomer(t *testing.T) {
	const accepted, lost = "sent delivered", ""
	for name, c := range map[string]struct {
		fault    graphsim.Fault
		status   int // 0: no answer
		wamid    bool
		count    int
		statuses string // of the message, by the webhook
	}{
		"fail":                 {graphsim.Fault{Kind: graphsim.FailSync, Code: 131056}, 400, false, 0, lost},
		"fail with status":     {graphsim.Fault{Kind: graphsim.FailSync, Code: 130429, HTTP: 429}, 429, false, 0, lost},
		"fail though accepted": {graphsim.Fault{Kind: graphsim.FailSync, Code: 131000, Accept: true}, 500, false, 1, accepted},
		"fail later":           {graphsim.Fault{Kind: graphsim.AcceptThenFail, Code: 131049, Delay: time.Hour}, 200, true, 0, "failed131049"},
		"no status":            {graphsim.Fault{Kind: graphsim.AcceptNoStatus}, 200, true, 1, lost},
		"reset before read":    {graphsim.Fault{Kind: graphsim.ResetBeforeRead}, 0, false, 0, lost},
		"reset before accept":  {graphsim.Fault{Kind: graphsim.ResetBeforeAccept}, 0, false, 0, lost},
		"reset after accept":   {graphsim.Fault{Kind: graphsim.ResetAfterAccept}, 0, false, 1, accepted},
		"timeout before":       {graphsim.Fault{Kind: graphsim.TimeoutBefore}, 0, false, 0, lost},
		"timeout after":        {graphsim.Fault{Kind: graphsim.TimeoutAfter}, 0, false, 1, accepted},
		"page":                 {graphsim.Fault{Kind: graphsim.HTML500}, 500, false, 0, lost},
		"page though accepted": {graphsim.Fault{Kind: graphsim.HTML500, Accept: true}, 500, false, 1, accepted},
		"empty":                {graphsim.Fault{Kind: graphsim.EmptyBody, Accept: true}, 200, false, 1, accepted},
		"without id":           {graphsim.Fault{Kind: graphsim.WithoutID, Accept: true}, 200, false, 1, accepted},
		"truncated":            {graphsim.Fault{Kind: graphsim.TruncatedJSON}, 200, false, 1, accepted},
		"cut":                  {graphsim.Fault{Kind: graphsim.CutBody}, 200, false, 1, accepted},
		"slow":                 {graphsim.Fault{Kind: graphsim.Slow, Delay: 20 * time.Second}, 200, true, 1, accepted},
		"duplicate":            {graphsim.Fault{Kind: graphsim.DuplicateStatus}, 200, true, 1, "sent sent delivered delivered"},
		"out of order":         {graphsim.Fault{Kind: graphsim.OutOfOrderStatus}, 200, true, 1, "read delivered sent"},
		"throttle":             {graphsim.Fault{Kind: graphsim.Throttle, Delay: time.Minute}, 400, false, 0, lost},
	} {
		t.Run(name, func(t *testing.T) {
			memory(t, func(t *testing.T, r *rig) {
				r.ana.Write("Oi")
				r.s.Script(c.fault)
				a := r.text("x", "local-1")
				if (a.err != nil) != (c.status == 0 || a.err != nil && c.status == 200) || a.err == nil && a.status != c.status {
					t.Errorf("answer %d %s %v", a.status, a.body, a.err)
				}
				if (a.wamid() != "") != c.wamid {
					t.Errorf("answer %s", a.body)
				}
				time.Sleep(2 * time.Hour)
				if n := r.s.Count("local-1"); n != c.count {
					t.Errorf("%d reached Ana", n)
				}
				if got := r.opaque("local-1"); got != c.statuses {
					t.Errorf("statuses %q", got)
				}
				if a := r.text("y", "local-2"); a.wamid() == "" {
					t.Errorf("afterwards: %s", a.body)
				}
			})
		})
	}
}

// opaque lists what became of a message that is known by its biz_opaque_callback_data only.
func (r *rig) opaque(opaque string) string {
	for _, c := range r.heard() {
		for _, s := range c.Value.Statuses {
			if s.Opaque == opaque {
				return r.statuses(s.ID)
			}
		}
	}
	return ""
}

func TestTransientAndPlainErrorData(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.s.Script(graphsim.Fault{Kind: graphsim.FailSync, Code: 2, Transient: true})
		if a := r.text("x", ""); a.get("error", "is_transient") != true {
			t.Errorf("%s", a.body)
		}
		r.s.Script(graphsim.Fault{Kind: graphsim.FailSync, Code: 100, PlainData: true, Details: "plain"})
		if a := r.text("x", ""); a.get("error", "error_data") != "plain" {
			t.Errorf("%s", a.body)
		}
	})
}

func TestFaultsStrikeWhatTheyMatch(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.Write("Oi")
		r.s.Script(graphsim.Fault{Kind: graphsim.FailSync, Code: 1, Times: 2, Match: graphsim.Match{Text: "bad"}})
		r.s.Script(graphsim.Fault{Kind: graphsim.FailSync, Code: 4, Times: graphsim.Always, Match: graphsim.Match{Opaque: "o", To: "+55 (11) 91234-5678"}})
		for _, c := range []struct {
			text, opaque string
			code         int
		}{{"good", "", 0}, {"bad", "", 1}, {"good", "o", 4}, {"bad one", "o", 1}, {"bad", "", 0}, {"bad", "o", 4}} {
			if a := r.text(c.text, c.opaque); a.code() != c.code {
				t.Errorf("%v: %s", c, a.body)
			}
		}
		read := `{"messaging_product":"whatsapp","status":"read","message_id":"` + r.ana.Write("Oi") + `"}`
		r.s.Script(graphsim.Fault{Kind: graphsim.FailSync, Code: 1})
		if a := r.do("POST", r.link.Number+"/messages", read); a.status != 200 {
			t.Errorf("a mark of reading is no message: %s", a.body)
		}
		r.s.Script(graphsim.Fault{Kind: graphsim.FailSync, Code: 2, Match: graphsim.Match{Read: true}})
		if a := r.do("POST", r.link.Number+"/messages", read); a.code() != 2 {
			t.Errorf("marks of reading can be picked: %s", a.body)
		}
		r.s.Heal()
		if a := r.text("good", "o"); a.wamid() == "" {
			t.Errorf("healed: %s", a.body)
		}
		r.s.Script(graphsim.Fault{Kind: graphsim.FailSync, Code: 4, Match: graphsim.Match{Method: "GET", Path: "/phone_numbers"}})
		if a := r.do("GET", r.link.WABA+"/phone_numbers", ""); a.code() != 4 {
			t.Errorf("other paths: %s", a.body)
		}
	})
}

func TestProbabilityFollowsTheSeed(t *testing.T) {
	struck := func() (out string) {
		memory(t, func(t *testing.T, r *rig) {
			r.s.SetLimits(graphsim.Limits{Throughput: -1, WithoutPair: true})
			r.s.Script(graphsim.Fault{Kind: graphsim.FailSync, Code: 4, Times: graphsim.Always, Probability: 0.5})
			for range 40 {
				if r.text("x", "").code() == 4 {
					out += "x"
				} else {
					out += "."
				}
			}
		})
		return out
	}
	first := struck()
	if second := struck(); first != second || strings.Count(first, "x") < 5 || strings.Count(first, ".") < 5 {
		t.Errorf("%s and %s", first, second)
	}
}

func TestResetIsARealResetOnTheNetwork(t *testing.T) {
	s, err := graphsim.New(graphsim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	l := s.Link()
	for _, kind := range []graphsim.Kind{graphsim.ResetBeforeRead, graphsim.ResetBeforeAccept} {
		s.Script(graphsim.Fault{Kind: kind})
		q, err := http.NewRequest("POST", l.Graph+"/v23.0/"+l.Number+"/messages", strings.NewReader(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		q.GetBody = nil
		response, err := l.HTTPClient().Do(q)
		if err == nil {
			response.Body.Close()
		}
		if !errors.Is(err, syscall.ECONNRESET) && (err == nil || !strings.Contains(err.Error(), "reset") && !strings.Contains(err.Error(), "forcibly") && !strings.Contains(err.Error(), "EOF")) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
