package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/scenario"
)

// stage is one network more, besides the two that everybody lives on: a number that can be connected, and who writes to it.
type stage struct {
	kind string // of connections to it, as its driver says
	open func() (place, error)
}

// stages lists them. A new network is one line here, beside its simulator; practice mode and outside simulators have it then.
func stages() []stage {
	return []stage{
		{"wwebjs", openBrowser},
		{"wuzapi", openProtocol},
	}
}

// place is the far side of a network: its server, the phone that can be linked to it, and the customers who write to its number.
type place interface {
	// account is what the operator enters to connect the number, by the keys of the driver's fields.
	account() map[string]string
	number() string
	// address is the host and port of its server; empty: nothing has to be dialled.
	address() string
	// away takes the server off the network or brings it back.
	away(on bool) error
	linked() bool
	scan(code string) error
	enter(code string) error
	person(number, name string) scenario.Chat
	// trouble is what it did not understand and what went wrong in it.
	trouble() []string
	close() error
}

//go:embed servers.json
var serversScript []byte

// guests are the people who write to the numbers of the stages, by kind.
func guests() (all map[string][]scenario.Person, err error) {
	if err := json.Unmarshal(serversScript, &all); err != nil {
		return nil, fmt.Errorf("read the script of the servers: %w", err)
	}
	return all, nil
}

// scene is a stage that is open.
type scene struct {
	kind string
	place
}

// parade is all of them, in the order of their list.
type parade []scene

func newParade(of []stage) (all parade, err error) {
	for _, s := range of {
		at, err := s.open()
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open the simulated network %s: %w", s.kind, err), all.close())
		}
		all = append(all, scene{s.kind, at})
	}
	return all, nil
}

// meet makes sure that somebody lives on all of them.
func (p parade) meet(number, name string) {
	for _, at := range p {
		at.person(number, name)
	}
}

func (p parade) close() (err error) {
	for _, at := range p {
		err = errors.Join(err, at.close())
	}
	return err
}

// scan hands a code to the phone of whichever network shows it.
func (p parade) scan(code string) bool {
	return slices.ContainsFunc(p, func(at scene) bool { return at.scan(code) == nil })
}

func (p parade) enter(code string) bool {
	return slices.ContainsFunc(p, func(at scene) bool { return at.enter(code) == nil })
}

func (p parade) trouble() (all []string) {
	for _, at := range p {
		all = append(all, at.trouble()...)
	}
	return all
}

// ways are the ways to the servers, by kind. Each leads to its server and nowhere else.
func (p parade) ways() map[string]*http.Client {
	all := map[string]*http.Client{}
	for _, at := range p {
		all[at.kind] = wayTo(at.address())
	}
	return all
}

// errElsewhere ends whatever would leave the simulated network.
var errElsewhere = errors.New("only the simulated server can be reached")

// wayTo leads to one host and port; to none where it is empty.
func wayTo(only string) *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if address != only {
			return nil, errElsewhere
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}}}
}

// looks at a server's customers: the simulators tell nobody that something came.
const lookEvery = 150 * time.Millisecond

func lookUntil(ctx context.Context, condition func() bool) error {
	t := time.NewTicker(lookEvery)
	defer t.Stop()
	for !condition() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
		}
	}
	return nil
}
