package control_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim/control"
)

const ana = "5511912345678"

// remote steers a simulator as another process would.
type remote struct {
	t     *testing.T
	link  graphsim.Link
	base  string
	token string
}

// run starts a simulator and stops it when the test ends.
func run(t *testing.T) *remote {
	t.Helper()
	out, in := io.Pipe()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- control.Run(ctx, in, graphsim.Options{}) }()
	var raw json.RawMessage
	if err := json.NewDecoder(out).Decode(&raw); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("run ends with %v", err)
		}
	})
	link, err := graphsim.ParseLink(raw)
	if err != nil {
		t.Fatal(err)
	}
	var line struct {
		Control string
		Token   string `json:"control_token"`
	}
	if err := json.Unmarshal(raw, &line); err != nil {
		t.Fatal(err)
	}
	return &remote{t: t, link: link, base: line.Control, token: line.Token}
}

// do sends a request and reads the answer, which must have the given status.
func (r *remote) do(want int, method, path, body string) (answer map[string]any) {
	r.t.Helper()
	raw := r.raw(want, method, r.base+path, r.token, body)
	if err := json.Unmarshal(raw, &answer); err != nil {
		r.t.Fatalf("%s %s: %s: %v", method, path, raw, err)
	}
	return answer
}

func (r *remote) raw(want int, method, url, token, body string) []byte {
	r.t.Helper()
	q, err := http.NewRequestWithContext(r.t.Context(), method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		r.t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+token)
	q.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(q)
	if err != nil {
		r.t.Fatal(err)
	}
	defer response.Body.Close()
	raw, _ := io.ReadAll(response.Body)
	if response.StatusCode != want {
		r.t.Fatalf("%s %s: %s: %s", method, url, response.Status, raw)
	}
	return raw
}

// say sends a text to Ana as the program would.
func (r *remote) say(want int, text string) []byte {
	return r.raw(want, "POST", r.link.Graph+"/v23.0/"+r.link.Number+"/messages", r.link.Token,
		`{"messaging_product":"whatsapp","to":"+`+ana+`","type":"text","text":{"body":"`+text+`"},"biz_opaque_callback_data":"`+text+`"}`)
}

func TestACustomerWritesAndGetsAnAnswer(t *testing.T) {
	r := run(t)
	told := make(chan []byte, 10)
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Method == http.MethodGet {
			io.WriteString(w, q.URL.Query().Get("hub.challenge"))
			return
		}
		body, _ := io.ReadAll(q.Body)
		told <- body
	}))
	defer hook.Close()
	r.do(200, "POST", "/callback", `{"address":"`+hook.URL+`","verify_token":"v"}`)
	r.do(200, "POST", "/customers", `{"key":"`+ana+`","name":"Ana"}`)
	id := r.do(200, "POST", "/customers/"+ana+"/write", `{"text":"Oi","id":"3AFIXED"}`)["id"].(string)
	if stanza, _ := graphsim.Stanza(id); stanza != "3AFIXED" {
		t.Errorf("id %s has %s", id, stanza)
	}
	if body := <-told; !bytes.Contains(body, []byte(id)) {
		t.Errorf("webhook %s", body)
	}
	r.say(200, "resposta")
	var got []graphsim.Delivery
	if err := json.Unmarshal(r.raw(200, "GET", r.base+"/customers/"+ana+"/received?wait=20s", r.token, ""), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Text != "resposta" || fmt.Sprint(r.do(200, "GET", "/count?opaque=resposta", "")["count"]) != "1" {
		t.Errorf("received %+v", got)
	}
	r.do(200, "POST", "/status", `{"message":"`+got[0].Wamid+`","status":"read"}`)
	state := r.do(200, "GET", "/state", "")
	if fmt.Sprint(state["unknown"], state["errors"], state["delivered"]) != "[] [] 1" {
		t.Errorf("state %v", state)
	}
}

