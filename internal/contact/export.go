package contact

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/table"
)

// ListTitles are the titles of the columns of the list, in the operator's language.
type ListTitles struct{ Name, Number, Note, Tags string }

// WriteList writes everybody as a table that any spreadsheet opens, and that Import reads: fields stand under their names. No cell of it
// is a formula, whatever people are called.
func (s *Service) WriteList(ctx context.Context, to io.Writer, sep rune, titles ListTitles) error {
	if err := s.relist(ctx); err != nil {
		return err
	}
	var fields []desk.Field
	names := map[desk.TagID]string{}
	err := s.DB.Read(ctx, func(v *store.View) (err error) {
		if fields, err = v.Fields(); err != nil {
			return err
		}
		tags, err := v.Tags()
		for _, t := range tags {
			names[t.ID] = t.Name
		}
		return err
	})
	if err != nil {
		return err
	}
	w := table.NewWriter(to, sep)
	head := []string{titles.Name, titles.Number, titles.Note, titles.Tags}
	for _, f := range fields {
		head = append(head, f.Name)
	}
	if err := w.Write(head); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	for ask, more := (store.ContactsAsk{Limit: 500}), true; more; more = ask.After != "" {
		var rows [][]string
		err := s.DB.Read(ctx, func(v *store.View) error {
			all, next, err := v.Contacts(ask)
			ask.After = next
			for _, c := range all {
				row, rowErr := rowOf(v, c, fields, names)
				if rowErr != nil {
					return rowErr
				}
				rows = append(rows, row)
			}
			return err
		})
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := w.Write(row); err != nil {
				return fmt.Errorf("write the list: %w", err)
			}
		}
	}
	return w.Flush()
}

func rowOf(v *store.View, c desk.Contact, fields []desk.Field, names map[desk.TagID]string) ([]string, error) {
	var tags []string
	for _, id := range c.Tags {
		tags = append(tags, names[id])
	}
	number := c.Number
	if number != "" {
		number = "+" + number
	}
	row := []string{c.Title(), number, c.Note, strings.Join(tags, ", ")}
	known, err := v.Values(c.ID)
	for _, f := range fields {
		value := ""
		for _, k := range known {
			if k.Field == f.ID {
				value = k.Value
			}
		}
		row = append(row, value)
	}
	return row, err
}
