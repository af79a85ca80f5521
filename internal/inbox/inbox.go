// Package inbox holds the inbound and the operator's use cases: what a network tells becomes rows, tickets are taken, closed
// and marked. It sends nothing and knows no adapter.
package inbox

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Service works on one data folder.
type Service struct{ db *store.DB }

// New makes the service of a data folder.
func New(db *store.DB) *Service {
	db.OnWord(func(tx *store.Tx, kept store.Word) error {
		return (&intake{tx: tx, on: kept.Connection, now: time.Now()}).recall(kept.Message, kept.Event)
	})
	return &Service{db: db}
}

// Receive stores what a connection heard. Nil means committed: the network may be told that it was received. The same event
// may come any number of times and in any order; the rows end the same.
func (s *Service) Receive(ctx context.Context, on desk.ConnectionID, ev transport.Event) error {
	return s.db.Write(ctx, func(tx *store.Tx) error {
		w := &intake{tx: tx, on: on, now: time.Now()}
		return w.take(ev)
	})
}

// intake is one event, or one batch of history, on its way into one transaction.
type intake struct {
	tx       *store.Tx
	on       desk.ConnectionID
	home     desk.ChannelID
	ours     string // our number on this connection
	now      time.Time
	imported bool
	blocked  bool // the customer of this message is
	late     bool // a call that the network kept while we were away
}

func (w *intake) take(ev transport.Event) error {
	if group, is := groupOf(ev); is {
		return w.inGroup(group, ev)
	}
	return w.heard(ev)
}

// heard stores what was said between two. Words about a message of a group end here too, once its contact is known.
func (w *intake) heard(ev transport.Event) error {
	switch ev := ev.(type) {
	case transport.Incoming:
		return w.message(ev)
	case transport.Receipt:
		return w.receipt(ev)
	case transport.Edit:
		who := ev.From
		ev.From, ev.Body = transport.Party{}, desk.Clean(ev.Body)
		return w.about(who, side(ev.Echo), ev.Remote, word{Edit: &ev})
	case transport.Revoke:
		who := ev.From
		ev.From = transport.Party{}
		return w.about(who, side(ev.Echo), ev.Remote, word{Revoke: &ev})
	case transport.Reaction:
		return w.reaction(ev)
	case transport.Moved:
		return w.moved(ev)
	case transport.Rekeyed:
		return w.line(ev.From, ev.Remote, line{Kind: lineRekeyed, At: ev.At})
	case transport.Preference:
		return w.preference(ev)
	case transport.Call:
		return w.call(ev)
	case transport.Seen:
		contact, err := w.contact(ev.Who)
		if err != nil {
			return err
		}
		return w.name(contact, ev.Who, w.now)
	case transport.Blocklist:
		return w.blocklist(ev)
	case transport.Chunk:
		return w.tx.AddChunk(w.on, ev.Order, ev.Percent, ev.Blob)
	case transport.Unshared:
		return w.tx.SetUnshared(w.on)
	}
	return fmt.Errorf("event %T is not stored", ev)
}

func side(ours bool) desk.Direction {
	if ours {
		return desk.Out
	}
	return desk.In
}

// contact finds or makes the contact of a party. Where it turns out that two contacts are one, words that waited for a message
// under the one may find it under the other, and so may lines that waited for a conversation.
func (w *intake) contact(who transport.Party) (desk.ContactID, error) {
	id, merged, err := w.tx.PutContact(who.Addresses)
	if err != nil || !merged {
		return id, err
	}
	words, err := w.tx.TakeMatched(id)
	if err != nil {
		return 0, err
	}
	for _, kept := range words {
		if err := w.recall(kept.Message, kept.Event); err != nil {
			return 0, err
		}
	}
	return id, w.waiting(id)
}

// name records what the network calls a contact, bounded: the list shows it in every row.
func (w *intake) name(id desk.ContactID, who transport.Party, at time.Time) error {
	return w.tx.NameContact(id, desk.Excerpt(desk.Clean(who.Name), maxName), desk.Excerpt(desk.Clean(who.Saved), maxName), at)
}

// word is something said about a message. Exactly one field is set; it is kept as JSON while the message is not here. It does
// not name the party: the same word may come under another address of the same contact.
type word struct {
	Edit     *transport.Edit     `json:",omitempty"`
	Revoke   *transport.Revoke   `json:",omitempty"`
	Reaction *transport.Reaction `json:",omitempty"`
	Receipt  *transport.Receipt  `json:",omitempty"`
	Call     *transport.Call     `json:",omitempty"` // how one ended
	Line     *line               `json:",omitempty"` // it is no word about a message, but one that has no conversation yet
}

// meant is the contact about whose message something is said: of a number that changed hands, the one who had it then.
func (w *intake) meant(who transport.Party, said word) (desk.ContactID, error) {
	switch {
	case said.Edit != nil:
		return w.whose(who, said.Edit.At)
	case said.Revoke != nil:
		return w.whose(who, said.Revoke.At)
	case said.Reaction != nil:
		return w.whose(who, said.Reaction.At)
	case said.Call != nil:
		return w.whose(who, said.Call.At)
	}
	return w.contact(who)
}

// about applies a word to its message, or keeps it until that message arrives.
func (w *intake) about(who transport.Party, d desk.Direction, remote desk.RemoteID, said word) error {
	contact, err := w.meant(who, said)
	if err != nil {
		return err
	}
	id, err := w.tx.Sighted(w.on, contact, d, remote)
	if err != nil {
		return err
	}
	if id > 0 {
		return w.apply(id, said)
	}
	text, err := json.Marshal(said)
	if err != nil {
		return fmt.Errorf("keep a word about a message: %w", err)
	}
	return w.tx.AddEarly(w.on, contact, d, remote, string(text))
}

