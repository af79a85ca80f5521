package graphsim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

func TestManyAtOnceOnTheNetwork(t *testing.T) {
	s, err := graphsim.New(graphsim.Options{Limits: graphsim.Limits{Throughput: -1, WithoutPair: true}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	l := s.Link()
	s.Customer(ana).Write("Oi")
	r := &rig{t: t, s: s, link: l, http: l.HTTPClient(), ana: s.Customer(ana)}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 25 {
				if a := r.text("a", fmt.Sprint(i, ".", j)); a.wamid() == "" {
					t.Errorf("%s %v", a.body, a.err)
				}
				r.ana.Write("b")
			}
		})
	}
	all.Wait()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := s.Wait(ctx, func() bool { return len(r.ana.Received()) == 200 }); err != nil {
		t.Errorf("%v with %d received", err, len(r.ana.Received()))
	}
	for i := range 8 {
		for j := range 25 {
			if n := s.Count(fmt.Sprint(i, ".", j)); n != 1 {
				t.Errorf("message %d.%d came %d times", i, j, n)
			}
		}
	}
}

func TestMessagesArriveInOrder(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.s.SetLimits(graphsim.Limits{Throughput: -1, WithoutPair: true})
		r.ana.Write("Oi")
		r.ana.Set(func(p *graphsim.Person) { p.Receipts.Delivered = time.Second })
		for i := range 50 {
			r.text(fmt.Sprint(i), "")
		}
		time.Sleep(time.Minute)
		for i, d := range r.ana.Received() {
			if d.Text != fmt.Sprint(i) {
				t.Fatalf("message %d is %s", i, d.Text)
			}
		}
	})
}

func TestLinkSurvivesAnotherProcess(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		raw, err := json.Marshal(r.link)
		if err != nil {
			t.Fatal(err)
		}
		l, err := graphsim.ParseLink(raw)
		if err != nil || l.Token != r.link.Token || l.Graph != r.link.Graph || l.Number != r.link.Number {
			t.Errorf("%+v: %v", l, err)
		}
		if _, err := graphsim.ParseLink([]byte("x")); err == nil {
			t.Error("nonsense was read")
		}
	})
}

func TestAppsHearOfTheirOwn(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		other := r.s.AddApp("Outra")
		if err := r.s.SetCallback(other.ID, "http://shop.test/other", r.hook.verify); err != nil {
			t.Fatal(err)
		}
		r.ana.Write("Oi")
		if n := len(r.heard()); n != 1 {
			t.Errorf("%d updates before it subscribed", n)
		}
		if err := r.s.Subscribe(other.ID, r.link.WABA); err != nil {
			t.Fatal(err)
		}
		r.ana.Write("Oi")
		if n := len(r.heard()); n != 3 {
			t.Errorf("%d updates for two apps", n)
		}
		signed := map[string]bool{}
		for _, p := range r.s.Posts() {
			signed[p.Address+p.Signature] = true
		}
		if len(signed) != 3 {
			t.Errorf("%d different signatures", len(signed))
		}
		r.s.ChangeApp(other.ID, func(a *graphsim.App) { a.Unpublished = true })
		r.ana.Write("Oi")
		if n := len(r.heard()); n != 4 {
			t.Errorf("%d updates with one app unpublished", n)
		}
		account := r.s.AddAccount("Outra loja")
		if a := r.do("GET", account+"/subscribed_apps", ""); len(a.get("data").([]any)) != 0 {
			t.Errorf("%s", a.body)
		}
		if len(r.s.Account(r.link.WABA).Subscribed) != 2 || r.s.Account("1").ID != "" {
			t.Errorf("%+v", r.s.Account(r.link.WABA))
		}
	})
}

func TestExchangeByFormAndLongTokens(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.s.ChangeApp(r.link.AppID, func(a *graphsim.App) { a.TokenLife = time.Hour })
		post := func(v url.Values) answer {
			q, err := http.NewRequest("POST", r.link.Graph+"/v23.0/oauth/access_token", strings.NewReader(v.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			return r.send(q)
		}
		v := url.Values{"client_id": {r.link.AppID}, "client_secret": {r.link.AppSecret}, "code": {r.s.IssueCode()}}
		a := post(v)
		if a.get("expires_in") != 3600.0 {
			t.Fatalf("%s", a.body)
		}
		v = url.Values{"client_id": {r.link.AppID}, "client_secret": {r.link.AppSecret}, "grant_type": {"fb_exchange_token"}, "fb_exchange_token": {a.get("access_token").(string)}}
		if a := post(v); a.get("expires_in") != 5184000.0 {
			t.Errorf("%s", a.body)
		}
		for name, value := range map[string]string{"client_secret": "x", "fb_exchange_token": "x", "grant_type": "x"} {
			wrong := url.Values{}
			for k := range v {
				wrong.Set(k, v.Get(k))
			}
			wrong.Set(name, value)
			if a := post(wrong); a.status < 400 {
				t.Errorf("wrong %s: %s", name, a.body)
			}
		}
		if u := r.s.Unknown(); len(u) != 0 {
			t.Errorf("%v", u)
		}
		post(url.Values{"colour": {"red"}})
		if u := r.s.Unknown(); len(u) != 1 {
			t.Errorf("%v", u)
		}
	})
}

func TestTemplateParts(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		create := func(name, components string) answer {
			return r.do("POST", r.link.WABA+"/message_templates", `{"name":"`+name+`","language":"pt_BR","category":"MARKETING","components":[`+components+`]}`)
		}
		const body = `{"type":"BODY","text":"Oi"}`
		for i, c := range []struct {
			components string
			code       int
		}{
			{`{"type":"HEADER","format":"TEXT","text":"Loja"},` + body + `,{"type":"FOOTER","text":"Até"},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Sim"},{"type":"URL","text":"Abrir","url":"https://a.b"}]}`, 0},
			{`{"type":"HEADER","format":"IMAGE","example":{"header_handle":["x"]}},` + body, 0},
			{`{"type":"HEADER","format":"SMELL"},` + body, 131009},
			{`{"type":"HEADER","format":"TEXT","text":"` + long(61) + `"},` + body, 131009},
			{`{"type":"BODY","text":"` + long(1025) + `"}`, 131009},
			{`{"type":"FOOTER","text":"Até"}`, 100},
			{body + `,{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"` + long(26) + `"}]}`, 131009},
			{body + `,{"type":"BUTTONS","buttons":[{"type":"BELL","text":"a"}]}`, 131009},
		} {
			if a := create(fmt.Sprint("t", i), c.components); a.code() != c.code {
				t.Errorf("%.80s: %s", c.components, a.body)
			}
		}
		a := r.do("GET", r.link.WABA+"/message_templates?name=t0&fields=name,status,components", "")
		if !strings.Contains(string(a.body), `"status":"PENDING"`) || !strings.Contains(string(a.body), `"type":"QUICK_REPLY"`) {
			t.Errorf("%s", a.body)
		}
	})
}
