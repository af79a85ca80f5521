package store

import (
	"cmp"
	"slices"

	"github.com/balcao-app/balcao/internal/desk"
)

// mergeContact moves everything of one contact to another and forgets the empty one. What is left are the rows that there would
// be if the network had said from the start that both are one person.
func (tx *Tx) mergeContact(from, to desk.ContactID) error {
	if err := tx.mergeTickets(from, to); err != nil {
		return err
	}
	if err := tx.mergeTwins(from, to); err != nil {
		return err
	}
	for _, q := range []string{
		"UPDATE address SET contact_id=?2 WHERE contact_id=?1",
		"UPDATE former SET contact_id=?2 WHERE contact_id=?1",
		"UPDATE ticket SET contact_id=?2 WHERE contact_id=?1",
		"UPDATE message SET contact_id=?2 WHERE contact_id=?1",
		"UPDATE OR IGNORE sighting SET contact_id=?2 WHERE contact_id=?1",
		"DELETE FROM sighting WHERE contact_id=?1",
		"UPDATE OR IGNORE early SET contact_id=?2 WHERE contact_id=?1",
		"DELETE FROM early WHERE contact_id=?1",
		"UPDATE delivery SET contact_id=?2 WHERE contact_id=?1",
		`INSERT INTO last_inbound(contact_id, number, at, shut_at) SELECT ?2, number, at, shut_at FROM last_inbound WHERE contact_id=?1
		 ON CONFLICT DO UPDATE SET at=max(at, excluded.at), shut_at=max(shut_at, excluded.shut_at)`,
		"DELETE FROM last_inbound WHERE contact_id=?1",
		"UPDATE OR IGNORE contact_tag SET contact_id=?2 WHERE contact_id=?1",
		"DELETE FROM contact_tag WHERE contact_id=?1",
		"UPDATE OR IGNORE contact_field SET contact_id=?2 WHERE contact_id=?1",
		"DELETE FROM contact_field WHERE contact_id=?1",
		"UPDATE OR IGNORE contact_block SET contact_id=?2 WHERE contact_id=?1",
		"DELETE FROM contact_block WHERE contact_id=?1",
		`UPDATE contact AS t SET
		   blocked_at = max(t.blocked_at, f.blocked_at),
		   name = CASE WHEN t.name='' THEN f.name ELSE t.name END,
		   saved = CASE WHEN t.saved='' THEN f.saved ELSE t.saved END,
		   pushed = CASE WHEN (f.pushed_at, f.pushed)>(t.pushed_at, t.pushed) THEN f.pushed ELSE t.pushed END,
		   pushed_at = max(t.pushed_at, f.pushed_at),
		   marketing_stopped = CASE WHEN (f.marketing_at, f.marketing_stopped)>(t.marketing_at, t.marketing_stopped) THEN f.marketing_stopped
		     ELSE t.marketing_stopped END,
		   marketing_at = max(t.marketing_at, f.marketing_at),
		   note = trim(t.note || char(10) || f.note, char(10))
		 FROM contact AS f WHERE f.id=?1 AND t.id=?2`,
		"UPDATE contact_block SET wanted=1, " + askAgain + " WHERE contact_id=?2 AND wanted=0 AND (SELECT blocked_at FROM contact WHERE id=?2)>0",
		"DELETE FROM contact WHERE id=?1",
	} {
		if _, err := tx.exec(q, from, to); err != nil {
			return err
		}
	}
	tx.Emit("contact", int64(from), int64(to))
	tx.Emit("contact", int64(to), 0)
	return tx.findQuotes(to)
}

// heap is a ticket that a merge of contacts looks at.
type heap struct {
	id       desk.TicketID
	channel  desk.ChannelID
	live     bool
	imported bool
}

