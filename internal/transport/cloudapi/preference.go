package cloudapi

import (
	"encoding/json"
	"fmt"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// preference reads what a customer wants to get from now on. The network gives the word no id: what makes one is the answer and the
// moment at which it was given, and the same word told again has both.
func (r reader) preference(raw json.RawMessage, who people) transport.Event {
	var p struct {
		Phone    string `json:"wa_id"`
		User     string `json:"user_id"`
		Category string `json:"category"`
		Value    string `json:"value"`
		At       moment `json:"timestamp"`
	}
	if !r.object(raw, "preference", &p) {
		return nil
	}
	from := who.party(p.Phone, p.User)
	if p.Category != "marketing_messages" || p.Value != "stop" && p.Value != "resume" || len(from.Addresses) == 0 {
		r.log.Info("wish of a customer left out", "category", scrub(p.Category), "value", scrub(p.Value))
		return nil
	}
	at := p.At.clamp(r.now)
	told := p.At.Time
	if told.IsZero() {
		told = at
	}
	return transport.Preference{
		Remote: desk.RemoteID(fmt.Sprintf("marketing.%s.%d", p.Value, told.Unix())), From: from, Stopped: p.Value == "stop", At: at,
	}
}
