package house

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"github.com/balcao-app/balcao/internal/desk"
)

// visit is a contact who talks with the business for a while. Some forty talk at a time, as on a busy morning, so that a page of one
// conversation lies all over the file.
type visit struct {
	contact, left int
	ours          bool // the last word
}

const visits = 40

// crowd decides who says the next message.
type crowd struct {
	plan    Plan
	dice    *rand.Rand
	queue   []int // contacts that come next; everybody comes once before anybody comes again
	here    []*visit
	long    *visit
	newest  map[int64][]int // messages of the customer after the last of ours, by ticket
	spoken  []int           // the last text of each contact
	attach  *sql.Stmt
	react   *sql.Stmt
	message *sql.Stmt
	files   shelf
}

// talk makes messages in the order of their time, with their files and reactions.
func (p Plan) talk(ctx context.Context, tx *sql.Tx, files shelf) (err error) {
	c := &crowd{plan: p, dice: rand.New(rand.NewPCG(p.Seed, 0x60)), files: files, newest: map[int64][]int{}, spoken: make([]int, p.Contacts()+1),
		long: &visit{contact: 1, ours: true}}
	for _, s := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&c.message, `INSERT INTO message(id, ticket_id, contact_id, connection_id, direction, origin, kind, body, content, reply_to, forwarded, at, received_at,
			status, seen, told, edited_at, revoked_at, starred, number) VALUES(?,?,?,1,?,?,?,?,?,?,?,?,?,?,1,?,?,?,?,'` + number + `')`},
		{&c.attach, "INSERT INTO attachment(message_id, kind, mime, name, bytes, width, height, millis, sha256, state, wave) VALUES(?,?,?,?,?,?,?,?,?,'ready',?)"},
		{&c.react, "INSERT INTO reaction(message_id, direction, emoji, at, by_id) VALUES(?,?,?,?,'')"},
	} {
		if *s.to, err = tx.PrepareContext(ctx, s.query); err != nil {
			return err
		}
		defer (*s.to).Close()
	}
	for id := 1; id <= p.Messages; id++ {
		if err := c.say(ctx, id); err != nil {
			return fmt.Errorf("message %d: %w", id, err)
		}
	}
	return c.unread(ctx, tx)
}

// unread leaves for the operator to read what nobody answered in pending tickets.
func (c *crowd) unread(ctx context.Context, tx *sql.Tx) error {
	mark, err := tx.PrepareContext(ctx, "UPDATE message SET seen=0, told=0 WHERE id=? AND (SELECT status FROM ticket WHERE id=ticket_id)='pending'")
	if err != nil {
		return err
	}
	defer mark.Close()
	for _, ids := range c.newest {
		for _, id := range ids {
			if _, err := mark.ExecContext(ctx, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// next is who says a message.
func (c *crowd) next(id int) *visit {
	if id%c.plan.Step() == 0 {
		return c.long
	}
	for len(c.here) < visits {
		c.here = append(c.here, c.arrive())
	}
	i := c.dice.IntN(len(c.here))
	v := c.here[i]
	if v.left--; v.left <= 0 {
		c.here[i] = c.arrive()
	}
	return v
}

func (c *crowd) arrive() *visit {
	if len(c.queue) == 0 {
		c.queue = c.dice.Perm(c.plan.Contacts() - 1)
	}
	who := c.queue[0] + 2
	c.queue = c.queue[1:]
	return &visit{contact: who, left: 3 + c.dice.IntN(15), ours: true}
}

// say writes one message.
func (c *crowd) say(ctx context.Context, id int) error {
	v := c.next(id)
	if v.ours = v.ours != (c.dice.IntN(5) < 3); v.ours && id <= c.plan.Step() {
		v.ours = false // customers begin
	}
	ticket, at := c.plan.ticketOf(v.contact, id), c.plan.At(id)
	m := c.words(id, v)
	_, err := c.message.ExecContext(ctx, id, ticket, v.contact, m.direction, m.origin, m.kind, m.body, m.content, m.reply, c.one(40), at, at,
		m.status, true, c.sometimes(200, at+60_000), m.revoked, c.one(200))
	if err == nil && m.file != nil {
		f := *m.file
		if f.kind == desk.Image && id%8 == 0 {
			f.width, f.height = 0, 0 // not everybody's telephone says how large a picture is
		}
		_, err = c.attach.ExecContext(ctx, id, f.kind, f.mime, f.name, f.bytes, f.width, f.height, f.millis, f.sum, append([]byte{}, f.wave...))
	}
	if err == nil && c.dice.IntN(60) == 0 {
		_, err = c.react.ExecContext(ctx, id, m.other, emojis[c.dice.IntN(len(emojis))], at+30_000)
	}
	if v.ours {
		delete(c.newest, ticket)
	} else {
		c.newest[ticket] = append(c.newest[ticket], id)
	}
	return err
}

func (c *crowd) one(in int) bool { return c.dice.IntN(in) == 0 }

func (c *crowd) sometimes(in int, what int64) int64 {
	if c.one(in) {
		return what
	}
	return 0
}

// row is what differs from message to message.
type row struct {
	direction, other desk.Direction
	origin, status   string
	kind             desk.MessageKind
	body, content    string
	reply            int
	revoked          int64
	file             *file
}

// kinds is how often each kind of message comes, in a thousand.
var kinds = []struct {
	kind desk.MessageKind
	part int
}{
	{desk.Text, 800}, {desk.Image, 80}, {desk.Voice, 60}, {desk.Document, 25}, {desk.Sticker, 20}, {desk.Location, 8}, {desk.Contacts, 7},
}

func (c *crowd) words(id int, v *visit) row {
	m := row{direction: desk.In, other: desk.Out, origin: "customer", status: "received", kind: desk.Text}
	phrases := asked
	if v.ours {
		m.direction, m.other, m.origin, phrases = desk.Out, desk.In, "operator", said
		m.status = []string{"read", "read", "read", "delivered", "delivered", "sent"}[c.dice.IntN(6)]
	}
	if !c.plan.Numbered(id) {
		m.kind = c.kind()
	}
	switch m.kind {
	case desk.Text:
		c.text(&m, id, v, phrases)
	case desk.Image:
		m.body = captions[c.dice.IntN(len(captions))]
	case desk.Location:
		m.content = content(desk.Content{Location: &desk.Place{Latitude: -23.55 - c.dice.Float64()/10, Longitude: -46.63 - c.dice.Float64()/10, Name: "Casa"}})
	case desk.Contacts:
		m.content = content(desk.Content{Contacts: []desk.Card{{Name: lastNames[id%len(lastNames)], Phones: []string{fmt.Sprintf("+551196%07d", id)}}}})
	}
	if all := c.files[m.kind]; len(all) > 0 {
		m.file = &all[c.dice.IntN(len(all))]
	}
	return m
}

func (c *crowd) text(m *row, id int, v *visit, phrases []string) {
	m.body = phrases[c.dice.IntN(len(phrases))]
	switch {
	case c.plan.Numbered(id):
		m.body += fmt.Sprintf(" Pedido %d.", id)
	case c.one(300):
		m.body, m.revoked = "", c.plan.At(id)+90_000
	}
	if c.one(12) {
		m.reply = c.spoken[v.contact]
	}
	c.spoken[v.contact] = id
}

func (c *crowd) kind() desk.MessageKind {
	at := c.dice.IntN(1000)
	for _, k := range kinds {
		if at -= k.part; at < 0 {
			return k.kind
		}
	}
	return desk.Text
}

// content is what a row keeps of what a message says beyond its text.
func content(c desk.Content) string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // of numbers and words there is always a text
	}
	return string(text)
}
