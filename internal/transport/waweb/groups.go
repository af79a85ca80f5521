package waweb

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// groups is what is known of the groups of the account. Each is asked for once; what changes later the network tells by itself.
type groups struct {
	mu     sync.Mutex
	names  map[types.JID]string
	rights map[types.JID]rights
	asking map[types.JID]*question
	failed map[types.JID]time.Time // when a question was last in vain
	turn   sync.Mutex              // one question at a time: after a night away there may be one about each of a hundred groups
}

// rights is what has to be known of a group before anything is written there.
type rights struct {
	shut  bool // only administrators write, and we are none
	alone bool // nobody else is in it
	phone bool // its members go by their telephone numbers, as in groups of old
}

// question is one question about a group that is under way.
type question struct {
	done chan struct{}
	late bool // somebody did not wait for the answer: it has to be told, and nobody else waits
}

const (
	askFor   = 20 * time.Second // how long a question about a group may take
	askAfter = time.Minute      // and how soon it is repeated after one in vain
)

func newGroups() *groups {
	return &groups{
		names: map[types.JID]string{}, rights: map[types.JID]rights{}, asking: map[types.JID]*question{}, failed: map[types.JID]time.Time{},
	}
}

// subject is the name of a group, empty if it is not known. What is not known is asked for, and waited for a moment only, and not at all
// while the network tells what it kept: no message must hang on a name. Where the answer comes later it is told by itself.
func (l *line) subject(group types.JID) string {
	q, name := l.question(group)
	if q == nil {
		return name
	}
	limit := time.NewTimer(l.wait.subject)
	defer limit.Stop()
	select {
	case <-q.done:
	case <-limit.C:
	case <-l.ctx.Done():
	}
	l.groups.mu.Lock()
	defer l.groups.mu.Unlock()
	name, known := l.groups.names[group]
	q.late = q.late || !known
	return name
}

// question gives the question about a group that is under way, or begins one. Nil if there is nothing to wait for.
func (l *line) question(group types.JID) (*question, string) {
	g := l.groups
	g.mu.Lock()
	defer g.mu.Unlock()
	if name, known := g.names[group]; known || time.Since(g.failed[group]) < askAfter {
		return nil, name
	}
	q := g.asking[group]
	if q == nil {
		q = &question{done: make(chan struct{})}
		g.asking[group] = q
		l.asks.Go(func() { l.ask(group, q) })
	}
	if q.late = q.late || l.behind.Load(); q.late {
		return nil, ""
	}
	return q, ""
}

// ask puts one question. Only handlers begin one, and Run does not end before the answer.
func (l *line) ask(group types.JID, q *question) {
	g := l.groups
	info, err := l.askInTurn(group)
	g.mu.Lock()
	delete(g.asking, group)
	if err != nil {
		g.failed[group] = time.Now()
	} else {
		l.note(info)
	}
	late := q.late
	close(q.done)
	g.mu.Unlock()
	switch {
	case err != nil:
		l.log.Info("group not known", "err", scrub(err.Error()))
	case late && info.Name != "":
		if err := l.offer(named(group, info.Name)); err != nil { // the next message there brings it
			l.log.Warn("name of a group not stored", "err", err)
		}
	}
}

func (l *line) askInTurn(group types.JID) (*types.GroupInfo, error) {
	l.groups.turn.Lock()
	defer l.groups.turn.Unlock()
	ctx, cancel := context.WithTimeout(l.bg, askFor)
	defer cancel()
	return l.cli.GetGroupInfo(ctx, group)
}

// note keeps what the network said of a group. The lock of groups is held.
func (l *line) note(info *types.GroupInfo) rights {
	r := rights{shut: info.IsAnnounce, alone: true, phone: info.AddressingMode == types.AddressingModePN || info.AddressingMode == ""}
	me := l.reader()
	for _, p := range info.Participants {
		switch ours := me.us(p.JID) || me.us(p.LID) || me.us(p.PhoneNumber); {
		case !ours:
			r.alone = false
		case p.IsAdmin:
			r.shut = false
		}
	}
	l.groups.names[info.JID], l.groups.rights[info.JID] = desk.Clean(info.Name), r
	delete(l.groups.failed, info.JID)
	return r
}

