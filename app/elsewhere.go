package app

import (
	"context"
	"fmt"

	"github.com/balcao-app/balcao/internal/desk"
)

// Codes of a change between practice and real work that did not happen. Nothing was changed by it.
const (
	CodeStartEnded  desk.Code = "start_ended"  // the other start ended before its face was open
	CodeStartSilent desk.Code = "start_silent" // it gave no sign of life in time and was ended
)

func (a *API) practice(ctx context.Context, _ Empty) (Elsewhere, error) { return a.relaunch(ctx, true) }

func (a *API) leavePractice(ctx context.Context, _ Empty) (Elsewhere, error) {
	return a.relaunch(ctx, false)
}

func (a *API) relaunch(ctx context.Context, practice bool) (Elsewhere, error) {
	if a.Mode == ModeSimulator || practice == (a.Mode == ModePractice) {
		return Elsewhere{}, desk.Refuse(desk.CodeWrongState)
	}
	url, err := a.Relaunch(ctx, practice)
	if err != nil {
		return Elsewhere{}, fmt.Errorf("start again: %w", err)
	}
	return Elsewhere{URL: url}, nil
}
