package cloudapi

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// begin runs the connection; end stops it and gives what Run returned.
func (w *world) begin(c *conn) (end func() error, done <-chan error) {
	ctx, cancel := context.WithCancel(w.t.Context())
	out := make(chan error, 1)
	go func() { out <- c.Run(ctx, w.take) }()
	synctest.Wait()
	return func() error {
		cancel()
		return <-out
	}, out
}

func (w *world) states() string {
	var all []string
	for _, h := range heard[transport.Health](w) {
		text := string(h.State)
		if h.Fault != nil {
			text += ":" + string(h.Fault.Code)
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}

func (w *world) checks() (n int) {
	for _, r := range w.s.Requests() {
		if r.Method == "GET" && r.Path == "/"+DefaultVersion+"/"+w.link.Number {
			n++
		}
	}
	return n
}

func TestLiveRun(t *testing.T) {
	live(t, func(w *world) {
		end, _ := w.begin(w.conn)
		if got := w.states(); got != "connecting online" {
			t.Error(got)
		}
		if err := w.conn.Run(w.t.Context(), w.take); desk.AsFault(err).Code != desk.CodeWrongState {
			t.Error(err)
		}
		time.Sleep(24 * time.Hour)
		if n := w.checks(); n < 24 || n > 100 {
			t.Errorf("%d checks a day", n)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
		end, _ = w.begin(w.conn)
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// TestLiveActivate: the account's own address for webhooks stays what it is, and an account without any gets them sent to the app.
func TestLiveActivate(t *testing.T) {
	live(t, func(w *world) {
		ctx := w.t.Context()
		const address = "http://shop.test/hook"
		if err := w.conn.graph.Subscribe(ctx, w.conn.account, address, w.conn.Handshake()); err != nil {
			t.Fatal(err)
		}
		if err := w.conn.Activate(ctx, ""); err != nil {
			t.Fatal(err)
		}
		apps, err := w.conn.graph.Subscriptions(ctx, w.conn.account)
		if err != nil || len(apps) != 1 || apps[0].Callback != address {
			t.Errorf("%+v, %v", apps, err)
		}
		id, err := w.s.AddNumber(w.link.WABA, "5511988880000", false)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.s.ChangeNumber(id, func(n *graphsim.Number) { n.Registered = false }); err != nil {
			t.Fatal(err)
		}
		for _, pin := range []string{"", "12345", "123456"} {
			err := w.reopen(id, w.link.Token, w.link.AppSecret).Activate(ctx, pin)
			if good := len(pin) == 6; good != (err == nil) || err != nil && desk.AsFault(err).Code != desk.CodePin {
				t.Errorf("pin %q: %v", pin, err)
			}
		}
		w.share() // its phone has registered it
		if err := w.conn.Activate(ctx, ""); err != nil {
			t.Error(err)
		}
	})
}

func TestLiveTokenEnds(t *testing.T) {
	live(t, func(w *world) {
		_, done := w.begin(w.conn)
		w.ana.Write("Oi")
		if err := w.s.ChangeToken(w.link.Token, func(x *graphsim.Token) { x.Revoked = true }); err != nil {
			t.Fatal(err)
		}
		if _, f := w.send(text("oi")); codeOf(f) != desk.CodeSignedOut || f.Next != desk.Reroute {
			t.Errorf("%v", f)
		}
		if err := <-done; desk.AsFault(err).Code != desk.CodeSignedOut {
			t.Error(err)
		}
		if got := w.states(); got != "connecting online signed_out:signed_out" {
			t.Error(got)
		}
	})
}

func TestLiveAlarmsNeverSpin(t *testing.T) {
	live(t, func(w *world) {
		end, _ := w.begin(w.conn)
		w.s.Script(graphsim.Fault{Kind: graphsim.FailSync, Code: 190, Times: graphsim.Always})
		for range 100 {
			m := text("oi")
			m.To = []desk.Address{desk.Phone("55119" + string(newID())[:8])}
			w.send(m)
			time.Sleep(time.Second)
		}
		if n := w.checks(); n > 12 {
			t.Errorf("%d checks in 100 seconds", n)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

func TestLiveOffline(t *testing.T) {
	live(t, func(w *world) {
		w.odd = true
		w.s.Script(graphsim.Fault{Kind: graphsim.ResetBeforeRead, Times: graphsim.Always, Match: graphsim.Match{Method: "GET", Path: w.link.Number}})
		_, done := w.begin(w.conn)
		if err := <-done; desk.AsFault(err).Code != desk.CodeOffline || desk.AsFault(err).Next != desk.Retry {
			t.Error(err)
		}
		if got := w.states(); got != "connecting retrying:offline" {
			t.Error(got)
		}
	})
}

func TestLiveBlockedNumber(t *testing.T) {
	live(t, func(w *world) {
		err := w.s.ChangeNumber(w.link.Number, func(n *graphsim.Number) {
			n.Health = []graphsim.HealthEntity{{Type: "WABA", ID: w.link.WABA, State: "BLOCKED", Errors: []graphsim.HealthReason{{Code: 131042, Description: "x"}}}}
		})
		if err != nil {
			t.Fatal(err)
		}
		_, done := w.begin(w.conn)
		if err := <-done; desk.AsFault(err).Code != desk.CodeBilling {
			t.Error(err)
		}
	})
}

// TestLiveAccountUpdate: a call from the network has the running connection look, although it was opened apart.
func TestLiveAccountUpdate(t *testing.T) {
	live(t, func(w *world) {
		running := w.conn
		w.conn = &conn{
			office: running.office, log: running.log, number: running.number, account: running.account, secret: running.secret,
			graph: running.graph, once: running.once, answer: running.answer,
		}
		_, done := w.begin(running)
		// What is about the account goes to the app's own address, not to that of one number.
		if err := w.s.SetCallback(w.link.AppID, "http://shop.test/hook", w.conn.Handshake()); err != nil {
			t.Fatal(err)
		}
		if err := w.s.ChangeToken(w.link.Token, func(x *graphsim.Token) { x.Revoked = true }); err != nil {
			t.Fatal(err)
		}
		if err := w.s.AccountUpdate(w.link.WABA, "PARTNER_REMOVED", nil); err != nil {
			t.Fatal(err)
		}
		if err := <-done; desk.AsFault(err).Code != desk.CodeSignedOut {
			t.Error(err)
		}
	})
}

// probe gives every finding as one word.
func probe(t *testing.T, ctx context.Context, c *conn) (string, transport.Identity, error) {
	t.Helper()
	var all []string
	id, err := c.Probe(ctx, func(f transport.Finding) {
		s := f.What
		if f.Fault != nil {
			s += ":" + string(f.Fault.Code)
		}
		if f.Warning {
			s += "?"
		}
		all = append(all, s)
	})
	return strings.Join(all, " "), id, err
}

func TestLiveProbe(t *testing.T) {
	live(t, func(w *world) {
		ctx := w.t.Context()
		got, id, err := probe(t, ctx, w.conn)
		if err != nil || got != "token account number webhook subscription" || id.Account != w.link.Number || id.Number != w.link.Phone || id.Name == "" {
			t.Errorf("%s, %+v, %v", got, id, err)
		}
		issue := func(x graphsim.Token) string {
			v, err := w.s.IssueToken(x)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		other, err := w.s.AddNumber(w.s.AddAccount("Outra"), "551130304040", false)
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			conn *conn
			want string
		}{
			"wrong token":       {w.open("EAAwrongwrongwrongwrongwrong", w.link.AppSecret), "token:signed_out"},
			"expired token":     {w.open(issue(graphsim.Token{Expires: time.Now().Add(-time.Hour)}), ""), "token:signed_out"},
			"token with an end": {w.open(issue(graphsim.Token{Expires: time.Now().Add(60 * 24 * time.Hour)}), w.link.AppSecret), "token expiry? account number webhook subscription"},
			"may not send":      {w.open(issue(graphsim.Token{Scopes: []string{graphsim.Management}}), w.link.AppSecret), "token scopes:token_scopes"},
			"other account":     {w.open(issue(graphsim.Token{Targets: map[string][]string{graphsim.Management: {"1"}, graphsim.Messaging: {"1"}}}), w.link.AppSecret), "token account:not_found"},
			"other number":      {w.reopen(other, w.link.Token, w.link.AppSecret), "token account number:not_found"},
			"no such number":    {w.reopen("99999999999", w.link.Token, w.link.AppSecret), "token account number:not_found"},
			"wrong secret":      {w.open(w.link.Token, "0000000000000000"), "token account number webhook:bad_request subscription"},
			"no secret":         {w.open(w.link.Token, ""), "token account number webhook? subscription"},
		} {
			if got, _, err := probe(t, ctx, c.conn); got != c.want || err != nil {
				t.Errorf("%s: %s, %v", name, got, err)
			}
		}
		lacking := w.open(issue(graphsim.Token{Scopes: []string{"public_profile"}}), w.link.AppSecret)
		named := ""
		if _, err := lacking.Probe(ctx, func(f transport.Finding) { named += f.Params["missing"] }); err != nil || named != strings.Join(scopes(), ", ") {
			t.Errorf("the permissions that are missing are told as %q, %v", named, err)
		}
		w.share()
		if got, _, err := probe(t, ctx, w.conn); got != "token account number coexistence webhook subscription" || err != nil {
			t.Errorf("%s, %v", got, err)
		}
		w.s.Script(graphsim.Fault{Kind: graphsim.ResetBeforeRead, Times: graphsim.Always, Match: graphsim.Match{Path: "/debug_token"}})
		if got, _, err := probe(t, ctx, w.conn); got != "" || desk.AsFault(err).Code != desk.CodeOffline {
			t.Errorf("%s, %v", got, err)
		}
	})
}

func TestLiveTrack(t *testing.T) {
	live(t, func(w *world) {
		w.ana.Write("Oi")
		w.s.SetWeather(graphsim.Weather{Lose: 1}) // no call reaches us
		good, f := w.send(text("chega"))
		if f != nil {
			t.Fatal(f)
		}
		time.Sleep(time.Minute)
		w.ana.CloseWindow()
		late, f := w.send(text("não chega"))
		if f != nil {
			t.Fatal(f)
		}
		time.Sleep(time.Minute)
		again, err := w.conn.Track(w.t.Context(), []desk.RemoteID{good.Remote, late.Remote}, w.take)
		if err != nil || again < 2*trackPause {
			t.Fatalf("%s, %v", again, err)
		}
		var reach desk.MessageStatus
		for _, r := range heard[transport.Receipt](w) {
			if r.Remote[0] == good.Remote {
				reach = reach.Climb(r.Status)
			}
		}
		if refused := heard[transport.Refusal](w); reach.Rung() < desk.Delivered.Rung() || len(refused) != 1 || refused[0].Remote != late.Remote || refused[0].Fault.Next == desk.Doubt {
			t.Errorf("%s, %+v", reach, refused)
		}
		if _, err := w.conn.Track(w.t.Context(), []desk.RemoteID{good.Remote}, func(context.Context, transport.Event) error { t.Error("asked too soon"); return nil }); err != nil {
			t.Error(err)
		}
		time.Sleep(again)
		boom := errors.New("disk full")
		if _, err := w.conn.Track(w.t.Context(), []desk.RemoteID{good.Remote}, func(context.Context, transport.Event) error { return boom }); !errors.Is(err, boom) {
			t.Error(err)
		}
	})
}

func TestLiveCoexistence(t *testing.T) {
	live(t, func(w *world) {
		w.share()
		end, _ := w.begin(w.conn)
		if w.conn.pace.rate != perSecondShared {
			t.Errorf("%d a second", w.conn.pace.rate)
		}
		if _, err := w.ana.Echo("3EB0AAAABBBBCCCC", "text", graphsim.Content{"body": "do celular"}); err != nil {
			t.Fatal(err)
		}
		all := heard[transport.Incoming](w)
		if len(all) != 1 || !all[0].Echo || all[0].Wire != "3EB0AAAABBBBCCCC" || all[0].From.Addresses[0] != desk.Phone(anaNumber) {
			t.Errorf("%+v", all)
		}
		for _, what := range []string{SyncContacts, SyncHistory} {
			if err := w.conn.graph.Sync(w.t.Context(), w.link.Number, what); err != nil || !w.s.SyncRequested(w.link.Number, what) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := w.conn.graph.Sync(w.t.Context(), w.link.Number, SyncHistory); desk.AsFault(err).Code != desk.CodeNoHistory {
			t.Error(err)
		}
		if err := w.s.SyncContacts(w.link.Number, graphsim.Contact{FullName: "Ana da Padaria", Phone: anaNumber}); err != nil {
			t.Fatal(err)
		}
		if seen := heard[transport.Seen](w); len(seen) == 0 || seen[len(seen)-1].Who.Saved != "Ana da Padaria" {
			t.Errorf("%+v", seen)
		}
		past := []graphsim.Past{
			{Customer: w.ana, At: time.Now().Add(-time.Hour), Type: "text", Content: graphsim.Content{"body": "antes"}},
			{Customer: w.ana, Mine: true, At: time.Now().Add(-time.Minute), Type: "media_placeholder"},
		}
		if err := w.s.History(w.link.Number, 1, 2, 55, past); err != nil {
			t.Fatal(err)
		}
		chunks := heard[transport.Chunk](w)
		if len(chunks) != 1 || chunks[0].Percent != 55 {
			t.Fatalf("%+v", chunks)
		}
		var old []transport.Incoming
		if err := w.conn.Download(w.t.Context(), chunks[0].Blob, func(b transport.Batch) error { old = append(old, b.Messages...); return nil }); err != nil {
			t.Error(err)
		}
		if len(old) != 2 || old[0].Echo || old[0].Body != "antes" || !old[1].Echo || old[1].Status != desk.Read {
			t.Errorf("%+v", old)
		}
		if err := w.conn.graph.Register(w.t.Context(), w.link.Number, "123456"); err != nil {
			t.Error(err)
		}
		for _, r := range w.s.Requests() {
			if strings.HasSuffix(r.Path, "/register") {
				t.Error("a shared number was registered")
			}
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

func TestLiveAccount(t *testing.T) {
	live(t, func(w *world) {
		ctx, g := w.t.Context(), w.conn.graph
		if all, err := g.Numbers(ctx, w.link.WABA); err != nil || len(all) != 1 || all[0].ID != w.link.Number || all[0].Digits() != w.link.Phone {
			t.Errorf("%+v, %v", all, err)
		}
		if err := g.SetProfile(ctx, w.link.Number, Profile{About: "Pães", Websites: []string{"https://example.com"}, Vertical: "RETAIL"}); err != nil {
			t.Error(err)
		}
		if p, err := g.Profile(ctx, w.link.Number); err != nil || p.About != "Pães" || len(p.Websites) != 1 {
			t.Errorf("%+v, %v", p, err)
		}
		for range 230 { // more than two pages
			if _, err := w.s.AddTemplate(w.link.WABA, graphsim.Template{
				Name: "m_" + strings.ReplaceAll(string(newID()), "-", "_"), Language: "pt_BR", Category: "UTILITY", Status: "APPROVED",
				Components: []graphsim.Component{{Type: "BODY", Text: "Oi"}},
			}); err != nil {
				t.Fatal(err)
			}
		}
		if all, err := w.conn.Templates(ctx); err != nil || len(all) < 230 {
			t.Errorf("%d templates, %v", len(all), err)
		}
		if err := g.Register(ctx, w.link.Number, "000000"); err == nil {
			t.Log("any PIN fits a number without one")
		}
	})
}

// TestLiveWake: a connection whose computer lost its network says so within seconds, and not at the next of its rare checks.
func TestLiveWake(t *testing.T) {
	live(t, func(w *world) {
		w.odd = true
		_, done := w.begin(w.conn)
		synctest.Wait()
		w.conn.Wake()
		time.Sleep(time.Minute)
		if got := w.states(); got != "connecting online online" {
			t.Errorf("with a network: %s", got)
		}
		w.s.Script(graphsim.Fault{Kind: graphsim.ResetBeforeRead, Times: graphsim.Always, Match: graphsim.Match{Method: "GET", Path: w.link.Number}})
		w.conn.Wake()
		time.Sleep(30 * time.Second)
		select {
		case err := <-done:
			if !desk.AsFault(err).Code.Offline() {
				t.Error(err)
			}
		default:
			t.Fatal("it did not notice")
		}
	})
}
