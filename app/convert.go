package app

import (
	"slices"
	"strconv"

	"github.com/balcao-app/balcao/internal/connection"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

func international(number string) string {
	if number == "" {
		return ""
	}
	return "+" + number
}

func fault(code desk.Code) *Fault {
	if code == "" {
		return nil
	}
	return &Fault{Code: string(code), Params: map[string]string{}}
}

func (a *API) connectionOf(c desk.Connection, all []desk.Connection, settings map[string]string) Connection {
	out := Connection{ID: int64(c.ID), Channel: int64(c.Channel), Kind: string(c.Kind), Name: c.Name, Number: international(c.Number),
		Health: string(c.Health), Fault: fault(c.Fault), Since: store.Millis(c.Since), RetryAt: store.Millis(c.RetryAt), Importing: c.Percent, Unshared: c.Unshared && c.Percent == 0, Config: c.Config, Receives: "session"}
	driver, _ := a.engine.Driver(c.Kind)
	out.Official, out.Called = driver.Official, driver.Called
	out.Calls, out.CallText, out.Webphone = string(c.Calls), c.CallText, c.Webphone
	out.Rings, out.Rejects = driver.Caps.Calls, driver.Caps.Reject
	if len(c.Config) == 0 {
		return out
	}
	if driver.Called {
		out.Hook = connection.HookAddress(settings["public_address"], c.Hook)
	}
	if f := a.engine.Connections.Unheard(c.ID); f != nil && out.Hook != "" {
		why := faultOf(f)
		out.Unheard = &why
	}
	switch {
	case driver.Pairs: // it hears by itself, and sooner where it is called
		out.Receives = "session"
	case out.Hook != "":
		out.Receives = "door"
	case slices.ContainsFunc(all, func(o desk.Connection) bool { return o.ID != c.ID && o.Number == c.Number && c.Number != "" }):
		out.Receives = "companion"
	default:
		out.Receives = "none"
	}
	return out
}

func ticketOf(t desk.Ticket) Ticket {
	out := Ticket{ID: int64(t.ID), Contact: int64(t.Contact.ID), Channel: int64(t.Channel), Connection: int64(t.Out),
		Name: t.Contact.Title(), Number: international(t.Contact.Number), Status: string(t.Status),
		Protocol: t.Protocol, Muted: t.Muted, Tags: each(t.Contact.Tags, func(id desk.TagID) int64 { return int64(id) }),
		SnoozedUntil: snoozed(t.SnoozedUntil), Pinned: t.Pinned, Unread: t.Unread, WaitingSince: store.Millis(t.WaitingSince),
		LastAt: store.Millis(t.LastAt), Draft: t.Draft, OpenedAt: store.Millis(t.OpenedAt), ClosedAt: store.Millis(t.ClosedAt), NoMarketing: t.Contact.NoMarketing}
	if m := t.Last; m != nil {
		out.Last = &LastLine{Direction: string(m.Direction), Kind: lineKind(*m), Text: preview(m.Kind, m.Body, 160), Author: maybeAuthor(m.Author),
			Status: string(m.Status), Reserve: m.Hop > 0}
	}
	return out
}

func stretchOf(s desk.Stretch) Stretch {
	return Stretch{ID: int64(s.ID), Protocol: s.Protocol, Status: string(s.Status), Reason: int64(s.Reason), OpenedAt: store.Millis(s.OpenedAt),
		ClosedAt: store.Millis(s.ClosedAt)}
}

func messageOf(m desk.Message) Message {
	out := Message{Author: maybeAuthor(m.Author), ID: int64(m.ID), Ticket: int64(m.Ticket), Contact: int64(m.Contact), Direction: string(m.Direction),
		Origin: string(m.Origin), Kind: string(m.Kind), Body: m.Body, At: store.Millis(m.At), Status: string(m.Status),
		Fault: fault(m.Fault), Reserve: m.Hop > 0, Content: m.Content, Connection: int64(m.Connection), Edited: !m.EditedAt.IsZero(), Revoked: !m.RevokedAt.IsZero(), Forwarded: m.Forwarded,
		Often: m.Often, Starred: m.Starred, Listened: m.Listened, UndoUntil: store.Millis(m.UndoUntil), Gestures: each(m.Gestures, gestureOf)}
	if m.Direction == desk.System {
		out.System, out.Body, out.Content, out.Params = string(m.Kind), "", nil, paramsOf(m)
	}
	switch {
	case m.Quoted != nil:
		out.ReplyTo = &Quote{ID: int64(m.Quoted.ID), Direction: string(m.Quoted.Direction), Kind: lineKind(*m.Quoted),
			Text: preview(m.Quoted.Kind, m.Quoted.Body, 200), Author: maybeAuthor(m.Quoted.Author)}
	case m.ReplyText != "":
		out.ReplyTo = &Quote{Direction: string(desk.In), Kind: string(desk.Text), Text: desk.Excerpt(m.ReplyText, 200)}
	}
	for _, r := range m.Reactions {
		out.Reactions = append(out.Reactions, Reaction{Direction: string(r.Direction), Emoji: r.Emoji, Author: maybeAuthor(r.Author)})
	}
	if a := m.Attachment; a != nil {
		out.Attachment = &Attachment{ID: int64(a.ID), Kind: string(a.Kind), Mime: a.Mime, Name: a.Name, Bytes: a.Bytes,
			Width: a.Width, Height: a.Height, Millis: a.Duration.Milliseconds(), Pages: a.Pages, State: a.State,
			Wave: each(a.Wave, func(b byte) int { return int(b) }), Risky: desk.Dangerous(a.Name), Huge: !desk.Drawable(a.Width, a.Height)}
		if a.State == "ready" {
			out.Attachment.URL = "media/" + strconv.FormatInt(int64(a.ID), 10)
		}
	}
	return out
}

// paramsOf is what the words of a system line name. Numbers that the network did not tell are left out.
func paramsOf(m desk.Message) map[string]string {
	out := map[string]string{"ticket": strconv.FormatInt(int64(m.Ticket), 10)}
	if m.Content == nil {
		return out
	}
	if m.Content.Reason != "" {
		out["reason"] = m.Content.Reason
	}
	if m.Content.Moved == nil {
		return out
	}
	for key, number := range map[string]string{"from": m.Content.Moved.From, "to": m.Content.Moved.To} {
		if number != "" {
			out[key] = international(number)
		}
	}
	return out
}

func authorOf(a desk.Author) Author {
	return Author{ID: int64(a.ID), Name: a.Name, Number: international(a.Number), Color: a.Color, LastAt: store.Millis(a.LastAt)}
}

func maybeAuthor(a *desk.Author) *Author {
	if a == nil {
		return nil
	}
	out := authorOf(*a)
	return &out
}

func gestureOf(g desk.Gesture) Gesture {
	return Gesture{ID: int64(g.ID), Act: string(g.Act), Words: g.Words, State: string(g.State), Fault: fault(g.Fault)}
}

func attemptOf(d desk.Delivery) Attempt {
	return Attempt{ID: int64(d.ID), Connection: int64(d.Connection), State: string(d.State), Hop: d.Hop, Try: d.Attempt,
		StartedAt: store.Millis(d.StartedAt), EndedAt: store.Millis(d.EndedAt), NextAt: store.Millis(d.NextAt), Fault: fault(d.Fault), RawCode: d.Raw,
		Doubtful: d.Doubtful}
}

func countsOf(c desk.Counts) Counts {
	return Counts{Pending: c.Pending, Open: c.Open, Snoozed: c.Snoozed, Unread: c.Unread, Queued: c.Queued, Waiting: c.Waiting, Groups: c.Groups}
}

func each[A, B any](in []A, fn func(A) B) []B {
	out := make([]B, 0, len(in))
	for _, a := range in {
		out = append(out, fn(a))
	}
	return out
}
