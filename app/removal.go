package app

import (
	"cmp"
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/channel"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// RemovalPlan is what the operator reads before a channel is removed.
type RemovalPlan struct {
	// Counts are what hangs on it: open, closed, queued, unsure, files.
	Counts      map[string]int  `json:"counts"`
	Connections []int64         `json:"connections"` // at home in it
	Targets     []RemovalTarget `json:"targets"`     // none: it can only be archived
}

// RemovalTarget is a channel that may take everything.
type RemovalTarget struct {
	Channel int64    `json:"channel"`
	Lacks   []string `json:"lacks"` // what its connections cannot do that those of the removed one could
}

// RemoveChannelRequest says what becomes of a channel. Target 0 archives it.
type RemoveChannelRequest struct {
	Channel int64       `json:"channel"`
	Target  int64       `json:"target"`
	Fates   []FateOfOne `json:"fates"`
}

// FateOfOne is what becomes of one connection.
type FateOfOne struct {
	Connection int64  `json:"connection"`
	Fate       string `json:"fate"` // hand_over | remove | unlink
}

// Removal is one that is under way, or can still be undone.
type Removal struct {
	ID      int64  `json:"id"`
	Channel int64  `json:"channel"`
	Name    string `json:"name"` // of the channel
	Target  int64  `json:"target"`
	State   string `json:"state"` // draining | moving | handing | unlinking | done | undoing
	Until   int64  `json:"until"` // when it can no longer be undone, 0 while it is under way
	// Unlinked are connections that undoing does not bring back, because their session was ended.
	Unlinked []int64 `json:"unlinked"`
}

func (a *API) planRemoval(ctx context.Context, r ID) (out RemovalPlan, err error) {
	p, err := a.engine.Removals.Plan(ctx, desk.ChannelID(r.ID))
	out.Counts = p.Counts
	out.Connections = each(p.Connections, func(c desk.Connection) int64 { return int64(c.ID) })
	out.Targets = each(p.Targets, func(t channel.Target) RemovalTarget {
		return RemovalTarget{Channel: int64(t.Channel.ID), Lacks: each(t.Lacks, func(s string) string { return s })}
	})
	return out, err
}

func (a *API) removeChannel(ctx context.Context, r RemoveChannelRequest) (ID, error) {
	fates := map[desk.ConnectionID]desk.Fate{}
	for _, f := range r.Fates {
		fates[desk.ConnectionID(f.Connection)] = desk.Fate(f.Fate)
	}
	id, err := a.engine.Removals.Begin(ctx, desk.ChannelID(r.Channel), desk.ChannelID(r.Target), fates)
	return ID{ID: int64(id)}, err
}

func (a *API) undoRemoval(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Removals.Undo(ctx, desk.RemovalID(r.ID)))
}

// Waiting is how many messages wait on a connection. When it is removed they look for another way.
type Waiting struct {
	Queued int `json:"queued"`
}

func (a *API) waiting(ctx context.Context, r ID) (out Waiting, err error) {
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		all, err := v.QueuedBy(desk.ConnectionID(r.ID))
		out.Queued = len(all)
		return err
	})
	return out, err
}

// removals lists those that are under way or can still be undone.
func removals(v *store.View) ([]Removal, error) {
	all, err := v.Removals()
	if err != nil {
		return nil, err
	}
	out := []Removal{}
	for _, r := range all {
		c, err := v.Channel(r.Channel)
		if err != nil {
			return nil, err
		}
		one := Removal{ID: int64(r.ID), Channel: int64(r.Channel), Name: c.Name, Target: int64(r.Target), State: string(r.State), Unlinked: []int64{}}
		if r.State == desk.RemovalDone {
			one.Until = store.Millis(r.Ended.Add(desk.UndoFor))
		}
		for id, fate := range r.Fates {
			if fate == desk.FateUnlink {
				one.Unlinked = append(one.Unlinked, int64(id))
			}
		}
		out = append(out, one)
	}
	return out, nil
}

// Today is what one connection did since midnight.
type Today struct {
	Connection int64 `json:"connection"`
	Sent       int   `json:"sent"`
	Read       int   `json:"read"`
	Reserve    int   `json:"reserve"` // of those sent, as a reserve
	Refused    int   `json:"refused"`
}

// ChannelEvent is one thing that befell a channel or a connection.
type ChannelEvent struct {
	ID         int64  `json:"id"`
	At         int64  `json:"at"`
	Kind       string `json:"kind"` // online | lost | signed_out | blocked | added | removed | borrowed | returned | channel_removed | channel_restored | refused | reserve | unsure
	Channel    int64  `json:"channel"`
	Name       string `json:"name"`       // of the channel, which may be gone
	Connection int64  `json:"connection"` // 0: the channel itself
	Way        string `json:"way"`        // kind of the connection
	Fault      *Fault `json:"fault"`
	Times      int    `json:"times"`  // how often it came within a minute
	Ticket     int64  `json:"ticket"` // the conversation it is about, 0 if none or several
	Who        string `json:"who"`    // its customer
}

// Doings is what the connections did today, and what befell them lately.
type Doings struct {
	Today  []Today        `json:"today"`
	Events []ChannelEvent `json:"events"` // newest first
}

// recentEvents is how many are shown.
const recentEvents = 20

func (a *API) doings(ctx context.Context, _ Empty) (out Doings, err error) {
	now := time.Now()
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		connections, err := v.Connections()
		if err != nil {
			return err
		}
		out.Today = []Today{}
		for _, c := range connections {
			d, err := v.Day(c.ID, midnight)
			if err != nil {
				return err
			}
			out.Today = append(out.Today, Today{Connection: int64(c.ID), Sent: d.Sent, Read: d.Read, Reserve: d.Reserve, Refused: d.Refused})
		}
		events, err := v.Events(recentEvents)
		if err != nil {
			return err
		}
		out.Events, err = eventsOf(v, events)
		return err
	})
	return out, err
}

func eventsOf(v *store.View, events []desk.Event) ([]ChannelEvent, error) {
	out := []ChannelEvent{}
	for _, e := range events {
		c, err := v.Channel(e.Channel)
		if err != nil {
			return nil, err
		}
		one := ChannelEvent{ID: e.ID, At: store.Millis(e.At), Kind: string(e.Kind), Channel: int64(e.Channel), Name: c.Name, Connection: int64(e.Connection), Times: e.Times}
		if e.Connection > 0 {
			way, err := v.Tombstone(e.Connection)
			if err != nil {
				return nil, err
			}
			one.Way = string(way.Kind)
		}
		if e.Ticket > 0 {
			who, err := v.Contact(e.Who.ID)
			if err != nil {
				return nil, err
			}
			one.Ticket, one.Who = int64(e.Ticket), cmp.Or(who.Title(), international(who.Number))
		}
		if e.Code != "" {
			one.Fault = &Fault{Code: string(e.Code), Params: map[string]string{}}
		}
		out = append(out, one)
	}
	return out, nil
}
