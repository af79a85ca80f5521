package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/scenario"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// officialNumber is the practice business's number on the official interface, another one than that of its phone.
const officialNumber = "5511955500110"

// visitor is a person of the practice script who writes to the official number, counted from when that can be heard. Those whom the
// bakery's script has as well are there by their number alone.
type visitor struct {
	scenario.Person
	// Refused: for this person the official interface holds the window for closed, always. It accepts each free text and reports a
	// moment later that it was not delivered, so that the operator sees what a reserve is for. Templates arrive.
	Refused bool `json:"refused"`
}

//go:embed official.json
var officialScript []byte

// cast is everybody in practice mode, as they are on each network.
type cast struct {
	phone    scenario.Script // of the number that is paired
	official []visitor
	guests   map[string][]scenario.Person // who write to the numbers of the other networks, by kind
}

// assemble merges the two scripts: everybody lives on both networks, and opens the talk only where their script says so.
func assemble() (c cast, err error) {
	var visitors []visitor
	if err := json.Unmarshal(officialScript, &visitors); err != nil {
		return c, fmt.Errorf("read the script of the official number: %w", err)
	}
	c.phone = scenario.Bakery()
	for _, p := range c.phone.People {
		v := visitor{Person: p}
		v.Opens, v.Arrives = nil, 0
		if i := slices.IndexFunc(visitors, func(v visitor) bool { return v.Number == p.Number }); i >= 0 {
			v.Opens, v.Arrives, v.Refused = visitors[i].Opens, visitors[i].Arrives, visitors[i].Refused
			visitors = slices.Delete(visitors, i, i+1)
		}
		c.official = append(c.official, v)
	}
	for _, v := range visitors {
		c.official = append(c.official, v)
		v.Opens, v.Arrives = nil, 0
		c.phone.People = append(c.phone.People, v.Person)
	}
	c.guests, err = guests()
	return c, err
}

// The official interface tells of a refusal after the operator has seen the message leave.
const refusedAfter = 2 * time.Second

// newGraph starts the official interface with the practice business and its customers on it.
func newGraph(people []visitor) (*graphsim.Server, error) {
	s, err := graphsim.New(graphsim.Options{Name: world.DefaultName, Phone: officialNumber})
	if err != nil {
		return nil, fmt.Errorf("start the simulated official interface: %w", err)
	}
	for _, v := range people {
		settle(s, v.Number, v.Name, graphsim.Receipts{Sent: took, Delivered: time.Duration(v.Pace.Delivered), Read: -1})
		if v.Refused {
			s.Script(graphsim.Fault{Kind: graphsim.AcceptThenFail, Code: 131047, Delay: refusedAfter, Times: graphsim.Always,
				Match: graphsim.Match{To: v.Number, Func: func(r graphsim.Request) bool { return r.Type != "template" }}})
		}
	}
	for _, t := range templates() {
		if _, err := s.AddTemplate(s.Link().WABA, t); err != nil {
			_ = s.Close()
			return nil, fmt.Errorf("prepare the templates: %w", err)
		}
	}
	return s, nil
}

// took is how long the official interface takes to send what it accepted.
const took = 150 * time.Millisecond

func settle(s *graphsim.Server, number, name string, r graphsim.Receipts) *graphsim.Customer {
	return s.Customer(number).Set(func(p *graphsim.Person) { p.Name, p.Receipts = name, r })
}

// heard tells whether somebody hears what is written to the official number.
func heard(s *graphsim.Server) bool { return s.Number(s.Link().Number).Override != "" }

// visit plays the people of the official number from when it can be heard until ctx ends.
func (w *World) visit(ctx context.Context) error {
	if w.graph.Wait(ctx, func() bool { return heard(w.graph) }) != nil {
		return nil
	}
	group, inner := errgroup.WithContext(ctx)
	for _, v := range w.visitors {
		group.Go(func() error { return scenario.Act(inner, official{w.graph.Customer(v.Number), w.graph}, v.Person) })
	}
	return group.Wait()
}

// official is a talk over the official interface.
type official struct {
	*graphsim.Customer
	graph *graphsim.Server
}

func (c official) Received(from int) []world.Text {
	all := c.Customer.Received()
	var out []world.Text
	for _, d := range all[min(from, len(all)):] {
		out = append(out, world.Text{ID: d.Wamid, Text: d.Text, At: d.At})
	}
	return out
}

func (c official) Wait(ctx context.Context, condition func() bool) error {
	return c.graph.Wait(ctx, condition)
}

func (c official) Delivered(...string) {} // the simulator tells it by itself
func (c official) Read(...string)      { c.Customer.Read() }
func (c official) Typing(bool)         {} // customers' typing is not carried

func (c official) Write(text string) (string, error) { return c.Customer.Write(text), nil }
