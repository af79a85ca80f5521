package app

import (
	"context"
	"errors"
	"maps"

	"github.com/balcao-app/balcao/internal/connection"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

func (a *API) kinds(context.Context, Empty) (out Kinds, err error) {
	for _, d := range a.engine.Drivers() {
		out.Kinds = append(out.Kinds, Kind{Kind: string(d.Kind), Official: d.Official, Pairs: d.Pairs, Fields: each(d.Fields, fieldOf), Asks: each(d.Asks, fieldOf)})
	}
	return out, nil
}

func fieldOf(f transport.Field) Field {
	return Field{Key: f.Key, Secret: f.Secret, Optional: f.Optional}
}

// enter tests what was entered and, where nothing is wrong, keeps it: in a connection that exists, as the reserve of a channel, or as
// the first of a new one.
func (a *API) enter(ctx context.Context, r EnterRequest) (out EnterAnswer, err error) {
	if err := a.fill(&r); err != nil {
		return out, err
	}
	got, err := a.engine.Connections.Probe(ctx, connection.Entry{Connection: desk.ConnectionID(r.Connection), Kind: desk.Kind(r.Kind), Values: r.Values})
	if err != nil {
		return out, err
	}
	driver, _ := a.engine.Driver(desk.Kind(r.Kind))
	out = EnterAnswer{OK: got.OK, Called: driver.Called, Number: international(got.Identity.Number), Name: got.Identity.Name, Findings: each(got.Findings, findingOf)}
	if !got.OK || r.TestOnly {
		return out, nil
	}
	id, channel := desk.ConnectionID(r.Connection), desk.ChannelID(r.Channel)
	made, madeFor := id == 0, desk.ChannelID(0)
	switch {
	case !made:
	case channel != 0:
		id, err = a.engine.Channels.Reserve(ctx, channel, desk.Kind(r.Kind))
	default:
		channel, id, err = a.engine.Channels.Create(ctx, r.Name, desk.Kind(r.Kind))
		madeFor = channel
	}
	if err != nil {
		return out, err
	}
	out.Channel, out.Connection = int64(channel), int64(id)
	if err := a.engine.Connections.Save(ctx, id, got); err != nil {
		if made { // nothing empty stays of a try that failed
			return EnterAnswer{}, errors.Join(err, a.engine.Connections.Discard(ctx, id, madeFor))
		}
		return out, err
	}
	if r.Consent != 0 { // what the visit brought is kept where it belongs
		a.engine.Connections.Forget(r.Consent)
	}
	return out, nil
}

func findingOf(f transport.Finding) Finding {
	out := Finding{Field: f.Field, What: f.What, Warning: f.Warning, Params: f.Params}
	if out.Params == nil {
		out.Params = map[string]string{}
	}
	if f.Fault != nil {
		fault := faultOf(f.Fault)
		out.Fault = &fault
	}
	return out
}

func (a *API) reserve(ctx context.Context, r ReserveRequest) (ID, error) {
	id, err := a.engine.Channels.Reserve(ctx, desk.ChannelID(r.Channel), desk.Kind(r.Kind))
	return ID{ID: int64(id)}, err
}

func (a *API) borrow(ctx context.Context, r BorrowRequest) (Empty, error) {
	return done(a.engine.Channels.Borrow(ctx, desk.ChannelID(r.Channel), desk.ConnectionID(r.Connection)))
}

func (a *API) returnBorrowed(ctx context.Context, r BorrowRequest) (Empty, error) {
	return done(a.engine.Channels.Return(ctx, desk.ChannelID(r.Channel), desk.ConnectionID(r.Connection)))
}

func (a *API) policy(ctx context.Context, r PolicyRequest) (Empty, error) {
	return done(a.engine.Channels.SetPolicy(ctx, desk.ChannelID(r.Channel), desk.Policy(r.Policy)))
}

func (a *API) ignoreOutside(ctx context.Context, r IgnoreRequest) (Empty, error) {
	return done(a.engine.Channels.IgnoreOutside(ctx, desk.ChannelID(r.Channel), r.On))
}

func (a *API) order(ctx context.Context, r OrderRequest) (Empty, error) {
	ids, err := typed[desk.ConnectionID](r.Connections)
	if err != nil {
		return Empty{}, err
	}
	return done(a.engine.Channels.Order(ctx, desk.ChannelID(r.Channel), ids))
}

func (a *API) testDoor(ctx context.Context, _ Empty) (Empty, error) {
	return done(a.engine.Connections.TestDoor(ctx))
}

func (a *API) subscribe(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Connections.Subscribe(ctx, desk.ConnectionID(r.ID)))
}