// mergeTickets makes one ticket of those that stand for the same stretch of talk: of two live ones in one channel the newer goes
// into the older, and one that only keeps what was written elsewhere goes into any other.
func (tx *Tx) mergeTickets(from, to desk.ContactID) error {
	all, err := collect(&tx.View, func(s scanner) (h heap, err error) { return h, s.Scan(&h.id, &h.channel, &h.live, &h.imported) },
		"SELECT id, channel_id, status<>'closed', imported FROM ticket WHERE contact_id IN (?,?)", from, to)
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b heap) int { return cmp.Compare(a.id, b.id) })
	keep := map[desk.ChannelID]heap{}
	for _, h := range all {
		if best, ok := keep[h.channel]; !ok || h.above(best) {
			keep[h.channel] = h
		}
	}
	for _, h := range all {
		best := keep[h.channel]
		if h.id == best.id || !h.imported && !h.live {
			continue
		}
		if err := tx.mergeTicket(h, best.id); err != nil {
			return err
		}
	}
	return nil
}

// above tells whether a ticket rather than an older one of its channel takes what is merged: a live one, else the newest that
// an operator closed, else the oldest.
func (h heap) above(older heap) bool {
	switch {
	case h.live != older.live:
		return h.live
	case h.live:
		return false
	case h.imported != older.imported:
		return older.imported
	}
	return !h.imported
}

// mergeTicket moves the messages of one ticket to another and forgets the empty one.
func (tx *Tx) mergeTicket(drop heap, keep desk.TicketID) error {
	if _, err := tx.exec("UPDATE message SET ticket_id=? WHERE ticket_id=?", keep, drop.id); err != nil {
		return err
	}
	if _, err := tx.exec(`UPDATE ticket AS k SET
		status = CASE WHEN ?3 AND d.status='open' THEN 'open' ELSE k.status END,
		snoozed_until = CASE WHEN ?3 THEN min(k.snoozed_until, d.snoozed_until) ELSE k.snoozed_until END,
		closed_at = CASE WHEN k.imported=1 THEN max(k.closed_at, d.closed_at) ELSE k.closed_at END,
		draft = CASE WHEN k.draft IN ('', d.draft) THEN d.draft WHEN d.draft='' THEN k.draft
		  WHEN k.id<d.id THEN k.draft||char(10)||d.draft ELSE d.draft||char(10)||k.draft END,
		pinned = max(k.pinned, d.pinned), muted = min(k.muted, d.muted), marked = max(k.marked, d.marked)
		FROM ticket AS d WHERE k.id=?1 AND d.id=?2`, keep, drop.id, drop.live); err != nil {
		return err
	}
	if err := tx.relay(drop.id, keep); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM step_change WHERE ticket_id=?", drop.id); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM ticket WHERE id=?", drop.id); err != nil {
		return err
	}
	tx.touch(drop.id)
	return tx.Recount(keep)
}

// mergeTwins makes one of each message that came once under either contact.
func (tx *Tx) mergeTwins(from, to desk.ContactID) error {
	type pair struct{ keep, drop desk.MessageID }
	all, err := collect(&tx.View, func(s scanner) (p pair, err error) { return p, s.Scan(&p.keep, &p.drop) },
		`SELECT min(a.message_id, b.message_id), max(a.message_id, b.message_id) FROM sighting a
		 JOIN sighting b ON b.contact_id=?2 AND b.connection_id=a.connection_id AND b.direction=a.direction AND b.remote_id=a.remote_id
		 WHERE a.contact_id=?1 AND a.message_id<>b.message_id`, from, to)
	if err != nil {
		return err
	}
	for i, p := range all {
		if slices.Contains(all[:i], p) {
			continue // seen on two connections
		}
		if err := tx.mergeMessage(p.keep, p.drop, from, to); err != nil {
			return err
		}
	}
	return nil
}

