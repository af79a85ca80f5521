package cloudapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

func ana() []desk.Address { return []desk.Address{desk.Phone(anaNumber)} }

// content of a file of each type, as far as the network looks into it.
func content(mime string) []byte {
	switch mime {
	case "image/jpeg":
		return append([]byte{0xff, 0xd8, 0xff, 0xe0}, bytes.Repeat([]byte("j"), 100)...)
	case "image/png":
		return append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte("p"), 100)...)
	case "application/pdf":
		return []byte("%PDF-1.4 nota")
	}
	return bytes.Repeat([]byte("x"), 200)
}

func fileOf(name, mime string) *transport.File {
	raw := content(mime)
	sum := sha256.Sum256(raw)
	return &transport.File{Name: name, Mime: mime, Bytes: int64(len(raw)), SHA256: hex.EncodeToString(sum[:]),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }}
}

func TestLiveEveryKind(t *testing.T) {
	live(t, func(w *world) {
		w.s.SetStrictness(graphsim.Strictness{TrustMedia: true, AnyDocument: true})
		asked := w.ana.Write("Oi")
		kinds := 0
		for name, m := range outgoing() {
			if m.Kind == desk.Template {
				continue
			}
			m.Client, m.To = desk.RemoteID("local-"+name), ana()
			if m.File != nil {
				m.File = fileOf(m.File.Name, m.File.Mime)
			}
			if name == "text" {
				m.ReplyTo = &transport.Quoted{Remote: desk.RemoteID(asked)}
			}
			got, f := w.send(m)
			if f != nil {
				t.Errorf("%s: %v", name, f)
				continue
			}
			if got.Remote == "" || got.Status != "" {
				t.Errorf("%s: %+v", name, got)
			}
			kinds++
			time.Sleep(10 * time.Second)
			if n := w.s.Count("local-" + name); n != 1 {
				t.Errorf("%s arrived %d times", name, n)
			}
		}
		receipts := heard[transport.Receipt](w)
		if len(receipts) < kinds {
			t.Errorf("%d receipts of %d messages", len(receipts), kinds)
		}
		for _, r := range receipts {
			if r.Client == "" || len(r.Remote) != 1 || r.From.Addresses[0] != desk.Phone(anaNumber) {
				t.Errorf("%+v", r)
			}
		}
		for _, d := range w.ana.Received() {
			if d.Opaque == "local-text" && d.Context != asked {
				t.Errorf("the quote is %q", d.Context)
			}
			if d.Stanza != "" && string(wire(desk.RemoteID(d.Wamid))) != d.Stanza {
				t.Errorf("%s: stanza %s, read %s", d.Wamid, d.Stanza, wire(desk.RemoteID(d.Wamid)))
			}
		}
		if w.log.String() == "" && len(w.events) == 0 {
			t.Error("nothing was told")
		}
	})
}

