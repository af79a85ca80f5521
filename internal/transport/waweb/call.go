package waweb

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// stale is the age at which a call that is told is over, whatever the network's backlog says. The two clocks may differ a little.
const stale = 2 * time.Minute

// ends are the reasons by which the network says that another device of ours dealt with a call. Any other end is nobody's.
var ends = map[string]desk.CallState{"accepted_elsewhere": desk.CallAnswered, "rejected_elsewhere": desk.CallRejected}

// call reads what is said of a call; nil if it is none of a customer's.
func (l *line) call(evt any) transport.Event {
	r, late := l.reader(), l.behind.Load()
	switch evt := evt.(type) {
	case *events.CallOffer:
		_, video := evt.Data.GetOptionalChildByTag("video")
		return r.call(evt.BasicCallMeta, transport.Call{State: desk.CallRinging, Video: video, Late: late})
	case *events.CallOfferNotice:
		if evt.Type == "group" {
			return nil
		}
		return r.call(evt.BasicCallMeta, transport.Call{State: desk.CallRinging, Video: evt.Media == "video", Late: late})
	case *events.CallAccept:
		return r.call(evt.BasicCallMeta, transport.Call{State: desk.CallAnswered})
	case *events.CallReject:
		return r.call(evt.BasicCallMeta, transport.Call{State: desk.CallRejected})
	case *events.CallTerminate:
		state, known := ends[evt.Reason]
		if !known {
			state = desk.CallMissed
		}
		return r.call(evt.BasicCallMeta, transport.Call{State: state})
	}
	return nil
}

// storeCall gives a word about a call to the program. The library acknowledges calls whatever their handler says, unless its own work has
// ended: so what could not be stored ends the session, and is told again to the next one.
func (l *line) storeCall(e transport.Event) bool {
	if e == nil || l.store(e) {
		return true
	}
	l.finish(offline(errors.New("a call could not be stored")))
	<-l.bg.Done()
	return false
}

// call completes a word about a call. Its creator is who calls; the sender of the stanza may be another device.
func (r reader) call(m types.BasicCallMeta, c transport.Call) transport.Event {
	if m.CallID == "" || !m.GroupJID.IsEmpty() || !r.person(m.CallCreator) {
		return nil
	}
	c.Remote, c.From = desk.RemoteID(m.CallID), r.party(m.CallCreator, m.CallCreatorAlt)
	c.At = clamp(m.Timestamp, r.now)
	c.Late = c.Late || r.now.Sub(c.At) > stale
	return c
}

// reject tells the network that we do not take a call. It answers nothing, so all that is known is that the word was written.
func (l *line) reject(ctx context.Context, m transport.Reject) (transport.Accepted, *desk.Fault) {
	if m.Call == "" {
		return transport.Accepted{}, desk.Refuse(desk.CodeBadRequest)
	}
	to, f := l.address(ctx, m.To)
	if f != nil {
		return transport.Accepted{}, f
	}
	if to.Server == types.GroupServer {
		return transport.Accepted{}, desk.Refuse(desk.CodeUnsupported)
	}
	if err := l.cli.RejectCall(ctx, to, string(m.Call)); err != nil {
		return transport.Accepted{}, offline(fmt.Errorf("reject call: %w", err))
	}
	return transport.Accepted{At: time.Now()}, nil
}
