package outbox

import (
	"cmp"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// groupWay leaves of the ways of a channel the one of a group: the connection that brought what was said there last, or the one for which
// a message was chosen. Another number may not be in that group, so there is no reserve.
func groupWay(v *store.View, t desk.Ticket, p past, routes []desk.Connection, ways []desk.Way) ([]desk.Connection, []desk.Way, error) {
	last, err := v.GroupWay(t.Channel, t.Contact.ID)
	if err != nil {
		return nil, nil, err
	}
	by := cmp.Or(p.only, last)
	for i, w := range ways {
		if w.Connection != by || !w.Caps.Groups {
			continue
		}
		if block := stopped(ways, i); block != nil {
			w.Down = block
		}
		return routes[i : i+1], []desk.Way{w}, nil
	}
	return nil, nil, nil
}

// aboutOf names a message to the network that knows it under an id. In a group it belongs to whoever wrote it.
func aboutOf(v *store.View, m desk.Message, remote desk.RemoteID) (q transport.Quoted, err error) {
	q = transport.Quoted{Remote: remote, Ours: m.Direction == desk.Out, Body: desk.Excerpt(m.Body, 1000)}
	if m.Author != nil {
		q.Author, err = v.AuthorAddresses(m.Author.ID)
	}
	return q, err
}
