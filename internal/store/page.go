package store

import (
	"slices"

	"github.com/balcao-app/balcao/internal/desk"
)

const messageColumns = `m.id, m.ticket_id, m.contact_id, m.connection_id, m.direction, m.origin, m.kind, m.body, m.reply_to, m.reply_text,
	m.forwarded, m.at, m.status, m.fault_code, m.edited_at, m.revoked_at, m.number, m.wire_id, m.only_by, m.content, m.often, m.starred, m.listened, m.undo_until, m.author_id,
	CASE WHEN m.direction='out' THEN coalesce((SELECT max(hop) FROM delivery WHERE message_id=m.id), 0) ELSE 0 END`

func scanMessage(s scanner) (m desk.Message, err error) {
	var at, edited, revoked, undo int64
	var content string
	var author desk.AuthorID
	err = s.Scan(&m.ID, &m.Ticket, &m.Contact, &m.Connection, &m.Direction, &m.Origin, &m.Kind, &m.Body, &m.ReplyTo, &m.ReplyText,
		&m.Forwarded, &at, &m.Status, &m.Fault, &edited, &revoked, &m.Number, &m.Wire, &m.Only, &content, &m.Often, &m.Starred, &m.Listened, &undo, &author, &m.Hop)
	m.At, m.EditedAt, m.RevokedAt, m.UndoUntil = Time(at), Time(edited), Time(revoked), Time(undo)
	if author > 0 {
		m.Author = &desk.Author{ID: author} // complete fills it in
	}
	if err == nil {
		m.Content, err = readContent(content)
	}
	return m, err
}

// PageAsk chooses messages of a conversation: those before or after one message, or the newest.
type PageAsk struct {
	Contact       desk.ContactID
	Before, After desk.MessageID
	Limit         int
}

// Page reads part of a conversation, oldest first, and whether more lies beyond its far end.
func (v *View) Page(a PageAsk) (all []desk.Message, more bool, err error) {
	limit := min(max(a.Limit, 1), 200)
	edge, cmp, order := a.Before, "<", "DESC"
	if a.After > 0 {
		edge, cmp, order = a.After, ">", "ASC"
	}
	where, args := "WHERE m.contact_id=?", []any{a.Contact}
	if edge > 0 {
		var at int64
		if _, err := v.row("SELECT at FROM message WHERE id=?", []any{edge}, &at); err != nil {
			return nil, false, err
		}
		where += " AND (m.at, m.id) " + cmp + " (?, ?)"
		args = append(args, at, edge)
	}
	all, err = collect(v, scanMessage, "SELECT "+messageColumns+" FROM message m "+where+
		" ORDER BY m.at "+order+", m.id "+order+" LIMIT ?", append(args, limit+1)...)
	if err != nil {
		return nil, false, err
	}
	if more = len(all) > limit; more {
		all = all[:limit]
	}
	if order == "DESC" {
		slices.Reverse(all)
	}
	return all, more, v.complete(all)
}

// Around reads a message of a conversation and what stands before and after it, about as much of each, oldest first; and whether more lies
// beyond either end. not_found where the conversation does not hold it.
func (v *View) Around(c desk.ContactID, id desk.MessageID, limit int) (all []desk.Message, before, after bool, err error) {
	m, err := v.Message(id)
	if err != nil {
		return nil, false, false, err
	}
	if m.Contact != c {
		return nil, false, false, desk.Refuse(desk.CodeNotFound)
	}
	half := min(max(limit, 2), 200) / 2
	all, before, err = v.Page(PageAsk{Contact: c, Before: id, Limit: half})
	if err != nil {
		return nil, false, false, err
	}
	later, after, err := v.Page(PageAsk{Contact: c, After: id, Limit: half})
	return append(append(all, m), later...), before, after, err
}

// Messages reads messages by id; those that do not exist are left out.
func (v *View) Messages(ids []desk.MessageID) ([]desk.Message, error) {
	all := []desk.Message{}
	for _, id := range ids {
		one, err := collect(v, scanMessage, "SELECT "+messageColumns+" FROM message m WHERE m.id=?", id)
		if err != nil {
			return nil, err
		}
		all = append(all, one...)
	}
	return all, v.complete(all)
}

// Message reads one message.
func (v *View) Message(id desk.MessageID) (desk.Message, error) {
	all, err := v.Messages([]desk.MessageID{id})
	if err == nil && len(all) == 0 {
		return desk.Message{}, desk.Refuse(desk.CodeNotFound)
	}
	if err != nil {
		return desk.Message{}, err
	}
	return all[0], nil
}

// complete adds quotes, reactions and attachments.
func (v *View) complete(all []desk.Message) (err error) {
	for i := range all {
		m := &all[i]
		if m.Author != nil {
			if m.Author, err = v.author(m.Author.ID); err != nil {
				return err
			}
		}
		if m.ReplyTo > 0 {
			if m.Quoted, err = v.lastLine(m.ReplyTo); err != nil {
				return err
			}
		}
		if m.Direction != desk.In && m.Direction != desk.Out {
			continue
		}
		if m.Reactions, err = v.reactions(m.ID); err != nil {
			return err
		}
		if m.Kind == desk.Call {
			line, _, err := v.callOf(m.ID)
			if err != nil {
				return err
			}
			m.Content = &desk.Content{Call: &line}
			continue
		}
		if m.Gestures, err = v.gestures(m.ID); err != nil {
			return err
		}
		if m.Kind != desk.Text {
			if m.Attachment, err = v.attachmentOf(m.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *View) reactions(id desk.MessageID) ([]desk.Reaction, error) {
	all, err := collect(v, func(s scanner) (r desk.Reaction, err error) {
		var at int64
		var author desk.AuthorID
		if err = s.Scan(&r.Direction, &author, &r.Emoji, &at); author > 0 {
			r.Author = &desk.Author{ID: author}
		}
		r.At = Time(at)
		return r, err
	}, "SELECT direction, author_id, emoji, at FROM reaction WHERE message_id=? AND emoji<>'' ORDER BY direction, author_id", id)
	for i := range all {
		if err == nil && all[i].Author != nil {
			all[i].Author, err = v.author(all[i].Author.ID)
		}
	}
	return all, err
}

// FirstUnseen is the message above which the unread divider stands, 0 if everything was seen.
func (v *View) FirstUnseen(t desk.TicketID) (id desk.MessageID, err error) {
	_, err = v.row("SELECT id FROM message WHERE ticket_id=? AND seen=0 ORDER BY at, id LIMIT 1", []any{t}, &id)
	return id, err
}

// PageFrom reads a conversation from its beginning: the messages behind one, or the first ones where that is 0, and whether there are more.
func (v *View) PageFrom(c desk.ContactID, last desk.MessageID, limit int) (all []desk.Message, more bool, err error) {
	if last > 0 {
		return v.Page(PageAsk{Contact: c, After: last, Limit: limit})
	}
	var first desk.MessageID
	found, err := v.row("SELECT id FROM message WHERE contact_id=? ORDER BY at, id LIMIT 1", []any{c}, &first)
	if err != nil || !found {
		return nil, false, err
	}
	if all, err = v.Messages([]desk.MessageID{first}); err != nil {
		return nil, false, err
	}
	return all, true, nil
}
