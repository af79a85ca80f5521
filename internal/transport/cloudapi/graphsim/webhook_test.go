package graphsim_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

func TestSignatureIsOverTheEscapedBytes(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.Write("Olá 👍 <b> a/b")
		r.heard()
		body, head := r.hook.bodies[0], r.hook.heads[0]
		mac := hmac.New(sha256.New, []byte(r.link.AppSecret))
		mac.Write(body)
		if got := head.Get("X-Hub-Signature-256"); got != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
			t.Errorf("signature %s", got)
		}
		if !bytes.Contains(body, []byte(`Ol\u00e1 \ud83d\udc4d <b> a\/b`)) {
			t.Errorf("body %s", body)
		}
		var v any
		if err := json.Unmarshal(body, &v); err != nil {
			t.Error(err)
		}
		if again, _ := json.Marshal(v); bytes.Equal(again, body) {
			t.Error("writing it again gives the same bytes, so that a client that does would not be found out")
		}
	})
}

func TestPausesCanBeCut(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		var refuse atomic.Bool
		refuse.Store(true)
		r.hook.answer = func() int { return map[bool]int{true: 500, false: 200}[refuse.Load()] }
		r.ana.Write("Oi")
		time.Sleep(time.Hour)
		before := len(r.heard())
		refuse.Store(false)
		at := time.Now()
		r.s.CutPauses()
		synctest.Wait()
		if posts := r.s.Posts(); len(posts) != before+1 || posts[before].Status != 200 || !posts[before].At.Equal(at) {
			t.Errorf("%d attempts, then %+v", before, posts)
		}
	})
}

func TestRefusedWebhooksComeAgainForSevenDays(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		var refuse atomic.Bool
		refuse.Store(true)
		r.hook.answer = func() int { return map[bool]int{true: 500, false: 200}[refuse.Load()] }
		r.ana.Write("Oi")
		time.Sleep(24 * time.Hour)
		before := len(r.heard())
		if before < 5 || before > 12 {
			t.Errorf("%d attempts on the first day", before)
		}
		refuse.Store(false)
		time.Sleep(24 * time.Hour)
		if got := len(r.heard()); got != before+1 {
			t.Errorf("%d attempts, then %d", before, got)
		}
		posts := r.s.Posts()
		for i, p := range posts {
			if p.Attempt != i+1 || !bytes.Equal(p.Body, posts[0].Body) || i > 1 && p.At.Sub(posts[i-1].At) < posts[i-1].At.Sub(posts[i-2].At) {
				t.Errorf("attempt %d at %s", p.Attempt, p.At)
			}
		}
		refuse.Store(true)
		r.ana.Write("Oi")
		time.Sleep(8 * 24 * time.Hour)
		after := len(r.heard())
		time.Sleep(8 * 24 * time.Hour)
		if got := len(r.heard()); got != after {
			t.Errorf("still trying after seven days: %d, %d", after, got)
		}
	})
}

func TestUpdatesComeInBatches(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.s.SetLimits(graphsim.Limits{Throughput: -1})
		r.s.SetWeather(graphsim.Weather{Hold: true})
		for i := range 1500 {
			r.ana.Write(fmt.Sprint("n", i))
		}
		if n := len(r.heard()); n != 0 {
			t.Errorf("%d while held", n)
		}
		r.s.SetWeather(graphsim.Weather{})
		all := r.heard()
		if len(all) != 1500 || len(r.hook.bodies) != 2 {
			t.Errorf("%d updates in %d requests", len(all), len(r.hook.bodies))
		}
		for i, c := range all {
			if got := c.Value.Messages[0]["text"].(map[string]any)["body"]; got != fmt.Sprint("n", i) {
				t.Fatalf("update %d is %v", i, got)
			}
		}
		r.s.SetWeather(graphsim.Weather{Hold: true})
		for range 8 {
			r.ana.Write(strings.Repeat("x", 1<<19))
		}
		r.s.Heal()
		if n := len(r.heard()); n != 1508 {
			t.Errorf("%d updates after healing", n)
		}
		for _, b := range r.hook.bodies {
			if len(b) > 3<<20 {
				t.Errorf("a request of %d bytes", len(b))
			}
		}
	})
}

