package torture

import "strings"

// lie lets the network say of some messages that they failed, long after it said that they were delivered.
func (x *trial) lie() {
	x.t.Helper()
	told := map[string]bool{}
	for _, r := range x.rows() {
		last := r.tries[len(r.tries)-1]
		if (r.state != "delivered" && r.state != "read") || last.remote == "" || x.rand.IntN(20) > 0 {
			continue
		}
		if err := x.sim.Status(last.remote, "failed", []int{131026, 131047, 130429, 131049}[x.rand.IntN(4)]); err != nil {
			x.t.Fatal(err)
		}
		told[last.remote] = true
	}
	x.stats.lies, x.lied = len(told), told
	until(x.t, "the network told its lies", func() bool {
		heard := 0
		for _, p := range x.sim.Posts() {
			if p.Status == 200 && strings.Contains(string(p.Body), `"failed"`) {
				for id := range told {
					if strings.Contains(string(p.Body), id) {
						heard++
					}
				}
			}
		}
		return heard >= len(told)
	})
	x.settle()
}

// retry is an operator who tries some of what did not get through once more. Whether that may be, the program says.
func (x *trial) retry() {
	x.t.Helper()
	for _, r := range x.rows() {
		if (r.state != "failed" && r.state != "held" && r.state != "cancelled") || x.rand.IntN(4) > 0 {
			continue
		}
		switch _, err := x.child.ask(order{Retry: r.id}); {
		case alive(err):
			x.stats.resolved["retry refused"]++
		case err != nil:
			x.t.Fatalf("%v\n%s", err, x.child.complaints())
		default:
			x.retried[r.text] = true
			x.stats.resolved["retry"]++
		}
	}
}

// resolve is an operator who looks after most of what is unsure: what the customer's phone shows arrived, and of all else some is given up
// and some is sent again. A careless one sends again what arrived: then the customer has it twice, by the same connection and under the
// same id, and never a third time by another.
func (x *trial) resolve() {
	x.t.Helper()
	x.evil.script(x.sim)
	arrived := x.arrivals()
	for _, r := range x.rows() {
		dice := x.rand.IntN(8)
		if r.state != "unsure" || dice == 0 {
			continue
		}
		choice := "give_up"
		switch {
		case dice < 5:
			choice = "again"
			x.again[r.text] = true
			x.evil.haunt(r.text)
		case len(arrived[r.text]) > 0:
			choice = "arrived"
		}
		_, err := x.child.ask(order{Resolve: &resolve{Message: r.id, Choice: choice}})
		if err != nil && (!alive(err) || choice != "again") { // what cannot leave is not sent again
			x.t.Fatalf("%v\n%s", err, x.child.complaints())
		}
		if err != nil {
			choice += " refused"
		}
		x.stats.resolved[choice]++
	}
}