// reaction finds the message that was reacted to. Some networks do not say whose it is, so it may be on the other side.
func (w *intake) reaction(ev transport.Reaction) error {
	who := ev.From
	ev.From = transport.Party{}
	contact, err := w.whose(who, ev.At)
	if err != nil {
		return err
	}
	for _, d := range []desk.Direction{side(ev.Ours), side(!ev.Ours)} {
		id, err := w.tx.Sighted(w.on, contact, d, ev.Remote)
		if err != nil {
			return err
		}
		if id > 0 {
			return w.apply(id, word{Reaction: &ev})
		}
	}
	return w.about(who, side(ev.Ours), ev.Remote, word{Reaction: &ev})
}

// recall applies a word that was kept.
func (w *intake) recall(id desk.MessageID, text string) error {
	var said word
	if err := json.Unmarshal([]byte(text), &said); err != nil {
		return fmt.Errorf("read a kept word: %w", err)
	}
	return w.apply(id, said)
}

func (w *intake) apply(id desk.MessageID, said word) error {
	switch {
	case said.Edit != nil:
		if own, err := w.own(id, said.Edit.Author); err != nil || !own {
			return err
		}
		return w.tx.Reword(id, said.Edit.Body, said.Edit.Content, said.Edit.At, said.Edit.By)
	case said.Revoke != nil:
		if own, err := w.own(id, said.Revoke.Author); err != nil || !own {
			return err
		}
		return w.tx.SetRevoked(id, said.Revoke.At)
	case said.Reaction != nil:
		return w.react(id, *said.Reaction)
	case said.Call != nil:
		return w.tx.ClimbCall(id, said.Call.State)
	case said.Receipt != nil:
		return w.prove(id, nil, said.Receipt.Status, said.Receipt.At)
	}
	return nil
}

// receipt applies what is said of each message. What names nobody, and no attempt of ours, is about something written elsewhere.
func (w *intake) receipt(ev transport.Receipt) error {
	if ev.Client != "" && len(ev.Remote) == 0 {
		_, err := w.told(ev, "")
		return err
	}
	for _, remote := range ev.Remote {
		known, err := w.told(ev, remote)
		if err != nil {
			return err
		}
		if known || len(ev.From.Addresses) == 0 {
			continue
		}
		one := transport.Receipt{Status: ev.Status, At: ev.At}
		if err := w.about(ev.From, desk.Out, remote, word{Receipt: &one}); err != nil {
			return err
		}
	}
	return nil
}

// told takes a receipt that names an attempt, by our own id or by the network's: it proves the message even where the network's answer
// was lost, and whatever the network calls the customer. False when that attempt is not ours.
func (w *intake) told(ev transport.Receipt, remote desk.RemoteID) (bool, error) {
	client := ev.Client
	if len(ev.Remote) > 1 {
		client = "" // it cannot be all of them
	}
	d, found, err := w.tx.DeliveryOf(w.on, client, remote)
	if err == nil && !found {
		return w.ofGesture(client, remote)
	}
	if err != nil {
		return false, err
	}
	if d.Remote == "" && remote != "" {
		if err := w.tx.SetRemote(d, remote, ev.Wire); err != nil {
			return false, err
		}
	}
	return true, w.prove(d.Message, &d, ev.Status, ev.At)
}

// ofGesture tells whether a receipt is for a reaction, an edit or a deletion of ours: these are known by the answer to them alone.
func (w *intake) ofGesture(ids ...desk.RemoteID) (bool, error) {
	for _, id := range ids {
		if id == "" {
			continue
		}
		if is, err := w.tx.IsGesture(id); err != nil || is {
			return is, err
		}
	}
	return false, nil
}

// prove records that a message of ours arrived somewhere: by the attempt that is named, else by whatever connection of the number. That
// ends the doubt about it, and other attempts that have not left are not needed any more.
func (w *intake) prove(id desk.MessageID, by *desk.Delivery, status desk.MessageStatus, at time.Time) error {
	if err := w.tx.TimeReceipt(id, status, at); err != nil {
		return err
	}
	switch {
	case status.Rung() < desk.Sent.Rung():
		return w.tx.Climb(id, status)
	case by != nil && by.State == desk.DeliveryFailed && status.Rung() < desk.Delivered.Rung():
		return nil // words come in any order, and the network's last one on this attempt is that it failed
	}
	all, err := w.tx.Deliveries(id)
	if err != nil {
		return err
	}
	for _, d := range all {
		if err := w.spare(d, by); err != nil {
			return err
		}
	}
	return w.tx.Climb(id, status)
}

// spare settles one attempt of a message that is proved: the one that is proved is accepted, one that did not leave is not needed.
func (w *intake) spare(d desk.Delivery, by *desk.Delivery) (err error) {
	switch d.State {
	case desk.DeliveryUnsure, desk.DeliverySending:
		if by == nil || by.ID == d.ID {
			_, err = w.tx.Settle(d.ID, desk.DeliveryAccepted, nil, time.Time{}, w.now)
		}
	case desk.DeliveryQueued, desk.DeliveryHeld:
		if !d.Doubtful {
			_, err = w.tx.Settle(d.ID, desk.DeliveryCancelled, &desk.Fault{Code: d.Fault, Raw: d.Raw}, time.Time{}, w.now)
		}
	case desk.DeliveryAccepted, desk.DeliveryFailed, desk.DeliveryCancelled:
	}
	return err
}
