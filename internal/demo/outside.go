package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"

	"go.mau.fi/whatsmeow"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	steering "github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim/control"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/control"
)

// Simulate runs the simulators, that of the session library's network, that of the official interface and those of the other networks,
// until ctx ends, which is no error. Its one line on out is that of the first; the member "graph" is the line of the second, and
// "servers" has how to connect to each of the others, by its kind. Those are steered at the first one's address, under /servers/.
func Simulate(ctx context.Context, out io.Writer) (err error) {
	graph, err := graphsim.New(graphsim.Options{})
	if err != nil {
		return fmt.Errorf("start the simulator of the official interface: %w", err)
	}
	defer func() { err = errors.Join(err, graph.Close()) }()
	steer, err := steering.Open(graph)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, steer.Close()) }()
	own, err := newParade(stages())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, own.close()) }()
	return control.Run(ctx, out, control.Options{Graph: steer.Ready(), Servers: own.lines(), Steer: newHelm(own)})
}

// Server is what a client needs to use one of the other simulated networks.
type Server struct {
	Account map[string]string `json:"account"` // what is entered to connect, by the keys of the fields
	Number  string            `json:"number"`  // of the phone that can be linked
	Dial    string            `json:"dial"`    // host and port
}

func (p parade) lines() map[string]Server {
	all := map[string]Server{}
	for _, at := range p {
		all[at.kind] = Server{at.account(), at.number(), at.address()}
	}
	return all
}

// Official is what a client needs to use the simulated official interface.
type Official = graphsim.Link

// Outer is a simulated network in another process.
type Outer struct {
	HTTP  *http.Client            // the way to the session library's network
	Graph Official                // the official interface; the zero value where that is not simulated
	Ways  map[string]*http.Client // the ways to the other networks, by kind of connection
}

// Outside reads the file that a simulator printed, makes the session library trust that simulator alone, and returns the way to
// it. Real connections cannot be opened in this process from then on.
func Outside(file string) (Outer, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Outer{}, fmt.Errorf("read the simulator's line: %w", err)
	}
	var line struct {
		wasim.Link
		Graph   *graphsim.Link    `json:"graph"`
		Servers map[string]Server `json:"servers"`
	}
	if err := json.Unmarshal(text, &line); err != nil {
		return Outer{}, fmt.Errorf("understand the simulator's line: %w", err)
	}
	root, err := line.RootKey()
	if err != nil {
		return Outer{}, fmt.Errorf("read the simulator's root: %w", err)
	}
	out := Outer{Ways: map[string]*http.Client{}}
	if out.HTTP, err = line.HTTPClient(); err != nil {
		return Outer{}, fmt.Errorf("reach the simulator: %w", err)
	}
	if line.Graph != nil {
		if out.Graph = *line.Graph; out.Graph.Graph == "" || out.Graph.Media == "" || out.Graph.Dialog == "" {
			return Outer{}, errors.New("understand the simulator's line: the official interface lacks one of its hosts")
		}
	}
	for kind, s := range line.Servers {
		if u, err := url.Parse("http://" + s.Dial); err != nil || u.Host != s.Dial {
			return Outer{}, fmt.Errorf("understand the simulator's line: %s lives at %q", kind, s.Dial)
		}
		out.Ways[kind] = wayTo(s.Dial)
	}
	whatsmeow.WACertPubKey = root
	return out, nil
}
