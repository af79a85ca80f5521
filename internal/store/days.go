package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// FirstOf is the first message of a conversation in each of the spans that lie between these times, 0 where nothing was said.
func (v *View) FirstOf(c desk.ContactID, edges []time.Time) ([]desk.MessageID, error) {
	all := make([]desk.MessageID, max(len(edges)-1, 0))
	for i := range all {
		_, err := v.row("SELECT id FROM message WHERE contact_id=? AND at>=? AND at<? AND direction<>'system' ORDER BY at, id LIMIT 1",
			[]any{c, Millis(edges[i]), Millis(edges[i+1])}, &all[i])
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Since is when the first message of a conversation was said, the zero time where none was.
func (v *View) Since(c desk.ContactID) (time.Time, error) {
	var at int64
	_, err := v.row("SELECT at FROM message WHERE contact_id=? AND direction<>'system' ORDER BY at, id LIMIT 1", []any{c}, &at)
	return Time(at), err
}
