package wuzapi

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// The servers behind an at sign.
const (
	serverPhone = "s.whatsapp.net"
	serverLID   = "lid"
)

// jid is WhatsApp's name of an account, without the device.
type jid struct{ user, server string }

func (j jid) String() string { return j.user + "@" + j.server }

// parseJID reads user@server or user:device@server. Only single persons have one here.
func parseJID(text string) (jid, bool) {
	user, server, _ := strings.Cut(text, "@")
	user, _, _ = strings.Cut(user, ":")
	user, _, _ = strings.Cut(user, ".") // an agent of old
	switch server {
	case serverPhone, "c.us", "hosted":
		server = serverPhone
	case serverLID, "hosted.lid":
		server = serverLID
	default:
		return jid{}, false
	}
	if len(user) < 5 || len(user) > 20 || strings.Trim(user, "0123456789") != "" {
		return jid{}, false
	}
	return jid{user, server}, true
}

func (j jid) address() desk.Address {
	if j.server == serverLID {
		return desk.LID(j.user)
	}
	return desk.Phone(j.user)
}

// party gathers the addresses of one person; false if none of the names is one, or one of them is ourselves.
func party(self account, names ...string) (transport.Party, bool) {
	var p transport.Party
	for _, name := range names {
		j, ok := parseJID(name)
		if !ok {
			continue
		}
		if j.user == self.number || j.user == self.lid && self.lid != "" || j.user == "0" {
			return transport.Party{}, false
		}
		a := j.address()
		if len(p.Addresses) == 0 || p.Addresses[0] != a {
			p.Addresses = append(p.Addresses, a)
		}
	}
	return p, len(p.Addresses) > 0
}

// numbers remembers under which spelling telephone numbers are registered.
type numbers struct {
	mu  sync.Mutex
	all map[string]registered
}

type registered struct {
	as  string // empty: not at all
	at  time.Time
	met bool // the hidden number was asked for
}

// How long that is believed, and of how many numbers it is kept.
const (
	hasFor  = 24 * time.Hour
	hasNot  = 10 * time.Minute
	hasMany = 20_000
)

func (n *numbers) get(number string) (string, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	r, known := n.all[number]
	if !known || time.Since(r.at) > hasFor || r.as == "" && time.Since(r.at) > hasNot {
		return "", false
	}
	return r.as, true
}

func (n *numbers) put(number, as string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.all == nil || len(n.all) >= hasMany {
		n.all = map[string]registered{}
	}
	n.all[number] = registered{as: as, at: time.Now(), met: n.all[number].met}
}

// meet tells whether the hidden number behind a number is to be asked for; once is enough.
func (n *numbers) meet(number string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	r, known := n.all[number]
	if !known || r.met {
		return false
	}
	r.met = true
	n.all[number] = r
	return true
}

// recipient picks the name that a message goes to. A telephone number is looked up first: Brazilian mobile numbers have two
// spellings, and the server would send to the wrong one and report success.
func (c *conn) recipient(ctx context.Context, to []desk.Address) (jid, *desk.Fault) {
	var lid jid
	for _, a := range to {
		switch {
		case a.Value == "":
		case a.Scheme == desk.SchemePhone:
			return c.registered(ctx, a.Value)
		case a.Scheme == desk.SchemeLID && lid.user == "":
			lid = jid{a.Value, serverLID}
		}
	}
	if lid.user == "" {
		return jid{}, unreachable.Fault("", nil) // known by a name of the official network alone
	}
	return lid, nil
}

func (c *conn) registered(ctx context.Context, number string) (jid, *desk.Fault) {
	if as, known := c.known.get(number); known {
		return found(as)
	}
	s, f := c.api.ask(ctx, http.MethodPost, "/user/check", nil, map[string]any{"Phone": []string{number}})
	switch {
	case f != nil && (f.Code == desk.CodeNotFound || f.Code == desk.CodeInvalid): // a release that cannot tell
		return jid{number, serverPhone}, nil
	case f != nil:
		return jid{}, f
	}
	users := s.node().nodes("Users")
	as := ""
	for _, u := range users {
		if j, ok := parseJID(u.text("JID")); ok && u.yes("IsInWhatsapp") && j.server == serverPhone {
			as = j.user
		}
	}
	if len(users) == 0 { // no answer is no "no"
		return jid{}, transport.Busy(desk.OfContact, 5*time.Second).Fault("", nil)
	}
	c.known.put(number, as)
	return found(as)
}

func found(as string) (jid, *desk.Fault) {
	if as == "" {
		return jid{}, nobody.Fault("", nil)
	}
	return jid{as, serverPhone}, nil
}

// remember takes the name under which somebody wrote for the one that can be written to.
func (o *office) remember(p transport.Party) {
	for _, a := range p.Addresses {
		if a.Scheme == desk.SchemePhone {
			o.known.put(a.Value, a.Value)
		}
	}
}

// meet has Run ask for the hidden number of somebody we wrote to. Receipts may name them by that alone.
func (o *office) meet(to jid) {
	if to.server != serverPhone || !o.known.meet(to.user) {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.line == nil {
		return
	}
	select {
	case o.line.met <- to:
	default: // the first message of theirs tells it as well
	}
}

// introduce tells both names of a customer. The server knows the hidden one from having written to it; if it does not, nothing is lost.
func (c *conn) introduce(ctx context.Context, l *line, to jid) {
	s, f := c.api.ask(ctx, http.MethodGet, "/user/lid/"+to.String(), nil, nil)
	if f != nil {
		return
	}
	who, ok := party(c.whose(), to.String(), s.node().text("lid"))
	if !ok || len(who.Addresses) < 2 || who.Addresses[1].Scheme != desk.SchemeLID {
		return
	}
	if err := offer(ctx, l.take, transport.Seen{Who: who}); err != nil && ctx.Err() == nil {
		c.log.Warn("addresses of a customer not stored", "err", err)
	}
}
