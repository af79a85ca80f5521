package outbox

import (
	"context"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// EnqueueAll writes one message for each draft, all of them or none. More than desk.CrowdOf different contacts are refused with
// many_contacts unless the operator was warned and agreed; the fault carries their number. Faults: those of Enqueue, many_contacts.
func (s *Service) EnqueueAll(ctx context.Context, all []Draft, confirmed bool) (ids []desk.MessageID, err error) {
	for i := range all {
		if err := all[i].tidy(); err != nil {
			return nil, err
		}
		all[i].Confirmed = confirmed
		if err := s.bare(ctx, all[i]); err != nil {
			return nil, err
		}
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		ids = ids[:0]
		if err := s.crowd(tx, all, confirmed); err != nil {
			return err
		}
		for _, d := range all {
			id, err := s.once(tx, d)
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
	return ids, err
}

// crowd refuses drafts for too many contacts of which the operator was not warned.
func (s *Service) crowd(tx *store.Tx, all []Draft, confirmed bool) error {
	who, official := map[desk.ContactID]bool{}, true
	for _, d := range all {
		t, err := tx.Ticket(d.Ticket)
		if err != nil {
			return err
		}
		if d.Note {
			continue
		}
		file, err := enclose(&tx.View, &d, &desk.Message{})
		if err != nil {
			return err
		}
		c, err := s.first(&tx.View, t, d, file)
		if err != nil {
			return err
		}
		who[t.Contact.ID], official = true, official && s.official(c.way.Kind)
	}
	if confirmed || len(who) <= desk.CrowdOf {
		return nil
	}
	return manyContacts(len(who), official)
}

// repeats refuses, once, words or a file that the operator just sent to so many others one by one. By an official connection that is said
// of templates only: an answer that customers asked for endangers nothing there.
func (s *Service) repeats(tx *store.Tx, d Draft, file *desk.Attachment, who desk.ContactID, way desk.Connection, now time.Time) error {
	official := s.official(way.Kind)
	if d.Confirmed || d.Routine || d.Text == "" && file == nil || official && d.Kind != desk.Template {
		return nil
	}
	all, err := said(tx, d, file, now.Add(-desk.CrowdWithin))
	if err != nil {
		return err
	}
	others := map[desk.ContactID]bool{}
	for _, one := range all {
		switch {
		case s.official(one.Kind) != official:
		case one.Contact == who:
			return nil
		default:
			others[one.Contact] = true
		}
	}
	if desk.Crowded(len(others)) {
		return manyContacts(len(others)+1, official)
	}
	return nil
}

// said is to whom the same went since a time. A file is told by its content, whatever is written under it.
func said(tx *store.Tx, d Draft, file *desk.Attachment, since time.Time) ([]store.Said, error) {
	if file != nil {
		return tx.SharedSince(file.SHA256, since)
	}
	return tx.SaidSince(d.Kind, d.Text, since)
}

func (s *Service) official(k desk.Kind) bool {
	d, ok := s.Driver(k)
	return ok && d.Official
}

// manyContacts is the warning about the same words for n contacts. The words of the page differ by what is at stake: a number that may be
// blocked, or the name that the business has with the platform.
func manyContacts(n int, official bool) *desk.Fault {
	by := "session"
	if official {
		by = "official"
	}
	return &desk.Fault{Code: desk.CodeMany, Next: desk.Stop, Scope: desk.OfMessage, Params: map[string]string{"n": strconv.Itoa(n), "by": by}}
}
