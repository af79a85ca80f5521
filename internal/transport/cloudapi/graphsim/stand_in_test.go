package graphsim_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestAPostedFormStandsForAnotherMethod(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		post := func(form url.Values) answer {
			q, err := http.NewRequest(http.MethodPost, r.link.Graph+"/v25.0/debug_token", strings.NewReader(form.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			q.Header.Set("Authorization", "Bearer "+r.link.Token)
			q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			return r.send(q)
		}
		if a := post(url.Values{"method": {"get"}, "input_token": {r.link.Token}}); a.status != 200 || a.get("data", "is_valid") != true {
			t.Errorf("%d %s", a.status, a.body)
		}
		if u := r.s.Unknown(); len(u) != 0 {
			t.Errorf("unknown: %v", u)
		}
		if a := post(url.Values{"input_token": {r.link.Token}}); a.status != 400 || len(r.s.Unknown()) == 0 {
			t.Errorf("without a method: %d %s", a.status, a.body)
		}
	})
}

func TestAProofIsComparedWithTheAppsSecret(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		prove := func(secret string) answer {
			mac := hmac.New(sha256.New, []byte(secret))
			mac.Write([]byte(r.link.Token))
			return r.do("GET", r.link.Number+"?fields=id&appsecret_proof="+hex.EncodeToString(mac.Sum(nil)), "")
		}
		if a := prove(r.link.AppSecret); a.status != 200 {
			t.Errorf("%d %s", a.status, a.body)
		}
		if a := prove("another secret"); a.status != 400 || a.code() != 100 {
			t.Errorf("%d %s", a.status, a.body)
		}
		if u := r.s.Unknown(); len(u) != 0 {
			t.Errorf("unknown: %v", u)
		}
	})
}
