package torture

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// stats is what became of the messages of one trial, or of all.
type stats struct {
	messages, requests, deaths, flying, lies, reserve, again, repeated int
	states, sorts, skipped, unsure, resolved, twice, calls             map[string]int
}

func newStats() stats {
	return stats{states: map[string]int{}, sorts: map[string]int{}, skipped: map[string]int{}, unsure: map[string]int{}, resolved: map[string]int{}, twice: map[string]int{}, calls: map[string]int{}}
}

func (s *stats) add(o stats) {
	s.messages, s.requests, s.deaths, s.lies = s.messages+o.messages, s.requests+o.requests, s.deaths+o.deaths, s.lies+o.lies
	s.reserve, s.again, s.flying = s.reserve+o.reserve, s.again+o.again, s.flying+o.flying
	s.repeated += o.repeated
	for _, m := range []struct{ to, from map[string]int }{{s.states, o.states}, {s.sorts, o.sorts}, {s.skipped, o.skipped}, {s.unsure, o.unsure}, {s.resolved, o.resolved}, {s.twice, o.twice}, {s.calls, o.calls}} {
		for k, n := range m.from {
			m.to[k] += n
		}
	}
}

func (s *stats) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d messages, %d requests, %d kills that found %d messages on their way, %d late lies\n", s.messages, s.requests, s.deaths, s.flying, s.lies)
	fmt.Fprintf(&b, "what befell requests: %s\n", counts(s.sorts))
	fmt.Fprintf(&b, "how messages ended:   %s; %d by the reserve, %d after more than one attempt, %d repeated under one id\n",
		counts(s.states), s.reserve, s.again, s.repeated)
	fmt.Fprintf(&b, "ways not even tried:  %s\n", counts(s.skipped))
	fmt.Fprintf(&b, "unsure at the end:    %s\n", counts(s.unsure))
	fmt.Fprintf(&b, "the operator decided: %s\n", counts(s.resolved))
	fmt.Fprintf(&b, "of what went again:   %s\n", counts(s.twice))
	fmt.Fprintf(&b, "calls of the network: %s", counts(s.calls))
	return b.String()
}

func counts(m map[string]int) string {
	var parts []string
	for _, k := range slices.SortedFunc(maps.Keys(m), func(a, b string) int { return cmp.Or(m[b]-m[a], cmp.Compare(a, b)) }) {
		parts = append(parts, fmt.Sprintf("%s %d", k, m[k]))
	}
	return cmp.Or(strings.Join(parts, ", "), "none")
}

// TestNoMessageIsSentTwice runs trials whose reserve is another official number.
//
//	go test ./internal/torture -run 'TestNoMessageIsSentTwice$' -seeds 1000 -messages 2000 -timeout 6h
func TestNoMessageIsSentTwice(t *testing.T) { torture(t, *seeds, false) }

// TestNoMessageIsSentTwiceBySession runs trials whose reserve is an embedded session.
func TestNoMessageIsSentTwiceBySession(t *testing.T) { torture(t, *sessions, true) }

func torture(t *testing.T, trials int, session bool) {
	all, lock := newStats(), sync.Mutex{}
	t.Run("seeds", func(t *testing.T) {
		for i := range trials {
			seed := *first + uint64(i)
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				x := newTrial(t, seed, session)
				x.stats = newStats()
				x.run()
				lock.Lock()
				defer lock.Unlock()
				all.add(x.stats)
				if t.Failed() {
					t.Logf("repeat with: go test ./internal/torture -run %s -seeds 1 -sessions 1 -seed %d -messages %d -kills %d",
						strings.SplitN(t.Name(), "/", 2)[0], seed, *messages, *kills)
				}
			})
		}
	})
	t.Log(&all)
}

// arrivals are the messages as they reached customers, by text, over all ways. When its connection is cut, the session library repeats
// the message at hand under the same id, of its own accord; WhatsApp shows one id once, so those are counted apart.
func (x *trial) arrivals() map[string][]graphsim.Delivery {
	all := map[string][]graphsim.Delivery{}
	for _, c := range x.people {
		for _, d := range c.Received() {
			all[d.Text] = append(all[d.Text], d)
		}
	}
	if x.world == nil {
		return all
	}
	x.stats.repeated = 0
	for _, c := range x.world.Customers() {
		seen := map[string]bool{}
		for _, m := range c.Received(0) {
			if seen[m.ID] {
				x.stats.repeated++
				continue
			}
			seen[m.ID] = true
			all[m.Text] = append(all[m.Text], graphsim.Delivery{Text: m.Text, Opaque: m.ID, Number: "the session", At: m.At})
		}
	}
	return all
}

// final are the states in which a message may stay.
var final = map[string]bool{"accepted": true, "sent": true, "delivered": true, "read": true, "failed": true, "held": true, "unsure": true, "cancelled": true}

