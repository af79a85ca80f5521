package wuzapi

import (
	"fmt"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wuzapi/wuzapisim"
)

func TestProbe(t *testing.T) {
	page := func(status int) wuzapisim.Fault {
		return wuzapisim.Fault{Path: "/", Do: wuzapisim.Page, Status: status, Times: -1}
	}
	for name, c := range map[string]struct {
		options wuzapisim.Options
		fault   wuzapisim.Fault
		befall  func(*wuzapisim.Server)
		token   string
		want    string
		err     desk.Code
		account bool
	}{
		"good":           {options: wuzapisim.Options{History: 100}, want: "plain! server token session=working number alive history", account: true},
		"keeps nothing":  {want: "plain! server token session=working number alive history!", account: true},
		"dead":           {befall: (*wuzapisim.Server).Kill, want: "plain! server token session=working number alive:not_ready! history!", account: true},
		"called":         {befall: func(s *wuzapisim.Server) { s.TakeHook("https://crm.test/secret") }, want: "plain! server token session=working number alive history! calls!", account: true},
		"not linked":     {options: wuzapisim.Options{Unlinked: true}, want: "plain! server token session=unlinked! history!"},
		"old release":    {options: wuzapisim.Options{Release: wuzapisim.Release{CapitalStatus: true}}, want: "plain! server token session=working number! alive history!"},
		"no health":      {fault: wuzapisim.Fault{Path: "/health", Do: wuzapisim.Refuse, Status: 404, Words: "no"}, want: "plain! token session=working number alive history!", account: true},
		"wrong token":    {token: "wrong", want: "plain! server token:signed_out"},
		"another server": {fault: page(404), want: "plain! server:not_found"},
		"a page":         {fault: page(200), want: "plain! server:not_found"},
		"a redirect":     {fault: wuzapisim.Fault{Path: "/", Do: wuzapisim.Redirect, Words: "http://elsewhere.test/", Times: -1}, want: "plain! server:not_found"},
		"down":           {fault: page(502), want: "plain!", err: desk.CodeBusy},
		"silent":         {fault: wuzapisim.Fault{Path: "/", Do: wuzapisim.Silence, Times: -1}, want: "plain!", err: desk.CodeOffline},
		"without end":    {fault: wuzapisim.Fault{Path: "/health", Do: wuzapisim.Huge}, want: "plain! server:not_found"},
		"status fails":   {fault: wuzapisim.Fault{Path: "/session", Do: wuzapisim.Page, Times: -1}, want: "plain! server", err: desk.CodeBusy},
	} {
		t.Run(name, func(t *testing.T) {
			live(t, c.options, func(w *world) {
				if c.fault.Do != "" {
					w.s.Script(c.fault)
				}
				if c.befall != nil {
					c.befall(w.s)
				}
				conn := w.conn
				if c.token != "" {
					conn = w.open("", FieldToken, c.token)
				}
				var all []string
				id, err := conn.Probe(w.t.Context(), func(f transport.Finding) {
					text := f.What
					if f.What == foundServer && f.Params["ms"] == "" {
						t.Error("it does not say how long the server took")
					}
					if f.What == foundSession {
						text += "=" + f.Params["state"]
					}
					if f.Fault != nil {
						text += ":" + string(f.Fault.Code)
					}
					if f.Warning {
						text += "!"
					}
					all = append(all, text)
				})
				if got := strings.Join(all, " "); got != c.want {
					t.Errorf("%s\nwant %s", got, c.want)
				}
				switch {
				case c.err == "" && err != nil, c.err != "" && (err == nil || desk.AsFault(err).Code != c.err):
					t.Error(err)
				case c.account && (id.Account != w.link.Phone || id.Number != w.link.Phone):
					t.Errorf("%+v", id)
				}
			})
		})
	}
}

func TestFields(t *testing.T) {
	for _, f := range fields() {
		if f.Check == nil {
			t.Errorf("%s is not checked", f.Key)
		}
	}
	_, err := Driver(Options{}).Open(transport.Env{Config: map[string]string{FieldAddress: "http://8.8.8.8"}, Secret: func(string) (string, error) { return "t", nil }})
	if desk.AsFault(err).Code != desk.CodeBadRequest {
		t.Error(err)
	}
	_, err = Driver(Options{}).Open(transport.Env{Config: map[string]string{FieldAddress: "http://127.0.0.1"}, Secret: func(string) (string, error) { return "", nil }})
	if desk.AsFault(err).Code != desk.CodeSignedOut {
		t.Error(err)
	}
	_, err = Driver(Options{}).Open(transport.Env{Config: map[string]string{FieldAddress: "http://127.0.0.1"}, Secret: func(string) (string, error) { return "", fmt.Errorf("locked") }})
	if desk.AsFault(err).Code != desk.CodeVault {
		t.Error(err)
	}
}

// What is not encrypted goes to the own network only, whatever a name leads to by then; and no proxy stands between.
func TestWayStaysInTheOwnNetwork(t *testing.T) {
	base, _ := transport.OwnServer("http://nas.example:8080")
	way := newTransport(base)
	if way.Proxy != nil {
		t.Error("a proxy may stand between")
	}
	if _, err := way.DialContext(t.Context(), "tcp", "203.0.113.7:80"); err == nil || !strings.Contains(err.Error(), transport.ErrFar.Error()) {
		t.Error(err)
	}
	public, _ := transport.OwnServer("http://203.0.113.7.nip.invalid")
	public.Host = "203.0.113.7" // as if the name led there
	if _, f := newAPI(public, "t", "k", nil).session(t.Context()); f == nil || f.Code != desk.CodeBadRequest {
		t.Error(f)
	}
}
