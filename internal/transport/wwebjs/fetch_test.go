package wwebjs

import (
	"bytes"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

// TestFetch: a file that came with a message, and everything that can come instead.
func TestFetch(t *testing.T) {
	picture := wwebjssim.File{Mime: "image/jpeg", Data: bytes.Repeat([]byte("j"), 5000)}
	for name, c := range map[string]struct {
		before func(*world)
		limit  int64
		code   desk.Code // empty: it comes
		next   desk.Next
	}{
		"well":          {func(*world) {}, 1 << 20, "", ""},
		"hidden":        {func(w *world) { w.s.Set(func(h *wwebjssim.Habits) { h.Hidden = true }) }, 1 << 20, "", ""},
		"too large":     {func(*world) {}, 4999, desk.CodeFileSize, desk.Stop},
		"a page":        {func(w *world) { w.fault("message/downloadMediaAsData", 1, wwebjssim.HTML(200)) }, 1 << 20, desk.CodeBusy, desk.Retry},
		"a bad gateway": {func(w *world) { w.fault("message/downloadMediaAsData", 1, wwebjssim.HTML(502)) }, 1 << 20, desk.CodeBusy, desk.Retry},
		"half of it":    {func(w *world) { w.fault("message/downloadMediaAsData", 1, wwebjssim.Say(200, "image/jpeg", "jjj")) }, 1 << 20, desk.CodeBusy, desk.Retry},
		"nothing":       {func(w *world) { w.fault("message/downloadMediaAsData", 1, wwebjssim.Say(200, "image/jpeg", "")) }, 1 << 20, desk.CodeBusy, desk.Retry},
		"a cut":         {func(w *world) { w.fault("message/downloadMediaAsData", 1, wwebjssim.Cut) }, 1 << 20, desk.CodeBusy, desk.Retry},
		"elsewhere":     {func(w *world) { w.fault("message/downloadMediaAsData", 1, wwebjssim.Redirect("http://evil.test/")) }, 1 << 20, desk.CodeNotReady, desk.Retry},
		"the key":       {func(w *world) { w.conn.key = "other" }, 1 << 20, desk.CodeSignedOut, desk.Reroute},
		"no session":    {func(w *world) { w.s.SetState(loja, "OPENING") }, 1 << 20, desk.CodeNotReady, desk.Retry},
		"not found": {func(w *world) {
			w.fault("message/downloadMediaAsData", 1, wwebjssim.JSON(500, `{"success":false,"error":"Message not found"}`))
		}, 1 << 20, desk.CodeGone, desk.Stop},
		"gone": {func(w *world) {
			w.fault("message/downloadMediaAsData", 1, wwebjssim.JSON(500, `{"success":false,"error":"Cannot destructure property 'data'"}`))
		}, 1 << 20, desk.CodeGone, desk.Stop},
		"another trouble": {func(w *world) {
			w.fault("message/downloadMediaAsData", 1, wwebjssim.JSON(500, `{"success":false,"error":"Evaluation failed"}`))
		}, 1 << 20, desk.CodeBusy, desk.Retry},
	} {
		t.Run(name, func(t *testing.T) {
			live(t, func(w *world) {
				w.run()
				w.after(time.Second)
				if name == "hidden" {
					c.before(w)
				}
				w.ana.WriteFile(loja, "image", "foto", picture)
				w.after(time.Second)
				in := heard[transport.Incoming](w)
				if len(in) != 1 || in[0].Attachment == nil || in[0].Attachment.Bytes != 5000 || in[0].Attachment.Mime != "image/jpeg" {
					t.Fatalf("%+v", in)
				}
				w.stop()
				c.before(w)
				var got bytes.Buffer
				err := w.conn.Fetch(w.t.Context(), in[0].Attachment.Ref, c.limit, &got)
				switch f := desk.AsFault(err); {
				case c.code == "" && (err != nil || !bytes.Equal(got.Bytes(), picture.Data)):
					t.Errorf("%v, %d bytes", err, got.Len())
				case c.code != "" && (err == nil || f.Code != c.code || f.Next != c.next || got.Len() > 0):
					t.Errorf("%+v, %d bytes", f, got.Len())
				}
			})
		})
	}
	live(t, func(w *world) {
		for _, ref := range []string{"", "{}", "null", `{"chat":"5511912345678@c.us","id":"../x"}`, `{"chat":"x","id":"3EB0AAAA"}`} {
			if f := desk.AsFault(w.conn.Fetch(w.t.Context(), []byte(ref), 100, &bytes.Buffer{})); f.Code != desk.CodeGone {
				t.Errorf("%q: %+v", ref, f)
			}
		}
	})
}

// TestHistory: old conversations are announced once, fetched in parts, and end where new talk begins.
func TestHistory(t *testing.T) {
	live(t, func(w *world) {
		w.ana.Earlier(loja, "há uma semana", false, 7*24*3600)
		w.ana.Earlier(loja, "resposta", true, 7*24*3600-60)
		for i := range 12 {
			w.s.Customer("55219"+string(rune('1'+i%9))+"8877"+string(rune('0'+i/2))+string(rune('0'+i%2))+"1", "X").Earlier(loja, "oi", false, 24*3600)
		}
		w.ana.Write(loja, "agora")
		w.run()
		w.after(time.Minute)
		w.bodiesAre("agora")
		chunks := heard[transport.Chunk](w)
		if len(chunks) != 2 || chunks[1].Percent != 100 {
			t.Fatalf("%d chunks", len(chunks))
		}
		w.stop()
		var all []transport.Incoming
		put := func(b transport.Batch) error { all = append(all, b.Messages...); return nil }
		w.fault("chat/fetchMessages", 1, wwebjssim.HTML(502))
		for _, c := range append(chunks, chunks[0]) {
			if err := w.conn.Download(w.t.Context(), c.Blob, put); err != nil {
				t.Fatal(err)
			}
		}
		seen := map[string]int{}
		for _, in := range all {
			seen[in.Body]++
			if in.Body == "resposta" && (!in.Echo || in.Status != desk.Read) {
				t.Errorf("%+v", in)
			}
		}
		if seen["agora"] > 0 || seen["há uma semana"] == 0 || seen["resposta"] == 0 || seen["oi"] < 12 {
			t.Errorf("%v", seen)
		}
		w.reopen()
		w.events = nil
		w.run()
		w.after(time.Minute)
		if n := len(heard[transport.Chunk](w)); n > 0 {
			t.Errorf("announced again: %d", n)
		}
		for _, bad := range []string{"", "{}", "[]", `{"chats":5}`} {
			if f := desk.AsFault(w.conn.Download(w.t.Context(), []byte(bad), put)); f.Next != desk.Stop {
				t.Errorf("%q: %+v", bad, f)
			}
		}
	})
}

// TestTrack: what became of a message is asked for where its receipts were lost, also after the program began again.
func TestTrack(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.after(time.Second)
		got, f := w.send(say("a", "Olá"))
		if f != nil {
			t.Fatal(f)
		}
		w.after(time.Second)
		w.s.Set(func(h *wwebjssim.Habits) { h.Lost = true })
		w.ana.Read()
		w.reopen()
		w.run()
		w.stop()
		w.events = nil
		again, err := w.conn.Track(w.t.Context(), []desk.RemoteID{got.Remote, "3EB0FFFF"}, w.take)
		all := heard[transport.Receipt](w)
		if err != nil || again < time.Second || len(all) != 0 && all[0].Status != desk.Read {
			t.Errorf("%v %v %+v", again, err, all)
		}
		w.conn.told = newTold()
		if _, err := w.conn.Track(w.t.Context(), []desk.RemoteID{got.Remote}, w.take); err != nil {
			t.Error(err)
		}
		if all := heard[transport.Receipt](w); len(all) != 1 || all[0].Client != "a" || all[0].Status != desk.Read {
			t.Errorf("%+v", all)
		}
	})
}
