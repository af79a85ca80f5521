package inbox

import (
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// message stores a customer's message, or one that our account wrote on another device.
func (w *intake) message(ev transport.Incoming) error {
	find := w.speaker
	if ev.Echo {
		find = w.whose
	}
	contact, err := find(ev.From, ev.At)
	if err != nil {
		return err
	}
	if err := w.name(contact, ev.From, ev.At); err != nil {
		return err
	}
	d := side(ev.Echo)
	known, err := w.tx.Sighted(w.on, contact, d, ev.Remote)
	if err == nil && known == 0 {
		known, err = w.copyOf(contact, d, ev)
	}
	switch {
	case err != nil:
		return err
	case known > 0 && ev.Echo:
		return w.prove(known, nil, echoStatus(ev), time.Time{})
	case known > 0:
		return nil
	}
	if ev.Echo && !w.imported {
		if ignored, err := w.ignored(); err != nil || ignored {
			return err
		}
	}
	return w.insert(contact, d, ev)
}

// hush notes whether a message comes from a customer whom the operator blocked: it is kept, and calls for nothing.
func (w *intake) hush(contact desk.ContactID, d desk.Direction) (err error) {
	w.blocked = false
	if d == desk.In {
		w.blocked, err = w.tx.Blocked(contact)
	}
	if err == nil && w.blocked && !w.imported {
		err = w.tx.AskBlockBy(contact, w.on)
	}
	return err
}

// nearby is how far the clocks of two networks may tell the time of one message apart.
const nearby = 2 * time.Minute

// copyOf finds the message that another connection of the same number brought or sent already, and notes that this one saw it
// too. Where no id is common to both, the same words at the same time are the same message; each stands for one copy only.
func (w *intake) copyOf(contact desk.ContactID, d desk.Direction, ev transport.Incoming) (desk.MessageID, error) {
	number, alike, err := w.number()
	if err != nil || !alike {
		return 0, err
	}
	id, err := w.tx.Wired(number, contact, d, ev.Wire)
	if err == nil && id == 0 && !w.imported {
		twin := desk.Message{Contact: contact, Direction: d, Kind: ev.Kind, Body: desk.Clean(ev.Body), Number: number, Wire: ev.Wire, At: ev.At}
		id, err = w.tx.Twin(w.on, twin, nearby)
	}
	if err != nil || id == 0 {
		return 0, err
	}
	if _, err := w.tx.AddSighting(w.on, contact, d, ev.Remote, id); err != nil {
		return 0, err
	}
	return id, w.early(id, contact, d, ev.Remote)
}

// number is ours on this connection; alike tells that another connection has it too.
func (w *intake) number() (number string, alike bool, err error) {
	if err := w.findHome(); err != nil {
		return "", false, err
	}
	others, err := w.tx.Alike(w.on)
	return w.ours, len(others) > 0, err
}

// ignored tells whether the channel leaves out what our account writes outside the program.
func (w *intake) ignored() (bool, error) {
	if err := w.findHome(); err != nil {
		return false, err
	}
	channel, err := w.tx.Channel(w.home)
	return channel.IgnoreOutside, err
}

func (w *intake) insert(contact desk.ContactID, d desk.Direction, ev transport.Incoming) error {
	if err := w.hush(contact, d); err != nil {
		return err
	}
	ticket, thanks, err := w.ticketFor(contact, d, ev)
	if err != nil {
		return err
	}
	seen := ev.Echo || w.imported || w.blocked
	if _, err := w.file(w.compose(ticket, contact, d, ev), ev, seen, seen || ev.Kind == desk.Call); err != nil {
		return err
	}
	if thanks {
		if err := w.thanked(ticket, contact, ev.At); err != nil {
			return err
		}
	}
	if d == desk.In && !w.imported {
		return w.tx.HeardFrom(contact, w.ours, ev.At)
	}
	return nil
}

// compose is the row of a message.
func (w *intake) compose(ticket desk.TicketID, contact desk.ContactID, d desk.Direction, ev transport.Incoming) desk.Message {
	m := desk.Message{Ticket: ticket, Contact: contact, Connection: w.on, Number: w.ours, Wire: ev.Wire, Direction: d, Origin: desk.FromCustomer, Kind: ev.Kind,
		Content: ev.Content, Body: desk.Clean(ev.Body), ReplyText: desk.Clean(ev.ReplyText), Forwarded: ev.Forwarded, Often: ev.Often, At: ev.At, Status: desk.Received}
	if ev.Echo {
		m.Origin, m.Status = desk.FromPhone, echoStatus(ev)
	}
	if m.Kind == desk.Call {
		m.Content = nil // it changes, and stands in a row of its own
	}
	return m
}

// file stores a message that nobody knows yet, with what belongs to it and what was said about it before it came.
func (w *intake) file(m desk.Message, ev transport.Incoming, seen, told bool) (id desk.MessageID, err error) {
	if m.ReplyTo, err = w.quoted(m.Contact, ev.ReplyTo); err != nil {
		return 0, err
	}
	if id, err = w.tx.AddMessage(m, seen, told, w.now, ""); err != nil {
		return 0, err
	}
	if m.Kind == desk.Call {
		if err := w.ring(id, ev); err != nil {
			return 0, err
		}
	}
	if _, err := w.tx.AddSighting(w.on, m.Contact, m.Direction, ev.Remote, id); err != nil {
		return 0, err
	}
	if ev.ReplyTo != "" && m.ReplyTo == 0 {
		if err := w.tx.AwaitQuote(id, ev.ReplyTo); err != nil {
			return 0, err
		}
	}
	if err := w.tx.Quoted(w.on, m.Contact, ev.Remote, id); err != nil {
		return 0, err
	}
	if err := w.attach(id, ev.Attachment); err != nil {
		return 0, err
	}
	return id, w.early(id, m.Contact, m.Direction, ev.Remote)
}

// attach notes the file of a message.
func (w *intake) attach(id desk.MessageID, a *transport.Attachment) error {
	if a == nil {
		return nil
	}
	state, err := w.wish(a)
	if err != nil {
		return err
	}
	return w.tx.AddAttachment(desk.Attachment{Message: id, Kind: a.Kind, Mime: desk.Clean(a.Mime), Name: desk.SafeName(a.Name), Bytes: a.Bytes,
		Width: a.Width, Height: a.Height, Duration: a.Duration, Pages: desk.PagesTold(a.Pages), Wave: a.Wave, State: state, Ref: a.Ref})
}

// wish says whether the file of a message is fetched by itself: that of new talk is, where the operator did not choose otherwise for its
// kind or its size, that of imported talk only when asked for.
func (w *intake) wish(a *transport.Attachment) (string, error) {
	if w.imported {
		return "remote", nil
	}
	settings, err := w.tx.Settings()
	if err != nil || settings["download_"+string(a.Kind)] == "0" || a.Bytes > desk.FetchLimit(settings) {
		return "remote", err
	}
	return "wanted", nil
}

func echoStatus(ev transport.Incoming) desk.MessageStatus {
	if ev.Status != "" {
		return ev.Status
	}
	return desk.Sent
}

// quoted finds the message that a reply names, whichever side wrote it; 0 when it is not stored here.
func (w *intake) quoted(contact desk.ContactID, remote desk.RemoteID) (desk.MessageID, error) {
	if remote == "" {
		return 0, nil
	}
	for _, d := range []desk.Direction{desk.In, desk.Out} {
		if id, err := w.tx.Sighted(w.on, contact, d, remote); err != nil || id > 0 {
			return id, err
		}
	}
	return 0, nil
}

// early applies what was said about the message before it came.
func (w *intake) early(id desk.MessageID, contact desk.ContactID, d desk.Direction, remote desk.RemoteID) error {
	words, err := w.tx.TakeEarly(w.on, contact, d, remote)
	if err != nil {
		return err
	}
	for _, text := range words {
		if err := w.recall(id, text); err != nil {
			return err
		}
	}
	return nil
}

// ticketFor finds or opens the ticket of a message. Only a customer's new message opens or reopens one; what was written
// elsewhere, or long ago, goes where the conversation is, or into a closed ticket of its own. Thanks are a customer's message that
// leaves a ticket closed.
func (w *intake) ticketFor(contact desk.ContactID, d desk.Direction, ev transport.Incoming) (id desk.TicketID, thanks bool, err error) {
	if err := w.findHome(); err != nil {
		return 0, false, err
	}
	live, err := w.tx.Live(contact)
	if err != nil {
		return 0, false, err
	}
	asks := d == desk.In && !w.imported && !w.blocked
	if asks {
		if id, err := w.courtesy(live, ev); err != nil || id != 0 {
			return id, true, err
		}
	}
	id, found, err := w.join(live, ev.At)
	switch {
	case err != nil:
		return 0, false, err
	case found && asks:
		return id, false, w.stir(live, id, ev.At)
	case found:
		return id, false, nil
	case asks:
		id, err = w.begin(contact, desk.Pending, ev.At)
		return id, false, err
	}
	if id := newest(live, w.home); id != 0 {
		return id, false, nil
	}
	id, err = w.begin(contact, desk.Closed, ev.At)
	return id, false, err
}

// join is desk.Join with the operator's reopening period.
func (w *intake) join(live []desk.Live, at time.Time) (desk.TicketID, bool, error) {
	reopen, err := w.tx.Minutes("reopen_minutes")
	if err != nil {
		return 0, false, err
	}
	id, found := desk.Join(w.on, w.home, live, at, reopen)
	return id, found, nil
}

// begin opens a ticket, with the lines that waited for one. A closed one only keeps what was written elsewhere.
func (w *intake) begin(contact desk.ContactID, status desk.TicketStatus, at time.Time) (desk.TicketID, error) {
	id, err := w.tx.AddTicket(w.home, contact, status, at, status == desk.Closed)
	if err != nil {
		return 0, err
	}
	return id, w.waiting(contact)
}

// stir makes a ticket show up again: a snoozed one wakes, a closed one is pending once more.
func (w *intake) stir(live []desk.Live, id desk.TicketID, at time.Time) error {
	i := slices.IndexFunc(live, func(t desk.Live) bool { return t.Ticket == id })
	if live[i].Status != desk.Closed {
		return w.tx.Snooze(id, time.Time{})
	}
	_, err := w.tx.MoveTicket(id, desk.Pending, at, desk.Closed)
	return err
}

func (w *intake) findHome() error {
	if w.home != 0 {
		return nil
	}
	c, err := w.tx.Connection(w.on)
	w.home, w.ours = c.Channel, c.Number
	return err
}

// batch stores history. It opens no ticket and rings no bell; what is known stays as it is.
func (w *intake) batch(b transport.Batch) error {
	for _, who := range b.Contacts {
		if _, group := desk.GroupOf(who.Addresses); group {
			continue
		}
		contact, err := w.contact(who)
		if err != nil {
			return err
		}
		if err := w.name(contact, who, w.now); err != nil {
			return err
		}
	}
	for _, m := range b.Messages {
		if _, group := groupOf(m); group {
			continue // of groups only what is written from now on is kept
		}
		if err := w.message(m); err != nil {
			return err
		}
	}
	return nil
}

// Import stores a batch of history that came from a connection, inside a transaction of the caller.
func (s *Service) Import(tx *store.Tx, on desk.ConnectionID, b transport.Batch) error {
	return (&intake{tx: tx, on: on, now: time.Now(), imported: true}).batch(b)
}
