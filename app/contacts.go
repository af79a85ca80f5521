package app

import (
	"context"

	"github.com/balcao-app/balcao/internal/contact"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// ContactsRequest asks for a page of the list of contacts, by name.
type ContactsRequest struct {
	Query   string `json:"query"`   // part of a name or number
	Tag     int64  `json:"tag"`     // only those who have it, 0 = all
	Blocked bool   `json:"blocked"` // only those who are blocked
	After   string `json:"after"`   // cursor of the page before, empty for the first
	Limit   int    `json:"limit"`   // at most 500
}

// Contacts is a page of them.
type Contacts struct {
	Contacts []ContactRow `json:"contacts"`
	Next     string       `json:"next"`  // empty: no more
	Total    int          `json:"total"` // everybody, whatever was asked for
}

// ContactRow is one row of the list of contacts.
type ContactRow struct {
	ID      int64   `json:"id"`
	Name    string  `json:"name"` // empty where none is known
	Number  string  `json:"number"`
	Tags    []int64 `json:"tags"`
	Blocked bool    `json:"blocked"`
}

// ContactCard is everything that is known of a contact.
type ContactCard struct {
	ID          int64          `json:"id"`
	Title       string         `json:"title"`  // the name that counts, empty where none is known
	Name        string         `json:"name"`   // given by the operator
	Saved       string         `json:"saved"`  // in the phone's address book
	Pushed      string         `json:"pushed"` // chosen by the customer
	Number      string         `json:"number"`
	Note        string         `json:"note"`
	Blocked     bool           `json:"blocked"`
	NoMarketing bool           `json:"noMarketing"`
	Tags        []int64        `json:"tags"`
	Addresses   []KnownAddress `json:"addresses"` // telephones first
	Values      []FieldValue   `json:"values"`
	Channels    []int64        `json:"channels"` // that have talked with them
	Blocks      []ContactBlock `json:"blocks"`
	Tickets     []Stretch      `json:"tickets"` // the newest first, at most 200
	Authors     []Author       `json:"authors"` // of a group: who wrote there, whoever wrote last first, at most 200
}

// ContactBlock is what was asked of the network of one connection: to block the contact, or to end that.
type ContactBlock struct {
	Connection int64  `json:"connection"`
	Wanted     bool   `json:"wanted"` // false: to be free again
	State      string `json:"state"`  // here | asked | done | refused
	Fault      *Fault `json:"fault"`  // why it is refused, or was not answered yet
}

// KnownAddress is one name of a contact on the network.
type KnownAddress struct {
	Scheme string `json:"scheme"` // phone | lid | bsuid | group
	Value  string `json:"value"`  // a telephone with its plus
	Left   bool   `json:"left"`   // they have another one now
}

// FieldDef is something that the operator wants to know of every contact. As a request, an id of 0 makes one.
type FieldDef struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Variable string `json:"variable"` // what stands for it between braces
	Kind     string `json:"kind"`     // text | date | number; it stays
}

// Fields lists them.
type Fields struct {
	Fields []FieldDef `json:"fields"`
}

// FieldValue is what a field tells of a contact.
type FieldValue struct {
	Field int64  `json:"field"`
	Value string `json:"value"` // dates as 2026-12-31, numbers with a point
}

// SetValueRequest keeps what a field tells of a contact, as typed.
type SetValueRequest struct {
	Contact int64  `json:"contact"`
	Field   int64  `json:"field"`
	Value   string `json:"value"` // empty forgets it
}

// NoteRequest keeps what the operator wrote about a contact.
type NoteRequest struct {
	Contact int64  `json:"contact"`
	Note    string `json:"note"`
}

// BlockRequest blocks a contact, or ends that.
type BlockRequest struct {
	Contact int64 `json:"contact"`
	On      bool  `json:"on"`
}

// SetTagRequest hangs a tag on a contact, or takes it off.
type SetTagRequest struct {
	Contact int64 `json:"contact"`
	Tag     int64 `json:"tag"`
	On      bool  `json:"on"`
}

// BeginRequest opens the conversation of a channel with somebody known, or with a number.
type BeginRequest struct {
	Channel int64  `json:"channel"`
	Contact int64  `json:"contact"` // 0: the number says who
	Number  string `json:"number"`  // as typed
	Name    string `json:"name"`    // given to somebody new
	Despite bool   `json:"despite"` // also if nobody can say whether somebody is at the number
}

// Begun is what came of it.
type Begun struct {
	Ticket int64  `json:"ticket"` // 0: nobody could say whether somebody is there
	Why    *Fault `json:"why"`    // why not, null where no connection of the channel can be asked
}

