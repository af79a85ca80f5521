package wwebjs

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

// storms is how many are run; each one is a different order of things.
const storms = 12

// TestStorm does everything at once, with every habit and every fault, and asks at the end that each conversation holds what was
// written in it, once.
func TestStorm(t *testing.T) {
	for seed := range uint64(storms) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			trade(t, func(s *shop) {
				r := rand.New(rand.NewPCG(seed, 1))
				s.phone.Link(loja)
				hidden := r.IntN(2) == 0
				s.s.Set(func(h *wwebjssim.Habits) { h.Hidden = hidden })
				s.enter()
				s.after(time.Minute)
				st := &storm{shop: s, r: r, wrote: map[string][]string{}}
				for i := range 3 {
					st.people = append(st.people, s.s.Customer(fmt.Sprintf("551198765432%d", i), fmt.Sprint("Cliente ", i)))
					st.writes(i)
				}
				s.after(time.Minute)
				for range 80 {
					st.step()
				}
				st.calm()
				st.judge()
			})
		})
	}
}

type storm struct {
	*shop
	r       *rand.Rand
	people  []*wwebjssim.Customer
	wrote   map[string][]string // by customer, by themselves or on the phone
	replies []desk.MessageID
	n       int
}

func (st *storm) writes(i int) {
	st.n++
	text := fmt.Sprint("texto ", st.n)
	st.people[i].Write(loja, text)
	st.wrote[st.people[i].Number] = append(st.wrote[st.people[i].Number], text)
}

func (st *storm) step() {
	i := st.r.IntN(len(st.people))
	who := st.people[i]
	switch st.r.IntN(12) {
	case 0, 1:
		st.writes(i)
	case 2, 3, 4:
		st.n++
		st.replies = append(st.replies, st.reply(st.ticket(who.Number), fmt.Sprint("k", st.n), fmt.Sprint("resposta ", st.n)))
	case 5:
		st.n++
		text := fmt.Sprint("telefone ", st.n)
		st.phone.Write(loja, who, text)
		st.wrote[who.Number] = append(st.wrote[who.Number], text)
	case 6:
		st.habits()
	case 7:
		calls := []string{"client/sendMessage", "client/sendMessage", "chat/fetchMessages", "client/getChats", "session/status", "client/getNumberId"}
		f := answers[st.r.IntN(len(answers))].fault
		f.Call = calls[st.r.IntN(len(calls))]
		f.After = f.After && f.Call == "client/sendMessage"
		st.s.Script(f)
	case 8:
		st.s.CutSockets()
	case 9:
		who.Read()
	case 10:
		st.s.Crash(true)
	case 11:
		st.restart()
	}
	st.after(time.Duration(st.r.IntN(20000)) * time.Millisecond)
}

func (st *storm) habits() {
	one := func(of int) bool { return st.r.IntN(of) == 0 }
	lost, doubled, first, deaf, minified := one(4), one(2), one(2), one(4), one(3)
	delay := time.Duration(st.r.IntN(40)) * time.Second
	st.s.Set(func(h *wwebjssim.Habits) {
		h.Lost, h.Doubled, h.EchoFirst, h.NoSocket, h.Minified, h.EventDelay = lost, doubled, first, deaf, minified, delay
	})
}

// restart ends the program, which remembers what is in its folder and nothing else, and begins it again after a while.
func (st *storm) restart() {
	st.t.Helper()
	st.must(st.conns.Disconnect(st.t.Context(), st.id))
	st.driver = Driver()
	st.after(time.Duration(st.r.IntN(1200)) * time.Second)
	st.must(st.out.Recover(st.t.Context()))
	st.must(st.conns.Connect(st.t.Context(), st.id))
}

// calm ends the storm, and has the operator send what is in doubt again.
func (st *storm) calm() {
	st.s.Heal()
	st.s.Set(func(h *wwebjssim.Habits) { *h = wwebjssim.Habits{Hidden: h.Hidden} })
	st.after(time.Hour)
	for _, m := range st.replies {
		if strings.HasPrefix(st.fate(m), "unsure") {
			st.must(st.out.Resolve(st.t.Context(), m, outbox.Again, 0))
		}
	}
	st.after(time.Hour)
}

func (st *storm) judge() {
	st.t.Helper()
	for _, m := range st.replies {
		st.judgeReply(m)
	}
	for _, c := range st.people {
		var texts, ours []string
		for _, m := range st.thread(c.Number) {
			if !strings.HasPrefix(m.Body, "resposta") {
				texts = append(texts, m.Body)
			} else if ours = append(ours, m.Body); count(ours, m.Body) > 1 {
				st.t.Errorf("%s stands there twice", m.Body)
			}
		}
		want := st.wrote[c.Number]
		slices.Sort(texts)
		slices.Sort(want)
		if !slices.Equal(texts, want) {
			st.t.Errorf("%s: stored %q, written %q", c.Name, texts, want)
		}
	}
	if h := st.health(); h != desk.HealthOnline {
		st.t.Errorf("health %s", h)
	}
}

// judgeReply asks that the customer got a message once exactly where its mark says so.
func (st *storm) judgeReply(m desk.MessageID) {
	st.t.Helper()
	var row desk.Message
	st.must(st.db.Read(st.t.Context(), func(v *store.View) (err error) { row, err = v.Message(m); return err }))
	arrived := 0
	for _, c := range st.people {
		arrived += count(c.Got(), row.Body)
	}
	want := 0
	got := st.fate(m)
	if strings.HasSuffix(got, "accepted") {
		want = 1
	} else if !strings.HasPrefix(got, "failed") {
		st.t.Errorf("%s ended as %s", row.Body, got)
	}
	if arrived != want {
		st.t.Errorf("%s arrived %d times: %s", row.Body, arrived, got)
	}
}

func count(all []string, one string) (n int) {
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}
