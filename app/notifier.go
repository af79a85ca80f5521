package app

import (
	"context"

	"github.com/balcao-app/balcao/internal/desk"
)

// Notifier shows notices outside the page. The window has one.
type Notifier interface {
	// Allowed reports whether the system shows them; with ask the operator is asked where the system wants that.
	Allowed(ctx context.Context, ask bool) (bool, error)
	// Show shows one in the place of the one before with the same tag.
	Show(ctx context.Context, tag, title, body string) error
	Withdraw(ctx context.Context, tag string)
	// Badge puts a count beside the program's icon, 0 takes it away.
	Badge(count int)
}

// AllowedRequest asks whether the system shows notices.
type AllowedRequest struct {
	Ask bool `json:"ask"` // the operator pressed for it: the system may ask them
}

// SystemAnswer is what the system said. Without a notifier, and where the system has no notices, there are none.
type SystemAnswer struct {
	Answer string `json:"answer"` // on | refused | none
	Why    string `json:"why"`    // in the system's own words, empty if it said none
}

// SystemNotice is a notice of the system.
type SystemNotice struct {
	Tag   string `json:"tag"`
	Title string `json:"title"`
	Body  string `json:"body"`
}

// TagRequest names a notice.
type TagRequest struct {
	Tag string `json:"tag"`
}

// BadgeRequest is the count beside the program's icon.
type BadgeRequest struct {
	Count int `json:"count"` // 0 = none
}

// Pressed is the event that a notice was pressed.
type Pressed struct {
	Tag string `json:"tag"`
}

// Pressed tells the page that the operator pressed a notice.
func (a *API) Pressed(tag string) { a.stream.Pressed(tag) }

func (a *API) noticesAllowed(ctx context.Context, r AllowedRequest) (SystemAnswer, error) {
	if a.Notifier == nil {
		return SystemAnswer{Answer: "none"}, nil
	}
	yes, err := a.Notifier.Allowed(ctx, r.Ask)
	switch {
	case err != nil:
		return SystemAnswer{Answer: "none", Why: err.Error()}, nil
	case !yes:
		return SystemAnswer{Answer: "refused"}, nil
	}
	return SystemAnswer{Answer: "on"}, nil
}

// showNotice keeps what a notice may be long: servers cut as they like, or refuse.
func (a *API) showNotice(ctx context.Context, n SystemNotice) (SystemAnswer, error) {
	if n.Tag == "" || n.Title == "" {
		return SystemAnswer{}, desk.Refuse(desk.CodeBadRequest)
	}
	if a.Notifier == nil {
		return SystemAnswer{Answer: "none"}, nil
	}
	if err := a.Notifier.Show(ctx, n.Tag, desk.Excerpt(n.Title, 120), desk.Excerpt(n.Body, 400)); err != nil {
		return SystemAnswer{Answer: "refused", Why: err.Error()}, nil
	}
	return SystemAnswer{Answer: "on"}, nil
}

func (a *API) withdrawNotice(ctx context.Context, r TagRequest) (Empty, error) {
	if a.Notifier != nil {
		a.Notifier.Withdraw(ctx, r.Tag)
	}
	return Empty{}, nil
}

func (a *API) badge(_ context.Context, r BadgeRequest) (Empty, error) {
	if r.Count < 0 {
		return Empty{}, desk.Refuse(desk.CodeBadRequest)
	}
	if a.Notifier != nil {
		a.Notifier.Badge(r.Count)
	}
	return Empty{}, nil
}
