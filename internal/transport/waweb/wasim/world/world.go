// Package world is a whole small WhatsApp: one server, one business with its phone, and customers with theirs. The
// business phone does all its duties towards companions by itself. Tests, practice mode and the standalone simulator
// are built on it.
package world

import (
	"fmt"
	"sync"

	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/history"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/media"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/settings"
)

// The business that a world has unless its options say otherwise.
const (
	DefaultNumber = "5511955500100"
	DefaultName   = "Doce Balcão"
)

// Options configures a World; the zero value is complete.
type Options struct {
	Server  wasim.Options
	Number  string       // of the business, digits with country code; "": DefaultNumber
	Name    string       // of the business; "": DefaultName
	History history.Plan // how the phone passes its memory on after linking
}

// World is a running simulation. It is safe for use by many goroutines.
type World struct {
	server   *wasim.Server
	media    *media.Host
	business *Business

	mu        sync.Mutex
	customers map[string]*Customer // by number
	order     []*Customer
}

// New starts a world. Customers are added with Customer, the business's past with Business().Remember; both should be
// done before linking, as a phone passes its history on only then.
func New(o Options) (*World, error) {
	server, err := wasim.Start(o.Server)
	if err != nil {
		return nil, fmt.Errorf("world: start server: %w", err)
	}
	w := &World{server: server, media: media.NewHost(""), customers: map[string]*Customer{}}
	w.business, err = newBusiness(w, orDefault(o.Number, DefaultNumber), orDefault(o.Name, DefaultName), o.History)
	if err != nil {
		server.Close()
		return nil, err
	}
	w.routes()
	return w, nil
}

// Close ends the simulation and all its connections.
func (w *World) Close() error { return w.server.Close() }

// Link is what a client needs to reach the world.
func (w *World) Link() wasim.Link { return w.server.Link() }

// Server is the chat server, with its faults and records.
func (w *World) Server() *wasim.Server { return w.server }

// Media is the media host.
func (w *World) Media() *media.Host { return w.media }

// Business is the account that companions link to.
func (w *World) Business() *Business { return w.business }

// Customer finds the customer with a number (digits with country code), or creates them under the given name.
func (w *World) Customer(number, name string) *Customer {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c, ok := w.customers[number]; ok {
		return c
	}
	c := newCustomer(w, number, name)
	w.customers[number] = c
	w.order = append(w.order, c)
	return c
}

// Find returns the customer with a number, nil if there is none.
func (w *World) Find(number string) *Customer {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.customers[number]
}

// Customers lists the customers in the order they were created.
func (w *World) Customers() []*Customer {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]*Customer(nil), w.order...)
}

// Errors lists everything that the phones found wrong in what the clients sent.
func (w *World) Errors() []error {
	all := w.business.phone.Errors()
	for _, c := range w.Customers() {
		all = append(all, c.phone.Errors()...)
	}
	return all
}

func (w *World) customerAt(address types.JID) *Customer {
	address = address.ToNonAD()
	for _, c := range w.Customers() {
		if c.phone.PN() == address || c.phone.LID() == address {
			return c
		}
	}
	return nil
}

func orDefault(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// settingsOf is the settings account behind a connection, nil for accounts that have none.
func (w *World) settingsOf(p *wasim.Phone) *settings.Account {
	if p == w.business.phone {
		return w.business.settings
	}
	return nil
}
