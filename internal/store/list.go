package store

import (
	"fmt"
	"math"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
)

// ListAsk chooses a page of the inbox list.
type ListAsk struct {
	Tab    string // pending | open | snoozed | closed | groups
	Unread bool
	Tag    desk.TagID // only contacts that have it; 0: all
	Query  string     // part of a name or number
	After  string     // cursor of the page before
	Limit  int
}

// each tab is one range of one index, read in its order
var tabs = map[string]struct{ where, beyond, order string }{
	"pending": {"t.status='pending' AND t.snoozed_until=0", "(t.unpinned, t.waits, t.id) > (?,?,?)", "t.unpinned, t.waits, t.id"},
	"open":    {"t.status='open' AND t.snoozed_until=0", "(t.pinned, t.last_at, t.id) < (?,?,?)", "t.pinned DESC, t.last_at DESC, t.id DESC"},
	"snoozed": {"t.snoozed_until>0", "(t.snoozed_until, t.id) > (?,?)", "t.snoozed_until, t.id"},
	"closed":  {"t.status='closed' AND c.erased_at=0 AND c.is_group=0", "(t.pinned, t.last_at, t.id) < (?,?,?)", "t.pinned DESC, t.last_at DESC, t.id DESC"},
	"groups":  {"t.status='group' AND c.erased_at=0", "(t.pinned, t.last_at, t.id) < (?,?,?)", "t.pinned DESC, t.last_at DESC, t.id DESC"},
}

// List reads a page of the inbox and the cursor of the next one, empty when there is none. Pages go by key, never by offset.
func (v *View) List(a ListAsk) ([]desk.Ticket, string, error) {
	tab, ok := tabs[a.Tab]
	if !ok {
		return nil, "", desk.Refuse(desk.CodeBadRequest)
	}
	where, args := "WHERE "+tab.where, []any{}
	if a.Unread {
		where += " AND (t.unread>0 OR t.marked>0)"
	}
	if a.Tag > 0 {
		where += " AND EXISTS (SELECT 1 FROM contact_tag g WHERE g.contact_id=t.contact_id AND g.tag_id=?)"
		args = append(args, a.Tag)
	}
	if q := strings.TrimSpace(a.Query); q != "" {
		// A query without a sign that counts is part of every name in SQL, and looks for nobody.
		where += ` AND (t.id=? OR ?<>'' AND instr(fold(c.name||char(10)||c.saved||char(10)||c.pushed), ?)>0
			OR (?<>'' AND EXISTS (SELECT 1 FROM address x WHERE x.contact_id=c.id AND x.scheme='phone' AND instr(x.value, ?)>0)))`
		name, number := desk.Fold(q), desk.SoughtNumber(q)
		args = append(args, desk.SoughtTicket(q), name, name, number, number)
	}
	if a.After != "" {
		var k1, k2, k3 int64
		if _, err := fmt.Sscanf(a.After, "%d.%d.%d", &k1, &k2, &k3); err != nil {
			return nil, "", desk.Refuse(desk.CodeBadRequest)
		}
		where += " AND " + tab.beyond
		args = append(args, []any{k1, k2, k3}[3-strings.Count(tab.beyond, "?"):]...)
	}
	limit := min(max(a.Limit, 1), 200)
	all, err := v.tickets(where+" ORDER BY "+tab.order+" LIMIT ?", append(args, limit+1)...)
	if err != nil || len(all) <= limit {
		return all, "", err
	}
	all = all[:limit]
	return all, cursor(a.Tab, all[limit-1]), nil
}

func cursor(tab string, t desk.Ticket) string {
	pinned := 0
	if t.Pinned {
		pinned = 1
	}
	switch tab {
	case "pending":
		waits := Millis(t.WaitingSince)
		if waits == 0 {
			waits = math.MaxInt64 // as the column has it: nobody waits, which is last
		}
		return fmt.Sprintf("%d.%d.%d", 1-pinned, waits, t.ID)
	case "snoozed":
		return fmt.Sprintf("0.%d.%d", Millis(t.SnoozedUntil), t.ID)
	}
	return fmt.Sprintf("%d.%d.%d", pinned, Millis(t.LastAt), t.ID)
}

// Counts reads the figures of the tabs, of the badge and of the strip.
func (v *View) Counts() (c desk.Counts, err error) {
	_, err = v.row(`SELECT
		coalesce(sum(status='pending' AND snoozed_until=0),0), coalesce(sum(status='open' AND snoozed_until=0),0),
		coalesce(sum(snoozed_until>0),0), coalesce(sum(unread>0 OR marked>0),0)
		FROM ticket WHERE status IN ('pending','open')`, nil, &c.Pending, &c.Open, &c.Snoozed, &c.Unread)
	if err != nil {
		return c, err
	}
	if _, err = v.row("SELECT count(*) FROM ticket WHERE status='group' AND (unread>0 OR marked>0)", nil, &c.Groups); err != nil {
		return c, err
	}
	_, err = v.row("SELECT coalesce(sum(n),0), count(*) FROM (SELECT count(*) AS n FROM delivery WHERE state IN ('queued','sending') GROUP BY contact_id)",
		nil, &c.Queued, &c.Waiting)
	return c, err
}

// NextWaiting is the ticket that waits longest, other than the given one; 0 if none waits.
func (v *View) NextWaiting(but desk.TicketID) (id desk.TicketID, err error) {
	_, err = v.row(`SELECT id FROM ticket WHERE status<>'closed' AND snoozed_until=0 AND waiting_since>0 AND id<>?
		ORDER BY waiting_since, id LIMIT 1`, []any{but}, &id)
	return id, err
}