// judge compares what the operator wrote with what the program says and what the customers got.
func (x *trial) judge() {
	x.t.Helper()
	rows, arrived, words := x.rows(), x.arrivals(), x.words()
	x.stats.messages, x.stats.deaths = *messages, x.deaths+1
	for i := range *messages {
		k := key(i)
		r := rows[k]
		if r == nil {
			x.t.Errorf("message %s was taken as %d and is not there", k, x.sent[k])
			continue
		}
		if r.id != x.sent[k] {
			x.t.Errorf("message %s was taken as %d and is there as %d", k, x.sent[k], r.id)
		}
		if deaf := x.deafness(r, words); deaf != "" {
			x.t.Errorf("message %s (%s): %s\n%s", k, r.text, deaf, x.story(r, arrived[r.text]))
		}
		for _, wrong := range x.complaints(r, arrived[r.text]) {
			x.t.Errorf("message %s (%s): %s\n%s", k, r.text, wrong, x.story(r, arrived[r.text]))
		}
		x.count(r, arrived[r.text])
	}
	if len(rows) != *messages {
		x.t.Errorf("%d messages are there", len(rows))
	}
	for _, e := range x.sim.Errors() {
		if !strings.Contains(e.Error(), "EOF") && !strings.Contains(e.Error(), "reset") {
			x.t.Errorf("the network stumbled: %v", e)
		}
	}
	for _, u := range x.sim.Unknown()[x.probed:] {
		x.t.Errorf("the network did not understand: %s", u)
	}
}

// complaints are what is wrong about one message.
func (x *trial) complaints(r *row, got []graphsim.Delivery) (all []string) {
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	most := 1
	if x.again[r.text] {
		most = 2
	}
	if len(got) > most {
		say("reached the customer %d times", len(got))
	}
	if slices.ContainsFunc(got, func(d graphsim.Delivery) bool { return d.Opaque != got[0].Opaque }) {
		say("reached the customer by two attempts")
	}
	if !final[r.state] {
		say("did not end: %s", r.state)
	}
	if (r.state == "failed" || r.state == "held" || r.state == "unsure") && r.fault == "" {
		say("%s without a reason", r.state)
	}
	if len(got) > 0 && (r.state == "failed" || r.state == "cancelled" || r.state == "held") {
		say("the customer has it and the screen says %s", r.state)
	}
	if len(got) == 0 && (r.state == "delivered" || r.state == "read") {
		say("nobody has it and the screen says %s", r.state)
	}
	for _, d := range got {
		if !slices.ContainsFunc(r.tries, func(y try) bool { return y.client == d.Opaque }) {
			say("came as %q, which is no id of ours", d.Opaque)
		}
	}
	if x.retried[r.text] || x.again[r.text] { // what follows is the operator's own decision
		return all
	}
	if len(got) > 0 && got[0].Number != x.numbers[0] && policyOf(x.seed) != "automatic" {
		say("went by the reserve of a channel that does not go on by itself")
	}
	for _, y := range r.tries {
		if y.state == "queued" || y.state == "sending" || (y.state == "unsure" || y.state == "held") && r.state != y.state {
			say("an attempt is %s and the screen says %s", y.state, r.state)
		}
	}
	if n := x.after(policy, r.text); n > 0 {
		say("%d requests after the platform or the customer decided against it", n)
	}
	if n := x.after(wrong, r.text); n > 0 {
		say("%d requests after it was found invalid", n)
	}
	clients := map[string]bool{}
	for _, s := range x.evil.strikes[r.text] {
		if clients[s.opaque+s.number] && s.evil != nil && s.evil.sort == clean {
			say("asked again under the id of a request that may have been taken")
		}
		clients[s.opaque+s.number] = s.evil == nil || s.evil.sort == clean || s.evil.sort == doubt
	}
	return all
}

// after counts the requests about a message that followed a decision of a sort.
func (x *trial) after(s sort, text string) (n int) {
	decided := false
	for _, one := range x.evil.strikes[text] {
		if decided {
			n++
		}
		decided = decided || one.evil != nil && one.evil.sort == s
	}
	return n
}

// story is all that is known about a message.
func (x *trial) story(r *row, got []graphsim.Delivery) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  row %d: %s %s\n", r.id, r.state, r.fault)
	for _, y := range r.tries {
		fmt.Fprintf(&b, "  attempt by %d: %s %s (%s), tried %d times as %s, remote %s\n", y.connection, y.state, y.fault, y.network, y.attempt, y.client, y.remote)
	}
	for _, s := range x.evil.strikes[r.text] {
		what := "nothing"
		if s.evil != nil {
			what = fmt.Sprintf("%s %s %d accept=%t %s", s.evil.sort, s.evil.Kind, s.evil.Code, s.evil.Accept, s.evil.Delay)
		}
		fmt.Fprintf(&b, "  request to %s as %s: %s\n", s.number, s.opaque, what)
	}
	for _, d := range got {
		fmt.Fprintf(&b, "  arrived by %s as %s %s at %s\n", d.Number, d.Opaque, d.Wamid, d.At.Format("15:04:05.000"))
	}
	return b.String()
}

func (x *trial) count(r *row, got []graphsim.Delivery) {
	x.stats.states[r.state]++
	if len(got) > 0 && got[0].Number != x.numbers[0] {
		x.stats.reserve++
	}
	if len(r.tries) > 1 {
		x.stats.again++
	}
	for _, y := range r.tries {
		if y.attempt == 0 {
			x.stats.skipped[y.state+" for "+y.fault]++
		}
	}
	if x.again[r.text] {
		x.stats.twice[fmt.Sprintf("arrived %d times, %s", len(got), r.state)]++
	}
	if r.state == "unsure" {
		where := "had not arrived"
		if len(got) > 0 {
			where = "had arrived"
		}
		x.stats.unsure[where]++
	}
	for _, s := range x.evil.strikes[r.text] {
		x.stats.requests++
		if s.evil == nil {
			x.stats.sorts["nothing"]++
		} else {
			x.stats.sorts[string(s.evil.sort)]++
		}
	}
}
