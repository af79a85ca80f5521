package control_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/control"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/scenario"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world/worldtest"
)

const ana = "5511955500401"

// remote steers a simulator as another process would.
type remote struct {
	t    *testing.T
	link wasim.Link
	base string
	head http.Header
}

// run starts a simulator and stops it when the test ends.
func run(t *testing.T, o control.Options) *remote {
	t.Helper()
	out, in := io.Pipe()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- control.Run(ctx, in, o) }()
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
	link, err := wasim.ParseLink(raw)
	if err != nil {
		t.Fatal(err)
	}
	var line struct{ Control, Token string }
	if err := json.Unmarshal(raw, &line); err != nil {
		t.Fatal(err)
	}
	return &remote{t: t, link: link, base: line.Control, head: http.Header{"Authorization": {"Bearer " + line.Token}}}
}

// do sends a request and reads the answer, which must have the given status.
func (r *remote) do(want int, method, path, body string) (answer map[string]any) {
	r.t.Helper()
	r.read(want, method, path, body, &answer)
	return answer
}

func (r *remote) read(want int, method, path, body string, answer any) {
	r.t.Helper()
	q, err := http.NewRequestWithContext(r.t.Context(), method, r.base+path, bytes.NewReader([]byte(body)))
	if err != nil {
		r.t.Fatal(err)
	}
	q.Header = r.head.Clone()
	response, err := http.DefaultClient.Do(q)
	if err != nil {
		r.t.Fatal(err)
	}
	defer response.Body.Close()
	raw, _ := io.ReadAll(response.Body)
	if response.StatusCode != want {
		r.t.Fatalf("%s %s: %s: %s", method, path, response.Status, raw)
	}
	if err := json.Unmarshal(raw, answer); err != nil {
		r.t.Fatalf("%s %s: %s: %v", method, path, raw, err)
	}
}

func (r *remote) linked() *worldtest.Client {
	r.t.Helper()
	r.do(200, "POST", "/customers", `{"number":"`+ana+`","name":"Ana"}`)
	c := worldtest.NewClient(r.t, r.link)
	c.Link(func(code string) error {
		body, _ := json.Marshal(map[string]string{"qr": code})
		r.do(200, "POST", "/scan", string(body))
		return nil
	})
	return c
}

// clean checks that the simulator has nothing to complain about.
func (r *remote) clean() {
	r.t.Helper()
	state := r.do(200, "GET", "/state", "")
	if fmt.Sprint(state["unknown"], state["errors"]) != "[] []" {
		r.t.Errorf("unknown %v, errors %v", state["unknown"], state["errors"])
	}
}

func TestScanWriteAndAnswer(t *testing.T) {
	r := run(t, control.Options{})
	c := r.linked()
	wrote := r.do(200, "POST", "/customers/"+ana+"/write", `{"text":"Oi","id":"FIXED1"}`)
	if wrote["id"] != "FIXED1" {
		t.Errorf("id %v", wrote["id"])
	}
	e := worldtest.Wait(c, func(e *events.Message) bool { return e.Info.ID == "FIXED1" })
	if _, err := c.SendMessage(t.Context(), e.Info.Chat, &waE2E.Message{Conversation: proto.String("Olá, Ana")}); err != nil {
		t.Fatal(err)
	}
	var texts []struct{ ID, Text string }
	r.read(200, "GET", "/customers/"+ana+"/received?after=0&wait=20s", "", &texts)
	if len(texts) != 1 || texts[0].Text != "Olá, Ana" {
		t.Errorf("received %v", texts)
	}
	r.do(200, "POST", "/customers/"+ana+"/read", "")
	worldtest.Wait(c, func(e *events.Receipt) bool { return e.Type == types.ReceiptTypeRead && e.MessageIDs[0] == texts[0].ID })
	r.read(200, "GET", "/customers/"+ana+"/received?after=1", "", &texts)
	if len(texts) != 0 {
		t.Errorf("after the last: %v", texts)
	}
	phone := r.do(200, "POST", "/phone/write", `{"to":"`+ana+`","text":"do celular"}`)
	worldtest.Wait(c, func(e *events.Message) bool { return e.Info.ID == phone["id"] && e.Info.IsFromMe })
	r.clean()
}

func TestBurstsSurviveCutConnections(t *testing.T) {
	r := run(t, control.Options{})
	c := r.linked()
	var all []any
	for range 10 {
		all = append(all, r.do(200, "POST", "/customers/"+ana+"/burst", `{"count":10,"prefix":"n"}`)["ids"].([]any)...)
		r.do(200, "POST", "/faults", `{"kill":true}`)
		worldtest.Wait(c, func(e *events.Message) bool { return e.Info.ID == all[len(all)-1] })
	}
	for _, id := range all {
		worldtest.Wait(c, func(e *events.Message) bool { return e.Info.ID == id })
	}
	if len(all) != 100 {
		t.Errorf("%d ids", len(all))
	}
	r.clean()
}

