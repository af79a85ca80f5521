package cloudapi

import (
	"encoding/json"
	"testing"

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
