package app

import (
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// CallsRequest sets what a connection does about calls.
type CallsRequest struct {
	Connection int64  `json:"connection"`
	Rule       string `json:"rule"` // ring | reject
	Text       string `json:"text"` // what answers a rejected call, empty for nothing
}

// WebphoneRequest keeps the tokens of a webphone. They are never shown again.
type WebphoneRequest struct {
	Connection int64  `json:"connection"`
	Tokens     string `json:"tokens"` // separated by commas; empty takes them away
}

// Ringing lists the calls that may still be taken on the phone, the newest first.
type Ringing struct {
	Calls []RingingCall `json:"calls"`
}

// RingingCall is one of them.
type RingingCall struct {
	Message int64  `json:"message"`
	Ticket  int64  `json:"ticket"`
	Channel int64  `json:"channel"`
	Contact int64  `json:"contact"`
	Name    string `json:"name"`
	Number  string `json:"number"`
	Video   bool   `json:"video"`
	Muted   bool   `json:"muted"` // its ticket, or the hour, brings no notice
	Until   int64  `json:"until"` // when it counts as over if nothing more is heard
}

func (a *API) setCalls(ctx context.Context, r CallsRequest) (Empty, error) {
	return done(a.engine.Connections.SetCalls(ctx, desk.ConnectionID(r.Connection), desk.CallRule(r.Rule), r.Text))
}

func (a *API) setWebphone(ctx context.Context, r WebphoneRequest) (Empty, error) {
	return done(a.engine.Connections.SetWebphone(ctx, desk.ConnectionID(r.Connection), r.Tokens))
}

func (a *API) ringing(ctx context.Context, _ Empty) (out Ringing, err error) {
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		now := time.Now()
		all, err := v.Ringing(now)
		if err != nil {
			return err
		}
		settings, err := v.Settings()
		if err != nil {
			return err
		}
		silent := !desk.NoticeWishesOf(settings).Rings(now)
		out.Calls = each(all, func(r desk.Ringing) RingingCall {
			return RingingCall{Message: int64(r.Message), Ticket: int64(r.Ticket), Channel: int64(r.Channel), Contact: int64(r.Contact.ID),
				Name: r.Contact.Title(), Number: international(r.Contact.Number), Video: r.Video, Muted: r.Muted || silent, Until: store.Millis(r.Until)}
		})
		return nil
	})
	return out, err
}

// lineKind is what a message is in one line: that of a call says how it ended.
func lineKind(m desk.Message) string {
	switch {
	case !m.RevokedAt.IsZero():
		return "revoked"
	case m.Content == nil || m.Content.Call == nil:
		return string(m.Kind)
	case m.Content.Call.Video:
		return "video_call_" + string(m.Content.Call.State)
	}
	return "call_" + string(m.Content.Call.State)
}
