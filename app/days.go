package app

import (
	"context"
	"slices"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// mostDays is how many days may be asked about at once.
const mostDays = 62

// DaysRequest asks on which days something was said in a conversation. The page says where its days begin.
type DaysRequest struct {
	Contact int64   `json:"contact"`
	Edges   []int64 `json:"edges"` // where each day begins, in order, and where the last one ends; milliseconds
}

type Days struct {
	First []int64 `json:"first"` // the first message of each day, 0 where there is none
	Since int64   `json:"since"` // when the conversation began, 0 where nothing was said
}

// days refuses with bad_request days that are too many, or not in order.
func (a *API) days(ctx context.Context, r DaysRequest) (out Days, err error) {
	if len(r.Edges) < 2 || len(r.Edges) > mostDays+1 || !slices.IsSorted(r.Edges) {
		return out, desk.Refuse(desk.CodeBadRequest)
	}
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		first, err := v.FirstOf(desk.ContactID(r.Contact), each(r.Edges, store.Time))
		if err != nil {
			return err
		}
		out.First = each(first, func(id desk.MessageID) int64 { return int64(id) })
		since, err := v.Since(desk.ContactID(r.Contact))
		out.Since = store.Millis(since)
		return err
	})
	return out, err
}