func TestBadWeather(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.s.SetLimits(graphsim.Limits{Throughput: -1})
		count := func(w graphsim.Weather) (n int) {
			before := len(r.heard())
			r.s.SetWeather(w)
			for range 100 {
				r.ana.Write("a")
			}
			r.s.SetWeather(graphsim.Weather{})
			return len(r.heard()) - before
		}
		if n := count(graphsim.Weather{LoseNext: 3}); n != 97 {
			t.Errorf("%d of 97", n)
		}
		if n := count(graphsim.Weather{Lose: 0.5}); n < 20 || n > 80 {
			t.Errorf("%d of about 50", n)
		}
		if n := count(graphsim.Weather{Duplicate: 1}); n != 200 {
			t.Errorf("%d of 200", n)
		}
		if n := count(graphsim.Weather{Lose: 1, Fields: []string{"history"}}); n != 100 {
			t.Errorf("%d of 100 of another field", n)
		}
		before := len(r.heard())
		r.s.SetWeather(graphsim.Weather{Reorder: 1, Hold: true})
		for i := range 50 {
			r.ana.Write(fmt.Sprint(i))
		}
		r.s.SetWeather(graphsim.Weather{})
		order := ""
		for _, c := range r.heard()[before:] {
			order += c.Value.Messages[0]["text"].(map[string]any)["body"].(string) + " "
		}
		if strings.HasPrefix(order, "0 1 2 3 4 5 ") || len(strings.Fields(order)) != 50 {
			t.Errorf("order %s", order)
		}
	})
}

func TestCallbacksAreVerifiedAndOverridden(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		if err := r.s.SetCallback(r.link.AppID, "http://shop.test/hook", "wrong"); err == nil {
			t.Error("a wrong token was verified")
		}
		if err := r.s.SetCallback(r.link.AppID, "http://nowhere.test/", "x"); err == nil {
			t.Error("an address that is not there was verified")
		}
		override := func(uri, token string) string {
			return `{"override_callback_uri":"` + uri + `","verify_token":"` + token + `"}`
		}
		for body, code := range map[string]int{
			override("http://shop.test/waba", r.hook.verify): 0, override("http://shop.test/waba", "wrong"): 2200,
			override("http://shop.test/"+long(200), "x"): 131009, `{"callback":"x"}`: 100,
		} {
			if a := r.do("POST", r.link.WABA+"/subscribed_apps", body); a.code() != code {
				t.Errorf("%s: %s", body, a.body)
			}
		}
		last := func() string {
			r.ana.Write("Oi")
			synctest.Wait()
			posts := r.s.Posts()
			return posts[len(posts)-1].Address
		}
		if got := last(); got != "http://shop.test/waba" {
			t.Errorf("%s", got)
		}
		number := func(uri string) answer {
			return r.do("POST", r.link.Number, `{"webhook_configuration":`+override(uri, r.hook.verify)+`}`)
		}
		if a := number("http://shop.test/number"); a.status != 200 || last() != "http://shop.test/number" {
			t.Errorf("%s", a.body)
		}
		if a := number(""); a.status != 200 || last() != "http://shop.test/waba" {
			t.Errorf("%s", a.body)
		}
		if a := r.do("GET", r.link.WABA+"/subscribed_apps", ""); !strings.Contains(string(a.body), `"override_callback_uri":"http:\/\/shop.test\/waba"`) {
			t.Errorf("%s", a.body)
		}
		if a := r.do("POST", r.link.WABA+"/subscribed_apps", ""); a.status != 200 || last() != "http://shop.test/hook" {
			t.Errorf("%s", a.body)
		}
		r.do("DELETE", r.link.WABA+"/subscribed_apps", "")
		n := len(r.heard())
		r.ana.Write("Oi")
		if len(r.heard()) != n {
			t.Error("told though nobody listens")
		}
	})
}

func TestAppSubscriptions(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		own := r.link.AppID + "|" + r.link.AppSecret
		set := func(token, fields string) answer {
			return r.with(token, "POST", r.link.AppID+"/subscriptions", `{"object":"whatsapp_business_account","callback_url":"http://shop.test/two","verify_token":"`+r.hook.verify+`","fields":"`+fields+`"}`)
		}
		if a := set(own, "messages,account_update"); a.get("success") != true {
			t.Errorf("%s", a.body)
		}
		if a := set(own, "gossip"); a.code() != 100 {
			t.Errorf("%s", a.body)
		}
		if a := set(r.link.Token, "messages"); a.code() != 190 {
			t.Errorf("%s", a.body)
		}
		if a := r.with(own, "GET", r.link.AppID+"/subscriptions", ""); !strings.Contains(string(a.body), `shop.test\/two`) {
			t.Errorf("%s", a.body)
		}
		r.s.SetQuality(r.link.Number, "FLAGGED", "RED", "TIER_250")
		if n := len(r.heard()); n != 0 {
			t.Errorf("told of a field that is not subscribed")
		}
		r.s.AccountUpdate(r.link.WABA, "PARTNER_REMOVED", nil)
		if all := r.heard(); len(all) != 1 || all[0].Field != "account_update" || all[0].Value.Event != "PARTNER_REMOVED" {
			t.Errorf("%v", all)
		}
	})
}