// mergeMessage puts what was heard about a copy of a message into the other copy and forgets the first.
func (tx *Tx) mergeMessage(keep, drop desk.MessageID, from, to desk.ContactID) error {
	m, err := tx.Message(drop)
	if err != nil {
		return err
	}
	for _, q := range []string{
		`UPDATE message AS k SET
		   body = CASE WHEN max(k.revoked_at, d.revoked_at)>0 THEN '' WHEN (d.edited_at, d.edited_by)>(k.edited_at, k.edited_by) THEN d.body ELSE k.body END,
		   content = CASE WHEN max(k.revoked_at, d.revoked_at)>0 THEN '' ELSE k.content END,
		   edited_at = CASE WHEN max(k.revoked_at, d.revoked_at)>0 THEN 0 ELSE max(k.edited_at, d.edited_at) END,
		   edited_by = CASE WHEN max(k.revoked_at, d.revoked_at)>0 THEN ''
		     WHEN (d.edited_at, d.edited_by)>(k.edited_at, k.edited_by) THEN d.edited_by ELSE k.edited_by END,
		   reply_text = CASE WHEN d.revoked_at>0 THEN '' ELSE k.reply_text END,
		   revoked_at = CASE WHEN min(k.revoked_at, d.revoked_at)=0 THEN max(k.revoked_at, d.revoked_at) ELSE min(k.revoked_at, d.revoked_at) END,
		   reply_to = CASE WHEN k.reply_to=0 THEN d.reply_to ELSE k.reply_to END,
		   reply_remote = CASE WHEN d.reply_to>0 THEN '' ELSE k.reply_remote END,
		   seen = max(k.seen, d.seen), told = max(k.told, d.told), often = max(k.often, d.often), starred = max(k.starred, d.starred),
		   listened = max(k.listened, d.listened),
		   wire_id = CASE WHEN k.wire_id='' THEN d.wire_id ELSE k.wire_id END
		 FROM message AS d WHERE k.id=?1 AND d.id=?2`,
		"INSERT INTO reaction(message_id, direction, author_id, emoji, at, by_id) SELECT ?1, direction, author_id, emoji, at, by_id FROM reaction WHERE message_id=?2" + laterReaction,
		"DELETE FROM reaction WHERE message_id=?2",
		"UPDATE OR IGNORE attachment SET message_id=?1 WHERE message_id=?2",
		"UPDATE delivery SET message_id=?1 WHERE message_id=?2",
		"UPDATE OR IGNORE gesture SET message_id=?1 WHERE message_id=?2",
		"DELETE FROM gesture WHERE message_id=?2",
		"INSERT INTO receipt(message_id, status, at) SELECT ?1, status, at FROM receipt WHERE message_id=?2" + earlierReceipt,
		"DELETE FROM receipt WHERE message_id=?2",
		"UPDATE sighting SET message_id=?1 WHERE message_id=?2",
		"UPDATE message SET reply_to=?1 WHERE contact_id IN (?3, ?4) AND reply_to=?2",
	} {
		if _, err := tx.exec(q, keep, drop, from, to); err != nil {
			return err
		}
	}
	if err := tx.joinCalls(keep, drop); err != nil {
		return err
	}
	if err := tx.dropAttachments("message_id=?2 OR message_id=?1 AND (SELECT revoked_at FROM message WHERE id=?1)>0", keep, drop); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM message WHERE id=?", drop); err != nil {
		return err
	}
	tx.Emit("message", int64(drop), int64(m.Contact))
	tx.Emit("message", int64(keep), int64(to))
	if err := tx.Climb(keep, m.Status); err != nil {
		return err
	}
	return tx.recountBoth(m.Ticket, keep)
}

func (tx *Tx) recountBoth(one desk.TicketID, other desk.MessageID) error {
	var ticket desk.TicketID
	if _, err := tx.row("SELECT ticket_id FROM message WHERE id=?", []any{other}, &ticket); err != nil {
		return err
	}
	if err := tx.Recount(ticket); err != nil || one == ticket {
		return err
	}
	return tx.Recount(one)
}
