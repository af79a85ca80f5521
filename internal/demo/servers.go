package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
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

// Server is what a client needs to use one simulated server.
type Server struct {
	Address string `json:"address"`
	Secret  string `json:"secret"`  // the key of a wwebjs-api server, the user's token of a WuzAPI server
	Session string `json:"session"` // a name for the session, where the server has several
	Number  string `json:"number"`  // of the phone that can be linked
}

// Servers are the simulated servers of the operator's own.
type Servers struct {
	Wwebjs Server `json:"wwebjs"`
	Wuzapi Server `json:"wuzapi"`
}

// HTTP reaches these servers and nothing else.
func (s Servers) HTTP() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if at := "http://" + address; at != s.Wwebjs.Address && at != s.Wuzapi.Address {
			return nil, errors.New("only simulated servers can be reached")
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}}}
}

// place is one simulated server with the phone that can be linked to it and the customers who write to its number.
type place interface {
	linked() bool
	scan(code string) error
	enter(code string) error
	person(number, name string) scenario.Chat
	trouble() []string
	close() error
}

// parade is both servers.
type parade struct {
	links  Servers
	wwebjs *browserPlace
	wuzapi *protocolPlace
}

func newParade() (*parade, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the simulated wwebjs-api server: %w", err)
	}
	u, err := wuzapisim.New(wuzapisim.Options{Phone: wuzapiNumber, Token: wuzapiToken, Unlinked: true, History: 200})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start the simulated WuzAPI server: %w", err), l.Close())
	}
	b := wwebjssim.New(wwebjssim.Options{Key: wwebjsKey, Listen: l})
	return &parade{
		links: Servers{
			Wwebjs: Server{b.Address(), wwebjsKey, "padaria", wwebjsNumber},
			Wuzapi: Server{u.Link().Address, wuzapiToken, "", wuzapiNumber},
		},
		wwebjs: &browserPlace{s: b, phone: b.Phone(wwebjsNumber, world.DefaultName)},
		wuzapi: &protocolPlace{s: u, met: map[string]*wuzapisim.Customer{}},
	}, nil
}

// meet makes sure that somebody lives on both.
func (p *parade) meet(number, name string) {
	for _, at := range p.all() {
		at.person(number, name)
	}
}

func (p *parade) all() []place { return []place{p.wwebjs, p.wuzapi} }

func (p *parade) close() error { return errors.Join(p.wwebjs.close(), p.wuzapi.close()) }

// scan hands a code to the phone of whichever server shows it.
func (p *parade) scan(code string) bool {
	return p.wwebjs.scan(code) == nil || p.wuzapi.scan(code) == nil
}

func (p *parade) enter(code string) bool {
	return p.wwebjs.enter(code) == nil || p.wuzapi.enter(code) == nil
}

func (p *parade) trouble() []string { return append(p.wwebjs.trouble(), p.wuzapi.trouble()...) }

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

// browserPlace is the wwebjs-api server.
type browserPlace struct {
	s     *wwebjssim.Server
	phone *wwebjssim.Phone
}

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
	s   *wuzapisim.Server
	mu  sync.Mutex
	met map[string]*wuzapisim.Customer
}

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