func (a *API) templates(ctx context.Context, r ID) (out Templates, err error) {
	forms, err := a.engine.Connections.Templates(ctx, desk.ConnectionID(r.ID))
	out.Templates = each(forms, formOf)
	return out, err
}

func formOf(f transport.TemplateForm) Template {
	return Template{Name: f.Name, Language: f.Language, Category: f.Category, Status: f.Status, Header: f.Header, HeaderKind: string(f.HeaderKind),
		Body: f.Body, Footer: f.Footer, Named: f.Named, Buttons: each(f.Buttons, func(b transport.TemplateButton) TemplateButton {
			return TemplateButton{Kind: b.Kind, Text: b.Text, Place: b.Place}
		})}
}

// way tells the composer by which connection a message written now would leave, and what should be known before.
func (a *API) way(ctx context.Context, r ID) (out Way, err error) {
	f, err := a.engine.Outbox.Foresee(ctx, desk.TicketID(r.ID), desk.Draft{Kind: desk.Text, Body: "."})
	if err != nil {
		return out, err
	}
	return Way{Connection: int64(f.By.ID), Reserve: f.Reserve, Ask: f.Ask, Fault: fault(f.Reason), Stranger: f.Stranger,
		Number: international(f.By.Number), Templates: int64(f.Forms)}, nil
}

func (a *API) sendBy(ctx context.Context, r SendByRequest) (Empty, error) {
	return done(a.engine.Outbox.SendBy(ctx, desk.MessageID(r.Message), desk.ConnectionID(r.Connection)))
}

// windows adds to tickets when free text to their customers ends.
func (a *API) windows(v *store.View, rows []desk.Ticket, out []Ticket) error {
	for i, t := range rows {
		ends, has, err := a.engine.Outbox.Window(v, t)
		if err != nil {
			return err
		}
		if has {
			out[i].Window = &Window{Ends: store.Millis(ends)}
		}
	}
	return nil
}

func (a *API) consent(_ context.Context, r ConsentRequest) (ConsentAnswer, error) {
	id, begun, err := a.engine.Connections.Ask(desk.Kind(r.Kind), r.Values, connection.Words{Text: r.Words, Language: r.Language})
	return ConsentAnswer{ID: id, URL: begun.URL, Until: store.Millis(begun.Until)}, err
}

func (a *API) forgetConsent(_ context.Context, r ID) (Empty, error) {
	a.engine.Connections.Forget(r.ID)
	return Empty{}, nil
}

func (a *API) kept(ctx context.Context, r ID) (Kept, error) {
	k, err := a.engine.Connections.Kept(ctx, desk.ConnectionID(r.ID))
	return Kept{Secrets: each(k.Secrets, func(key string) string { return key }), Shakes: k.Shakes, Word: k.Word, Place: k.Place}, err
}

func (a *API) consented(_ context.Context, r ID) (out Consented, err error) {
	c, err := a.engine.Connections.Asked(r.ID)
	if c.Fault != nil {
		f := faultOf(c.Fault)
		out.Fault = &f
	}
	out.Done = c.Done
	out.Offers = each(c.Offers, func(o transport.Offer) OfferedNumber {
		return OfferedNumber{Number: international(o.Number), Name: o.Name}
	})
	return out, err
}

// fill adds the values of a number that was chosen on the network's page to those that were entered here.
func (a *API) fill(r *EnterRequest) error {
	if r.Consent == 0 {
		return nil
	}
	c, err := a.engine.Connections.Asked(r.Consent)
	if err != nil {
		return err
	}
	if r.Offer < 0 || r.Offer >= len(c.Offers) {
		return desk.Refuse(desk.CodeBadRequest)
	}
	values := maps.Clone(c.Offers[r.Offer].Values)
	maps.Copy(values, r.Values)
	r.Values = values
	return nil
}

func (a *API) activate(ctx context.Context, r ActivateRequest) (Empty, error) {
	return done(a.engine.Connections.Activate(ctx, desk.ConnectionID(r.Connection), r.Pin))
}
