// Package engine builds the program without its faces, starts it and stops it in order.
package engine

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/call"
	"github.com/balcao-app/balcao/internal/channel"
	"github.com/balcao-app/balcao/internal/connection"
	"github.com/balcao-app/balcao/internal/contact"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/feed"
	"github.com/balcao-app/balcao/internal/history"
	"github.com/balcao-app/balcao/internal/inbox"
	"github.com/balcao-app/balcao/internal/media"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/reply"
	"github.com/balcao-app/balcao/internal/search"
	"github.com/balcao-app/balcao/internal/secret"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
	"github.com/balcao-app/balcao/internal/uplink"
)

// Config of an engine.
type Config struct {
	Dir  string
	HTTP *http.Client // nil: the real network; a simulator otherwise
	// Graph names the hosts of the official interface; the zero value is Meta's own.
	Graph Hosts
	// Ways are the ways to simulated networks of a kind that are not reached by HTTP.
	Ways Ways
	// Pages are the ways to what links lead to; the zero value is the real world or, of simulated data, nowhere.
	Pages Pages
	// Simulated data never touches the user's keychain.
	Simulated bool
	// Settings are written at the start, over those of the folder.
	Settings map[string]string
	// Replies are kept at the start of a folder that is new.
	Replies []desk.Reply
	Log     *slog.Logger
	// Pairing hears the steps of a pairing; they hold secrets.
	Pairing func(desk.ConnectionID, connection.Pairing)
	// Typing hears that a customer writes.
	Typing func(who desk.ContactID, until time.Time)
	// More ways into networks, where tests add them.
	More More
	// Around, where tests set it, stands between the connections and the inbox: they end the process there.
	Around func(Take) Take
	// Between, where tests set it, is called after every step of a removal: they end the process there.
	Between func(step string)
}

// Ways lead to simulated networks, by kind of connection.
type Ways = map[desk.Kind]*http.Client

// More are further ways into networks.
type More = []transport.Driver

// Hosts are those of the official interface.
type Hosts = cloudapi.Options

// Take stores what a connection heard. Nil means committed.
type Take = func(context.Context, desk.ConnectionID, transport.Event) error

// Engine is the running program.
type Engine struct {
	DB          *store.DB
	Feed        *feed.Feed
	Inbox       *inbox.Service
	Outbox      *outbox.Service
	Calls       *call.Service
	Media       *media.Service
	Replies     *reply.Service
	Contacts    *contact.Service
	Channels    *channel.Service
	Removals    *channel.Removals
	Connections *connection.Manager
	Search      *search.Service

	kinds   []transport.Driver
	history *history.Service
	uplink  *uplink.Watch
	log     *slog.Logger
	ctx     context.Context
	end     context.CancelFunc
	wait    sync.WaitGroup
	snoozed chan struct{}
}

// Start opens the data folder, settles what the last run left behind and brings the connections up. Its errors are *desk.Fault;
// those of the folder are the ones of store.Open.
func Start(ctx context.Context, c Config) (*Engine, error) {
	e := &Engine{Feed: feed.New(), log: c.Log, snoozed: make(chan struct{}, 1)}
	e.ctx, e.end = context.WithCancel(context.WithoutCancel(ctx))
	var err error
	if e.DB, err = store.Open(store.Options{Dir: c.Dir, Emit: e.Feed.Publish}); err != nil {
		return nil, err
	}
	if err := e.preset(ctx, c.Settings, c.Replies); err != nil {
		e.Stop()
		return nil, desk.AsFault(err)
	}
	where := secret.Keychain
	if c.Simulated {
		where = secret.FileOnly
	}
	vault, err := secret.Open(c.Dir, where)
	if err != nil {
		e.Stop()
		return nil, desk.AsFault(err)
	}
	e.build(c, vault)
	e.wait.Go(e.listen)
	e.wait.Go(func() { e.report("uplink", e.uplink.Run(e.ctx)) })
	began := time.Now()
	e.wait.Go(func() { e.report("sweep of files", e.Media.Sweep(e.ctx, began)) })
	e.wait.Go(func() { e.report("search", e.Search.Run(e.ctx)) })
	e.wait.Go(func() { e.report("snooze", e.Inbox.Run(e.ctx, e.snoozed)) })
	e.wait.Go(e.wakeAfterSleep)
	if err := errors.Join(e.Outbox.Recover(ctx), e.Connections.Start(ctx)); err != nil {
		e.Stop()
		return nil, desk.AsFault(err)
	}
	// Only now do the rows say how connections are, and not how they were when the program stopped.
	e.wait.Go(func() { e.report("outbox", e.Outbox.Run(e.ctx)) })
	e.wait.Go(func() { e.report("removals", e.Removals.Run(e.ctx)) })
	if err := e.Connections.OpenDoor(ctx); err != nil { // everything else works without it, and the settings page says so
		e.log.Error("hook server not started", "err", err)
	}
	return e, nil
}

