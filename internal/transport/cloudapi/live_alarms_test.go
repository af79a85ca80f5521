package cloudapi

import (
	"io"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// TestLiveAlarms: what a message met ends the connection unless a check shows that it was nothing.
func TestLiveAlarms(t *testing.T) {
	for code, ends := range map[int]bool{131042: true, 133010: true, 10: true, 190: false, 131030: false, 131047: false, 131056: false} {
		live(t, func(w *world) {
			end, done := w.begin(w.conn)
			w.s.Script(graphsim.Fault{Kind: graphsim.FailSync, Code: code})
			w.send(text("oi"))
			time.Sleep(time.Minute)
			select {
			case err := <-done:
				if !ends || err == nil {
					t.Errorf("%d ended it: %v", code, err)
				}
			default:
				if ends {
					t.Errorf("%d did not end it", code)
				}
				if err := end(); err != nil {
					t.Error(err)
				}
			}
			if n := w.checks(); n > 3 {
				t.Errorf("%d: %d checks", code, n)
			}
		})
	}
}

// TestLivePermissionAside: what the token may not do beside messages signs nobody out, because the check after it passes.
func TestLivePermissionAside(t *testing.T) {
	read := transport.MarkRead{To: ana(), Remote: []desk.RemoteID{"wamid.1"}}
	for _, code := range []int{3, 10, 200, 131005} {
		live(t, func(w *world) {
			end, done := w.begin(w.conn)
			w.s.Script(graphsim.Fault{Kind: graphsim.FailSync, Code: code, Match: graphsim.Match{Read: true}})
			w.s.Script(graphsim.Fault{Kind: graphsim.FailSync, Code: code, Match: graphsim.Match{Method: "GET", Path: "/4711"}})
			if _, err := w.conn.Send(w.t.Context(), read); desk.AsFault(err).Code != desk.CodeSignedOut {
				t.Errorf("%d: %v", code, err)
			}
			time.Sleep(time.Minute)
			if err := w.conn.Fetch(w.t.Context(), ref("4711"), 100, io.Discard); desk.AsFault(err).Code != desk.CodeSignedOut {
				t.Errorf("%d: %v", code, err)
			}
			time.Sleep(time.Minute)
			select {
			case err := <-done:
				t.Errorf("%d ended it: %v", code, err)
			default:
			}
			if err := end(); err != nil {
				t.Error(err)
			}
			if n := w.checks(); n != 3 {
				t.Errorf("%d: %d checks", code, n)
			}
		})
	}
}
