package inbox

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// maxLabel bounds the name of a tag or a reason, in runes, and manyLabels how many there may be of either: both stand in menus.
const (
	maxLabel   = 40
	manyLabels = 100
	tagColors  = 8
)

// label is a tag or a reason by its name.
type label struct {
	id   int64
	name string
}

// checkLabel returns the name as it is kept. Names are told apart as people read them, without accents and capitals: name_taken. Too long
// a name is too_long, none at all empty_field, and more labels than manyLabels too_many.
func checkLabel(mine label, others []label) (string, error) {
	name := desk.Excerpt(desk.Clean(strings.TrimSpace(mine.name)), maxLabel+1)
	switch {
	case name == "":
		return "", desk.Refuse(desk.CodeEmptyField)
	case utf8.RuneCountInString(name) > maxLabel:
		return "", desk.Refuse(desk.CodeTooLong)
	case mine.id == 0 && len(others) >= manyLabels:
		return "", desk.Refuse(desk.CodeTooMany)
	}
	for _, o := range others {
		if o.id != mine.id && desk.Fold(o.name) == desk.Fold(name) {
			return "", desk.Refuse(desk.CodeNameTaken)
		}
	}
	return name, nil
}

// PutTag makes a tag, where its id is 0, or changes one.
func (s *Service) PutTag(ctx context.Context, t desk.Tag) (id desk.TagID, err error) {
	if t.Color < 1 || t.Color > tagColors {
		return 0, desk.Refuse(desk.CodeBadRequest)
	}
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		all, err := tx.Tags()
		if err != nil {
			return err
		}
		var others []label
		for _, o := range all {
			others = append(others, label{int64(o.ID), o.Name})
		}
		if t.Name, err = checkLabel(label{int64(t.ID), t.Name}, others); err != nil {
			return err
		}
		id, err = tx.PutTag(t)
		return err
	})
	return id, err
}

// RemoveTag takes a tag off everybody and forgets it.
func (s *Service) RemoveTag(ctx context.Context, id desk.TagID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.RemoveTag(id) })
}

// PutReason makes a reason for closing, where its id is 0, or renames one.
func (s *Service) PutReason(ctx context.Context, r desk.Reason) (id desk.ReasonID, err error) {
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		all, err := tx.Reasons()
		if err != nil {
			return err
		}
		var others []label
		for _, o := range all {
			others = append(others, label{int64(o.ID), o.Name})
		}
		if r.Name, err = checkLabel(label{int64(r.ID), r.Name}, others); err != nil {
			return err
		}
		id, err = tx.PutReason(r)
		return err
	})
	return id, err
}

// RemoveReason takes a reason from the list. Tickets that were closed for it keep it.
func (s *Service) RemoveReason(ctx context.Context, id desk.ReasonID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.RemoveReason(id, time.Now()) })
}