func (e *Engine) preset(ctx context.Context, settings map[string]string, replies []desk.Reply) error {
	if len(settings)+len(replies) == 0 {
		return nil
	}
	return e.DB.Write(ctx, func(tx *store.Tx) error {
		for key, value := range settings {
			checked, f := desk.CheckSetting(key, value)
			if f != nil {
				return f
			}
			if err := tx.Set(key, checked); err != nil {
				return err
			}
		}
		for _, r := range replies {
			checked, f := desk.CheckReply(r)
			if f != nil {
				return f
			}
			if _, err := tx.PutReply(checked); err != nil {
				return err
			}
		}
		return nil
	})
}

func (e *Engine) build(c Config, vault *secret.Vault) {
	e.kinds, e.uplink = append(drivers(c.Graph), c.More...), uplink.New()
	driver := e.Driver
	e.Inbox, e.Replies = inbox.New(e.DB), reply.New(e.DB)
	e.Contacts = contact.New(contact.Needs{DB: e.DB, Caps: e.caps})
	take := e.take
	if c.Around != nil {
		take = c.Around(take)
	}
	e.Media = media.New(e.DB, c.Log)
	e.Outbox = outbox.New(outbox.Needs{DB: e.DB, Driver: driver, Take: take, Bare: e.Media.Bare, Cards: c.cards()})
	e.Calls = call.New(call.Needs{DB: e.DB, Log: c.Log, Answer: e.answerCall})
	e.history = history.New(history.Needs{DB: e.DB, Import: e.Inbox.Import, Log: c.Log})
	e.Channels = channel.New(e.DB, e.Outbox.Replan)
	e.Search = search.New(search.Needs{DB: e.DB, Log: c.Log,
		Progress: func(percent int) { e.Feed.Publish([]desk.Change{{Kind: "search", ID: int64(percent)}}) }})
	e.Connections = connection.New(connection.Needs{
		DB: e.DB, Driver: driver, Take: take, HTTP: c.network, Vault: vault, Log: c.Log, Pairing: c.Pairing,
		Serve:  []func(context.Context, desk.ConnectionID, transport.Conn) error{e.Outbox.Serve, e.history.Serve, e.Media.Serve, e.Calls.Serve, e.Contacts.Serve},
		Typing: func(t transport.Typing) { e.typing(t, c.Typing) }, Replan: e.Outbox.Replan, Uplink: &e.uplink.Bell,
	})
	e.Removals = channel.NewRemovals(channel.RemovalNeeds{DB: e.DB, Caps: e.caps, Replan: e.Outbox.Replan, Between: c.Between,
		Drain: e.Connections.Drain, Wipe: e.Connections.Wipe, Revive: e.Connections.Revive})
}

// take stores what a connection heard: a late refusal moves a message on, all else is for the inbox.
func (e *Engine) take(ctx context.Context, on desk.ConnectionID, ev transport.Event) error {
	if r, ok := ev.(transport.Refusal); ok {
		return e.Outbox.Refused(ctx, on, r)
	}
	return e.Inbox.Receive(ctx, on, ev)
}

