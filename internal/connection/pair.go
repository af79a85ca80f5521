package connection

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Pair links a connection to an account; its steps go to Needs.Pairing. Calling it again begins anew, with a fresh code. With
// phone set, a code to type on that phone takes the place of the QR.
func (m *Manager) Pair(ctx context.Context, id desk.ConnectionID, phone string) error {
	var c desk.Connection
	err := m.DB.Read(ctx, func(v *store.View) (err error) { c, err = v.Connection(id); return err })
	if err != nil {
		return err
	}
	again := c.Health == desk.HealthSignedOut || c.Health == desk.HealthPairing
	if c.Health == desk.HealthRemoving || c.Account != "" && !again {
		return desk.Refuse(desk.CodeWrongState)
	}
	if phone != "" && len(desk.Phone(phone).Value) < 8 {
		return desk.Refuse(desk.CodePairPhone)
	}
	m.start(id, loop{pairing: true, phone: phone}, func(ctx context.Context) { m.pair(ctx, c, phone) })
	return nil
}

// CancelPair ends a pairing under way; nothing of it stays.
func (m *Manager) CancelPair(id desk.ConnectionID) {
	if l := m.loop(id); l != nil && l.pairing {
		l.cancel()
		<-l.done // only this loop: where the phone agreed just before, the connection lives
	}
}

func (m *Manager) pair(ctx context.Context, c desk.Connection, phone string) {
	m.note(c.ID, m.health(c.ID, desk.HealthPairing, nil, time.Time{}))
	who, err := m.link(ctx, c, phone)
	switch {
	case err == nil:
		m.Pairing(c.ID, Pairing{Linked: &who})
		m.begin(c.ID, false, func(ctx context.Context) { m.supervise(ctx, c.ID) })
		return
	case ctx.Err() != nil:
		m.Pairing(c.ID, Pairing{Cancelled: true})
	default:
		f := desk.AsFault(err)
		m.Log.Warn("pairing ended", "connection", c.ID, "fault", f.Code, "err", f.Err)
		m.Pairing(c.ID, Pairing{Fault: f})
	}
	state, fault := desk.HealthOff, (*desk.Fault)(nil)
	if c.Account != "" {
		state, fault = desk.HealthSignedOut, desk.Refuse(desk.CodeSignedOut)
	}
	m.note(c.ID, m.health(c.ID, state, fault, time.Time{}))
}

// link shows the steps until the phone agreed, and writes down whose account it is.
func (m *Manager) link(ctx context.Context, c desk.Connection, phone string) (who transport.Identity, err error) {
	conn, err := m.open(c)
	if err != nil {
		return who, err
	}
	pairer, can := conn.(transport.Pairer)
	if !can {
		return who, desk.Refuse(desk.CodeUnsupported)
	}
	defer func() {
		if p := recover(); p != nil {
			err = &desk.Fault{Code: desk.CodeInternal, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("panic: %v", p)}
		}
	}()
	who, err = pairer.Pair(ctx, desk.Phone(phone).Value, func(s transport.Step) {
		if ctx.Err() == nil {
			m.Pairing(c.ID, Pairing{Step: s})
		}
	})
	if err != nil {
		return who, err
	}
	// From here on the phone counts this session as linked: it must be written down even if the operator cancels now.
	err = m.DB.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		if err := fits(&tx.View, c.ID, c.Kind, who); err != nil {
			return err
		}
		return tx.SetAccount(c.ID, who.Account, who.Number)
	})
	if un, can := conn.(transport.Unlinker); err != nil && can {
		if unlinkErr := un.Unlink(context.WithoutCancel(ctx)); unlinkErr != nil {
			m.Log.Warn("unwanted session not ended", "connection", c.ID, "err", unlinkErr)
			err = kept(err)
		}
	}
	return who, err
}

// kept says of a refused account that its phone still lists the new device: only its owner can take it off now.
func kept(err error) error {
	f, ok := errors.AsType[*desk.Fault](err)
	if !ok || f.Code != desk.CodePairOther {
		return err
	}
	still := *f
	still.Code = desk.CodePairKept
	return &still
}

// fits refuses an account that a connection must not have: any while it is being removed, another one than before, since its conversations are that one's, or one
// that another connection of the kind has. The numbers are for the screen alone. Id is 0 for a connection that is still to be made.
func fits(v *store.View, id desk.ConnectionID, kind desk.Kind, who transport.Identity) error {
	who.Number = desk.Phone(who.Number).Canonical() // as those of connections are kept
	if id != 0 {
		c, err := v.Connection(id) // not found: removed meanwhile
		if err == nil && c.Health == desk.HealthRemoving {
			err = desk.Refuse(desk.CodeWrongState)
		}
		if err != nil {
			return err
		}
		if c.Number != "" && who.Number != "" && c.Number != who.Number && (c.Account == "" || c.Account != who.Account) {
			return &desk.Fault{Code: desk.CodePairOther, Next: desk.Stop, Scope: desk.OfConnection,
				Params: map[string]string{"expected": c.Number, "came": who.Number}, Err: errors.New("phone of another number")}
		}
	}
	all, err := v.Connections()
	if err != nil {
		return err
	}
	for _, other := range all {
		same := other.Account == who.Account || other.Number == who.Number && who.Number != ""
		if other.ID != id && other.Kind == kind && other.Account != "" && same {
			return &desk.Fault{Code: desk.CodePairSame, Next: desk.Stop, Scope: desk.OfConnection, Err: errors.New("number is linked already")}
		}
	}
	return nil
}
