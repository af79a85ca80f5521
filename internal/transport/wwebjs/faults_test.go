package wwebjs

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

// answers are what a server, or somebody in between, may say to a posted message, and what follows.
var answers = []struct {
	name  string
	fault wwebjssim.Fault
	code  desk.Code
	next  desk.Next
}{
	{"the key", wwebjssim.Fault{Answer: wwebjssim.JSON(403, `{"success":false,"error":"Invalid API key"}`)}, desk.CodeSignedOut, desk.Reroute},
	{"no session", wwebjssim.Fault{Answer: wwebjssim.JSON(404, `{"success":false,"error":"session_not_found"}`)}, desk.CodeNotReady, desk.Retry},
	{"not connected", wwebjssim.Fault{Answer: wwebjssim.JSON(404, `{"success":false,"error":"session_not_connected"}`)}, desk.CodeNotReady, desk.Retry},
	{"a closed tab", wwebjssim.Fault{Answer: wwebjssim.JSON(404, `{"success":false,"error":"browser tab closed"}`)}, desk.CodeNotReady, desk.Retry},
	{"no such route", wwebjssim.Fault{Answer: wwebjssim.HTML(404)}, desk.CodeNotReady, desk.Retry},
	{"the session's name", wwebjssim.Fault{Answer: wwebjssim.JSON(422, `{"success":false,"error":"Session should be alphanumerical or -"}`)}, desk.CodeBadRequest, desk.Reroute},
	{"the content", wwebjssim.Fault{Answer: wwebjssim.JSON(400, `{"success":false,"error":"invalid contentType"}`)}, desk.CodeInvalid, desk.Stop},
	{"too large", wwebjssim.Fault{Answer: wwebjssim.HTML(413)}, desk.CodeTooBig, desk.Reroute},
	{"a proxy's login", wwebjssim.Fault{Answer: wwebjssim.HTML(401)}, desk.CodeNotReady, desk.Retry},
	{"a proxy's no", wwebjssim.Fault{Answer: wwebjssim.HTML(403)}, desk.CodeNotReady, desk.Retry},
	{"too often", wwebjssim.Fault{Answer: wwebjssim.HTML(429)}, desk.CodeBusy, desk.Retry},
	{"another no", wwebjssim.Fault{Answer: wwebjssim.HTML(451)}, desk.CodeUnknown, desk.Reroute},
	{"elsewhere", wwebjssim.Fault{Answer: wwebjssim.Redirect("http://elsewhere.test/")}, desk.CodeNotReady, desk.Retry},

	{"500", wwebjssim.Fault{Answer: wwebjssim.JSON(500, `{"success":false,"error":"Evaluation failed: t: t"}`)}, desk.CodeUnsure, desk.Doubt},
	{"500 after it was sent", wwebjssim.Fault{After: true, Answer: wwebjssim.JSON(500, `{"success":false,"error":"Protocol error"}`)}, desk.CodeUnsure, desk.Doubt},
	{"a bad gateway", wwebjssim.Fault{Answer: wwebjssim.HTML(502)}, desk.CodeUnsure, desk.Doubt},
	{"a late gateway", wwebjssim.Fault{After: true, Answer: wwebjssim.HTML(504)}, desk.CodeUnsure, desk.Doubt},
	{"unavailable", wwebjssim.Fault{Answer: wwebjssim.HTML(503)}, desk.CodeUnsure, desk.Doubt},
	{"too slow", wwebjssim.Fault{Answer: wwebjssim.HTML(408)}, desk.CodeUnsure, desk.Doubt},
	{"a page", wwebjssim.Fault{Answer: wwebjssim.HTML(200)}, desk.CodeUnsure, desk.Doubt},
	{"nothing", wwebjssim.Fault{Answer: wwebjssim.JSON(200, ``)}, desk.CodeUnsure, desk.Doubt},
	{"no content", wwebjssim.Fault{Answer: wwebjssim.Say(204, "", "")}, desk.CodeUnsure, desk.Doubt},
	{"success without a message", wwebjssim.Fault{After: true, Answer: wwebjssim.JSON(200, `{"success":true}`)}, desk.CodeUnsure, desk.Doubt},
	{"success with a text", wwebjssim.Fault{Answer: wwebjssim.JSON(200, `{"success":true,"message":"ok"}`)}, desk.CodeUnsure, desk.Doubt},
	{"success without an id", wwebjssim.Fault{Answer: wwebjssim.JSON(200, `{"success":true,"message":{"id":{"fromMe":true}}}`)}, desk.CodeUnsure, desk.Doubt},
	{"somebody else's message", wwebjssim.Fault{Answer: wwebjssim.JSON(200, `{"success":true,"message":{"id":"false_5511912345678@c.us_3EB0AA"}}`)}, desk.CodeUnsure, desk.Doubt},
	{"no success", wwebjssim.Fault{Answer: wwebjssim.JSON(200, `{"success":false,"message":{"id":"true_5511912345678@c.us_3EB0AA"}}`)}, desk.CodeUnsure, desk.Doubt},
	{"a list", wwebjssim.Fault{Answer: wwebjssim.JSON(200, `[1,2]`)}, desk.CodeUnsure, desk.Doubt},
	{"half an answer", wwebjssim.Fault{Answer: wwebjssim.Cut}, desk.CodeUnsure, desk.Doubt},
	{"half an answer after it was sent", wwebjssim.Fault{After: true, Answer: wwebjssim.Cut}, desk.CodeUnsure, desk.Doubt},
	{"a reset", wwebjssim.Fault{}, desk.CodeUnsure, desk.Doubt},
	{"a reset after it was sent", wwebjssim.Fault{After: true}, desk.CodeUnsure, desk.Doubt},
	{"too much", wwebjssim.Fault{Answer: wwebjssim.JSON(200, `{"success":true,"x":"`+strings.Repeat("x", longestReply)+`"}`)}, desk.CodeUnsure, desk.Doubt},
	{"too deep", wwebjssim.Fault{Answer: wwebjssim.JSON(200, `{"success":true,"message":`+strings.Repeat("[", 100000)+strings.Repeat("]", 100000)+`}`)}, desk.CodeUnsure, desk.Doubt},
	{"WhatsApp's no", wwebjssim.Fault{Answer: wwebjssim.JSON(200, `{"success":true,"message":{"id":"true_5511912345678@c.us_3EB0AA","ack":-1}}`)}, desk.CodeUnknown, desk.Stop},
}

