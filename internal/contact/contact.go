// Package contact holds what the operator does with people: names, notes and fields, blocking, a first word to somebody, lists from and
// for other programs, merging and erasing. Of a network it asks two things: whether somebody is at a number, and to block who is blocked
// here. It sends no message.
package contact

import (
	"context"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Needs of the service.
type Needs struct {
	DB *store.DB
	// Caps is what connections of a kind can do; false for a kind that there is not.
	Caps func(desk.Kind) (desk.Caps, bool)
}

// Service works on one data folder.
type Service struct {
	Needs
	bell   bell.Bell
	mu     sync.Mutex
	online map[desk.ConnectionID]transport.Finder // that can be asked for a number now
}

// New makes the service of a data folder.
func New(n Needs) *Service {
	return &Service{Needs: n, online: map[desk.ConnectionID]transport.Finder{}}
}

// Page is a part of the list of contacts.
type Page struct {
	Contacts []desk.Contact
	Next     string // cursor, empty: no more
	Total    int    // everybody, whatever was asked for
}

// List reads a page of the list of contacts. Before, those whose names changed get their new place.
func (s *Service) List(ctx context.Context, a store.ContactsAsk) (p Page, err error) {
	if err := s.relist(ctx); err != nil {
		return p, err
	}
	err = s.DB.Read(ctx, func(v *store.View) error {
		if p.Contacts, p.Next, err = v.Contacts(a); err != nil {
			return err
		}
		p.Total, err = v.CountContacts()
		return err
	})
	return p, err
}

func (s *Service) relist(ctx context.Context) error {
	var more bool
	err := s.DB.Read(ctx, func(v *store.View) (err error) { more, err = v.Unlisted(); return err })
	for err == nil && more {
		err = s.DB.Write(ctx, func(tx *store.Tx) (err error) { more, err = tx.Relist(); return err })
	}
	return err
}

// Card is everything that is known of a contact.
type Card struct {
	desk.Contact
	Addresses []store.Known
	Values    []desk.FieldValue
	Channels  []desk.ChannelID
	Blocks    []desk.Block
	Tickets   []desk.Stretch // the newest first
	Authors   []desk.Author  // of a group: who wrote there, whoever wrote last first
}

// Card reads everything about a contact; not_found.
func (s *Service) Card(ctx context.Context, id desk.ContactID) (c Card, err error) {
	err = s.DB.Read(ctx, func(v *store.View) (err error) { c, err = cardOf(v, id); return err })
	return c, err
}

func cardOf(v *store.View, id desk.ContactID) (c Card, err error) {
	if c.Contact, err = v.Somebody(id); err != nil {
		return c, err
	}
	if c.Addresses, err = v.AllAddresses(id); err != nil {
		return c, err
	}
	if c.Values, err = v.Values(id); err != nil {
		return c, err
	}
	if c.Channels, err = v.ContactChannels(id); err != nil {
		return c, err
	}
	if c.Blocks, err = v.Blocks(id); err != nil {
		return c, err
	}
	if c.Tickets, err = v.Stretches(id); err != nil || !c.Group {
		return c, err
	}
	c.Authors, err = v.Authors(id)
	return c, err
}

// maxName bounds a name that the operator gives, in runes.
const maxName = 200

// maxNote bounds what the operator writes about somebody, in runes.
const maxNote = 10_000

// SetNote keeps what the operator wrote about a contact. Faults: too_long, not_found.
func (s *Service) SetNote(ctx context.Context, id desk.ContactID, note string) error {
	note = strings.TrimSpace(desk.Clean(note))
	if utf8.RuneCountInString(note) > maxNote {
		return desk.Refuse(desk.CodeTooLong)
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error { return tx.SetContactNote(id, note) })
}

// isPerson refuses what makes no sense for a group, with wrong_state; not_found.
func isPerson(v *store.View, id desk.ContactID) error {
	c, err := v.Somebody(id)
	if err == nil && c.Group {
		return desk.Refuse(desk.CodeWrongState)
	}
	return err
}

// SetTag hangs a tag on a contact, or takes it off. Faults: not_found, wrong_state for a group.
func (s *Service) SetTag(ctx context.Context, id desk.ContactID, tag desk.TagID, on bool) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := isPerson(&tx.View, id); err != nil {
			return err
		}
		_, err := tx.Hang(id, tag, on)
		return err
	})
}

// PutField makes a field, where its id is 0, or renames one. Faults: those of desk.CheckField and of store.PutField.
func (s *Service) PutField(ctx context.Context, f desk.Field) (id desk.FieldID, err error) {
	f, bad := desk.CheckField(f)
	if bad != nil {
		return 0, bad
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) (err error) { id, err = tx.PutField(f); return err })
	return id, err
}

// RemoveField forgets a field and what it told of everybody.
func (s *Service) RemoveField(ctx context.Context, id desk.FieldID) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error { return tx.RemoveField(id) })
}

// SetValue keeps what a field tells of a contact. Faults: field_value, not_found, wrong_state for a group.
func (s *Service) SetValue(ctx context.Context, id desk.ContactID, field desk.FieldID, typed string) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := isPerson(&tx.View, id); err != nil {
			return err
		}
		return tx.SetValue(id, field, typed)
	})
}
