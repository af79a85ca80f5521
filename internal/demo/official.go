package demo

import (
	"fmt"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// officialNumber is the practice business's number on the official interface, another one than that of its phone.
const officialNumber = "5511955500110"

// newGraph starts the official interface with the practice business on it.
func newGraph() (*graphsim.Server, error) {
	s, err := graphsim.New(graphsim.Options{Name: world.DefaultName, Phone: officialNumber})
	if err != nil {
		return nil, fmt.Errorf("start the simulated official interface: %w", err)
	}
	return s, nil
}
