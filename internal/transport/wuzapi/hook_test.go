package wuzapi

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wuzapi/wuzapisim"
)

func sign(key string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// call posts to the connection as somebody would.
func (w *world) call(kind string, body []byte, signature string) int {
	r := httptest.NewRequestWithContext(w.t.Context(), http.MethodPost, "/hook/x", bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	if signature != "" {
		r.Header.Set("x-hmac-signature", signature)
	}
	out := httptest.NewRecorder()
	w.conn.ServeHook(out, r, w.take)
	return out.Code
}

func messageEvent(id, body string) []byte {
	raw, _ := json.Marshal(map[string]any{"type": "Message", "event": map[string]any{
		"Info":    map[string]any{"Chat": anaNumber + "@s.whatsapp.net", "Sender": anaNumber + ":3@s.whatsapp.net", "ID": id, "PushName": "Ana", "Timestamp": time.Now().Format(time.RFC3339)},
		"Message": map[string]any{"conversation": body},
	}})
	return raw
}

func TestWhoMayCall(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		body := messageEvent("3A1", "oi")
		form := []byte(url.Values{"jsonData": {string(body)}, "userID": {"1"}}.Encode())
		var parts bytes.Buffer
		mw := multipart.NewWriter(&parts)
		_ = mw.WriteField("jsonData", string(body))
		_ = mw.WriteField("userID", "1")
		f, _ := mw.CreateFormFile("file", "a.jpg")
		_, _ = f.Write(bytes.Repeat([]byte("x"), 1<<20))
		_ = mw.Close()
		fields, _ := json.Marshal(map[string]string{"jsonData": string(body), "userID": "1"})
		key := w.conn.key
		for _, c := range []struct {
			what, kind string
			body       []byte
			signature  string
			want       int
		}{
			{"json", asJSON, body, sign(key, body), 200},
			{"form", asForm, form, sign(key, form), 200},
			{"parts", mw.FormDataContentType(), parts.Bytes(), sign(key, fields), 200},
			{"unsigned", asJSON, body, "", 401},
			{"unsigned form", asForm, form, "", 401},
			{"another key", asJSON, body, sign("another key of thirty-two letters", body), 401},
			{"another body", asJSON, body, sign(key, form), 401},
			{"signature of what the form holds", asForm, form, sign(key, body), 401},
			{"no hexadecimal", asJSON, body, "zz", 401},
			{"another kind", "text/html", body, sign(key, body), 400},
			{"no JSON", asJSON, []byte("<html>"), sign(key, []byte("<html>")), 400},
			{"a list", asJSON, []byte("[1]"), sign(key, []byte("[1]")), 400},
			{"nothing", asJSON, nil, sign(key, nil), 400},
		} {
			if got := w.call(c.kind, c.body, c.signature); got != c.want {
				t.Errorf("%s: %d, want %d", c.what, got, c.want)
			}
		}
		if got := w.bodies(); got != "oi oi oi" {
			t.Error(got)
		}
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodHead} {
			out := httptest.NewRecorder()
			w.conn.ServeHook(out, httptest.NewRequest(method, "/hook/x", nil), w.take)
			if out.Code != http.StatusMethodNotAllowed {
				t.Error(method, out.Code)
			}
		}
	})
}

// Releases that cannot sign are believed by the address alone, and by the token where they send it along.
func TestUnsignedReleases(t *testing.T) {
	live(t, wuzapisim.Options{Release: wuzapisim.Release{NoHMAC: true}}, func(w *world) {
		w.odd = true // it is asked for a key
		w.subscribe()
		w.ana.Write("oi")
		if got := w.bodies(); got != "oi" {
			t.Error(got)
		}
		w.reborn()
		w.ana.Write("de novo")
		if got := w.bodies(); got != "oi de novo" {
			t.Error(got)
		}
		form := []byte(url.Values{"jsonData": {string(messageEvent("3A2", "falso"))}, "token": {"wrong"}}.Encode())
		if got := w.call("application/x-www-form-urlencoded", form, ""); got != 401 {
			t.Error(got)
		}
	})
}

// A key of the operator's own takes the place of ours.
func TestOwnKey(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		w.drv = Driver(Options{})
		w.use(w.open(w.link.Phone, FieldHMAC, strings.Repeat("k", 40)))
		w.subscribe()
		w.ana.Write("oi")
		if got := w.bodies(); got != "oi" {
			t.Error(got)
		}
	})
}

// What could not be stored is not acknowledged, and comes again.
func TestCallNotStored(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		w.subscribe()
		w.set(func() { w.refuse = errors.New("disk full") })
		w.ana.Write("oi")
		time.Sleep(time.Second)
		w.set(func() { w.refuse = nil; w.store = nil })
		if got := w.bodies(); got != "" {
			t.Error(got)
		}
		time.Sleep(time.Minute)
		if got := w.bodies(); got != "oi" {
			t.Error(got)
		}
		w.set(func() { w.store = func(context.Context, transport.Event) error { panic("in the store") } })
		if got := w.call("application/json", messageEvent("3A9", "x"), sign(w.conn.key, messageEvent("3A9", "x"))); got != 503 {
			t.Error(got)
		}
	})
}

