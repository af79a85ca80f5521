package wasim

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mau.fi/libsignal/protocol"
	"go.mau.fi/libsignal/session"
	"go.mau.fi/libsignal/signalerror"
	"go.mau.fi/libsignal/state/record"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// decrypt opens a ciphertext and returns the plaintext and, for the first messages of a session, the sender's identity.
func (p *Phone) decrypt(from types.JID, enc *waBinary.Node) ([]byte, *[32]byte, error) {
	p.signal.mu.Lock()
	defer p.signal.mu.Unlock()
	raw, _ := enc.Content.([]byte)
	a, f := p.signalAddress(from), p.signal.store.format
	switch kind := text(enc, "type"); kind {
	case "pkmsg":
		m, err := protocol.NewPreKeySignalMessageFromBytes(raw, f.PreKeySignalMessage, f.SignalMessage)
		if err != nil {
			return nil, nil, err
		}
		who := m.IdentityKey().PublicKey().PublicKey()
		plain, err := p.signal.openFirst(a, m)
		return plain, &who, err
	case "msg":
		m, err := protocol.NewSignalMessageFromBytes(raw, f.SignalMessage)
		if err != nil {
			return nil, nil, err
		}
		plain, err := p.signal.open(a, m)
		return plain, nil, err
	default:
		return nil, nil, fmt.Errorf("ciphertext of type %q", kind)
	}
}

func (g *signal) open(a *protocol.SignalAddress, m *protocol.SignalMessage) ([]byte, error) {
	r, ok := g.store.sessions[*a]
	if !ok {
		return nil, fmt.Errorf("%w %s", signalerror.ErrNoSessionForUser, a)
	}
	c, _ := g.cipher(a)
	return g.try(c, a, r, m)
}

// openFirst opens a message that starts a session, or belongs to one whose start has not been answered.
func (g *signal) openFirst(a *protocol.SignalAddress, m *protocol.PreKeySignalMessage) ([]byte, error) {
	ctx := context.Background()
	c, builder := g.cipher(a)
	r, err := g.store.LoadSession(ctx, a)
	if err != nil {
		return nil, err
	}
	if !r.IsFresh() {
		if r, err = g.store.copy(r); err != nil {
			return nil, err
		}
	}
	used, err := builder.Process(ctx, r, m)
	if err != nil {
		return nil, err
	}
	plain, err := g.try(c, a, r, m.WhisperMessage())
	if err != nil {
		return nil, err
	}
	if !used.IsEmpty {
		g.store.keys.remove(used.Value)
	}
	return plain, nil
}

// try opens a message with the current state of a session, then with earlier ones, each on a copy. The library's own
// way through the states changes those that do not fit, which breaks sessions that both sides started at once.
func (g *signal) try(c *session.Cipher, a *protocol.SignalAddress, r *record.Session, m *protocol.SignalMessage) ([]byte, error) {
	var failures []error
	for i := range 1 + len(r.PreviousSessionStates()) {
		candidate, err := g.promoted(r, i)
		if err != nil {
			return nil, err
		}
		plain, _, err := c.DecryptWithState(context.Background(), candidate.SessionState(), m)
		if err == nil {
			if err := g.store.StoreSession(context.Background(), a, candidate); err != nil {
				return nil, err
			}
			return unpad(plain)
		}
		failures = append(failures, err)
	}
	return nil, errors.Join(failures...)
}

// promoted copies a session with its i-th state as the current one, 0 being the one that is.
func (g *signal) promoted(r *record.Session, i int) (*record.Session, error) {
	s := r.Structure()
	if i > 0 {
		states := slices.Insert(s.PreviousStates, 0, s.SessionState)
		s.SessionState = states[i]
		s.PreviousStates = slices.Delete(states, i, i+1)
	}
	return record.NewSessionFromStructure(s, g.store.format.Session, g.store.format.State)
}