// answerCall writes the text that answers a call.
func (e *Engine) answerCall(tx *store.Tx, ticket desk.TicketID, by desk.ConnectionID, key, text string) (desk.MessageID, error) {
	return e.Outbox.Put(tx, outbox.Draft{Ticket: ticket, Key: key, Text: text, By: by, Routine: true})
}

// network is the way to the network of a kind. A simulated official interface has addresses of its own; without one, nothing of that
// kind leaves a simulated network.
func (c Config) network(k desk.Kind) *http.Client {
	if way, simulated := c.Ways[k]; simulated {
		return way
	}
	if k == cloudapi.Kind && c.Graph != (Hosts{}) {
		return nil
	}
	return c.HTTP
}

// Drivers lists the ways into WhatsApp, the one to be tried first in front.
func (e *Engine) Drivers() []transport.Driver { return e.kinds }

// Driver finds the adapter of a kind.
func (e *Engine) Driver(k desk.Kind) (transport.Driver, bool) {
	for _, d := range e.kinds {
		if d.Kind == k {
			return d, true
		}
	}
	return transport.Driver{}, false
}

// caps is what connections of a kind can do.
func (e *Engine) caps(k desk.Kind) (desk.Caps, bool) {
	d, ok := e.Driver(k)
	return d.Caps, ok
}

// Stop ends everything in the reverse order and releases the folder.
func (e *Engine) Stop() {
	e.end() // before the connections: one that is taken down with the program hands nothing over
	e.wait.Wait()
	if e.Connections != nil {
		e.Connections.Stop()
	}
	if e.Search != nil {
		e.Search.Close()
	}
	if err := e.DB.Close(); err != nil {
		e.log.Error("store not closed", "err", err)
	}
}

func (e *Engine) report(what string, err error) {
	if err != nil {
		e.log.Error("service ended", "service", what, "err", err)
	}
}

// listen wakes the workers whose rows changed.
func (e *Engine) listen() {
	l := e.Feed.Listen()
	defer l.Close()
	for {
		select {
		case <-e.ctx.Done():
			return
		case <-l.Wake():
		}
		batches, lost := l.Take()
		touched := map[string]bool{"delivery": lost, "seen": lost, "gesture": lost, "snooze": lost, "chunk": lost, "file": lost, "connection": lost, "call": lost,
			"message": lost, "contact": lost, "block": lost}
		for _, b := range batches {
			for _, c := range b.Changes {
				touched[c.Kind] = true
			}
		}
		if touched["delivery"] || touched["seen"] || touched["gesture"] || touched["connection"] {
			e.Outbox.Wake()
		}
		if touched["message"] || touched["contact"] {
			e.Search.Wake()
		}
		if touched["chunk"] {
			e.history.Wake()
		}
		if touched["block"] {
			e.Contacts.Wake()
		}
		if touched["call"] {
			e.Calls.Wake()
		}
		if touched["file"] {
			e.Media.Wake()
		}
		if touched["snooze"] {
			e.lookForSnoozes()
		}
	}
}

func (e *Engine) lookForSnoozes() {
	select {
	case e.snoozed <- struct{}{}:
	default:
	}
}

// wakeAfterSleep looks for snoozes that ended while the computer slept: on some systems timers stand still meanwhile.
func (e *Engine) wakeAfterSleep() {
	for next := e.uplink.Next(); bell.Rest(e.ctx, time.Time{}, next); next = e.uplink.Next() {
		e.lookForSnoozes()
	}
}

// typing finds whose words are on their way; nothing of it is stored.
func (e *Engine) typing(t transport.Typing, tell func(desk.ContactID, time.Time)) {
	var who desk.ContactID
	err := e.DB.Read(e.ctx, func(v *store.View) (err error) { who, err = v.FindContact(t.From.Addresses); return err })
	if err == nil && who > 0 && tell != nil {
		tell(who, t.Until)
	}
}
