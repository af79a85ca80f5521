package graphsim_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// sign goes through the dialog as a browser does and returns where it leads.
func (r *rig) sign(answer string, parameters url.Values) url.Values {
	r.t.Helper()
	client := *r.http
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	page, err := client.Get(r.link.Dialog + "/v23.0/dialog/oauth?" + parameters.Encode())
	if err != nil {
		r.t.Fatal(err)
	}
	html, _ := io.ReadAll(page.Body)
	page.Body.Close()
	if page.StatusCode != 200 || !strings.Contains(string(html), ">Continue</button>") {
		return url.Values{"status": {fmt.Sprint(page.StatusCode)}}
	}
	form := url.Values{}
	for _, m := range regexp.MustCompile(`name="(\w+)" value="([^"]*)">`).FindAllStringSubmatch(string(html), -1) {
		form.Set(m[1], strings.NewReplacer("&#43;", "+", "&amp;", "&").Replace(m[2]))
	}
	form.Set("answer", answer)
	back, err := client.PostForm(r.link.Dialog+"/v23.0/dialog/oauth", form)
	if err != nil {
		r.t.Fatal(err)
	}
	back.Body.Close()
	where, err := back.Location()
	if err != nil {
		r.t.Fatal(err)
	}
	return where.Query()
}

func (r *rig) ask(more ...string) url.Values {
	v := url.Values{"client_id": {r.link.AppID}, "redirect_uri": {"http://127.0.0.1:4000/back"}, "state": {"s1"}, "config_id": {r.link.ConfigID}}
	for i := 0; i < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

func (r *rig) exchange(more ...string) answer {
	v := url.Values{"client_id": {r.link.AppID}, "client_secret": {r.link.AppSecret}, "redirect_uri": {"http://127.0.0.1:4000/back"}}
	for i := 0; i < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return r.with("", "GET", "oauth/access_token?"+v.Encode(), "")
}

func TestSignInGivesATokenThatWorks(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		back := r.sign("continue", r.ask())
		if back.Get("state") != "s1" {
			t.Errorf("back with %v", back)
		}
		a := r.exchange("code", back.Get("code"))
		token, _ := a.get("access_token").(string)
		if token == "" || a.get("token_type") != "bearer" || a.get("expires_in") != nil {
			t.Fatalf("%s", a.body)
		}
		if a := r.with(token, "GET", r.link.Number+"?fields=id", ""); a.status != 200 {
			t.Errorf("%s", a.body)
		}
		if a := r.exchange("code", back.Get("code")); a.get("error", "error_subcode") != 36009.0 {
			t.Errorf("twice: %s", a.body)
		}
		if back := r.sign("cancel", r.ask()); back.Get("error") != "access_denied" || back.Get("state") != "s1" {
			t.Errorf("cancel: %v", back)
		}
	})
}

func TestCodesLiveThirtySeconds(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		for wait, ok := range map[time.Duration]bool{29 * time.Second: true, 30 * time.Second: false} {
			back := r.sign("continue", r.ask())
			time.Sleep(wait)
			if a := r.exchange("code", back.Get("code")); (a.status == 200) != ok {
				t.Errorf("after %s: %s", wait, a.body)
			}
		}
	})
}

