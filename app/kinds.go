package app

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/store"
)

// uploadPath takes the bytes of a file as they are. It lies beside the calls, so that every face guards it as one of them.
const uploadPath = "/api/call/Uploads.Put"

func fileDraft(r FileRequest) outbox.Draft {
	return outbox.Draft{Ticket: desk.TicketID(r.Ticket), Key: r.Key, Text: r.Text, ReplyTo: desk.MessageID(r.ReplyTo), Despite: r.Despite, Confirmed: r.Confirmed,
		Kind: desk.MessageKind(r.Kind), Upload: desk.UploadID(r.Upload), Length: time.Duration(r.Millis) * time.Millisecond, Wave: peaks(r.Wave)}
}

func (a *API) sendFile(ctx context.Context, r FileRequest) (ID, error) {
	if r.Upload == 0 {
		return ID{}, badRequest(errors.New("no upload"))
	}
	id, err := a.engine.Outbox.Enqueue(ctx, fileDraft(r))
	return ID{ID: int64(id)}, err
}

func (a *API) sendPlace(ctx context.Context, r PlaceRequest) (ID, error) {
	if math.Abs(r.Place.Latitude) > 90 || math.Abs(r.Place.Longitude) > 180 {
		return ID{}, badRequest(fmt.Errorf("no place on earth: %v", r.Place))
	}
	c := &desk.Content{Location: &r.Place}
	id, err := a.engine.Outbox.Enqueue(ctx, outbox.Draft{Ticket: desk.TicketID(r.Ticket), Key: r.Key, Kind: desk.Location, Content: c, Text: desk.InLines(*c),
		ReplyTo: desk.MessageID(r.ReplyTo)})
	return ID{ID: int64(id)}, err
}

// mostCards bounds the contacts of one message.
const mostCards = 20

func (a *API) sendCards(ctx context.Context, r CardsRequest) (ID, error) {
	nameless := slices.ContainsFunc(r.Cards, func(c desk.Card) bool { return strings.TrimSpace(c.Name) == "" })
	if len(r.Cards) == 0 || len(r.Cards) > mostCards || nameless {
		return ID{}, badRequest(fmt.Errorf("%d cards", len(r.Cards)))
	}
	c := &desk.Content{Contacts: r.Cards}
	id, err := a.engine.Outbox.Enqueue(ctx, outbox.Draft{Ticket: desk.TicketID(r.Ticket), Key: r.Key, Kind: desk.Contacts, Content: c, Text: desk.InLines(*c),
		ReplyTo: desk.MessageID(r.ReplyTo)})
	return ID{ID: int64(id)}, err
}

func peaks(wave []int) []byte {
	out := make([]byte, len(wave))
	for i, p := range wave {
		out[i] = byte(min(max(p, 0), 100))
	}
	return out
}

// upload answers POST uploadPath?name=… with what the file is, and POST uploadPath?voice with what a recording became.
func (a *API) upload(w http.ResponseWriter, r *http.Request) (Upload, error) {
	body, about := http.MaxBytesReader(w, r.Body, desk.LargestUpload+1), r.URL.Query()
	keep := func() (desk.Upload, error) { return a.engine.Media.Receive(r.Context(), body, about.Get("name")) }
	if about.Has("voice") {
		keep = func() (desk.Upload, error) { return a.engine.Media.Record(r.Context(), body) }
	}
	u, err := keep()
	if err != nil {
		return Upload{}, err
	}
	return uploadOf(u), nil
}

func uploadOf(u desk.Upload) Upload {
	return Upload{ID: int64(u.ID), Mime: u.Mime, Name: u.Name, Bytes: u.Bytes, Width: u.Width, Height: u.Height, Kinds: kindsOf(u)}
}

func (a *API) getUpload(ctx context.Context, r ID) (out Upload, err error) {
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		u, err := v.Upload(desk.UploadID(r.ID))
		out = uploadOf(u)
		return err
	})
	return out, err
}

// kindsOf are the ways in which a file can be sent: as what it is, and as a document, which loses nothing.
func kindsOf(u desk.Upload) []string {
	family, _, _ := strings.Cut(u.Mime, "/")
	switch {
	case family == "image" && desk.Drawable(u.Width, u.Height) && u.Width > 0, family == "video", family == "audio":
		return []string{family, string(desk.Document)}
	}
	return []string{string(desk.Document)}
}

func (a *API) dropUpload(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Media.Drop(ctx, desk.UploadID(r.ID)))
}

func (a *API) check(ctx context.Context, r CheckRequest) (out Faults, err error) {
	if len(r.Files) > 100 {
		return out, badRequest(fmt.Errorf("%d files", len(r.Files)))
	}
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		out.Faults = each(r.Files, func(f FileRequest) *Fault { return maybe(a.engine.Outbox.Check(v, fileDraft(f))) })
		return nil
	})
	return out, err
}

