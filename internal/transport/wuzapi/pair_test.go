package wuzapi

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wuzapi/wuzapisim"
)

// dialog is what the operator sees while pairing.
type dialog struct {
	mu    sync.Mutex
	steps []transport.Step
	each  func(transport.Step)
}

func (d *dialog) show(s transport.Step) {
	d.mu.Lock()
	d.steps = append(d.steps, s)
	d.mu.Unlock()
	if d.each != nil {
		d.each(s)
	}
}

func (d *dialog) all() []transport.Step {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]transport.Step(nil), d.steps...)
}

func TestPairByQR(t *testing.T) {
	live(t, wuzapisim.Options{Unlinked: true}, func(w *world) {
		w.use(w.open(""))
		d := &dialog{}
		d.each = func(s transport.Step) { // the third code is scanned
			if q := s.(transport.QR); q.N == 3 {
				go func() {
					if err := w.s.Phone().Scan(q.Text); err != nil {
						t.Error(err)
					}
				}()
			}
		}
		began := time.Now()
		id, err := w.conn.Pair(w.t.Context(), "", d.show)
		if err != nil || id.Number != w.link.Phone || id.Account != w.link.Phone || id.Name != "padaria" {
			t.Fatalf("%+v %v", id, err)
		}
		seen := map[string]bool{}
		for i, s := range d.all() {
			q := s.(transport.QR)
			if q.N != i+1 || q.Of != 6 || seen[q.Text] || q.Text[:2] != "2@" || !q.Until.After(began) {
				t.Errorf("step %d: %d of %d", i, q.N, q.Of)
			}
			seen[q.Text] = true
		}
		if len(seen) != 3 {
			t.Errorf("%d codes", len(seen))
		}
		if !w.conn.noted().Ours {
			t.Error("the session is not known to be ours")
		}
		w.use(w.open(id.Account))
		end, _ := w.begin()
		if got := w.states(); got != "connecting online" {
			t.Error(got)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
		if err := w.conn.Unlink(w.t.Context()); err != nil {
			t.Error(err)
		}
		if _, linked, _, _ := w.s.Session(); linked {
			t.Error("the session that was linked here goes on")
		}
	})
}

func TestPairByCode(t *testing.T) {
	live(t, wuzapisim.Options{Unlinked: true}, func(w *world) {
		w.use(w.open(""))
		d := &dialog{}
		d.each = func(s transport.Step) {
			go func() {
				time.Sleep(30 * time.Second)
				if err := w.s.Phone().Type(s.(transport.Code).Text); err != nil {
					t.Error(err)
				}
			}()
		}
		id, err := w.conn.Pair(w.t.Context(), "+"+w.link.Phone, d.show)
		if err != nil || id.Number != w.link.Phone || len(d.all()) != 1 {
			t.Fatalf("%+v %v %v", id, err, d.all())
		}
	})
}

func TestPairEnds(t *testing.T) {
	for name, c := range map[string]struct {
		phone string
		fault wuzapisim.Fault
		want  string
	}{
		"nobody scans":    {want: "pair_timeout stop connection"},
		"bad number":      {phone: "0123", want: "pair_bad_phone stop connection"},
		"refused number":  {phone: "551199", fault: wuzapisim.Fault{}, want: "pair_bad_phone stop connection"},
		"token":           {fault: wuzapisim.Fault{Path: "/session", Do: wuzapisim.Refuse, Status: 401, Words: "unauthorized", Times: -1}, want: "signed_out reroute connection"},
		"pages for ever":  {fault: wuzapisim.Fault{Path: "/session/qr", Do: wuzapisim.Page, Times: -1}, want: "busy retry connection"},
		"half a picture":  {fault: wuzapisim.Fault{Path: "/session/qr", Do: wuzapisim.Garbage}, want: "pair_timeout stop connection"}, // one is survived
		"server restarts": {fault: wuzapisim.Fault{Path: "/session/status", Do: wuzapisim.Refuse, Words: "no session", Times: 3}, want: "not_ready retry connection"},
	} {
		t.Run(name, func(t *testing.T) {
			live(t, wuzapisim.Options{Unlinked: true}, func(w *world) {
				if c.fault.Do != "" {
					w.s.Script(c.fault)
				}
				_, err := w.conn.Pair(w.t.Context(), c.phone, (&dialog{}).show)
				if got := failAs(desk.AsFault(err)); got != c.want {
					t.Errorf("%s, want %s", got, c.want)
				}
			})
		})
	}
}

func TestPairCancelled(t *testing.T) {
	live(t, wuzapisim.Options{Unlinked: true}, func(w *world) {
		ctx, cancel := context.WithCancel(w.t.Context())
		d := &dialog{each: func(transport.Step) { cancel() }}
		_, err := w.conn.Pair(ctx, "", d.show)
		if f := desk.AsFault(err); f.Code != desk.CodePairRefused {
			t.Error(f)
		}
		synctest.Wait()
	})
}

// A session that somebody linked on the server is taken as it is, and is not ended by us.
func TestPairOfWhatIsLinked(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		id, err := w.conn.Pair(w.t.Context(), "", func(transport.Step) { t.Error("a step was shown") })
		if err != nil || id.Account != w.link.Phone {
			t.Fatalf("%+v %v", id, err)
		}
		w.subscribe()
		if err := w.conn.Unlink(w.t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, linked, _, hook := w.s.Session(); !linked || hook != "" {
			t.Errorf("linked %t, calls %q", linked, hook)
		}
	})
}

// Before it is linked a connection has a name of its own; a number that turned up behind our back has to be confirmed by pairing.
func TestUnlinkedIsLinkedElsewhere(t *testing.T) {
	live(t, wuzapisim.Options{Unlinked: true}, func(w *world) {
		id, err := w.conn.Probe(w.t.Context(), func(transport.Finding) {})
		if err != nil || id.Number != "" || id.Account == "" {
			t.Fatalf("%+v %v", id, err)
		}
		w.use(w.open(id.Account))
		if err := w.conn.Run(w.t.Context(), w.take); desk.AsFault(err).Code != desk.CodeSignedOut {
			t.Error(err)
		}
		w.s.Relink(w.link.Phone)
		if err := w.conn.Run(w.t.Context(), w.take); desk.AsFault(err).Code != desk.CodeSignedOut {
			t.Error(err)
		}
		if got := w.states(); got != "connecting signed_out:signed_out connecting signed_out:signed_out" {
			t.Error(got)
		}
	})
}

// TestUnlinkInSpiteOfCalls: that the server cannot be told to stop calling does not keep a session on the phone.
func TestUnlinkInSpiteOfCalls(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		end, _ := w.begin()
		w.subscribe()
		_ = end()
		if err := w.conn.note(func(d *diary) { d.Ours = true }); err != nil {
			t.Fatal(err)
		}
		w.s.Script(wuzapisim.Fault{Path: "/webhook", Do: wuzapisim.Refuse, Words: "database is locked", Times: -1})
		if err := w.conn.Unlink(w.t.Context()); err == nil {
			t.Error("the calls go on, and nothing is said of it")
		}
		if _, linked, _, _ := w.s.Session(); linked {
			t.Error("the session that was linked here goes on")
		}
	})
}
