package graphsim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

const ana = "5511912345678"

// rig is a server with a client and a receiver of webhooks.
type rig struct {
	t    *testing.T
	s    *graphsim.Server
	link graphsim.Link
	http *http.Client
	ana  *graphsim.Customer
	hook *receiver
}

// receiver takes webhooks and keeps them.
type receiver struct {
	mu     sync.Mutex
	verify string
	answer func() int
	bodies [][]byte
	heads  []http.Header
}

func (h *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		if r.URL.Query().Get("hub.verify_token") != h.verify {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		io.WriteString(w, r.URL.Query().Get("hub.challenge"))
		return
	}
	body, _ := io.ReadAll(r.Body)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.bodies, h.heads = append(h.bodies, body), append(h.heads, r.Header)
	if h.answer != nil {
		w.WriteHeader(h.answer())
	}
}

// memory runs test in simulated time with a server in memory whose webhooks are received.
func memory(t *testing.T, test func(*testing.T, *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o, network := graphsim.InMemory()
		s, err := graphsim.New(o)
		if err != nil {
			t.Fatal(err)
		}
		r := &rig{t: t, s: s, link: s.Link(), http: s.Link().HTTPClient(), hook: &receiver{verify: s.Link().VerifyToken}}
		l, err := network.Listen("shop")
		if err != nil {
			t.Fatal(err)
		}
		shop := &http.Server{Handler: r.hook}
		served := make(chan struct{})
		go func() { defer close(served); shop.Serve(l) }()
		defer func() {
			r.http.CloseIdleConnections()
			s.Close()
			shop.Close()
			<-served
		}()
		if err := s.SetCallback(r.link.AppID, "http://shop.test/hook", r.link.VerifyToken); err != nil {
			t.Fatal(err)
		}
		if err := s.Subscribe(r.link.AppID, r.link.WABA); err != nil {
			t.Fatal(err)
		}
		r.ana = s.Customer(ana).Set(func(p *graphsim.Person) { p.Name = "Ana" })
		test(t, r)
		synctest.Wait()
		for _, err := range s.Errors() {
			t.Error(err)
		}
	})
}

// answer is what a request came to.
type answer struct {
	status int
	body   []byte
	err    error
}

func (a answer) code() int {
	var e struct{ Error struct{ Code int } }
	json.Unmarshal(a.body, &e)
	return e.Error.Code
}

func (a answer) wamid() string {
	var e struct{ Messages []struct{ ID string } }
	json.Unmarshal(a.body, &e)
	if len(e.Messages) == 0 {
		return ""
	}
	return e.Messages[0].ID
}

func (a answer) get(path ...string) any {
	var v any
	json.Unmarshal(a.body, &v)
	for _, p := range path {
		m, _ := v.(map[string]any)
		v = m[p]
	}
	return v
}

// do sends a request to the Graph host with the token that may do everything.
func (r *rig) do(method, path, body string) answer {
	return r.with(r.link.Token, method, path, body)
}

func (r *rig) with(token, method, path, body string) answer {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, method, r.link.Graph+"/v23.0/"+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if token != "" {
		q.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	return r.send(q)
}

func (r *rig) send(q *http.Request) answer {
	response, err := r.http.Do(q)
	if err != nil {
		return answer{err: err}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return answer{status: response.StatusCode, body: body, err: err}
}

// message sends the members of a message to Ana.
func (r *rig) message(members string) answer {
	return r.do("POST", r.link.Number+"/messages", `{"messaging_product":"whatsapp","to":"+`+ana+`",`+members+`}`)
}

func (r *rig) text(body, opaque string) answer {
	return r.message(`"type":"text","text":{"body":"` + body + `"},"biz_opaque_callback_data":"` + opaque + `"`)
}

// upload stores a file.
func (r *rig) upload(mime string, content []byte) answer {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	m.WriteField("messaging_product", "whatsapp")
	m.WriteField("type", mime)
	part, err := m.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="f"`}, "Content-Type": {mime},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	part.Write(content)
	m.Close()
	q, err := http.NewRequest("POST", r.link.Graph+"/v23.0/"+r.link.Number+"/media", &b)
	if err != nil {
		r.t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+r.link.Token)
	q.Header.Set("Content-Type", m.FormDataContentType())
	return r.send(q)
}

// change is one change of a webhook, flattened.
type change struct {
	Field string
	Value struct {
		Contacts []map[string]any
		Messages []map[string]any
		Statuses []struct {
			ID, Status, Timestamp string
			Opaque                string `json:"biz_opaque_callback_data"`
			Errors                []struct{ Code int }
		}
		Errors  []map[string]any
		Echoes  []map[string]any `json:"message_echoes"`
		History []map[string]any
		Sync    []map[string]any `json:"state_sync"`
		Event   string
	}
}

// heard lists every change that the webhook was told, in order.
func (r *rig) heard() []change {
	r.t.Helper()
	synctest.Wait()
	r.hook.mu.Lock()
	defer r.hook.mu.Unlock()
	var out []change
	for _, b := range r.hook.bodies {
		var e struct {
			Object string
			Entry  []struct{ Changes []change }
		}
		if err := json.Unmarshal(b, &e); err != nil || e.Object != "whatsapp_business_account" {
			r.t.Fatalf("webhook %s: %v", b, err)
		}
		for _, x := range e.Entry {
			out = append(out, x.Changes...)
		}
	}
	return out
}

// statuses lists what became of a message, failures with their code.
func (r *rig) statuses(wamid string) string {
	r.t.Helper()
	var out []string
	for _, c := range r.heard() {
		for _, s := range c.Value.Statuses {
			if s.ID != wamid {
				continue
			}
			line := s.Status
			for _, e := range s.Errors {
				b, _ := json.Marshal(e.Code)
				line += string(b)
			}
			out = append(out, line)
		}
	}
	return strings.Join(out, " ")
}
