package store

import "github.com/balcao-app/balcao/internal/desk"

// fate is what a removal does with a column that names a channel or a connection.
type fate string

const (
	moves  fate = "moves"  // goes to the target with its row
	joins  fate = "joins"  // goes to the target, where two may have to become one
	chosen fate = "chosen" // by what the operator chose for the connection
	stays  fate = "stays"  // says where something came from, which a removal does not change
)

// hang is a column that names a channel or a connection. Every one of the schema must be here: a test compares.
type hang struct {
	table, column string
	fate          fate
}

var hangs = []hang{
	{"connection", "channel_id", chosen},
	{"route", "channel_id", chosen},
	{"route", "connection_id", chosen},
	{"ticket", "channel_id", joins},
	{"sighting", "connection_id", stays},
	{"early", "connection_id", stays},
	{"delivery", "connection_id", stays},
	{"gesture", "connection_id", stays},
	{"contact_block", "connection_id", stays},
	{"history_chunk", "connection_id", stays},
	{"event", "channel_id", stays},
	{"event", "connection_id", stays},
	{"removal", "channel_id", stays},
	{"removal_connection", "connection_id", stays},
	{"removal_route", "channel_id", stays},
	{"removal_route", "connection_id", stays},
}

// counted is what the operator is told before a channel is removed. The page has words for each name.
var counted = []struct{ name, query string }{
	{"open", "SELECT count(*) FROM ticket WHERE channel_id=? AND status IN ('pending', 'open')"},
	{"closed", "SELECT count(*) FROM ticket WHERE channel_id=? AND status='closed'"},
	{"groups", "SELECT count(*) FROM ticket WHERE channel_id=? AND status='group'"},
	{"queued", `SELECT count(*) FROM delivery d JOIN message m ON m.id=d.message_id JOIN ticket t ON t.id=m.ticket_id
		WHERE t.channel_id=? AND d.state IN ('queued', 'sending', 'held')`},
	{"unsure", `SELECT count(*) FROM delivery d JOIN message m ON m.id=d.message_id JOIN ticket t ON t.id=m.ticket_id
		WHERE t.channel_id=? AND d.state='unsure'`},
	{"files", `SELECT count(*) FROM attachment a JOIN message m ON m.id=a.message_id JOIN ticket t ON t.id=m.ticket_id
		WHERE t.channel_id=? AND a.state IN ('remote', 'wanted', 'fetching')`},
}

// CountHanging counts what hangs on a channel, by name.
func (v *View) CountHanging(id desk.ChannelID) (map[string]int, error) {
	all := map[string]int{}
	for _, c := range counted {
		var n int
		if _, err := v.row(c.query, []any{id}, &n); err != nil {
			return nil, err
		}
		all[c.name] = n
	}
	return all, nil
}
