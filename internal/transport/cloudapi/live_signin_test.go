package cloudapi

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

func TestLiveSignIn(t *testing.T) {
	live(t, func(w *world) {
		ctx := w.t.Context()
		l := Login{AppID: w.link.AppID, Secret: w.link.AppSecret, ConfigID: w.link.ConfigID, Redirect: "http://127.0.0.1:4000/back"}
		try := NewTry()
		code, state := w.consent(l.Dialog(w.opts, try))
		if state != try.State || code == "" {
			t.Fatalf("state %q, code %q", state, code)
		}
		wrong := Try{State: try.State, Verifier: NewTry().Verifier}
		if _, _, err := l.Exchange(ctx, w.opts, w.http, wrong, code); desk.AsFault(err).Code != desk.CodePairRefused {
			t.Error(err)
		}
		code, _ = w.consent(l.Dialog(w.opts, try))
		token, expires, err := l.Exchange(ctx, w.opts, w.http, try, code)
		if err != nil || token == "" || !expires.IsZero() && expires.Before(time.Now()) {
			t.Fatalf("%v, %v", expires, err)
		}
		if _, _, err := l.Exchange(ctx, w.opts, w.http, try, code); desk.AsFault(err).Code != desk.CodePairRefused || strings.Contains(err.Error(), code) {
			t.Errorf("a code was used twice: %v", err)
		}
		accounts, err := l.Accounts(ctx, w.opts, w.http, token)
		if err != nil || len(accounts) != 1 || accounts[0] != w.link.WABA {
			t.Errorf("%q, %v", accounts, err)
		}
		if got, _, err := probe(t, ctx, w.open(token, w.link.AppSecret)); err != nil || strings.Contains(got, ":") {
			t.Errorf("%s, %v", got, err)
		}
	})
}

var hidden = regexp.MustCompile(`type="hidden" name="([^"]*)" value="([^"]*)"`)

// consent agrees on the page as a person does and reads where it leads.
func (w *world) consent(address string) (code, state string) {
	w.t.Helper()
	client := &http.Client{Transport: w.http.Transport, CheckRedirect: transport.Stay}
	page, err := client.Get(address)
	if err != nil {
		w.t.Fatal(err)
	}
	defer page.Body.Close()
	text, err := io.ReadAll(page.Body)
	if err != nil || page.StatusCode != 200 {
		w.t.Fatal(page.StatusCode, string(text), err)
	}
	form := url.Values{"answer": {"continue"}}
	for _, m := range hidden.FindAllStringSubmatch(string(text), -1) {
		form.Set(m[1], strings.NewReplacer("&#43;", "+", "&amp;", "&", "&#34;", `"`).Replace(m[2]))
	}
	base, _, _ := strings.Cut(address, "?")
	back, err := client.PostForm(base, form)
	if err != nil {
		w.t.Fatal(err)
	}
	back.Body.Close()
	to, err := url.Parse(back.Header.Get("Location"))
	if err != nil {
		w.t.Fatal(err)
	}
	return to.Query().Get("code"), to.Query().Get("state")
}
