package torture

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// sort is what a fault means for a message.
type sort string

const (
	clean   sort = "clean"   // carried, perhaps told strangely
	doubt   sort = "doubt"   // nobody can tell from the answer whether it was taken
	busy    sort = "busy"    // later
	refused sort = "refused" // the reserve may have it
	policy  sort = "policy"  // no way may have it
	wrong   sort = "wrong"   // it can never be sent
)

// evil is one way in which a network treats a message, and how often it does.
type evil struct {
	graphsim.Fault
	sort   sort
	weight int
}

const ms = time.Millisecond

// evils are all ways, refusals in every class of Meta's codes. Those that want a minute's patience are left out: they take the same
// path as the ones that want seconds.
func evils() []evil {
	all := []evil{
		{fault(graphsim.ResetBeforeAccept, 0), doubt, 10},
		{fault(graphsim.ResetAfterAccept, 0), doubt, 20},
		{fault(graphsim.TimeoutBefore, 0), doubt, 8},
		{fault(graphsim.TimeoutAfter, 0), doubt, 12},
		{fault(graphsim.TruncatedJSON, 0), doubt, 12},
		{slow(80 * ms), clean, 20},
		{slow(220 * ms), clean, 15},
		{fault(graphsim.DuplicateStatus, 0), clean, 15},
		{fault(graphsim.OutOfOrderStatus, 0), clean, 20},
		{fault(graphsim.AcceptNoStatus, 0), clean, 15},
	}
	for _, k := range []graphsim.Kind{graphsim.HTML500, graphsim.EmptyBody, graphsim.WithoutID} {
		all = append(all, evil{fault(k, 0), doubt, 7}, evil{accepting(fault(k, 0)), doubt, 9})
	}
	for _, code := range []int{1, 2, 506, 131000, 131016, 133004} {
		all = append(all, evil{fault(graphsim.FailSync, code), doubt, 3}, evil{accepting(fault(graphsim.FailSync, code)), doubt, 4})
	}
	for _, code := range []int{131026, 130429} {
		f := fault(graphsim.FailSync, code)
		f.Transient = true
		all = append(all, evil{f, doubt, 4}, evil{accepting(f), doubt, 6})
	}
	unknown := fault(graphsim.FailSync, 987654)
	unknown.HTTP = 500
	all = append(all, evil{unknown, doubt, 3}, evil{accepting(unknown), doubt, 4})
	for _, code := range []int{100, 131001, 131026, 131047, 131051, 131053, 131055, 131060, 134100, 135000, 987653} {
		all = append(all, evil{fault(graphsim.FailSync, code), refused, 6})
	}
	all = append(all, evil{fault(graphsim.FailSync, 133000), refused, 1}) // it takes the connection down for a while
	all = append(all, evil{fault(graphsim.FailSync, graphsim.AuthException), refused, 3}, evil{fault(graphsim.FailSync, 190), refused, 3},
		evil{fault(graphsim.FailSync, 131030), refused, 3}, evil{plain(fault(graphsim.FailSync, 131026)), refused, 5})
	for _, code := range []int{131026, 134102} { // a server's error with a clear code is a clear refusal
		f := fault(graphsim.FailSync, code)
		f.HTTP = 503
		all = append(all, evil{f, refused, 5})
	}
	for _, code := range []int{130429, 131056} {
		all = append(all, evil{fault(graphsim.FailSync, code), busy, 4}, evil{late(code, 60*ms), busy, 3})
	}
	for _, code := range []int{368, 130472, 130497, 131031, 131048, 131049, 131050, 131063, 132001, 132015, 133005, 137000} {
		all = append(all, evil{fault(graphsim.FailSync, code), policy, 3})
	}
	for _, code := range []int{368, 130472, 131031, 131048, 131049, 131050, 131063, 137000} {
		all = append(all, evil{late(code, 40*ms), policy, 3})
	}
	for _, code := range []int{131008, 131009, 131021} {
		all = append(all, evil{fault(graphsim.FailSync, code), wrong, 3}, evil{late(code, 0), wrong, 2})
	}
	for i, code := range []int{100, 131000, 131026, 131047, 131051, 131053, 135000, 987653} {
		all = append(all, evil{late(code, time.Duration(i)*50*ms), refused, 6})
	}
	return all
}

func fault(k graphsim.Kind, code int) graphsim.Fault {
	return graphsim.Fault{Kind: k, Code: code, Times: graphsim.Always}
}

