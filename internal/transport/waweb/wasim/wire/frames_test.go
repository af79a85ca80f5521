package wire

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/coder/websocket"
)

// feed runs read against a server side that receives the given websocket messages.
func feed(t *testing.T, kind websocket.MessageType, messages [][]byte, read func(*frames)) {
	t.Helper()
	done := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(done)
		ws, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer ws.CloseNow()
		ws.SetReadLimit(maxFrame)
		read(&frames{ctx: r.Context(), ws: ws})
	}))
	defer srv.Close()
	ws, _, err := websocket.Dial(context.Background(), srv.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		if err := ws.Write(context.Background(), kind, m); err != nil {
			t.Fatal(err)
		}
	}
	<-done
	ws.CloseNow()
}

func TestFramesAreReassembled(t *testing.T) {
	messages := [][]byte{
		[]byte("ED\x00\x01\x00\x00\x02rr"), // routing bytes, to be skipped
		[]byte("WA"), []byte("\x06\x03\x00\x00"), []byte("\x03um!\x00\x00\x00\x00"), []byte("\x00\x04do"), []byte("is"),
	}
	feed(t, websocket.MessageBinary, messages, func(f *frames) {
		if head, err := f.header(); err != nil || string(head) != "WA\x06\x03" {
			t.Errorf("header %q: %v", head, err)
		}
		for _, want := range []string{"um!", "", "dois"} {
			if got, err := f.ReadFrame(); err != nil || string(got) != want {
				t.Errorf("frame %q: %v, want %q", got, err, want)
			}
		}
	})
}

func TestStrangersAreTurnedAway(t *testing.T) {
	feed(t, websocket.MessageBinary, [][]byte{[]byte("GET /")}, func(f *frames) {
		if _, err := f.header(); err == nil {
			t.Error("a wrong header was accepted")
		}
	})
	feed(t, websocket.MessageText, [][]byte{[]byte("WA\x06\x03")}, func(f *frames) {
		if _, err := f.header(); err == nil {
			t.Error("a text message was accepted")
		}
	})
}
