package connection

import (
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Found is what a look at a connection found.
type Found string

// What a look may find. Only alive says that messages come and go.
const (
	FoundAlive    Found = "alive"    // its network answered just now
	FoundSilent   Found = "silent"   // its network gave no answer; one that counted as online is begun anew
	FoundTrying   Found = "trying"   // it was on its way up, or can come up again, and is tried at once
	FoundRenewed  Found = "renewed"  // it is being linked, and shows another code
	FoundReady    Found = "ready"    // it is disconnected, and its network takes what it is made of
	FoundRefused  Found = "refused"  // its network does not take what it is made of
	FoundUnlinked Found = "unlinked" // a phone has to be linked to it
	FoundOff      Found = "off"      // the operator disconnected it, so that nobody was asked
	FoundBlocked  Found = "blocked"  // the platform keeps it from working, and is not bothered with it
)

// Look is what was found, and when.
type Look struct {
	Found Found
	At    time.Time
	Took  time.Duration // until its network answered, 0 where nobody was asked
	Fault *desk.Fault   // why
}

// lookFor bounds the wait for everything that a network is asked.
const lookFor = 20 * time.Second

// Refresh looks for real how a connection is: it asks the network where that bothers nobody, begins anew what fell silent, and renews
// the code of one that is being linked. Faults: not_found, wrong_state for one that is being removed.
//
// A page that goes away meanwhile is no silence of the network, and takes nothing down.
func (m *Manager) Refresh(ctx context.Context, id desk.ConnectionID) (Look, error) {
	ctx = context.WithoutCancel(ctx)
	c, err := m.row(ctx, id)
	if err != nil {
		return Look{}, err
	}
	began := time.Now()
	look, err := m.look(ctx, c)
	look.At = time.Now()
	if look.Found == FoundAlive || look.Found == FoundReady {
		look.Took = look.At.Sub(began)
	}
	return look, err
}

func (m *Manager) look(ctx context.Context, c desk.Connection) (Look, error) {
	switch c.Health {
	case desk.HealthRemoving:
		return Look{}, desk.Refuse(desk.CodeWrongState)
	case desk.HealthBlocked:
		return Look{Found: FoundBlocked, Fault: desk.Refuse(c.Fault)}, nil
	case desk.HealthPairing:
		if l := m.loop(c.ID); l != nil && l.pairing {
			return Look{Found: FoundRenewed}, m.Pair(ctx, c.ID, l.phone)
		}
	case desk.HealthConnecting, desk.HealthRetrying:
		return Look{Found: FoundTrying}, m.Connect(ctx, c.ID)
	case desk.HealthOnline, desk.HealthOff, desk.HealthSignedOut:
	}
	ctx, stop := context.WithTimeout(ctx, lookFor)
	defer stop()
	if len(c.Config) > 0 {
		return m.inspect(ctx, c)
	}
	switch {
	case c.Health == desk.HealthOnline:
		return m.knock(ctx, c.ID), nil
	case c.Account == "", c.Health != desk.HealthOff:
		return Look{Found: FoundUnlinked}, nil
	}
	return Look{Found: FoundOff}, nil
}

// knock asks a connection that counts as online for a sign of life. One that gives none is begun anew.
func (m *Manager) knock(ctx context.Context, id desk.ConnectionID) Look {
	m.mu.Lock()
	s := m.shifts[id]
	m.mu.Unlock()
	if s == nil { // it went down this moment
		return Look{Found: FoundTrying}
	}
	b, can := s.conn.(transport.Beater)
	if can && s.beat(ctx, b) {
		return Look{Found: FoundAlive}
	}
	s.end(&desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection})
	return Look{Found: FoundSilent}
}

// inspect has the network test what a connection is made of. That takes its time: one that the operator disconnects meanwhile stays down.
func (m *Manager) inspect(ctx context.Context, c desk.Connection) (Look, error) {
	got, err := m.Probe(ctx, Entry{Connection: c.ID, Kind: c.Kind})
	if err != nil {
		return Look{}, err
	}
	look := found(c, got)
	if c, err = m.row(ctx, c.ID); err != nil {
		return look, err
	}
	switch {
	case !c.Wanted:
	case look.Found == FoundTrying:
		err = m.Save(ctx, c.ID, got)
	case c.Health == desk.HealthOnline && look.Found != FoundAlive:
		m.begin(c.ID, false, func(ctx context.Context) { m.supervise(ctx, c.ID) }) // its next run says what it is now
	}
	return look, err
}

// found puts what a test says beside how the connection counts.
func found(c desk.Connection, got Entered) Look {
	switch {
	case !got.OK:
		f := refusedBy(got.Findings)
		if f != nil && silent(desk.HealthRetrying, f.Code) {
			return Look{Found: FoundSilent, Fault: f}
		}
		return Look{Found: FoundRefused, Fault: f}
	case got.unpaired:
		return Look{Found: FoundUnlinked}
	case c.Health == desk.HealthOnline:
		return Look{Found: FoundAlive}
	case c.Health == desk.HealthSignedOut:
		return Look{Found: FoundTrying}
	}
	return Look{Found: FoundReady}
}

// refusedBy is the first finding that keeps an entry from being saved.
func refusedBy(all []transport.Finding) *desk.Fault {
	for _, f := range all {
		if f.Fault != nil && !f.Warning {
			return f.Fault
		}
	}
	return nil
}
