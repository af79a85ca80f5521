package inbox

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// own is a message that the operator wrote and whose network makes an id of it, which is known later than the message.
type own struct {
	on             desk.ConnectionID
	to             []desk.Address
	client, remote desk.RemoteID
	at             time.Time
}

// speak lets the operator write to a customer before the story begins. Everybody may speak of these messages under their network's id
// before we know it.
func (t *teller) speak(who int) {
	p := &t.people[who]
	for i := range 3 {
		o := &own{on: desk.ConnectionID(1 + who%2), to: p.names[0], client: t.id("C"), remote: t.id("L"), at: t.at.Add(time.Duration(i-60) * time.Second)}
		t.ours, p.late, p.out = append(t.ours, *o), append(p.late, o), append(p.out, o.remote)
	}
}

// name is the network's answer to one of them.
func (t *teller) name(who int) {
	p := &t.people[who]
	t.events = append(t.events, heard{on: p.late[0].on, who: who, named: p.late[0]})
	p.late = p.late[1:]
}

// send writes the rows of a message that was accepted and of which the answer is not known.
func (o own) send(tx *store.Tx) error {
	who, _, err := tx.PutContact(o.to)
	if err != nil {
		return err
	}
	home, err := tx.Connection(o.on)
	if err != nil {
		return err
	}
	live, err := tx.LiveTicket(home.Channel, who)
	if err == nil && live == 0 {
		live, err = tx.AddTicket(home.Channel, who, desk.Open, o.at, false)
	}
	if err != nil {
		return err
	}
	id, err := tx.AddMessage(desk.Message{Ticket: live, Contact: who, Connection: o.on, Number: home.Number, Direction: desk.Out, Origin: desk.FromOperator,
		Kind: desk.Text, Body: string(o.client), At: o.at, Status: desk.Queued}, true, true, o.at, string(o.client))
	if err != nil {
		return err
	}
	if _, err := tx.AddDelivery(desk.Delivery{Message: id, Contact: who, Connection: o.on, Client: o.client, State: desk.DeliveryQueued}); err != nil {
		return err
	}
	d, _, _, err := tx.Claim(o.on, o.at)
	if err != nil {
		return err
	}
	_, err = tx.Settle(d.ID, desk.DeliveryAccepted, nil, time.Time{}, o.at)
	return err
}

// named gives it the network's id.
func (o own) named(tx *store.Tx) error {
	d, found, err := tx.DeliveryOf(o.on, o.client, "")
	if err == nil && !found {
		err = fmt.Errorf("%s is lost", o.client)
	}
	if err != nil {
		return err
	}
	return tx.SetRemote(d, o.remote, "")
}

// TestWordsBeforeTheID: what a customer says about a message of ours under the network's id is not lost where it comes before we know
// that id, also where the customer proves to be another contact meanwhile.
func TestWordsBeforeTheID(t *testing.T) {
	for _, as := range []transport.Party{ana(), {Addresses: []desk.Address{desk.LID("900000000000301")}}} {
		open(t, func(c *counter) {
			o := own{on: 1, to: ana().Addresses, client: "U1", remote: "wamid.1", at: time.Now()}
			c.must(c.Receive(c.Context(), 1, transport.Seen{Who: as})) // the older contact is the one that stays
			c.must(c.db.Write(c.Context(), o.send))
			var d desk.Delivery
			c.must(c.db.Read(c.Context(), func(v *store.View) (err error) { d, _, err = v.DeliveryOf(1, o.client, ""); return err }))
			c.must(c.Receive(c.Context(), 1, transport.Reaction{Remote: o.remote, By: "R1", From: as, Ours: true, Emoji: "❤", At: time.Now()}))
			answer := c.incoming(false)
			answer.From, answer.ReplyTo, answer.ReplyText = as, o.remote, "olá"
			c.must(c.Receive(c.Context(), 1, answer))
			both := transport.Party{Addresses: slices.Concat(as.Addresses, ana().Addresses)}
			c.must(c.Receive(c.Context(), 1, transport.Seen{Who: both}))
			c.must(c.db.Write(c.Context(), func(tx *store.Tx) error { return tx.SetRemote(d, o.remote, "") }))
			c.must(c.db.Read(c.Context(), func(v *store.View) error {
				who, err := v.FindContact(ana().Addresses)
				if err != nil {
					return err
				}
				all, _, err := v.Page(store.PageAsk{Contact: who, Limit: 100})
				i := slices.IndexFunc(all, func(m desk.Message) bool { return m.ID == d.Message })
				j := slices.IndexFunc(all, func(m desk.Message) bool { return m.Body == answer.Body })
				if i < 0 || j < 0 || len(all[i].Reactions) != 1 || all[j].ReplyTo != d.Message {
					t.Errorf("lost: %+v", all)
				}
				return err
			}))
		})
	}
}
