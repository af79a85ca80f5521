package demo

import (
	"context"
	"errors"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/scenario"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
	"github.com/balcao-app/balcao/internal/transport/wuzapi/wuzapisim"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

// The business's numbers on the simulated servers, others than those of its phone and of the official interface.
const (
	wwebjsNumber = "5511955500120"
	wuzapiNumber = "5511955500130"
)

// What opens the simulated servers. They live on loopback and hold nothing.
const (
	wwebjsKey   = "practice-key-of-the-server"
	wuzapiToken = "practice-token-of-the-user"
)

// browserPlace is the wwebjs-api server.
type browserPlace struct {
	*gate
	s     *wwebjssim.Server
	phone *wwebjssim.Phone
}

func openBrowser() (place, error) {
	g, err := newGate()
	if err != nil {
		return nil, err
	}
	s := wwebjssim.New(wwebjssim.Options{Key: wwebjsKey, Listen: g})
	return &browserPlace{gate: g, s: s, phone: s.Phone(wwebjsNumber, world.DefaultName)}, nil
}

func (p *browserPlace) account() map[string]string {
	return map[string]string{"address": p.s.Address(), "api_key": wwebjsKey, "session": "padaria"}
}

func (p *browserPlace) number() string     { return wwebjsNumber }
func (p *browserPlace) address() string    { return p.Addr().String() }
func (p *browserPlace) away(on bool) error { return p.shut(on) }

func (p *browserPlace) linked() bool            { return len(p.phone.Sessions()) > 0 }
func (p *browserPlace) scan(code string) error  { return p.phone.Scan(code) }
func (p *browserPlace) enter(code string) error { return p.phone.Type(code) }
func (p *browserPlace) close() error            { p.s.Close(); return nil }

func (p *browserPlace) trouble() []string {
	all := p.s.Unknown()
	for _, err := range p.s.Errors() {
		all = append(all, err.Error())
	}
	return all
}

func (p *browserPlace) person(number, name string) scenario.Chat {
	return browserChat{p.s.Customer(number, name), p}
}

// browserChat is a talk with the number on the wwebjs-api server.
type browserChat struct {
	*wwebjssim.Customer
	at *browserPlace
}

func (c browserChat) Received(from int) (out []world.Text) {
	all := c.Got()
	for i := from; i < len(all); i++ {
		out = append(out, world.Text{ID: strconv.Itoa(i), Text: all[i], At: time.Now()})
	}
	return out
}

func (c browserChat) Wait(ctx context.Context, condition func() bool) error {
	return lookUntil(ctx, condition)
}

func (c browserChat) Delivered(...string) { c.Receive() }
func (c browserChat) Read(...string)      { c.Customer.Read() }
func (c browserChat) Typing(bool)         {} // it is not carried

func (c browserChat) Write(text string) (string, error) {
	sessions := c.at.phone.Sessions()
	if len(sessions) == 0 {
		return "", errors.New("no session is linked")
	}
	return c.Customer.Write(sessions[0], text), nil
}

// protocolPlace is the WuzAPI server.
type protocolPlace struct {
	*gate
	s   *wuzapisim.Server
	mu  sync.Mutex
	met map[string]*wuzapisim.Customer
}

func openProtocol() (place, error) {
	g, err := newGate()
	if err != nil {
		return nil, err
	}
	s, err := wuzapisim.New(wuzapisim.Options{Phone: wuzapiNumber, Token: wuzapiToken, Unlinked: true, History: kept,
		Listen: func(string) (net.Listener, error) { return g, nil }})
	if err != nil {
		return nil, errors.Join(err, g.Close())
	}
	return &protocolPlace{gate: g, s: s, met: map[string]*wuzapisim.Customer{}}, nil
}

// kept is how many messages of each conversation the simulated WuzAPI server remembers.
const kept = 200

func (p *protocolPlace) account() map[string]string {
	return map[string]string{"address": p.s.Link().Address, "user_token": wuzapiToken, "server_history": strconv.Itoa(kept)}
}

func (p *protocolPlace) number() string     { return wuzapiNumber }
func (p *protocolPlace) address() string    { return p.Addr().String() }
func (p *protocolPlace) away(on bool) error { return p.shut(on) }

func (p *protocolPlace) linked() bool {
	_, linked, _, _ := p.s.Session()
	return linked
}

func (p *protocolPlace) scan(code string) error  { return p.s.Phone().Scan(code) }
func (p *protocolPlace) enter(code string) error { return p.s.Phone().Type(code) }
func (p *protocolPlace) close() error            { return p.s.Close() }
func (p *protocolPlace) trouble() []string       { return p.s.Trouble() }

func (p *protocolPlace) person(number, name string) scenario.Chat {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.met[number] == nil {
		p.met[number] = p.s.Customer(number)
		p.met[number].Name = name // before anything is told of them
	}
	return protocolChat{p.met[number]}
}

// protocolChat is a talk with the number on the WuzAPI server.
type protocolChat struct{ *wuzapisim.Customer }

func (c protocolChat) Received(from int) (out []world.Text) {
	all := c.Customer.Received()
	for _, d := range all[min(from, len(all)):] {
		out = append(out, world.Text{ID: d.ID, Text: d.Text, At: d.At})
	}
	return out
}

func (c protocolChat) Wait(ctx context.Context, condition func() bool) error {
	return lookUntil(ctx, condition)
}

func (c protocolChat) Delivered(...string) {} // the simulator tells it by itself
func (c protocolChat) Read(...string)      { c.Customer.Read() }
func (c protocolChat) Typing(on bool) {
	if on {
		c.Type()
	}
}

func (c protocolChat) Write(text string) (string, error) { return c.Customer.Write(text), nil }