func accepting(f graphsim.Fault) graphsim.Fault {
	f.Accept = true
	return f
}

func plain(f graphsim.Fault) graphsim.Fault {
	f.PlainData = true
	return f
}

func slow(d time.Duration) graphsim.Fault {
	return graphsim.Fault{Kind: graphsim.Slow, Delay: d, Times: graphsim.Always}
}

func late(code int, d time.Duration) graphsim.Fault {
	f := fault(graphsim.AcceptThenFail, code)
	f.Delay = d
	return f
}

// Of how many requests in a hundred something befalls the first, the second and the third one about a message; later ones are spared,
// so that a trial ends.
var shares = []int{55, 45, 30}

// The same of what the operator has sent again: whoever sees nothing go wrong then has learned nothing.
var haunted = []int{95, 60, 30}

// strike is what befell one request.
type strike struct {
	number string // that was asked
	evil   *evil  // nil: nothing
	opaque string
}

// director decides what befalls each request. The same seed always decides the same for the nth request about a message, whatever the
// order of requests.
type director struct {
	seed  uint64
	evils []evil
	total int

	mu      sync.Mutex
	healed  bool
	strikes map[string][]strike // by text
	again   map[string]int      // how many requests about a text there were when the operator had it sent again
	now     int                 // which evil befalls the request at hand
	jam     map[string]time.Time
	dice    *rand.Rand
}

func newDirector(seed uint64) *director {
	d := &director{seed: seed, evils: evils(), strikes: map[string][]strike{}, again: map[string]int{}, jam: map[string]time.Time{}, dice: rand.New(rand.NewPCG(seed, 4))}
	for _, e := range d.evils {
		d.total += e.weight
	}
	return d
}

// script hands the simulator every evil, after a first one that never strikes and rolls the dice for the others.
func (d *director) script(s *graphsim.Server) {
	s.Script(graphsim.Fault{Kind: graphsim.ResetBeforeRead, Times: graphsim.Always, Probability: 0.015})
	s.Script(graphsim.Fault{Kind: graphsim.HTML500, Times: graphsim.Always, Match: graphsim.Match{Func: d.roll}})
	for i, e := range d.evils {
		f := e.Fault
		f.Match.Func = func(graphsim.Request) bool {
			d.mu.Lock()
			defer d.mu.Unlock()
			return d.now == i
		}
		s.Script(f)
	}
}

func (d *director) heal() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.healed = true
}

// haunt lets evil befall the requests that are still to come about one text, as if it were new.
func (d *director) haunt(text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.again[text] = len(d.strikes[text])
}

// jamCode is what a number answers to everything for a moment.
const jamCode = 130429

func (d *director) roll(r graphsim.Request) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = -1
	if r.Text == "" {
		return false
	}
	number := numberOf(r.Path)
	before := d.strikes[r.Text]
	share, nth := shares, len(before)
	spared, again := d.again[r.Text]
	if again {
		share, nth = haunted, nth-spared
	}
	switch {
	case d.healed && !again:
	case time.Now().Before(d.jam[number]):
		d.now = d.find(jamCode)
	case d.dice.IntN(1000) == 0:
		d.jam[number] = time.Now().Add(200 * ms)
	case nth < len(share):
		d.now = d.pick(r.Text, len(before), share[nth])
	}
	s := strike{number: number, opaque: r.Opaque}
	if d.now >= 0 {
		s.evil = &d.evils[d.now]
	}
	d.strikes[r.Text] = append(before, s)
	return false
}

func (d *director) find(code int) int {
	for i, e := range d.evils {
		if e.Kind == graphsim.FailSync && e.Code == code && !e.Transient {
			return i
		}
	}
	return -1
}

// pick chooses an evil for the nth request about a text, -1 for none. Share is how often there is one, in a hundred.
func (d *director) pick(text string, nth, share int) int {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	dice := rand.New(rand.NewPCG(d.seed, h.Sum64()+uint64(nth)))
	if dice.IntN(100) >= share {
		return -1
	}
	n := dice.IntN(d.total)
	for i, e := range d.evils {
		if n -= e.weight; n < 0 {
			return i
		}
	}
	return -1
}

// numberOf is the id in the path of a message.
func numberOf(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) < 2 {
		return ""
	}
	return parts[len(parts)-2]
}
