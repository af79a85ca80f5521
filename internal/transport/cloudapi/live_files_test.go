package cloudapi

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

func TestLiveFilesOut(t *testing.T) {
	live(t, func(w *world) {
		w.s.SetStrictness(graphsim.Strictness{TrustMedia: true})
		w.ana.Write("Oi")
		say := func() transport.Say {
			return transport.Say{Client: newID(), To: ana(), Kind: desk.Document, File: fileOf("nota.pdf", "application/pdf")}
		}
		uploads := func() (n int) {
			for _, r := range w.s.Requests() {
				if r.Path == "/"+DefaultVersion+"/"+w.link.Number+"/media" {
					n++
				}
			}
			return n
		}
		for range 3 {
			if _, f := w.send(say()); f != nil {
				t.Fatal(f)
			}
			time.Sleep(10 * time.Second)
		}
		if n := uploads(); n != 1 {
			t.Errorf("uploaded %d times", n)
		}
		if got := w.ana.Received(); len(got) != 3 || !bytes.Equal(got[2].File, content("application/pdf")) {
			t.Errorf("%d files", len(got))
		}
		time.Sleep(31 * 24 * time.Hour) // the network has forgotten it, and so have we
		w.ana.Write("Oi")
		if _, f := w.send(say()); f != nil || uploads() != 2 {
			t.Errorf("%v, uploaded %d times", f, uploads())
		}
		time.Sleep(time.Minute)
		w.conn.uploads.keep(fileOf("nota.pdf", "application/pdf"), "123") // an id that it does not know
		if _, f := w.send(say()); f == nil || f.Next != desk.Retry {
			t.Errorf("%v", f)
		}
		time.Sleep(time.Minute)
		if _, f := w.send(say()); f != nil || uploads() != 3 {
			t.Errorf("%v, uploaded %d times", f, uploads())
		}
		time.Sleep(time.Minute)
		w.s.Script(graphsim.Fault{Kind: graphsim.ResetAfterAccept, Match: graphsim.Match{Path: "/media"}})
		other := say()
		other.File = fileOf("b.jpg", "image/jpeg")
		other.Kind = desk.Image
		if _, f := w.send(other); f == nil || f.Next != desk.Retry { // the message itself never left
			t.Errorf("%v", f)
		}
	})
}

func TestLiveFilesIn(t *testing.T) {
	live(t, func(w *world) {
		w.ana.SendImage("olha", content("image/jpeg"))
		all := heard[transport.Incoming](w)
		if len(all) != 1 || all[0].Attachment == nil || all[0].Body != "olha" || all[0].Kind != desk.Image {
			t.Fatalf("%+v", all)
		}
		ref := all[0].Attachment.Ref
		var got bytes.Buffer
		if err := w.conn.Fetch(w.t.Context(), ref, 1<<20, &got); err != nil || !bytes.Equal(got.Bytes(), content("image/jpeg")) {
			t.Errorf("%v, %d bytes", err, got.Len())
		}
		got.Reset()
		if err := w.conn.Fetch(w.t.Context(), ref, 10, &got); desk.AsFault(err).Code != desk.CodeFileSize || got.Len() != 0 {
			t.Errorf("%v, %d bytes", err, got.Len())
		}
		var r fileRef
		if err := json.Unmarshal(ref, &r); err != nil {
			t.Fatal(err)
		}
		r.ID = "../debug_token"
		bad, _ := json.Marshal(r)
		if err := w.conn.Fetch(w.t.Context(), bad, 1<<20, &got); desk.AsFault(err).Code != desk.CodeGone {
			t.Error(err)
		}
		time.Sleep(8 * 24 * time.Hour)
		if err := w.conn.Fetch(w.t.Context(), ref, 1<<20, &got); desk.AsFault(err).Code != desk.CodeGone || desk.AsFault(err).Next != desk.Stop {
			t.Errorf("after a week: %v", err)
		}
	})
}

// TestLiveSlowFile: a file that takes longer than one try arrives once, and the message after it.
func TestLiveSlowFile(t *testing.T) {
	for _, running := range []bool{true, false} {
		live(t, func(w *world) {
			w.s.SetStrictness(graphsim.Strictness{TrustMedia: true})
			w.ana.Write("Oi")
			end := func() error { return nil }
			if running {
				end, _ = w.begin(w.conn)
			}
			w.s.Script(graphsim.Fault{Kind: graphsim.Slow, Delay: 100 * time.Second, Match: graphsim.Match{Path: "/media"}})
			m := transport.Say{Client: newID(), To: ana(), Kind: desk.Document, File: fileOf("nota.pdf", "application/pdf")}
			var f *desk.Fault
			tries := 0
			for ; tries < 5; tries++ {
				ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
				_, err := w.conn.Send(ctx, m)
				cancel()
				if err == nil {
					break
				}
				if f = desk.AsFault(err); f.Next != desk.Retry {
					t.Fatal(f)
				}
				time.Sleep(max(f.After, time.Second))
			}
			time.Sleep(time.Minute)
			if tries != 1 || w.s.Count(string(m.Client)) != 1 {
				t.Errorf("running %v: %d tries, arrived %d times: %v", running, tries, w.s.Count(string(m.Client)), f)
			}
			media := 0
			for _, r := range w.s.Requests() {
				if strings.HasSuffix(r.Path, "/media") {
					media++
				}
			}
			if running && media != 1 {
				t.Errorf("uploaded %d times", media)
			}
			if err := end(); err != nil {
				t.Error(err)
			}
		})
	}
}
