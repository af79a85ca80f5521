package crash

import (
	"slices"

	"github.com/balcao-app/balcao/app"
)

// settle waits until nothing is on its way and clears up what the deaths left unsure.
func (o *ordeal) settle(p *program) {
	o.t.Helper()
	o.quiet(p)
	again, arrived := 0, 0
	for _, m := range o.outgoing(p) {
		if m.Status != "unsure" {
			continue
		}
		choice := "again"
		if o.arrivals()[m.Body] > 0 { // it arrived, and the receipt that would tell was consumed by a death
			choice = "arrived"
			arrived++
		} else {
			again++
		}
		must[app.Empty](o.t, p, "Messages.Resolve", app.ResolveRequest{Message: m.ID, Choice: choice})
	}
	o.t.Logf("left unsure: %d that had not arrived and were sent again, %d that had arrived without a receipt", again, arrived)
	o.quiet(p)
}

// quiet waits until the network has told everything, nothing is queued and every message has its final status.
func (o *ordeal) quiet(p *program) {
	o.t.Helper()
	until(o.t, "the network's queue is empty", func() bool { return len(o.sim.pending()) == 0 })
	until(o.t, "nothing is queued", func() bool {
		return must[app.Snapshot](o.t, p, "System.Snapshot", app.Empty{}).Counts.Queued == 0
	})
	until(o.t, "receipts are in", func() bool {
		return !slices.ContainsFunc(o.outgoing(p), func(m app.Message) bool {
			return m.Status == "queued" || m.Status == "accepted" || m.Status == "sent"
		})
	})
}

// outgoing reads all messages of the operator.
func (o *ordeal) outgoing(p *program) (all []app.Message) {
	o.t.Helper()
	ids := make([]int64, 0, len(o.sent))
	for _, id := range o.sent {
		ids = append(ids, id)
	}
	for part := range slices.Chunk(ids, 100) {
		all = append(all, must[app.Messages](o.t, p, "Messages.Get", app.IDs{IDs: part}).Messages...)
	}
	return all
}

// arrivals counts how often each text of the operator arrived at its customer.
func (o *ordeal) arrivals() map[string]int {
	o.t.Helper()
	all := map[string]int{}
	for _, number := range customers {
		for text, n := range o.sim.received(number) {
			all[text] += n
		}
	}
	return all
}

// judge compares what everybody wrote with what lies on the disk and what arrived.
func (o *ordeal) judge() {
	o.t.Helper()
	found, arrived := look(o.t, o.data), o.arrivals()
	for i, id := range o.written {
		if n, m := found.inbound[id], found.texts[o.texts[i]]; n != 1 || m != 1 {
			o.t.Errorf("message %s %q of a customer is there %d times by id, %d by text", id, o.texts[i], n, m)
		}
	}
	for i := range outbound {
		if n := found.keys[key(i)]; n != 1 {
			o.t.Errorf("message %d of the operator is there %d times", i, n)
		}
		if n := arrived[body(i)]; n != 1 {
			o.t.Errorf("message %d of the operator arrived %d times", i, n)
		}
	}
	if len(o.written) != inbound || len(o.sent) != outbound || len(found.texts) != inbound || len(found.keys) != outbound {
		o.t.Errorf("written %d, stored %d; sent %d, stored %d", len(o.written), len(found.texts), len(o.sent), len(found.keys))
	}
	o.sim.clean()
}
