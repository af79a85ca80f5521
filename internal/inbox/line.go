package inbox

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Kinds of lines about a customer; the page has the words under these keys.
const (
	lineMoved   = "contact.moved"
	lineRekeyed = "contact.identity_changed"
	lineStopped = "contact.marketing_stopped"
	lineResumed = "contact.marketing_resumed"
)

// line is what a network tells about a customer, as it stands between the messages.
type line struct {
	Kind    desk.MessageKind
	Body    string        `json:",omitempty"` // in the network's words
	Content *desk.Content `json:",omitempty"`
	At      time.Time
}

// phone is the number of a party, empty where the network did not tell it.
func phone(p transport.Party) string {
	for _, a := range p.Addresses {
		if a.Scheme == desk.SchemePhone {
			return a.Value
		}
	}
	return ""
}

// preference records what a customer wants to get. Each word has its line, whichever counts in the end.
func (w *intake) preference(ev transport.Preference) error {
	contact, err := w.speaker(ev.From, ev.At)
	if err != nil {
		return err
	}
	if err := w.name(contact, ev.From, ev.At); err != nil {
		return err
	}
	if err := w.tx.SetMarketing(contact, ev.Stopped, ev.At); err != nil {
		return err
	}
	said := line{Kind: lineResumed, At: ev.At}
	if ev.Stopped {
		said.Kind = lineStopped
	}
	return w.write(contact, ev.Remote, said)
}

// line writes a line about a customer into their conversation, once.
func (w *intake) line(who transport.Party, remote desk.RemoteID, said line) error {
	contact, err := w.whose(who, said.At)
	if err != nil {
		return err
	}
	return w.write(contact, remote, said)
}

// write puts a line where the conversation is. It opens none: a line that comes before anything was said waits for that.
func (w *intake) write(contact desk.ContactID, remote desk.RemoteID, said line) error {
	known, err := w.tx.Sighted(w.on, contact, desk.In, remote)
	if err != nil || known > 0 {
		return err
	}
	ticket, err := w.talk(contact, said.At)
	if err != nil {
		return err
	}
	if ticket == 0 {
		return w.keep(contact, remote, said)
	}
	id, err := w.tx.AddMessage(desk.Message{Ticket: ticket, Contact: contact, Connection: w.on, Direction: desk.System, Origin: desk.FromCustomer,
		Kind: said.Kind, Body: said.Body, Content: said.Content, At: said.At, Status: desk.Received}, true, true, w.now, "")
	if err != nil {
		return err
	}
	_, err = w.tx.AddSighting(w.on, contact, desk.In, remote, id)
	return err
}

// talk finds the ticket of a line, 0 if nothing was ever said on this channel.
func (w *intake) talk(contact desk.ContactID, at time.Time) (desk.TicketID, error) {
	if err := w.findHome(); err != nil {
		return 0, err
	}
	live, err := w.tx.Live(contact)
	if err != nil {
		return 0, err
	}
	id, found, err := w.join(live, at)
	if err != nil || found {
		return id, err
	}
	return newest(live, w.home), nil
}

// newest is the newest ticket on a channel, 0 if there is none.
func newest(tickets []desk.Live, channel desk.ChannelID) desk.TicketID {
	for _, t := range tickets {
		if t.Channel == channel {
			return t.Ticket
		}
	}
	return 0
}

func (w *intake) keep(contact desk.ContactID, remote desk.RemoteID, said line) error {
	text, err := json.Marshal(word{Line: &said})
	if err != nil {
		return fmt.Errorf("keep a line about a customer: %w", err)
	}
	return w.tx.AddEarly(w.on, contact, desk.In, remote, string(text))
}

// waiting writes the lines that waited for a conversation with a contact; those that still have none go on waiting.
func (w *intake) waiting(contact desk.ContactID) error {
	all, err := w.tx.EarlyOf(contact)
	if err != nil {
		return err
	}
	for _, kept := range all {
		var said word
		if err := json.Unmarshal([]byte(kept.Event), &said); err != nil {
			return fmt.Errorf("read a kept word: %w", err)
		}
		if said.Line == nil {
			continue
		}
		if err := w.tx.DropEarly(kept.ID); err != nil {
			return err
		}
		if err := (&intake{tx: w.tx, on: kept.Connection, now: w.now}).write(contact, kept.Remote, *said.Line); err != nil {
			return err
		}
	}
	return nil
}