// changed follows what the network tells of groups. A new name is told; what may change who writes there is asked for anew when
// something is sent.
func (l *line) changed(evt any) transport.Event {
	l.groups.mu.Lock()
	defer l.groups.mu.Unlock()
	switch evt := evt.(type) {
	case *events.JoinedGroup:
		l.note(&evt.GroupInfo)
	case *events.GroupInfo:
		if evt.Announce != nil || evt.Delete != nil || len(evt.Join)+len(evt.Leave)+len(evt.Promote)+len(evt.Demote) > 0 {
			delete(l.groups.rights, evt.JID)
		}
		if evt.Name != nil {
			l.groups.names[evt.JID] = desk.Clean(evt.Name.Name)
			return named(evt.JID, evt.Name.Name)
		}
	}
	return nil
}

// named is the word that a group has a name; nil for what is no group.
func named(group types.JID, name string) transport.Event {
	who, ok := groupParty(group)
	if !ok {
		return nil
	}
	who.Name = desk.Clean(name)
	return transport.Seen{Who: who}
}

// writable tells what has to be known before something is written into a group, or why nothing can be. That nobody may write is asked
// each time: a change that was told while the question was under way, or not at all, would shut the group for good.
func (l *line) writable(ctx context.Context, group types.JID) (rights, *desk.Fault) {
	l.groups.mu.Lock()
	r, known := l.groups.rights[group]
	l.groups.mu.Unlock()
	if !known || r.shut {
		info, err := l.cli.GetGroupInfo(ctx, group)
		if err != nil {
			return r, groupFault(fmt.Errorf("ask who is in a group: %w", err))
		}
		l.groups.mu.Lock()
		r = l.note(info)
		l.groups.mu.Unlock()
	}
	if r.shut {
		return r, &desk.Fault{Code: desk.CodeGroupShut, Next: desk.Stop, Scope: desk.OfContact}
	}
	return r, nil
}

// groupFault is why a group is told nothing about, before anything was written.
func groupFault(err error) *desk.Fault {
	if errors.Is(err, whatsmeow.ErrNotInGroup) || errors.Is(err, whatsmeow.ErrGroupNotFound) || errors.Is(err, whatsmeow.ErrIQGone) {
		return &desk.Fault{Code: desk.CodeNotInGroup, Next: desk.Stop, Scope: desk.OfContact, Err: err}
	}
	return unsentFault(err)
}

// refusedInGroup says why a group did not take a message. The code alone does not: the same numbers mean other things outside groups, where
// one of them would even end the session. So the network is asked what we are to that group now.
func (l *line) refusedInGroup(ctx context.Context, group types.JID, f *desk.Fault) *desk.Fault {
	switch f.Raw {
	case "401", "403", "404", staleGroup:
	default:
		return f
	}
	l.groups.mu.Lock()
	delete(l.groups.rights, group)
	l.groups.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, why := l.writable(ctx, group) // the library's own list of members is renewed with it
	if why != nil && why.Next == desk.Stop {
		why.Raw = f.Raw
		return why
	}
	if f.Raw == staleGroup {
		return &desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfContact, Raw: f.Raw, Err: f.Err}
	}
	return &desk.Fault{Code: desk.CodeUnknown, Next: desk.Hold, Scope: desk.OfContact, Raw: f.Raw, Err: f.Err}
}

// alone reports whether a group is known to have nobody in it but us.
func (l *line) alone(group types.JID) bool {
	l.groups.mu.Lock()
	defer l.groups.mu.Unlock()
	return l.groups.rights[group].alone
}

// staleGroup is the code by which the network says that a group's members go by other addresses now than we wrote to.
const staleGroup = "421"

// participant is the address under which a group knows who wrote a message there; empty if it cannot be told.
func (l *line) participant(ctx context.Context, group types.JID, author []desk.Address) types.JID {
	l.groups.mu.Lock()
	old := l.groups.rights[group].phone
	l.groups.mu.Unlock()
	pn, lid := pair(author)
	if l.complete(ctx, &pn, &lid) != nil { // the session's own book does not answer: one of the two still names the person
		l.log.Warn("address of an author not looked up")
	}
	if old && !pn.IsEmpty() || lid.IsEmpty() {
		return pn
	}
	return lid
}
