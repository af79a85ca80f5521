package connection

import (
	"errors"
	"html"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/secret"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// meta is a manager beside the simulated official interface, over real sockets.
func meta(t *testing.T) (*Manager, *graphsim.Server) {
	t.Helper()
	sim, err := graphsim.New(graphsim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	vault, err := secret.Open(dir, secret.FileOnly)
	if err != nil {
		t.Fatal(err)
	}
	l := sim.Link()
	official := cloudapi.Driver(cloudapi.Options{Graph: l.Graph, Media: l.Media, Dialog: l.Dialog})
	m := New(Needs{DB: db, Vault: vault, Log: slog.New(slog.DiscardHandler), Driver: func(k desk.Kind) (transport.Driver, bool) {
		return official, k == official.Kind
	}})
	t.Cleanup(func() {
		m.Stop()
		db.Close()
		sim.Close()
		for _, u := range sim.Unknown() {
			t.Error("not understood:", u)
		}
	})
	return m, sim
}

var hidden = regexp.MustCompile(`name="(\w+)" value="([^"]*)">`)

// agree presses the button on the network's page, as a browser does, and returns what the browser shows in the end.
func agree(t *testing.T, address, answer string) string {
	t.Helper()
	page, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(page.Body)
	page.Body.Close()
	form := url.Values{}
	for _, f := range hidden.FindAllStringSubmatch(string(text), -1) {
		form.Set(html.UnescapeString(f[1]), html.UnescapeString(f[2]))
	}
	form.Set("answer", answer)
	target, _ := url.Parse(address)
	target.RawQuery = ""
	back, err := http.PostForm(target.String(), form)
	if err != nil {
		t.Fatal(err)
	}
	defer back.Body.Close()
	text, _ = io.ReadAll(back.Body)
	return back.Status + " " + string(text)
}

// ended waits for the end of a visit.
func ended(t *testing.T, m *Manager, id int64) Consent {
	t.Helper()
	m.consents.mu.Lock()
	v := m.consents.visits[id]
	m.consents.mu.Unlock()
	<-v.ended
	c, err := m.Asked(id)
	if err != nil || !c.Done {
		t.Fatalf("%+v, %v", c, err)
	}
	return c
}

func app(sim *graphsim.Server) map[string]string {
	l := sim.Link()
	return map[string]string{cloudapi.FieldApp: l.AppID, cloudapi.FieldSecret: l.AppSecret, cloudapi.FieldConfig: l.ConfigID}
}

// TestConsent: the operator agrees on the network's page, chooses a number, and it is connected without its token passing the page.
func TestConsent(t *testing.T) {
	m, sim := meta(t)
	id, begun, err := m.Ask(cloudapi.Kind, app(sim), Words{"Pode voltar <ao> Balcão", `"pt`})
	if err != nil {
		t.Fatal(err)
	}
	if got := agree(t, begun.URL, "continue"); !strings.Contains(got, "Pode voltar &lt;ao&gt; Balcão") || !strings.Contains(got, `lang="&#34;pt"`) {
		t.Fatalf("the browser shows %q", got)
	}
	c := ended(t, m, id)
	if c.Fault != nil || len(c.Offers) != 1 || c.Offers[0].Number != sim.Link().Phone {
		t.Fatalf("%+v, %+v", c, c.Fault.Err)
	}
	got, err := m.Probe(t.Context(), Entry{Kind: cloudapi.Kind, Values: c.Offers[0].Values})
	if err != nil || !got.OK {
		t.Fatalf("%+v, %v", got.Findings, err)
	}
	if left := time.Until(begun.Until); left <= 0 || left > consentFor {
		t.Errorf("the visit ends in %v", left)
	}
	m.Forget(id)
	if _, err := m.Asked(id); desk.AsFault(err).Code != desk.CodeNotFound {
		t.Error("what the visit brought is still there")
	}
}

// TestConsentRefused: who says no, and who is no part of this visit, changes nothing.
func TestConsentRefused(t *testing.T) {
	m, sim := meta(t)
	id, begun, err := m.Ask(cloudapi.Kind, app(sim), Words{"voltou", "pt"})
	if err != nil {
		t.Fatal(err)
	}
	asked, _ := url.Parse(begun.URL)
	back := asked.Query().Get("redirect_uri")
	for _, stranger := range []string{"?code=x", "?code=x&state=wrong", "other?code=x&state=" + asked.Query().Get("state")} {
		r, err := http.Get(back + stranger)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", stranger, r.Status)
		}
	}
	if c, _ := m.Asked(id); c.Done {
		t.Fatal("a stranger ended the visit")
	}
	agree(t, begun.URL, "cancel")
	if c := ended(t, m, id); c.Fault == nil || c.Fault.Code != desk.CodePairRefused || c.Fault.Raw != "access_denied" {
		t.Errorf("%+v", c)
	}
	if _, _, err := m.Ask(cloudapi.Kind, map[string]string{cloudapi.FieldApp: "x"}, Words{}); desk.AsFault(err).Code != desk.CodeBadRequest {
		t.Error("bad fields were taken:", err)
	}
}

func account(sim *graphsim.Server) map[string]string {
	l := sim.Link()
	return map[string]string{cloudapi.FieldNumber: l.Number, cloudapi.FieldAccount: l.WABA, cloudapi.FieldToken: l.Token, cloudapi.FieldSecret: l.AppSecret}
}

// entered is a connection of the simulated number.
func entered(t *testing.T, m *Manager, sim *graphsim.Server) (id desk.ConnectionID) {
	t.Helper()
	err := m.DB.Write(t.Context(), func(tx *store.Tx) error {
		ch, err := tx.AddChannel("Loja")
		if err == nil {
			id, err = tx.AddConnection(ch, cloudapi.Kind, "Loja")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.Probe(t.Context(), Entry{Kind: cloudapi.Kind, Values: account(sim)})
	if err != nil || !got.OK {
		t.Fatalf("%+v, %v", got.Findings, err)
	}
	if err := m.Save(t.Context(), id, got); err != nil {
		t.Fatal(err)
	}
	return id
}

// TestSavedAndActivated: an entry keeps its secrets in the vault, is mended by a token alone, and is kept once.
func TestSavedAndActivated(t *testing.T) {
	m, sim := meta(t)
	l, values := sim.Link(), account(sim)
	id := entered(t, m, sim)
	if err := m.Activate(t.Context(), id, "123456"); err != nil {
		t.Fatal(err)
	}
	c, err := m.row(t.Context(), id)
	if err != nil || c.Config[cloudapi.FieldNumber] != l.Number || c.Config[cloudapi.FieldToken] != "" || c.Hook == "" || c.Number != l.Phone {
		t.Errorf("%+v, %v", c, err)
	}
	// A later entry with nothing but a new token keeps all else.
	sim.ChangeToken(l.Token, func(x *graphsim.Token) { x.Revoked = true })
	if got, err := m.Probe(t.Context(), Entry{Connection: id, Kind: cloudapi.Kind}); err != nil || got.OK {
		t.Errorf("a dead token passed: %+v, %v", got, err)
	}
	fresh, err := sim.IssueToken(graphsim.Token{App: l.AppID})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := m.Probe(t.Context(), Entry{Connection: id, Kind: cloudapi.Kind, Values: map[string]string{cloudapi.FieldToken: fresh}}); err != nil || !got.OK {
		t.Errorf("a new token is refused: %+v, %v", got.Findings, err)
	}
	if got, _ := m.Probe(t.Context(), Entry{Kind: cloudapi.Kind, Values: values}); got.OK {
		t.Error("one number is connected twice")
	}
}

// TestSecretTakenAway: a secret that is left out stays, one that is entered empty goes, and one that is needed cannot go.
func TestSecretTakenAway(t *testing.T) {
	m, sim := meta(t)
	id := entered(t, m, sim)
	keep := func(values map[string]string) Entered {
		t.Helper()
		got, err := m.Probe(t.Context(), Entry{Connection: id, Kind: cloudapi.Kind, Values: values})
		if err != nil {
			t.Fatal(err)
		}
		if got.OK {
			err = m.Save(t.Context(), id, got)
		}
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	expect := func(word bool, secrets ...string) {
		t.Helper()
		k, err := m.Kept(t.Context(), id)
		if err != nil || !slices.Equal(k.Secrets, secrets) || (k.Word != "") != word || !k.Shakes {
			t.Errorf("%+v, %v", k, err)
		}
	}
	if k, err := m.Kept(t.Context(), 0); err != nil || k.Place != secret.PlaceFile || k.Secrets != nil || k.Shakes {
		t.Errorf("of a connection that is still to be made: %+v, %v", k, err)
	}
	expect(true, cloudapi.FieldToken, cloudapi.FieldSecret)
	if got := keep(nil); !got.OK {
		t.Errorf("%+v", got.Findings)
	}
	expect(true, cloudapi.FieldToken, cloudapi.FieldSecret)
	if got := keep(map[string]string{cloudapi.FieldToken: " "}); got.OK {
		t.Error("a connection without its token was kept")
	}
	expect(true, cloudapi.FieldToken, cloudapi.FieldSecret)
	if got := keep(map[string]string{cloudapi.FieldSecret: ""}); !got.OK {
		t.Errorf("%+v", got.Findings)
	}
	expect(false, cloudapi.FieldToken)
}

// TestUnheard: that a network was asked in vain to call us is known until it is asked again or what the connection is made of changes.
func TestUnheard(t *testing.T) {
	m, sim := meta(t)
	id := entered(t, m, sim)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(free.Addr().(*net.TCPAddr).Port)
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	settle := func(address string) error {
		t.Helper()
		err := m.DB.Write(t.Context(), func(tx *store.Tx) error {
			return errors.Join(tx.Set(settingPublic, address), tx.Set(settingPort, port))
		})
		if err = errors.Join(err, m.OpenDoor(t.Context())); err != nil {
			t.Fatal(err)
		}
		return m.Subscribe(t.Context(), id)
	}
	if err := settle("http://127.0.0.1:1"); desk.AsFault(err).Code != desk.CodeDoorShut || m.Unheard(id).Code != desk.CodeDoorShut {
		t.Errorf("%v, %v", err, m.Unheard(id))
	}
	if err := settle("http://127.0.0.1:" + port); err != nil || m.Unheard(id) != nil {
		t.Errorf("%v, %v", err, m.Unheard(id))
	}
	if err := settle("http://127.0.0.1:1"); err == nil || m.Unheard(id) == nil {
		t.Error("a shut door is not told")
	}
	got, err := m.Probe(t.Context(), Entry{Connection: id, Kind: cloudapi.Kind})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Save(t.Context(), id, got); err != nil || m.Unheard(id) != nil {
		t.Errorf("%v, %v", err, m.Unheard(id))
	}
}
