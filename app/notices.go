package app

import (
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TakeRequest asks of what the operator is to be told. What one page was given no other one gets.
type TakeRequest struct {
	Watched []int64 `json:"watched"` // tickets that a page shows to somebody now
}

// Notices are what came.
type Notices struct {
	Notices []Notice `json:"notices"`
	// Many is of how many conversations the operator is told in one sentence, 0: of each by its own notice.
	Many  int  `json:"many"`
	Show  bool `json:"show"`  // the operator wants notices of the system
	Sound bool `json:"sound"` // and a sound
}

// Notice is what came in one conversation. What the operator wants hidden is empty.
type Notice struct {
	Woke   bool   `json:"woke"` // nothing came: its snooze is over
	Ticket int64  `json:"ticket"`
	Name   string `json:"name"`
	Number string `json:"number"`
	Count  int    `json:"count"` // messages that nobody has seen
	Kind   string `json:"kind"`  // of the last one
	Text   string `json:"text"`  // of the last one
	// Author is who wrote the last one in a group, null elsewhere.
	Author *Author `json:"author"`
}

// farNoticed is after how many messages of which nobody is told the mark moves, so that they are not looked through again.
const farNoticed = 500

// takeNotices looks first without writing: most changes bring nothing.
func (a *API) takeNotices(ctx context.Context, r TakeRequest) (out Notices, err error) {
	out.Notices = []Notice{}
	var all []desk.Arrival
	var noticed, newest desk.MessageID
	look := func(v *store.View) (err error) { all, noticed, newest, err = v.Arrivals(); return err }
	if err := a.engine.DB.Read(ctx, look); err != nil || len(all) == 0 && newest-noticed < farNoticed {
		return out, err
	}
	var fresh []desk.Notice
	var wishes desk.NoticeWishes
	now := time.Now()
	err = a.engine.DB.Write(ctx, func(tx *store.Tx) error {
		settings, err := tx.Settings()
		if err != nil {
			return err
		}
		if err := look(&tx.View); err != nil {
			return err
		}
		wishes = desk.NoticeWishesOf(settings)
		if fresh = desk.Notices(all, watched(r.Watched), now); wishes.Quiet.Covers(now) {
			fresh = nil
		}
		return tx.Noticed(newest)
	})
	if err != nil || len(fresh) == 0 {
		return out, err
	}
	out.Show, out.Sound = wishes.Show, wishes.Sound
	if len(fresh) > desk.MostNotices {
		out.Many = len(fresh)
		return out, nil
	}
	err = a.engine.DB.Read(ctx, func(v *store.View) error { out.Notices, err = noticesOf(v, fresh, wishes.Preview); return err })
	return out, err
}

func watched(ids []int64) map[desk.TicketID]bool {
	all := map[desk.TicketID]bool{}
	for _, id := range ids {
		all[desk.TicketID(id)] = true
	}
	return all
}

func noticesOf(v *store.View, fresh []desk.Notice, p desk.Preview) ([]Notice, error) {
	all := []Notice{}
	for _, n := range fresh {
		t, err := v.Ticket(n.Ticket)
		if err != nil {
			return nil, err
		}
		one := Notice{Ticket: int64(n.Ticket), Count: t.Unread, Woke: n.Last == 0}
		if p != desk.PreviewNone {
			one.Name, one.Number = t.Contact.Title(), international(t.Contact.Number)
		}
		if p == desk.PreviewFull && !one.Woke {
			m, err := v.Message(n.Last)
			if err != nil {
				return nil, err
			}
			one.Kind, one.Text, one.Author = lineKind(m), preview(m.Kind, m.Body, 160), maybeAuthor(m.Author)
		}
		all = append(all, one)
	}
	return all, nil
}
