package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"go.mau.fi/whatsmeow"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	steering "github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim/control"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/control"
)

// Simulate runs both simulators, that of the session library's network and that of the official interface, until ctx ends, which is
// no error. Its one line on out is that of the first; the member "graph" of it is the line of the second.
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
	return control.Run(ctx, out, control.Options{Graph: steer.Ready()})
}

// Official is what a client needs to use the simulated official interface.
type Official = graphsim.Link

// Outer is a simulated network in another process.
type Outer struct {
	HTTP  *http.Client // the way to the session library's network
	Graph Official     // the official interface; the zero value where that is not simulated
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
		Graph *graphsim.Link `json:"graph"`
	}
	if err := json.Unmarshal(text, &line); err != nil {
		return Outer{}, fmt.Errorf("understand the simulator's line: %w", err)
	}
	root, err := line.RootKey()
	if err != nil {
		return Outer{}, fmt.Errorf("read the simulator's root: %w", err)
	}
	out := Outer{}
	if out.HTTP, err = line.HTTPClient(); err != nil {
		return Outer{}, fmt.Errorf("reach the simulator: %w", err)
	}
	if line.Graph != nil {
		if out.Graph = *line.Graph; out.Graph.Graph == "" || out.Graph.Media == "" || out.Graph.Dialog == "" {
			return Outer{}, errors.New("understand the simulator's line: the official interface lacks one of its hosts")
		}
	}
	whatsmeow.WACertPubKey = root
	return out, nil
}
