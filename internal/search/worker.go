package search

import (
	"context"
	"crypto/rand"
	"database/sql"
	"slices"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// atOnce is how many rows are indexed in one transaction.
const atOnce = 500

// batch is what is to be indexed next.
type batch struct {
	messages []store.Searched
	persons  []store.Person
	to       mark  // after it
	lastM    int64 // the newest message there is
	todo     int64 // the last change that it covers, 0: none
	more     bool
}

// step indexes what is due, and tells whether more is.
func (s *Service) step(ctx context.Context) (more bool, err error) {
	if s.hurt.Load() {
		return false, &broken{"a question found it damaged"}
	}
	var b batch
	err = s.with(func(x *index) error {
		from, err := x.mark(ctx)
		if err == nil {
			b, err = s.due(ctx, from)
		}
		if err == nil && (len(b.messages)+len(b.persons) > 0 || b.to != from) {
			err = s.keep(ctx, x, &b)
		}
		return err
	})
	if err == nil && b.todo > 0 { // only now: what is not in the index yet would have to be done again
		err = s.DB.Write(ctx, func(tx *store.Tx) error { return tx.DropTodo(b.todo, b.to.stamp) })
	}
	if err != nil {
		return false, err
	}
	if p := percent(b.to.message, b.lastM); p != s.told {
		s.told = p
		s.Progress(p)
	}
	return b.more, nil
}

// keep writes a batch under a new stamp. The database knows that one first: whichever copy of it knows the stamp of an index has all that
// the index was made of, and a copy from before does not.
func (s *Service) keep(ctx context.Context, x *index, b *batch) error {
	b.to.stamp = rand.Text()
	if err := s.DB.Write(ctx, func(tx *store.Tx) error { return tx.Stamp(b.to.stamp) }); err != nil {
		return err
	}
	return x.write(ctx, func(tx *sql.Tx) error { return b.put(ctx, tx) })
}

// few messages that are not indexed yet are no reason to speak of it.
const few = 1000

// percent is how much of the messages is indexed; 100 only if nearly all are.
func percent(done, of int64) int {
	if of-done < few {
		return 100
	}
	return int(min(99, done*100/of))
}

// due reads one state of the database: what changed, and what is new since the marks.
func (s *Service) due(ctx context.Context, from mark) (b batch, err error) {
	b.to.stamp = from.stamp
	err = s.DB.Read(ctx, func(v *store.View) error {
		lastM, lastC, err := v.NewestIDs()
		if err != nil {
			return err
		}
		known, err := v.Stamped(from.stamp)
		if err != nil {
			return err
		}
		if from.stamp != "" && !known || from.message > int64(lastM) || from.contact > int64(lastC) {
			return &broken{"it is the index of another database"}
		}
		b.lastM = int64(lastM)
		if err := b.changed(v, from.message, from.contact); err != nil {
			return err
		}
		return b.since(v, desk.MessageID(from.message), lastM, desk.ContactID(from.contact), lastC)
	})
	return b, err
}

// changed gathers what was indexed before and is different now. What was not is met anyway.
func (b *batch) changed(v *store.View, message, contact int64) error {
	todo, err := v.SearchTodo(atOnce)
	if err != nil || len(todo) == 0 {
		return err
	}
	var messages []desk.MessageID
	var contacts []desk.ContactID
	seen := map[store.Todo]bool{}
	for _, t := range todo {
		b.todo = t.Seq
		t.Seq = 0
		switch {
		case seen[t]:
		case t.Kind == "message" && t.Of <= message:
			messages = append(messages, desk.MessageID(t.Of))
		case t.Kind == "contact" && t.Of <= contact:
			contacts = append(contacts, desk.ContactID(t.Of))
		}
		seen[t] = true
	}
	b.more = len(todo) == atOnce
	if b.messages, err = v.SearchedAgain(messages); err != nil {
		return err
	}
	if b.persons, err = v.Persons(contacts); err != nil {
		return err
	}
	if slices.ContainsFunc(b.persons, func(p store.Person) bool { return p.Erased }) {
		return &broken{"it holds words of a contact that was erased"} // an index forgets rows, but not their words
	}
	return nil
}

// since gathers what is new.
func (b *batch) since(v *store.View, message, lastM desk.MessageID, contact, lastC desk.ContactID) error {
	fresh, err := v.SearchedAfter(message, atOnce)
	if err != nil {
		return err
	}
	persons, err := v.PersonsAfter(contact, atOnce)
	if err != nil {
		return err
	}
	b.to.message, b.to.contact = int64(lastM), int64(lastC)
	if len(fresh) == atOnce {
		b.to.message, b.more = int64(fresh[len(fresh)-1].ID), true
	}
	if len(persons) == atOnce {
		b.to.contact, b.more = int64(persons[len(persons)-1].ID), true
	}
	b.messages, b.persons = append(b.messages, fresh...), append(b.persons, persons...)
	return nil
}
