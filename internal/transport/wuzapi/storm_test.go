package wuzapi

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport/wuzapi/wuzapisim"
)

// mishap is one thing that befalls the server, by chance.
func mishap(r *rand.Rand, s *shop) {
	words := []string{
		"something", "no session", "error sending message: websocket not connected", "failed to upload file", "error sending message: server returned error 475",
		"error sending message: timed out waiting for message send response", "error sending message: server returned error 503",
	}
	f := wuzapisim.Fault{Path: "/chat/send", After: r.IntN(2) == 0}
	switch r.IntN(12) {
	case 0:
		f.Do = wuzapisim.Reset
	case 1:
		f.Do = wuzapisim.Page
	case 2:
		f.Do = wuzapisim.Silence
	case 3:
		f.Do = wuzapisim.Garbage
	case 4, 5, 6:
		f.Do, f.Words = wuzapisim.Refuse, words[r.IntN(len(words))]
		f.After = f.After && f.Words == "something" // the others are told of what was not sent, or may be
	case 7:
		f = wuzapisim.Fault{Path: "/session/status", Do: wuzapisim.Page, Times: 1 + r.IntN(3)}
	case 8:
		s.s.Restart()
		return
	case 9:
		s.s.Kill()
		return
	case 10:
		s.s.Change(func(h *wuzapisim.Habits) { h.Lose, h.Twice = r.IntN(2) == 0, r.IntN(2) == 0 })
		return
	default:
		f = wuzapisim.Fault{Path: "/chat/history", Do: wuzapisim.Page, Times: 1 + r.IntN(3)}
	}
	s.s.Script(f)
}

// In any weather a customer's message is stored once, and one of ours arrives once at most; what is said to have arrived did, and what
// is said to have failed did not.
func TestStorm(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			trade(t, wuzapisim.Options{History: 1000, Release: wuzapisim.Release{DropsEvents: seed%2 == 0}}, func(s *shop) {
				r := rand.New(rand.NewPCG(seed, 1))
				s.ana.Write("0")
				s.contact(anaNumber)
				var ours []desk.MessageID
				for i := 1; i < 60; i++ {
					mishap(r, s)
					if r.IntN(2) == 0 {
						s.ana.Write(fmt.Sprint(i))
					} else {
						ours = append(ours, s.write(anaNumber, fmt.Sprint(i)))
					}
					time.Sleep(time.Duration(r.IntN(90)) * time.Second)
				}
				s.s.Heal()
				s.s.Change(func(h *wuzapisim.Habits) { h.Lose, h.Twice = false, false })
				time.Sleep(2 * time.Hour)
				s.reckon(ours)
			})
		})
	}
}

func (s *shop) reckon(ours []desk.MessageID) {
	s.t.Helper()
	arrived, stored := map[string]int{}, map[string]int{}
	for _, d := range s.ana.Received() {
		arrived[d.Text]++
	}
	for _, body := range s.spare.carry {
		arrived[body]++
	}
	status := map[desk.MessageID]desk.Message{}
	wrote := map[string]bool{}
	for _, m := range s.said(anaNumber) {
		status[m.ID] = m
		if m.Direction == desk.In {
			stored[m.Body]++
			wrote[m.Body] = true
		}
	}
	for body, n := range stored {
		if n != 1 {
			s.t.Errorf("%q is stored %d times", body, n)
		}
	}
	for _, id := range ours {
		m := status[id]
		n := arrived[m.Body]
		switch {
		case n > 1:
			s.t.Errorf("%q arrived %d times (%s)", m.Body, n, s.fate(id))
		case m.Status.Rung() >= desk.Accepted.Rung() && n == 0:
			s.t.Errorf("%q is %s and never arrived", m.Body, m.Status)
		case m.Status == desk.Failed && n == 1:
			s.t.Errorf("%q failed and arrived", m.Body)
		case m.Status == desk.Queued:
			s.t.Errorf("%q waits still: %s", m.Body, s.fate(id))
		}
	}
	if want := 60 - len(ours); len(stored) != want {
		s.t.Errorf("%d of %d messages of the customer are stored", len(stored), want)
	}
}
