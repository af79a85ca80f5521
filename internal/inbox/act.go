package inbox

import (
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Done is what an act came to.
type Done struct {
	Step    desk.StepID   // the token for Undo, 0 where nothing changed
	Changed int           // tickets
	First   desk.TicketID // of those that changed, 0 if none did
	Next    desk.TicketID // after closing: the one that waits longest, 0 if none waits
}

// Act does one thing to tickets, as one step that is taken back as a whole. Tickets that stand so that it cannot be done are left
// alone; wrong_state where that is all of them, bad_request where the act or its detail makes no sense.
func (s *Service) Act(ctx context.Context, ids []desk.TicketID, act desk.Act, d desk.Detail) (out Done, err error) {
	d.Now = time.UnixMilli(time.Now().UnixMilli()) // as it is stored
	if f := act.Check(d); f != nil {
		return out, f
	}
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		out = Done{}
		w, err := begin(tx, act, d)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := w.one(id); err != nil {
				return err
			}
		}
		if out.Changed, out.First = w.changed, w.first; w.changed > 0 {
			out.Step = w.step
		} else if err := tx.EndStep(w.step); err != nil {
			return err
		}
		switch {
		case w.taken:
		case w.refused:
			return desk.Refuse(desk.CodeWrongState)
		case w.missing:
			return desk.Refuse(desk.CodeNotFound)
		}
		if act == desk.ActClose && len(ids) > 0 {
			out.Next, err = tx.NextWaiting(ids[len(ids)-1])
		}
		return err
	})
	return out, err
}

// work is one act on its way through its tickets.
type work struct {
	tx      *store.Tx
	step    desk.StepID
	act     desk.Act
	d       desk.Detail
	reason  string
	changed int
	first   desk.TicketID // that changed
	taken   bool          // at least one ticket may be treated so
	refused bool
	missing bool // a ticket that went into another one meanwhile
}

func begin(tx *store.Tx, act desk.Act, d desk.Detail) (*work, error) {
	w := &work{tx: tx, act: act, d: d}
	if d.Reason != 0 {
		r, err := tx.Reason(d.Reason)
		if err != nil {
			return nil, err
		}
		w.reason = r.Name
	}
	step, err := tx.AddStep(act, d.Now)
	w.step = step
	return w, err
}

func (w *work) one(id desk.TicketID) error {
	t, err := w.tx.Ticket(id)
	if f := desk.AsFault(err); f != nil && f.Code == desk.CodeNotFound {
		w.missing = true
		return nil
	}
	if err != nil {
		return err
	}
	before, err := w.tx.Stand(id)
	if err != nil {
		return err
	}
	after, ok := w.act.On(before, w.d)
	if ok {
		ok, err = w.tx.Alone(t, after.Status)
	}
	if err != nil {
		return err
	}
	if !ok {
		w.refused = true
		return nil
	}
	w.taken = true
	switch {
	case w.act == desk.ActTag || w.act == desk.ActUntag:
		return w.hang(t)
	case before == after:
		return nil
	}
	w.count(id)
	if err := w.tx.Change(w.step, id, before, after); err != nil {
		return err
	}
	return w.tell(t)
}

func (w *work) count(id desk.TicketID) {
	if w.changed++; w.changed == 1 {
		w.first = id
	}
}

// hang puts the tag on the ticket's contact, or takes it off.
func (w *work) hang(t desk.Ticket) error {
	on := w.act == desk.ActTag
	changed, err := w.tx.Hang(t.Contact.ID, w.d.Tag, on)
	if err != nil || !changed {
		return err
	}
	w.count(t.ID)
	before, after := int64(0), int64(w.d.Tag)
	if !on {
		before, after = after, before
	}
	return w.tx.NoteChange(w.step, t.ID, "tag", before, after)
}

// tell writes the line about a step into the conversation, where it has one.
func (w *work) tell(t desk.Ticket) error {
	if w.act.Line() == "" {
		return nil
	}
	m := desk.Message{Ticket: t.ID, Contact: t.Contact.ID, Direction: desk.System, Origin: desk.FromOperator,
		Kind: w.act.Line(), At: w.d.Now, Status: desk.Received}
	if w.reason != "" {
		m.Content = &desk.Content{Reason: w.reason}
	}
	line, err := w.tx.AddMessage(m, true, true, w.d.Now, "")
	if err != nil {
		return err
	}
	return w.tx.NoteChange(w.step, t.ID, "line", 0, int64(line))
}

// Undo takes a step back. Tickets that something else moved since stay as they are; wrong_state where that is all of them, or where
// the step was taken back already.
func (s *Service) Undo(ctx context.Context, step desk.StepID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error {
		ids, err := tx.StepTickets(step)
		if err != nil {
			return err
		}
		undone := 0
		for _, id := range ids {
			done, err := tx.TakeBack(step, id, time.Now())
			if err != nil {
				return err
			}
			if done {
				undone++
			}
		}
		if undone == 0 {
			return desk.Refuse(desk.CodeWrongState)
		}
		return tx.EndStep(step)
	})
}