func TestScriptedPeopleTalkToTheClient(t *testing.T) {
	quick := scenario.Pace{PerLetter: scenario.Duration(time.Millisecond)}
	r := run(t, control.Options{Script: &scenario.Script{People: []scenario.Person{{
		Number: ana, Name: "Ana", Pace: quick, AddressBook: "Ana Beatriz",
		Past:   []scenario.Line{{Ago: scenario.Duration(time.Hour), Text: "ontem"}},
		Opens:  []string{"Oi"},
		Reacts: []scenario.Reaction{{Words: []string{"olá"}, Says: []string{"Tudo bem?"}}},
	}}}})
	c := r.linked()
	said := func(text string) *events.Message {
		return worldtest.Wait(c, func(e *events.Message) bool { return e.Message.GetConversation() == text })
	}
	chat := said("Oi").Info.Chat
	sent, err := c.SendMessage(t.Context(), chat, &waE2E.Message{Conversation: proto.String("Olá!")})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []types.ReceiptType{types.ReceiptTypeDelivered, types.ReceiptTypeRead} {
		worldtest.Wait(c, func(e *events.Receipt) bool { return e.Type == kind && e.MessageIDs[0] == sent.ID })
	}
	worldtest.Wait(c, func(e *events.ChatPresence) bool { return e.State == types.ChatPresenceComposing })
	said("Tudo bem?")
	r.clean()
}

func TestFaultsReachTheClient(t *testing.T) {
	t.Run("outdated", func(t *testing.T) {
		r := run(t, control.Options{})
		c := r.linked()
		r.do(200, "POST", "/faults", `{"outdated":true}`)
		worldtest.Wait(c, func(*events.ClientOutdated) bool { return true })
	})
	t.Run("ban", func(t *testing.T) {
		r := run(t, control.Options{})
		c := r.linked()
		r.do(200, "POST", "/faults", `{"ban":{"code":102,"expire":60}}`)
		ban := worldtest.Wait(c, func(*events.TemporaryBan) bool { return true })
		if ban.Code != 102 || ban.Expire != time.Minute {
			t.Errorf("ban %+v", ban)
		}
	})
	t.Run("replace", func(t *testing.T) {
		r := run(t, control.Options{})
		c := r.linked()
		r.do(200, "POST", "/faults", `{"replace":true}`)
		worldtest.Wait(c, func(*events.StreamReplaced) bool { return true })
	})
	t.Run("unlink", func(t *testing.T) {
		r := run(t, control.Options{})
		c := r.linked()
		r.do(200, "POST", "/faults", `{"unlink":true}`)
		worldtest.Wait(c, func(e *events.LoggedOut) bool { return !e.OnConnect })
	})
}

func TestOnlyTheHolderOfTheTokenComesIn(t *testing.T) {
	r := run(t, control.Options{})
	good := r.head
	for want, head := range map[int]http.Header{
		http.StatusUnauthorized: {"Authorization": {"Bearer nope"}},
		http.StatusForbidden:    {"Authorization": good["Authorization"], "Origin": {"http://127.0.0.1"}},
	} {
		r.head = head
		r.do(want, "GET", "/state", "")
	}
	r.head = good
	q, _ := http.NewRequest("GET", r.base+"/state", nil)
	q.Header, q.Host = good, "evil.example"
	response, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("foreign host: %s", response.Status)
	}
}

func TestMistakesAreExplained(t *testing.T) {
	r := run(t, control.Options{})
	for _, c := range []struct {
		want       int
		path, body string
	}{
		{404, "/customers/5511900000000/write", `{"text":"x"}`},
		{400, "/customers", `{"number":"abc"}`},
		{400, "/customers", `{"numero":"5511900000000"}`},
		{409, "/scan", `{"qr":"nonsense"}`},
	} {
		if text := r.do(c.want, "POST", c.path, c.body)["error"]; text == "" || text == nil {
			t.Errorf("%s %s has no explanation", c.path, c.body)
		}
	}
}

func TestOfflineCustomerConfirmsOnlyWhenBack(t *testing.T) {
	r := run(t, control.Options{})
	c := r.linked()
	r.do(200, "POST", "/customers/"+ana+"/write", `{"text":"Oi"}`)
	first := worldtest.Wait(c, func(e *events.Message) bool { return e.Message.GetConversation() == "Oi" })
	r.do(200, "POST", "/customers/"+ana+"/offline", `{"on":true}`)
	sent, err := c.SendMessage(t.Context(), first.Info.Chat, &waE2E.Message{Conversation: proto.String("Olá, Ana")})
	if err != nil {
		t.Fatal(err)
	}
	var texts []struct{ ID string }
	r.read(200, "GET", "/customers/"+ana+"/received?wait=20s", "", &texts)
	// A receipt would have come before these words, because the server keeps the order.
	r.do(200, "POST", "/customers/"+ana+"/write", `{"text":"Alô?"}`)
	worldtest.Wait(c, func(e *events.Message) bool { return e.Message.GetConversation() == "Alô?" })
	for _, e := range worldtest.All[*events.Receipt](c) {
		t.Errorf("receipt %q of %v while offline", e.Type, e.MessageIDs)
	}
	r.do(200, "POST", "/customers/"+ana+"/offline", `{"on":false}`)
	worldtest.Wait(c, func(e *events.Receipt) bool {
		return e.Type == types.ReceiptTypeDelivered && e.MessageIDs[0] == sent.ID
	})
	r.clean()
}
