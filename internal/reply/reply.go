// Package reply keeps the operator's quick replies and fills them in for a customer. It sends nothing.
package reply

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Service keeps and fills quick replies.
type Service struct{ db *store.DB }

// New returns the service of a database.
func New(db *store.DB) *Service { return &Service{db: db} }

// Save keeps a new reply, or the change of one that has an id. Of the files that it has it keeps those in r.Files, of which only the ids
// matter, and it gets the uploads. Its faults are those of desk.CheckReply, shortcut_taken, many_files (params: max), and not_found.
func (s *Service) Save(ctx context.Context, r desk.Reply, uploads ...desk.UploadID) (id desk.ReplyID, err error) {
	if len(r.Files)+len(uploads) > desk.MaxReplyFiles {
		f := desk.Refuse(desk.CodeManyFiles)
		f.Params = map[string]string{"max": strconv.Itoa(desk.MaxReplyFiles)}
		return 0, f
	}
	checked := r
	checked.Files = append(slices.Clone(r.Files), make([]desk.ReplyFile, len(uploads))...)
	checked, f := desk.CheckReply(checked)
	if f != nil {
		return 0, f
	}
	kept := make([]desk.ReplyFileID, len(r.Files))
	for i, file := range r.Files {
		kept[i] = file.ID
	}
	err = s.db.Write(ctx, func(tx *store.Tx) (err error) {
		if id, err = tx.PutReply(checked); err != nil {
			return err
		}
		return tx.KeepReplyFiles(id, kept, uploads)
	})
	return id, err
}

// Delete takes a reply away until Restore brings it back.
func (s *Service) Delete(ctx context.Context, id desk.ReplyID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.DeleteReply(id, time.Now()) })
}

// Restore brings a deleted reply back.
func (s *Service) Restore(ctx context.Context, id desk.ReplyID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.RestoreReply(id) })
}

// Use fills a reply in for whom a ticket is with, as the clock of this computer stands, and counts it. Language is that of the screen. Its
// files come as uploads.
func (s *Service) Use(ctx context.Context, id desk.ReplyID, ticket desk.TicketID, language string) (text string, files []desk.Upload, err error) {
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		r, err := tx.Reply(id)
		if err != nil {
			return err
		}
		m, err := momentOf(&tx.View, ticket, language)
		if err != nil {
			return err
		}
		text = desk.Fill(r.Text, m.Values())
		if files, err = tx.UploadReplyFiles(r, m.Now); err != nil {
			return err
		}
		return tx.UseReply(id)
	})
	return text, files, err
}

// momentOf is whom a text is for, and when: now.
func momentOf(v *store.View, ticket desk.TicketID, language string) (m desk.Moment, err error) {
	t, err := v.Ticket(ticket)
	if err != nil {
		return m, err
	}
	c, err := v.Channel(t.Channel)
	if err != nil {
		return m, err
	}
	who := t.Contact.Title()
	if t.Contact.Group {
		who = "" // the subject of a group is nobody's name
	}
	m = desk.Moment{Contact: who, Ticket: ticket, Channel: c.Name, Now: time.Now(), Language: language}
	if m.Fields, err = v.Fields(); err != nil {
		return m, err
	}
	m.Known, err = v.Values(t.Contact.ID)
	return m, err
}

// Filling is a variable with what it stands for in one ticket, empty where that is not known. The operator's own have a name.
type Filling struct {
	Variable    desk.Variable
	Name, Value string
}

// Fillings are all variables as they stand for whom a ticket is with: those of the program first.
func (s *Service) Fillings(ctx context.Context, ticket desk.TicketID, language string) (all []Filling, err error) {
	err = s.db.Read(ctx, func(v *store.View) error {
		m, err := momentOf(v, ticket, language)
		values := m.Values()
		for _, one := range desk.Variables {
			all = append(all, Filling{Variable: one, Value: values[one]})
		}
		for _, f := range m.Fields {
			all = append(all, Filling{Variable: f.Variable, Name: f.Name, Value: values[f.Variable]})
		}
		return err
	})
	return all, err
}