// TestEveryAnswer: what each answer means, that each message was posted once, and that what may have left is never a failure.
func TestEveryAnswer(t *testing.T) {
	for _, a := range answers {
		t.Run(a.name, func(t *testing.T) {
			live(t, func(w *world) {
				a.fault.Call = "client/sendMessage"
				w.s.Script(a.fault)
				_, f := w.send(say("a", "Oi"))
				if f == nil || f.Code != a.code || f.Next != a.next {
					t.Fatalf("%+v", f)
				}
				if n := w.s.Asked("client/sendMessage"); n != 1 {
					t.Errorf("posted %d times", n)
				}
				if arrived := len(w.ana.Got()) > 0; arrived != a.fault.After || arrived && f.Next != desk.Doubt {
					t.Errorf("arrived: %t, %s", arrived, f.Next)
				}
				for _, s := range w.conn.ledger.doubts() {
					if f.Next != desk.Doubt {
						t.Errorf("kept as a doubt: %+v", s)
					}
				}
			})
		})
	}
}

// TestSilence: no answer at all is a doubt, and a server that is not there is none.
func TestSilence(t *testing.T) {
	live(t, func(w *world) {
		w.s.Script(wwebjssim.Fault{Call: "client/sendMessage", Answer: w.s.Hang})
		began := time.Now()
		if _, f := w.send(say("a", "Oi")); f == nil || f.Next != desk.Doubt {
			t.Errorf("%+v", f)
		}
		if took := time.Since(began); took > sendFor+time.Second {
			t.Errorf("took %v", took)
		}
	})
	base, _ := transport.OwnServer("http://127.0.0.1:1")
	c := &conn{server: &server{base: base, session: loja, once: newClient(nil, true, true)}}
	r, err := c.deliver(t.Context(), c.path("client/sendMessage"), []byte("{}"))
	if _, _, f := c.verdict(r, err); f.Code != desk.CodeOffline || f.Next != desk.Retry || !errors.Is(err, errNothingWritten) {
		t.Errorf("%+v", f)
	}
}

// TestRecipient: who is written to, and what is asked before.
func TestRecipient(t *testing.T) {
	live(t, func(w *world) {
		old := w.s.Customer("551187654321", "Antiga") // without the ninth digit
		m := say("a", "Oi")
		m.To = []desk.Address{desk.Phone("5511987654321")}
		if _, f := w.send(m); f != nil || len(old.Got()) != 1 {
			t.Errorf("%v %q", f, old.Got())
		}
		m.Client, m.To = "b", []desk.Address{desk.Phone("5511999999999")}
		if _, f := w.send(m); f == nil || f.Code != desk.CodeNoWhatsApp || f.Next != desk.Stop {
			t.Errorf("%+v", f)
		}
		m.Client, m.To = "c", []desk.Address{desk.LID(w.ana.LID)}
		if _, f := w.send(m); f != nil || len(w.ana.Got()) != 1 {
			t.Errorf("%v %q", f, w.ana.Got())
		}
		m.Client, m.To = "d", []desk.Address{{Scheme: desk.SchemeBSUID, Value: "BR.1"}}
		if _, f := w.send(m); f == nil || f.Next != desk.Reroute {
			t.Errorf("%+v", f)
		}
		for i, said := range []wwebjssim.Fault{{Answer: wwebjssim.HTML(500)}, {}, {Answer: w.s.Hang}, {Answer: wwebjssim.JSON(200, `{"success":true,"result":{"x":1}}`)}, {Answer: wwebjssim.JSON(200, `{"success":true}`)}} {
			said.Call = "client/getNumberId"
			w.s.Script(said)
			m.Client, m.To = desk.RemoteID(fmt.Sprint("e", i)), ana()
			if _, f := w.send(m); f == nil || f.Next != desk.Retry {
				t.Errorf("%d: %+v", i, f) // nothing was sent, for certain
			}
		}
		if len(w.ana.Got()) != 1 {
			t.Errorf("%q", w.ana.Got())
		}
	})
}

// TestScrub: nothing private of the server's words stands in the log.
func TestScrub(t *testing.T) {
	for in, want := range map[string]string{
		"chat 5511912345678@c.us":                  "chat …@c.us",
		"key " + theKey + " is bad":                "key … is bad",
		"Session should be":                        "Session should be",
		strings.Repeat("a b ", 100):                strings.Repeat("a b ", 50) + "…",
		"line\nbreak":                              "line break",
		"qr 2@" + strings.Repeat("Zm9v", 20) + "=": "qr …",
	} {
		if got := scrub(in, theKey); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}
