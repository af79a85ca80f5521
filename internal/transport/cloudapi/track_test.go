package cloudapi

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestReasonInAStory: the history of a message gives the reason of a failure in words. A block is found in them, and words that are
// not understood never send the message by another way.
func TestReasonInAStory(t *testing.T) {
	for text, want := range map[string]struct {
		code desk.Code
		next desk.Next
	}{
		`"(#368) Temporarily blocked for policy violations: Simulated"`: {desk.CodePolicy, desk.Hold},
		`"(#131049) not delivered"`:                                     {desk.CodeDeclined, desk.Hold},
		`"Error 131026: Message undeliverable"`:                         {desk.CodeUndeliverable, desk.Reroute},
		`{"code":131047,"title":"Re-engagement message"}`:               {desk.CodeWindow, desk.Reroute},
		`"Something nobody has read before"`:                            {desk.CodeUnknown, desk.Hold},
		`null`:                                                          {desk.CodeUnknown, desk.Hold},
	} {
		var e episode
		if err := json.Unmarshal([]byte(`{"delivery_status":"FAILED","timestamp":1700000000,"error_description":`+text+`}`), &e); err != nil {
			t.Fatal(err)
		}
		got, is := e.event("wamid.1").(transport.Refusal)
		if !is || got.Fault.Code != want.code || got.Fault.Next != want.next {
			t.Errorf("%s: %+v, want %v", text, got.Fault, want)
		}
	}
}

// TestTrackingTakesTurns: the first of the list are asked about every time, and each of the others in the end, also where new messages
// keep pushing it back. No hour sees more than a fourth of the least that an account may ask.
func TestTrackingTakesTurns(t *testing.T) {
	var r rota
	open := []desk.RemoteID{}
	for range 40 {
		open = append(open, newID())
	}
	old, now, asked := slices.Clone(open), time.Now(), map[desk.RemoteID]int{}
	began, calls := now, 0
	for range 60 {
		open = slices.Insert(open, 0, newID(), newID()) // as many as are asked about of the others
		if len(open) > 60 {
			open = slices.DeleteFunc(open, func(id desk.RemoteID) bool { return asked[id] > 1 && !slices.Contains(old, id) })
		}
		due, again := r.due(open, now)
		if len(due) != trackAtOnce || due[0] != open[0] || due[1] != open[1] {
			t.Fatalf("of %q %q are asked about", open[:3], due)
		}
		if more, wait := r.due(open, now.Add(again-1)); len(more) > 0 || wait < 1 {
			t.Fatalf("%d asked about too soon, again in %s", len(more), wait)
		}
		for _, id := range due {
			asked[id]++
		}
		calls, now = calls+len(due), now.Add(again)
	}
	for i, id := range old {
		if asked[id] == 0 {
			t.Errorf("number %d was never asked about", i)
		}
	}
	if hourly := float64(calls) / now.Sub(began).Hours(); hourly > 50 {
		t.Errorf("%.0f in an hour", hourly)
	}
	if due, _ := r.due(open[:3], now); len(due) != 3 {
		t.Errorf("%d of 3", len(due))
	}
	r.rest(time.Hour)
	if due, wait := (&r).due(open, time.Now().Add(30*time.Minute)); len(due) > 0 || wait < 29*time.Minute {
		t.Errorf("%d asked about although the network wants an hour of rest; again in %s", len(due), wait)
	}
}