func TestExchangeIsChecked(t *testing.T) {
	verifier := strings.Repeat("v", 43)
	sum := sha256.Sum256([]byte(verifier))
	pkce := []string{"code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]), "code_challenge_method", "S256"}
	memory(t, func(t *testing.T, r *rig) {
		for name, c := range map[string]struct {
			ask, exchange []string
			ok            bool
		}{
			"plain":            {nil, nil, true},
			"wrong secret":     {nil, []string{"client_secret", "x"}, false},
			"no secret":        {nil, []string{"client_secret", ""}, false},
			"another redirect": {nil, []string{"redirect_uri", "http://127.0.0.1:4000/other"}, false},
			"another app":      {nil, []string{"client_id", "1"}, false},
			"pkce":             {pkce, []string{"code_verifier", verifier}, true},
			"wrong verifier":   {pkce, []string{"code_verifier", "x"}, false},
			"no verifier":      {pkce, nil, false},
			"idle verifier":    {nil, []string{"code_verifier", verifier}, false},
			"pkce, no secret":  {pkce, []string{"code_verifier", verifier, "client_secret", ""}, false},
		} {
			back := r.sign("continue", r.ask(c.ask...))
			if a := r.exchange(append(c.exchange, "code", back.Get("code"))...); (a.status == 200) != c.ok {
				t.Errorf("%s: %s", name, a.body)
			}
		}
		r.s.SetStrictness(graphsim.Strictness{PublicClients: true})
		back := r.sign("continue", r.ask(pkce...))
		if a := r.exchange("code", back.Get("code"), "code_verifier", verifier, "client_secret", ""); a.status != 200 {
			t.Errorf("public client: %s", a.body)
		}
		if a := r.exchange("code", r.s.IssueCode(), "redirect_uri", ""); a.status != 200 {
			t.Errorf("pop-up: %s", a.body)
		}
		for name, ask := range map[string]url.Values{
			"elsewhere": r.ask("redirect_uri", "https://evil.example/"), "no app": r.ask("client_id", "1"),
			"no config": r.ask("config_id", "1"), "token": r.ask("response_type", "token"),
		} {
			if back := r.sign("continue", ask); back.Get("status") != "400" {
				t.Errorf("%s: %v", name, back)
			}
		}
	})
}

func TestTokens(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.Write("Oi")
		expiring, err := r.s.IssueToken(graphsim.Token{Expires: time.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		reader, _ := r.s.IssueToken(graphsim.Token{Scopes: []string{graphsim.Management}})
		sender, _ := r.s.IssueToken(graphsim.Token{Scopes: []string{graphsim.Messaging}})
		elsewhere, _ := r.s.IssueToken(graphsim.Token{Targets: map[string][]string{graphsim.Messaging: {"1"}, graphsim.Management: {"1"}}})
		send, list := r.link.Number+"/messages", r.link.WABA+"/phone_numbers"
		message := `{"messaging_product":"whatsapp","to":"+` + ana + `","text":{"body":"a"}}`
		for name, c := range map[string]struct {
			token, method, path, body string
			status, code              int
		}{
			"none":             {"", "POST", send, message, 401, 104},
			"nonsense":         {"EAAx", "POST", send, message, 401, 190},
			"good":             {expiring, "POST", send, message, 200, 0},
			"cannot send":      {reader, "POST", send, message, 403, 10},
			"can list":         {reader, "GET", list, "", 200, 0},
			"cannot list":      {sender, "GET", list, "", 403, 10},
			"another account":  {elsewhere, "POST", send, message, 403, 200},
			"another's list":   {elsewhere, "GET", list, "", 403, 200},
			"no such object":   {expiring, "GET", "123", "", 400, 100},
			"number by sender": {sender, "GET", r.link.Number, "", 200, 0},
		} {
			if a := r.with(c.token, c.method, c.path, c.body); a.status != c.status || a.code() != c.code {
				t.Errorf("%s: %d %s", name, a.status, a.body)
			}
		}
		own := r.link.AppID + "|" + r.link.AppSecret
		debug := func(input, access string) answer {
			return r.with("", "GET", "debug_token?input_token="+input+"&access_token="+url.QueryEscape(access), "")
		}
		a := debug(expiring, own)
		if a.get("data", "is_valid") != true || a.get("data", "app_id") != r.link.AppID || a.get("data", "expires_at") == 0.0 ||
			!strings.Contains(string(a.body), `{"scope":"whatsapp_business_management","target_ids":["`+r.link.WABA+`"]}`) {
			t.Errorf("%s", a.body)
		}
		if a := debug(r.link.Token, expiring); a.get("data", "expires_at") != 0.0 {
			t.Errorf("%s", a.body)
		}
		time.Sleep(time.Hour)
		if a := r.with(expiring, "POST", send, message); a.status != 401 || a.code() != 190 || a.get("error", "error_subcode") != 463.0 {
			t.Errorf("expired: %s", a.body)
		}
		if a := debug(expiring, own); a.get("data", "is_valid") != false {
			t.Errorf("%s", a.body)
		}
		if a := debug("EAAx", own); a.get("data", "is_valid") != false {
			t.Errorf("%s", a.body)
		}
		if a := debug(r.link.Token, "EAAx"); a.code() != 190 {
			t.Errorf("%s", a.body)
		}
		r.s.ChangeToken(sender, func(t *graphsim.Token) { t.Revoked = true })
		if a := r.with(sender, "POST", send, message); a.status != 401 || a.code() != 190 {
			t.Errorf("revoked: %s", a.body)
		}
	})
}