func TestFaultsTokensAndWindow(t *testing.T) {
	r := run(t)
	r.do(200, "POST", "/customers", `{"key":"`+ana+`","name":"Ana"}`)
	r.do(200, "POST", "/strictness", `{"sync_window":true}`)
	r.do(200, "POST", "/limits", `{"without_pair":true}`)
	r.say(400, "before any message")
	r.do(200, "POST", "/customers/"+ana+"/write", `{"text":"Oi"}`)
	r.say(200, "inside")
	r.do(200, "POST", "/customers/"+ana+"/window", `{}`)
	r.say(400, "outside")
	r.do(200, "POST", "/customers/"+ana+"/write", `{"text":"I wrote before","age":"26h"}`)
	r.say(400, "still outside")
	for _, body := range []string{`{"text":"a","age":"169h"}`, `{"text":"a","age":"never"}`, `{"text":"a","age":"1h","reply":"x"}`} {
		r.do(400, "POST", "/customers/"+ana+"/write", body)
	}
	r.do(200, "POST", "/customers/"+ana+"/window", `{"age":"1h"}`)
	r.do(200, "POST", "/faults", `{"kind":"fail_sync","code":131016,"times":2}`)
	r.say(500, "a")
	r.say(500, "b")
	r.say(200, "c")
	r.do(200, "POST", "/faults", `{"kind":"slow","delay":"1ms","times":-1}`)
	r.do(200, "POST", "/heal", "")
	r.do(400, "POST", "/faults", `{"kind":"nonsense"}`)
	r.do(400, "POST", "/faults", `{"kind":"slow","delay":"soon"}`)
	r.do(200, "POST", "/tokens/change", `{"token":"`+r.link.Token+`","expires_in":"0s"}`)
	r.say(401, "expired")
	r.do(200, "POST", "/tokens/change", `{"token":"`+r.link.Token+`","expires_in":"never"}`)
	r.say(200, "again")
	r.do(200, "POST", "/tokens/change", `{"token":"`+r.link.Token+`","revoked":true}`)
	r.say(401, "revoked")
	r.do(409, "POST", "/tokens/change", `{"token":"nobody's"}`)
}

func TestEverySteeringPathWorks(t *testing.T) {
	r := run(t)
	r.do(200, "POST", "/customers", `{"key":"`+ana+`","name":"Ana","bsuid":"BR.1"}`)
	key := "/customers/" + ana
	id := r.do(200, "POST", key+"/send", `{"type":"text","content":{"body":"a"}}`)["id"].(string)
	number := r.do(200, "POST", "/numbers", `{"digits":"5511900000001","coexistence":true}`)["id"].(string)
	template := r.do(200, "POST", "/templates", `{"name":"ola","components":[{"type":"BODY","text":"Olá"}]}`)["id"].(string)
	for _, c := range []struct{ path, body string }{
		{key + "/set", `{"offline":true,"read":"5s","delivered":"never"}`},
		{key + "/burst", `{"count":3,"prefix":"n"}`},
		{key + "/file", `{"type":"image","mime":"image/jpeg","data":"/9j/"}`},
		{key + "/react", `{"message":"` + id + `","emoji":"👍"}`},
		{key + "/echo?number=" + number, `{"text":"do celular"}`},
		{key + "/read", ""},
		{key + "/change-key", `{"hash":"B"}`},
		{key + "/change-number", `{"number":"5511912345679"}`},
		{"/weather", `{"lose_next":1}`},
		{"/tokens", `{"expires_in":"1h","scopes":["whatsapp_business_messaging"]}`},
		{"/code", ""},
		{"/numbers/" + number, `{"status":"FLAGGED","quality":"RED"}`},
		{"/templates/" + template, `{"status":"PAUSED"}`},
		{"/alert", `{"code":131042,"details":"unpaid"}`},
		{"/contacts", `{"contacts":[{"name":"Ana","number":"` + ana + `"}]}`},
		{"/history?number=" + number, `{"phase":0,"order":1,"progress":100,"messages":[{"customer":"5511911111111","text":"ontem","at":"2026-01-02T03:04:05Z"}]}`},
		{"/history", `{"declined":true}`},
		{"/customers/5511912345679/marketing", `{"stop":true}`},
		{"/announce", `{"field":"account_update","value":{"event":"DISABLED_UPDATE"}}`},
	} {
		r.do(200, "POST", c.path, c.body)
	}
	r.do(404, "POST", key+"/write", `{"text":"moved away"}`)
	r.do(409, "POST", "/customers/BR.1/choose", `{"message":"`+id+`","what":"x"}`)
	r.raw(200, "GET", r.base+"/customers", r.token, "")
	r.raw(200, "GET", r.base+"/requests", r.token, "")
}

func TestStrangersAreTurnedAway(t *testing.T) {
	r := run(t)
	r.raw(401, "GET", r.base+"/state", "wrong", "")
	q, err := http.NewRequestWithContext(t.Context(), "GET", r.base+"/state", nil)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+r.token)
	for _, c := range []struct {
		change func()
		want   int
	}{{func() { q.Host = "evil.example" }, 421}, {func() { q.Host = ""; q.Header.Set("Origin", "http://x") }, 403}} {
		c.change()
		response, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != c.want {
			t.Errorf("%s, want %d", response.Status, c.want)
		}
	}
}
