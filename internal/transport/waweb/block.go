package waweb

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// block changes the account's list of blocked people. Some accounts keep it by numbers and some by hidden numbers: where the network does
// not know the one, it is asked by the other.
func (l *line) block(ctx context.Context, m transport.Block) (transport.Accepted, *desk.Fault) {
	to, f := l.address(ctx, m.To)
	if f != nil {
		return transport.Accepted{}, f
	}
	l.blocking.Lock()
	defer l.blocking.Unlock()
	ctx, cancel := context.WithTimeout(ctx, l.wait.send)
	defer cancel()
	err := l.change(ctx, to, m.On)
	if iq, refused := errors.AsType[*whatsmeow.IQError](err); refused && iq.Code >= 400 && iq.Code < 500 && iq.Code != 420 && iq.Code != 429 {
		if other := (sessionBook{l}).other(to); !other.IsEmpty() {
			err = l.change(ctx, other, m.On)
		}
	}
	if err != nil {
		return transport.Accepted{}, blockFault(fmt.Errorf("change the list of blocked people: %w", err))
	}
	return transport.Accepted{At: time.Now()}, nil
}

func (l *line) change(ctx context.Context, who types.JID, on bool) error {
	act := events.BlocklistChangeActionUnblock
	if on {
		act = events.BlocklistChangeActionBlock
	}
	_, err := l.cli.UpdateBlocklist(ctx, who, act)
	return err
}

// blockFault says what follows from an error of a question whose answer is all that there is to it: asking twice does no harm.
func blockFault(err error) *desk.Fault {
	iq, refused := errors.AsType[*whatsmeow.IQError](err)
	if !refused || iq.Code == 408 || iq.Code == 420 || iq.Code == 429 || iq.Code >= 500 {
		return unsentFault(err)
	}
	return refusal(iq.Code, err)
}

// blocklist tells what changed in the list of blocked people; where the network does not say what, the whole of it. A change that could
// not be stored is found in the list that is read after the next connecting.
func (l *line) blocklist(evt *events.Blocklist) (kept bool) {
	if evt.Action == events.BlocklistActionModify || len(evt.Changes) == 0 {
		l.asks.Go(l.readBlocklist)
		return true
	}
	r, said := l.reader(), transport.Blocklist{}
	for _, c := range evt.Changes {
		switch {
		case !r.person(c.JID):
		case c.Action == events.BlocklistChangeActionBlock:
			said.On = append(said.On, r.party(c.JID))
		case c.Action == events.BlocklistChangeActionUnblock:
			said.Off = append(said.Off, r.party(c.JID))
		}
	}
	kept = l.store(said)
	if !kept {
		l.blocksRead.Store(false)
	}
	return kept
}

// readBlocklist asks for the list of blocked people, because it may have changed before we were linked. No change of our own comes between
// the question and what is stored of its answer.
func (l *line) readBlocklist() {
	l.blocking.Lock()
	defer l.blocking.Unlock()
	list, err := l.cli.GetBlocklist(l.bg)
	if err != nil {
		l.log.Warn("list of blocked people not read", "err", err)
		return
	}
	r, said := l.reader(), transport.Blocklist{Whole: true}
	for _, who := range list.JIDs {
		if r.person(who) {
			said.On = append(said.On, r.party(who))
		}
	}
	l.blocksRead.Store(l.store(said))
}