func maybe(f *desk.Fault) *Fault {
	if f == nil {
		return nil
	}
	out := faultOf(f)
	return &out
}

func (a *API) actions(ctx context.Context, r ID) (out Actions, err error) {
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		m, err := v.Message(desk.MessageID(r.ID))
		if err != nil {
			return err
		}
		out = Actions{Actions: a.actionsOn(v, m), Forwards: desk.MostForwards}
		if m.Often {
			out.Forwards = desk.OftenForwards
		}
		return nil
	})
	return out, err
}

func (a *API) actionsOn(v *store.View, m desk.Message) []Action {
	var said, worded *desk.Fault
	if !m.RevokedAt.IsZero() || m.Direction != desk.In && m.Direction != desk.Out {
		said = desk.Refuse(desk.CodeWrongState)
	}
	if worded = said; worded == nil && m.Body == "" {
		worded = desk.Refuse(desk.CodeEmpty)
	}
	all := []Action{{Act: "reply", Fault: maybe(said)}}
	all = append(all, Action{Act: string(desk.React), Fault: maybe(a.engine.Outbox.MayGesture(v, m, desk.React))},
		Action{Act: "forward", Fault: maybe(outbox.MayPass(m))}, Action{Act: "copy", Fault: maybe(worded)}, Action{Act: "star", Fault: maybe(said)})
	if m.Direction != desk.Out {
		return all
	}
	for _, act := range []desk.GestureKind{desk.Edit, desk.Revoke} {
		all = append(all, Action{Act: string(act), Fault: maybe(a.engine.Outbox.MayGesture(v, m, act))})
	}
	return all
}

func (a *API) gesture(ctx context.Context, r GestureRequest) (ID, error) {
	act := desk.GestureKind(r.Act)
	if !slices.Contains([]desk.GestureKind{desk.React, desk.Edit, desk.Revoke}, act) {
		return ID{}, badRequest(fmt.Errorf("act %q", r.Act))
	}
	id, err := a.engine.Outbox.Gesture(ctx, desk.MessageID(r.Message), act, r.Words)
	return ID{ID: int64(id)}, err
}

func (a *API) gestureAgain(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Outbox.Again(ctx, desk.GestureID(r.ID)))
}

func (a *API) gestureDrop(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Outbox.Drop(ctx, desk.GestureID(r.ID)))
}

func (a *API) passable(ctx context.Context, r IDs) (Passable, error) {
	ids, err := typed[desk.MessageID](r.IDs)
	if err != nil {
		return Passable{}, err
	}
	faults, most, err := a.engine.Outbox.Passable(ctx, ids)
	return Passable{Faults: each(faults, maybe), Forwards: most, Messages: outbox.MostPassed}, err
}

func (a *API) forward(ctx context.Context, r ForwardRequest) (Faults, error) {
	f := outbox.Forward{Key: r.Key, Confirmed: r.Confirmed}
	var err error
	if f.Messages, err = typed[desk.MessageID](r.Messages); err != nil {
		return Faults{}, err
	}
	if f.To, err = typed[desk.TicketID](r.Tickets); err != nil {
		return Faults{}, err
	}
	faults, err := a.engine.Outbox.Forward(ctx, f)
	return Faults{Faults: each(faults, maybe)}, err
}

func (a *API) star(ctx context.Context, r StarRequest) (Empty, error) {
	return done(a.engine.DB.Write(ctx, func(tx *store.Tx) error { return tx.SetStarred(desk.MessageID(r.Message), r.On) }))
}

func (a *API) listened(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.DB.Write(ctx, func(tx *store.Tx) error { return tx.SetListened(desk.MessageID(r.ID)) }))
}

func (a *API) beside(ctx context.Context, r BesideRequest) (out Messages, err error) {
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		m, err := v.Beside(desk.MessageID(r.Message), r.Before)
		if err == nil {
			out.Messages, err = messagesOf(v, m)
		}
		return err
	})
	return out, err
}

func (a *API) files(ctx context.Context, r FilesRequest) (out Files, err error) {
	sort := store.Sort(r.Sort)
	if sort != "" && sort != store.Media && sort != store.Documents {
		return out, desk.Refuse(desk.CodeBadRequest)
	}
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		c := desk.ContactID(r.Contact)
		rows, more, err := v.Shelf(store.ShelfAsk{Contact: c, Sort: sort, Before: desk.MessageID(r.Before), Limit: r.Limit})
		if err != nil {
			return err
		}
		out.More = more
		if out.Total, err = v.Shelved(c); err != nil {
			return err
		}
		out.Messages, err = messagesOf(v, rows)
		return err
	})
	return out, err
}