func TestLiveTemplates(t *testing.T) {
	live(t, func(w *world) {
		_, err := w.s.AddTemplate(w.link.WABA, graphsim.Template{Name: "pronto", Language: "pt_BR", Category: "UTILITY", Status: "APPROVED", Components: []graphsim.Component{
			{Type: "BODY", Text: "Olá {{1}}, o pedido {{2}} está pronto."},
			{Type: "BUTTONS", Buttons: []graphsim.Button{{Type: "QUICK_REPLY", Text: "Ok"}}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		use := func(values ...string) transport.Say {
			u := &desk.TemplateUse{Name: "pronto", Language: "pt_BR"}
			for _, v := range values {
				u.Body = append(u.Body, desk.Value{Kind: desk.Text, Text: v})
			}
			return transport.Say{Client: newID(), To: ana(), Kind: desk.Template, Content: &desk.Content{Template: u}}
		}
		if _, f := w.send(use("Ana", "A-17")); f != nil { // and no window is open
			t.Error(f)
		}
		time.Sleep(10 * time.Second)
		if got := w.ana.Received(); len(got) != 1 || got[0].Text != "Olá Ana, o pedido A-17 está pronto." {
			t.Errorf("%+v", got)
		}
		time.Sleep(10 * time.Second)
		if _, f := w.send(use("Ana")); codeOf(f) != desk.CodeTemplate || f.Next != desk.Hold {
			t.Errorf("%+v", f)
		}
		all, err := w.conn.Templates(w.t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range all {
			if f.Name == "pronto" && f.Status == "APPROVED" && f.Body == "Olá {{1}}, o pedido {{2}} está pronto." && !f.Named && len(f.Buttons) == 1 && !f.Buttons[0].Place {
				return
			}
		}
		t.Errorf("%+v", all)
	})
}

func TestLiveWindow(t *testing.T) {
	live(t, func(w *world) {
		m := text("tarde demais")
		got, f := w.send(m) // Ana never wrote: taken first, refused later
		if f != nil {
			t.Fatal(f)
		}
		time.Sleep(time.Minute)
		all := heard[transport.Refusal](w)
		if len(all) != 1 || all[0].Client != m.Client || all[0].Remote != got.Remote || all[0].Fault.Code != desk.CodeWindow || all[0].Fault.Next != desk.Reroute {
			t.Errorf("%+v", all)
		}
	})
}

func TestLiveReactReadAndType(t *testing.T) {
	live(t, func(w *world) {
		id := w.ana.Write("Oi")
		if _, f := w.send(transport.React{Client: newID(), To: ana(), About: transport.Quoted{Remote: desk.RemoteID(id)}, Emoji: "👍"}); f != nil {
			t.Error(f)
		}
		if _, f := w.send(transport.MarkRead{To: ana(), Remote: []desk.RemoteID{"wamid.old", desk.RemoteID(id)}, At: time.Now(), Typing: true}); f != nil {
			t.Error(f)
		}
		if !w.ana.SeenByBusiness(id) || w.ana.Typings() != 1 {
			t.Errorf("seen %v, typings %d", w.ana.SeenByBusiness(id), w.ana.Typings())
		}
	})
}

// TestLiveFaults: whatever befalls a message, it reaches the customer at most once, and never when it counts as not sent.
func TestLiveFaults(t *testing.T) {
	for _, c := range []struct {
		fault graphsim.Fault
		next  desk.Next // empty: accepted
		code  desk.Code
	}{
		{graphsim.Fault{Kind: graphsim.FailSync, Code: 131056}, desk.Retry, desk.CodeBusy},
		{graphsim.Fault{Kind: graphsim.FailSync, Code: 130429, HTTP: 429}, desk.Retry, desk.CodeBusy},
		{graphsim.Fault{Kind: graphsim.FailSync, Code: 131047}, desk.Reroute, desk.CodeWindow},
		{graphsim.Fault{Kind: graphsim.FailSync, Code: 131047, PlainData: true}, desk.Reroute, desk.CodeWindow},
		{graphsim.Fault{Kind: graphsim.FailSync, Code: 131047, Transient: true}, desk.Doubt, desk.CodeUnsure},
		{graphsim.Fault{Kind: graphsim.FailSync, Code: 131000}, desk.Doubt, desk.CodeUnsure},
		{graphsim.Fault{Kind: graphsim.FailSync, Code: 131000, Accept: true}, desk.Doubt, desk.CodeUnsure},
		{graphsim.Fault{Kind: graphsim.FailSync, Code: graphsim.AuthException}, desk.Reroute, desk.CodeSignedOut},
		{graphsim.Fault{Kind: graphsim.FailSync, Code: 131031}, desk.Hold, desk.CodePolicy},
		{graphsim.Fault{Kind: graphsim.AcceptThenFail, Code: 131049, Delay: time.Minute}, "", ""},
		{graphsim.Fault{Kind: graphsim.AcceptNoStatus}, "", ""},
		{graphsim.Fault{Kind: graphsim.ResetBeforeRead}, desk.Doubt, desk.CodeUnsure},
		{graphsim.Fault{Kind: graphsim.ResetBeforeAccept}, desk.Doubt, desk.CodeUnsure},
		{graphsim.Fault{Kind: graphsim.ResetAfterAccept}, desk.Doubt, desk.CodeUnsure},
		{graphsim.Fault{Kind: graphsim.TimeoutBefore}, desk.Doubt, desk.CodeUnsure},
		{graphsim.Fault{Kind: graphsim.TimeoutAfter}, desk.Doubt, desk.CodeUnsure},
		{graphsim.Fault{Kind: graphsim.HTML500}, desk.Doubt, desk.CodeUnsure},
		{graphsim.Fault{Kind: graphsim.HTML500, Accept: true}, desk.Doubt, desk.CodeUnsure},
		{graphsim.Fault{Kind: graphsim.EmptyBody, Accept: true}, desk.Doubt, desk.CodeUnsure},
		{graphsim.Fault{Kind: graphsim.WithoutID, Accept: true}, desk.Doubt, desk.CodeUnsure},
		{graphsim.Fault{Kind: graphsim.TruncatedJSON}, desk.Doubt, desk.CodeUnsure},
		{graphsim.Fault{Kind: graphsim.Slow, Delay: 20 * time.Second}, "", ""},
		{graphsim.Fault{Kind: graphsim.DuplicateStatus}, "", ""},
		{graphsim.Fault{Kind: graphsim.OutOfOrderStatus}, "", ""},
		{graphsim.Fault{Kind: graphsim.Throttle, Delay: time.Minute}, desk.Retry, desk.CodeBusy},
	} {
		t.Run(fmt.Sprintf("%s/%d", c.fault.Kind, c.fault.Code), func(t *testing.T) {
			live(t, func(w *world) {
				w.ana.Write("Oi")
				w.s.Script(c.fault)
				m := text("uma vez só")
				_, f := w.send(m)
				next := desk.Next("")
				if f != nil {
					next = f.Next
				}
				if next != c.next || codeOf(f) != c.code {
					t.Errorf("%v, want %s %s", f, c.next, c.code)
				}
				time.Sleep(time.Hour)
				posts := 0
				for _, r := range w.s.Requests() {
					if r.Method == "POST" && r.Path == "/"+DefaultVersion+"/"+w.link.Number+"/messages" {
						posts++
					}
				}
				arrived := w.s.Count(string(m.Client))
				if posts != 1 || arrived > 1 {
					t.Errorf("posted %d times, arrived %d times", posts, arrived)
				}
				if arrived > 0 && f != nil && next != desk.Doubt {
					t.Errorf("arrived, and yet %v", f)
				}
				for _, r := range heard[transport.Receipt](w) {
					if r.Client != m.Client {
						t.Errorf("%+v", r)
					}
				}
				if c.fault.Kind == graphsim.AcceptThenFail {
					all := heard[transport.Refusal](w)
					if len(all) != 1 || all[0].Client != m.Client || all[0].Fault.Code != desk.CodeDeclined {
						t.Errorf("%+v", all)
					}
				}
			})
		})
	}
}

func TestLiveEveryCode(t *testing.T) {
	live(t, func(w *world) {
		w.ana.Write("Oi")
		for _, code := range graphsim.Codes() {
			f := graphsim.Fault{Kind: graphsim.FailSync, Code: code}
			if code == 0 {
				f.Code = graphsim.AuthException
			}
			w.s.Script(f)
			m := text("x")
			_, got := w.send(m)
			if got == nil || got.Raw != fmt.Sprint(code) {
				t.Errorf("%d: %v", code, got)
			}
			if _, known := find(code); !known && code != 2200 { // about a callback, never about a message
				t.Errorf("%d stands in no table", code)
			}
			if w.s.Count(string(m.Client)) != 0 {
				t.Errorf("%d arrived", code)
			}
			time.Sleep(6 * time.Second)
		}
	})
}

func TestLiveInbound(t *testing.T) {
	live(t, func(w *world) {
		w.share() // only then edits and deletions are told
		id := w.ana.Write("Oi")
		sent, f := w.send(text("Olá"))
		if f != nil {
			t.Fatal(f)
		}
		time.Sleep(time.Minute)
		w.ana.Reply(string(sent.Remote), "tudo bem")
		w.ana.Forward("encaminhada", true)
		w.ana.FromAd("vi o anúncio", graphsim.Content{"source_type": "ad", "source_id": "1", "source_url": "https://fb.me/x", "headline": "Promoção"})
		w.ana.SendVoice(content("audio/ogg"))
		w.ana.SendLocation(-23, -46, "Loja", "Rua A")
		w.ana.SendCards(graphsim.Content{"name": graphsim.Content{"formatted_name": "Bia"}, "phones": []graphsim.Content{{"phone": "+55 11 98888-7777"}}})
		w.ana.React(string(sent.Remote), "👍")
		w.ana.Order("CAT", "para hoje")
		w.ana.Edit(id, "Oi!")
		w.ana.Revoke(id)
		w.ana.SendUnsupported("poll")
		kinds := ""
		for _, m := range heard[transport.Incoming](w) {
			kinds += string(m.Kind) + " "
			if m.From.Addresses[0] != desk.Phone(anaNumber) || m.From.Name != "Ana" || m.Wire == "" {
				t.Errorf("%+v", m)
			}
		}
		if kinds != "text text text text voice location contacts order unsupported " {
			t.Error(kinds)
		}
		all := heard[transport.Incoming](w)
		if all[1].ReplyTo != sent.Remote || !all[2].Forwarded || all[3].Content == nil || all[3].Content.Referral.Headline != "Promoção" {
			t.Errorf("%+v", all[1:4])
		}
		if r := heard[transport.Reaction](w); len(r) != 1 || r[0].Remote != sent.Remote || !r[0].Ours {
			t.Errorf("%+v", r)
		}
		if e := heard[transport.Edit](w); len(e) != 1 || e[0].Remote != desk.RemoteID(id) || e[0].Body != "Oi!" {
			t.Errorf("%+v", e)
		}
		if r := heard[transport.Revoke](w); len(r) != 1 || r[0].Remote != desk.RemoteID(id) {
			t.Errorf("%+v", r)
		}
		w.ana.ChangeNumber("5511955554444")
		if m := heard[transport.Moved](w); len(m) != 1 || m[0].From.Addresses[0] != desk.Phone(anaNumber) || m[0].To.Addresses[0] != desk.Phone("5511955554444") {
			t.Errorf("%+v", m)
		}
	})
}

func TestLiveWithoutNumber(t *testing.T) {
	live(t, func(w *world) {
		bia := w.s.Customer("BR.13491208655302741918").Set(func(p *graphsim.Person) { p.Name = "Bia" })
		bia.Write("sou um nome")
		all := heard[transport.Incoming](w)
		if len(all) != 1 || len(all[0].From.Addresses) != 1 || all[0].From.Addresses[0].Scheme != desk.SchemeBSUID {
			t.Fatalf("%+v", all)
		}
		m := text("Olá, Bia")
		m.To = all[0].From.Addresses
		if _, f := w.send(m); f != nil {
			t.Fatal(f)
		}
		time.Sleep(time.Minute)
		if w.s.Count(string(m.Client)) != 1 || len(heard[transport.Receipt](w)) == 0 {
			t.Errorf("arrived %d times, %d receipts", w.s.Count(string(m.Client)), len(heard[transport.Receipt](w)))
		}
	})
}

func TestLiveNotStoredComesAgain(t *testing.T) {
	live(t, func(w *world) {
		w.refuse = io.ErrShortWrite
		w.ana.Write("Oi")
		time.Sleep(time.Second / 2)
		w.mu.Lock()
		w.refuse = nil
		w.mu.Unlock()
		time.Sleep(time.Hour)
		if all := heard[transport.Incoming](w); len(all) != 1 || all[0].Body != "Oi" {
			t.Errorf("%+v", all)
		}
	})
}

func TestLiveBadWeather(t *testing.T) {
	live(t, func(w *world) {
		w.s.SetWeather(graphsim.Weather{Duplicate: 0.5, Reorder: 0.5, Batch: 3})
		seen := map[desk.RemoteID]bool{}
		for range 30 {
			seen[desk.RemoteID(w.ana.Write("x"))] = true
		}
		time.Sleep(time.Hour)
		for _, m := range heard[transport.Incoming](w) {
			delete(seen, m.Remote)
		}
		if len(seen) != 0 {
			t.Errorf("%d lost", len(seen))
		}
	})
}

// TestLivePace: however fast messages are given, the network never has to refuse one for its speed, and one that has to wait
// for long was not written.
func TestLivePace(t *testing.T) {
	live(t, func(w *world) {
		w.ana.Write("Oi")
		sent, waits := 0, 0
		for range 300 {
			m := text("rápido")
			_, f := w.send(m)
			switch {
			case f == nil:
				sent++
				continue
			case f.Code != desk.CodeBusy || f.Raw != "" || f.Next != desk.Retry || f.After <= 0:
				t.Fatalf("%+v", f)
			}
			if w.s.Count(string(m.Client)) != 0 {
				t.Error("it left, and yet it has to wait")
			}
			if waits++; waits == 3 {
				break
			}
			time.Sleep(f.After)
			w.ana.Write("ainda aí?") // the window stays open
		}
		if sent < 2*pairBurst {
			t.Errorf("%d sent", sent)
		}
		for _, r := range w.s.Requests() {
			if r.Status >= 400 {
				t.Errorf("%s: %d", r.Path, r.Status)
			}
		}
	})
}
