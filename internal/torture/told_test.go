package torture

import (
	"encoding/json"
	"slices"
)

// told is what the network said of one attempt in calls that the program took.
type told map[string]bool

// ladder are the words of the network from the lowest on.
var ladder = []string{"accepted", "sent", "delivered", "read"}

// words reads everything that the network told and the program took, by the program's own id of an attempt.
func (x *trial) words() map[string]told {
	x.t.Helper()
	all := map[string]told{}
	for _, p := range x.sim.Posts() {
		if p.Status != 200 {
			continue
		}
		var call struct {
			Entry []struct {
				Changes []struct {
					Value struct {
						Statuses []struct {
							Status string
							Opaque string `json:"biz_opaque_callback_data"`
						}
					}
				}
			}
		}
		if err := json.Unmarshal(p.Body, &call); err != nil {
			x.t.Fatal(err)
		}
		for _, e := range call.Entry {
			for _, c := range e.Changes {
				for _, s := range c.Value.Statuses {
					if all[s.Opaque] == nil {
						all[s.Opaque] = told{}
					}
					all[s.Opaque][s.Status] = true
				}
			}
		}
	}
	return all
}

// deafness is what a message says against what the program was told about it; empty where they agree.
func (x *trial) deafness(r *row, words map[string]told) string {
	reached := slices.Index(ladder, r.state)
	for i, y := range r.tries {
		w := words[y.client]
		for rung := len(ladder) - 1; rung > 0; rung-- {
			if w[ladder[rung]] && rung > reached && (rung >= 2 || !w["failed"]) {
				return "the network said " + ladder[rung] + " and the screen says " + r.state
			}
		}
		over := w["failed"] && !w["delivered"] && !w["read"] && !y.doubtful && !x.lied[y.remote] // else it names one try of several, or was known for a lie
		if over && i == len(r.tries)-1 && (reached >= 0 || r.state == "unsure") {
			return "the network said failed and the screen says " + r.state
		}
		if over && y.state == "accepted" {
			return "the network said failed and the attempt is accepted"
		}
	}
	return ""
}