// A stranger's body is bounded, whatever is in it; the words of a customer cannot become anything else.
func TestHostileCalls(t *testing.T) {
	live(t, wuzapisim.Options{History: 10}, func(w *world) {
		end, _ := w.begin()
		time.Sleep(10 * time.Second)
		post := func(v any) int {
			raw, ok := v.([]byte)
			if !ok {
				raw, _ = json.Marshal(v)
			}
			return w.call("application/json", raw, sign(w.conn.key, raw))
		}
		if got := post(bytes.Repeat([]byte("["), 1<<20)); got != 400 {
			t.Error("deep:", got)
		}
		if got := post([]byte(`{"type":"Message","event":` + strings.Repeat(`{"a":`, 70) + "1" + strings.Repeat("}", 71))); got != 400 {
			t.Error("deep object:", got)
		}
		asked := w.s.Asked("/chat/history")
		if got := w.call("application/json", make([]byte, longestEvent+1), ""); got != 413 {
			t.Error("large:", got)
		}
		time.Sleep(5 * time.Second)
		if w.s.Asked("/chat/history") == asked {
			t.Error("what was too large to be read is not looked for in the server's memory")
		}
		info := map[string]any{"Chat": anaNumber + "@s.whatsapp.net", "Sender": anaNumber + "@s.whatsapp.net", "ID": "3AX", "Timestamp": "2300-01-01T00:00:00Z"}
		for what, event := range map[string]any{
			"null": nil, "text": "x", "list": []any{1}, "no info": map[string]any{}, "info a text": map[string]any{"Info": "x"},
			"wrong types":     map[string]any{"Info": map[string]any{"Chat": 1, "ID": []any{}, "IsGroup": "maybe", "Timestamp": 1e300}},
			"group":           map[string]any{"Info": map[string]any{"Chat": "1203630@g.us", "IsGroup": true, "Sender": anaNumber + "@s.whatsapp.net", "ID": "1"}, "Message": map[string]any{"conversation": "x"}},
			"status":          map[string]any{"Info": map[string]any{"Chat": "status@broadcast", "Sender": anaNumber + "@s.whatsapp.net", "ID": "1"}, "Message": map[string]any{"conversation": "x"}},
			"ourselves":       map[string]any{"Info": map[string]any{"Chat": w.link.Phone + "@s.whatsapp.net", "ID": "1"}, "Message": map[string]any{"conversation": "x"}},
			"id with a break": map[string]any{"Info": map[string]any{"Chat": anaNumber + "@s.whatsapp.net", "ID": "3A\n1"}, "Message": map[string]any{"conversation": "x"}},
			"machinery":       map[string]any{"Info": info, "Message": map[string]any{"senderKeyDistributionMessage": map[string]any{"groupID": "x"}}},
		} {
			before := len(heard[transport.Incoming](w))
			if got := post(map[string]any{"type": "Message", "event": event}); got != 200 {
				t.Errorf("%s: %d", what, got)
			}
			if n := len(heard[transport.Incoming](w)) - before; n != 0 {
				t.Errorf("%s: %d messages", what, n)
			}
		}
		for _, kind := range []string{"ReadReceipt", "ChatPresence", "UndecryptableMessage", "TemporaryBan", "HistorySync", "", "QR"} {
			if got := post(map[string]any{"type": kind, "event": []any{map[string]any{}}, "state": 7}); got != 200 {
				t.Errorf("%s: %d", kind, got)
			}
		}
		for what, m := range map[string]any{
			"unknown": map[string]any{"holographicMessage": map[string]any{"x": 1}}, "wrong": map[string]any{"imageMessage": map[string]any{"fileLength": -5, "seconds": "x", "directPath": strings.Repeat("x", 1<<20)}},
			"nested": map[string]any{"ephemeralMessage": map[string]any{"message": map[string]any{"viewOnceMessage": map[string]any{"message": map[string]any{"conversation": "no fundo"}}}}},
		} {
			before := len(heard[transport.Incoming](w))
			post(map[string]any{"type": "Message", "event": map[string]any{"Info": info, "Message": m}})
			all := heard[transport.Incoming](w)
			if len(all) != before+1 || all[before].At.Year() == 2300 {
				t.Errorf("%s: %d", what, len(all)-before)
			} else if a := all[before].Attachment; a != nil && (a.Bytes < 0 || len(a.Ref) > 8<<10) {
				t.Errorf("%+v", a)
			}
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// The address that calls come to and who they are signed for are set up in a way that leaves no gap.
func TestSubscribe(t *testing.T) {
	for name, c := range map[string]struct {
		fault wuzapisim.Fault
		want  desk.Code
	}{
		"good":       {},
		"refused":    {wuzapisim.Fault{Path: "/webhook", Do: wuzapisim.Refuse, Words: "database is locked", Times: -1}, desk.CodeBusy},
		"page":       {wuzapisim.Fault{Path: "/session/hmac", Do: wuzapisim.Page, Times: -1}, desk.CodeBusy},
		"not kept":   {wuzapisim.Fault{Path: "/webhook", Do: wuzapisim.Nameless, Times: -1}, desk.CodeUnknown},
		"kept later": {wuzapisim.Fault{Path: "/webhook", Do: wuzapisim.Nameless, Times: 1}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			live(t, wuzapisim.Options{}, func(w *world) {
				if c.fault.Do != "" {
					w.s.Script(c.fault)
				}
				want := fmt.Sprint(events())
				err := w.conn.Subscribe(w.t.Context(), hookAddress)
				if got := desk.AsFault(err); (err == nil) != (c.want == "") || err != nil && got.Code != c.want {
					t.Error(err)
				}
				if _, _, events, hook := w.s.Session(); c.want == "" && (hook != hookAddress || fmt.Sprint(events) != want) {
					t.Error(hook, events)
				}
			})
		})
	}
}
