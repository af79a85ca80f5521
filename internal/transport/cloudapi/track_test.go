package cloudapi

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
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

// graphOf answers the question about a message with the code that is given for it, or with an empty story.
type graphOf map[string]int

func (g graphOf) RoundTrip(r *http.Request) (*http.Response, error) {
	status, body := http.StatusOK, `{"data":[]}`
	if code := g[r.URL.Query().Get("message_id")]; code != 0 {
		status, body = http.StatusBadRequest, fmt.Sprintf(`{"error":{"message":"no","code":%d}}`, code)
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// TestTrackTellsWhoIsMeant: a code that refuses the question ends the asking. One that may mean the message alone does so only where the
// network never answered.
func TestTrackTellsWhoIsMeant(t *testing.T) {
	take := func(context.Context, transport.Event) error { return nil }
	for name, c := range map[string]struct {
		graph  graphOf
		rounds [][]desk.RemoteID
		want   desk.Code // of the last round
	}{
		"no permission":           {graphOf{"b": 10}, [][]desk.RemoteID{{"a", "b"}}, desk.CodeUnsupported},
		"unknown question":        {graphOf{"a": 100, "b": 100}, [][]desk.RemoteID{{"a", "b"}}, desk.CodeUnsupported},
		"one of two is not known": {graphOf{"a": 100}, [][]desk.RemoteID{{"a", "b"}}, ""},
		"one that came after":     {graphOf{"b": 100}, [][]desk.RemoteID{{"a"}, {"b"}}, ""},
		"too many requests":       {graphOf{"a": 4}, [][]desk.RemoteID{{"a"}}, desk.CodeBusy},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				conn := connect(t, "http://graph.test", &http.Client{Transport: c.graph}, nil)
				var err error
				for _, ids := range c.rounds {
					var again time.Duration
					again, err = conn.Track(t.Context(), ids, take)
					time.Sleep(again)
				}
				if (err == nil) != (c.want == "") || err != nil && desk.AsFault(err).Code != c.want {
					t.Errorf("%v, want %q", err, c.want)
				}
			})
		})
	}
}
