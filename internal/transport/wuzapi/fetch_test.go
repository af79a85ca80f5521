package wuzapi

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wuzapi/wuzapisim"
)

func TestFetchEveryKind(t *testing.T) {
	for _, inline := range []bool{false, true} {
		live(t, wuzapisim.Options{}, func(w *world) {
			w.subscribe()
			w.s.Change(func(h *wuzapisim.Habits) { h.Inline = inline })
			for i, c := range []struct {
				kind, mime string
				more       map[string]any
				want       desk.MessageKind
				name       string
			}{
				{"image", "image/jpeg", map[string]any{"caption": "veja", "width": 640, "height": 480}, desk.Image, ""},
				{"video", "video/mp4", map[string]any{"seconds": 12}, desk.Video, ""},
				{"audio", "audio/ogg; codecs=opus", map[string]any{"PTT": true, "seconds": 3}, desk.Voice, ""},
				{"audio", "audio/mpeg", nil, desk.Audio, ""},
				{"document", "application/pdf", map[string]any{"fileName": `..\..\conta.pdf`}, desk.Document, "conta.pdf"},
				{"sticker", "image/webp", nil, desk.Sticker, ""},
			} {
				data := bytes.Repeat([]byte(fmt.Sprint("data+/=", i)), 40_000)
				w.ana.Send(c.kind, c.mime, data, c.more)
				all := heard[transport.Incoming](w)
				in := all[len(all)-1]
				a := in.Attachment
				if len(all) != i+1 || in.Kind != c.want || a == nil || a.Kind != c.want || a.Mime != c.mime || a.Bytes != int64(len(data)) || a.Name != c.name {
					t.Fatalf("%s: %+v %+v", c.want, in, a)
				}
				if len(a.Ref) > 4096 {
					t.Errorf("a reference of %d bytes", len(a.Ref))
				}
				var out bytes.Buffer
				if err := w.conn.Fetch(w.t.Context(), a.Ref, int64(len(data)), &out); err != nil || !bytes.Equal(out.Bytes(), data) {
					t.Errorf("%s: %v, %d of %d bytes", c.want, err, out.Len(), len(data))
				}
			}
		})
	}
}

func TestFetchEnds(t *testing.T) {
	answer := func(uri string) wuzapisim.Fault {
		return wuzapisim.Fault{Do: wuzapisim.Raw, Words: `{"code":200,"data":{"Data":"` + uri + `","Mimetype":"image/jpeg"},"success":true}`}
	}
	for name, c := range map[string]struct {
		fault wuzapisim.Fault
		want  desk.Code
		next  desk.Next
	}{
		"gone":         {wuzapisim.Fault{Do: wuzapisim.Refuse, Words: "failed to download image: download failed with status code 410"}, desk.CodeGone, desk.Stop},
		"no session":   {wuzapisim.Fault{Do: wuzapisim.Refuse, Words: "no session"}, desk.CodeNotReady, desk.Retry},
		"anything":     {wuzapisim.Fault{Do: wuzapisim.Refuse, Words: "failed to download image"}, desk.CodeBusy, desk.Retry},
		"page":         {wuzapisim.Fault{Do: wuzapisim.Page, Status: 404}, desk.CodeNotReady, desk.Retry},
		"page of 200":  {wuzapisim.Fault{Do: wuzapisim.Page, Status: 200}, desk.CodeOffline, desk.Retry},
		"reset":        {wuzapisim.Fault{Do: wuzapisim.Reset}, desk.CodeOffline, desk.Retry},
		"silence":      {wuzapisim.Fault{Do: wuzapisim.Silence}, desk.CodeOffline, desk.Retry},
		"half":         {wuzapisim.Fault{Do: wuzapisim.Raw, Words: `{"code":200,"data":{"Data":"data:image/jpeg;base64,AAAA`}, desk.CodeOffline, desk.Retry},
		"without end":  {wuzapisim.Fault{Do: wuzapisim.Huge}, desk.CodeOffline, desk.Retry},
		"empty":        {wuzapisim.Fault{Do: wuzapisim.Empty}, desk.CodeOffline, desk.Retry},
		"redirect":     {wuzapisim.Fault{Do: wuzapisim.Redirect, Words: "http://elsewhere.test/"}, desk.CodeNotReady, desk.Retry},
		"other bytes":  {answer("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString([]byte("another"))), desk.CodeCorrupt, desk.Stop},
		"no base64":    {answer("data:image/jpeg;base64,%%%%"), desk.CodeOffline, desk.Retry},
		"no data":      {answer("https://elsewhere.test/file"), desk.CodeOffline, desk.Retry},
		"too large":    {answer("data:image/jpeg;base64," + strings.Repeat("AAAA", 1<<20)), desk.CodeFileSize, desk.Stop},
		"a long token": {answer(strings.Repeat("x", 8<<20)), desk.CodeOffline, desk.Retry},
	} {
		t.Run(name, func(t *testing.T) {
			live(t, wuzapisim.Options{}, func(w *world) {
				w.subscribe()
				w.ana.Send("image", "image/jpeg", []byte("pixels"), nil)
				ref := heard[transport.Incoming](w)[0].Attachment.Ref
				c.fault.Path = "/chat/download"
				w.s.Script(c.fault)
				var out bytes.Buffer
				f := desk.AsFault(w.conn.Fetch(w.t.Context(), ref, 1<<20, &out))
				if f.Code != c.want || f.Next != c.next || out.Len() > 0 {
					t.Errorf("%s %s, %d bytes", f.Code, f.Next, out.Len())
				}
				if left, _ := os.ReadDir(w.dir); len(left) > 1 {
					t.Errorf("left behind: %v", left)
				}
				if err := w.conn.Fetch(w.t.Context(), ref, 1<<20, &out); err != nil || out.String() != "pixels" {
					t.Error("again:", err, out.String())
				}
			})
		})
	}
}

// Whoever sent the message wrote where its file lies; the server is sent nowhere but to WhatsApp.
func TestFetchSendsTheServerNowhereElse(t *testing.T) {
	for address, good := range map[string]bool{
		"https://mmg.whatsapp.net/v/t62/x": true, "https://media-gru1-1.cdn.whatsapp.net/x": true,
		"http://mmg.whatsapp.net/x": false, "https://169.254.169.254/x": false, "https://mmg.whatsapp.net.evil.example/x": false,
		"https://mmg.whatsapp.net@evil.example/x": false, "file:///etc/passwd": false, "": false,
	} {
		if got := whatsapps(address); (got != "") != good {
			t.Errorf("%q: %q", address, got)
		}
	}
	live(t, wuzapisim.Options{}, func(w *world) {
		for _, ref := range []string{"", "{}", `{"type":"../admin/users","path":"x","key":"x"}`, `{"type":"image"}`, "[]"} {
			if f := desk.AsFault(w.conn.Fetch(w.t.Context(), []byte(ref), 1, &bytes.Buffer{})); f.Code != desk.CodeGone {
				t.Errorf("%q: %v", ref, f)
			}
		}
		if n := len(w.s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}