func (a *API) begin(ctx context.Context, r BeginRequest) (Begun, error) {
	b, err := a.engine.Contacts.Begin(ctx, contact.Wish{Channel: desk.ChannelID(r.Channel), Contact: desk.ContactID(r.Contact), Number: r.Number,
		Name: r.Name, Despite: r.Despite})
	out := Begun{Ticket: int64(b.Ticket)}
	if b.Why != nil {
		why := faultOf(b.Why)
		out.Why = &why
	}
	return out, err
}

func (a *API) contacts(ctx context.Context, r ContactsRequest) (Contacts, error) {
	p, err := a.engine.Contacts.List(ctx, store.ContactsAsk{Query: r.Query, Tag: desk.TagID(r.Tag), Blocked: r.Blocked, After: r.After, Limit: r.Limit})
	return Contacts{Contacts: each(p.Contacts, contactRowOf), Next: p.Next, Total: p.Total}, err
}

func contactRowOf(c desk.Contact) ContactRow {
	return ContactRow{ID: int64(c.ID), Name: c.Title(), Number: international(c.Number), Tags: each(c.Tags, idOf[desk.TagID]), Blocked: c.Blocked}
}

func idOf[T ~int64](id T) int64 { return int64(id) }

func (a *API) card(ctx context.Context, r ID) (ContactCard, error) {
	c, err := a.engine.Contacts.Card(ctx, desk.ContactID(r.ID))
	return cardOf(c), err
}

func cardOf(c contact.Card) ContactCard {
	return ContactCard{ID: int64(c.ID), Title: c.Title(), Name: c.Name, Saved: c.Saved, Pushed: c.Pushed, Number: international(c.Number), Note: c.Note,
		Blocked: c.Blocked, NoMarketing: c.NoMarketing, Tags: each(c.Tags, idOf[desk.TagID]), Addresses: each(c.Addresses, addressOf),
		Values:   each(c.Values, func(f desk.FieldValue) FieldValue { return FieldValue{Field: int64(f.Field), Value: f.Value} }),
		Channels: each(c.Channels, idOf[desk.ChannelID]), Blocks: each(c.Blocks, blockOf), Tickets: each(c.Tickets, stretchOf),
		Authors: each(c.Authors, authorOf)}
}

func blockOf(b desk.Block) ContactBlock {
	out := ContactBlock{Connection: int64(b.Connection), Wanted: b.Wanted, State: string(b.State)}
	if b.Fault != "" {
		why := faultOf(&desk.Fault{Code: b.Fault, Raw: b.Raw})
		out.Fault = &why
	}
	return out
}

func addressOf(k store.Known) KnownAddress {
	out := KnownAddress{Scheme: k.Scheme, Value: k.Value, Left: k.Left}
	if k.Scheme == desk.SchemePhone {
		out.Value = international(k.Value)
	}
	return out
}

func (a *API) fields(ctx context.Context, _ Empty) (out Fields, err error) {
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		all, err := v.Fields()
		out.Fields = each(all, func(f desk.Field) FieldDef {
			return FieldDef{ID: int64(f.ID), Name: f.Name, Variable: string(f.Variable), Kind: string(f.Kind)}
		})
		return err
	})
	return out, err
}

func (a *API) putField(ctx context.Context, r FieldDef) (ID, error) {
	id, err := a.engine.Contacts.PutField(ctx, desk.Field{ID: desk.FieldID(r.ID), Name: r.Name, Kind: desk.FieldKind(r.Kind)})
	return ID{ID: int64(id)}, err
}

func (a *API) removeField(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Contacts.RemoveField(ctx, desk.FieldID(r.ID)))
}

func (a *API) countValues(ctx context.Context, r ID) (out Tagged, err error) {
	err = a.engine.DB.Read(ctx, func(v *store.View) (err error) { out.Contacts, err = v.CountValues(desk.FieldID(r.ID)); return err })
	return out, err
}

func (a *API) setValue(ctx context.Context, r SetValueRequest) (Empty, error) {
	return done(a.engine.Contacts.SetValue(ctx, desk.ContactID(r.Contact), desk.FieldID(r.Field), r.Value))
}

func (a *API) setNote(ctx context.Context, r NoteRequest) (Empty, error) {
	return done(a.engine.Contacts.SetNote(ctx, desk.ContactID(r.Contact), r.Note))
}

func (a *API) block(ctx context.Context, r BlockRequest) (Empty, error) {
	return done(a.engine.Contacts.Block(ctx, desk.ContactID(r.Contact), r.On))
}

func (a *API) setTag(ctx context.Context, r SetTagRequest) (Empty, error) {
	return done(a.engine.Contacts.SetTag(ctx, desk.ContactID(r.Contact), desk.TagID(r.Tag), r.On))
}
