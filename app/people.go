package app

import (
	"context"
	"os"

	"github.com/balcao-app/balcao/internal/contact"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/table"
)

// PreviewRequest asks how a file that was uploaded begins. What is empty is guessed.
type PreviewRequest struct {
	Upload    int64  `json:"upload"`
	Encoding  string `json:"encoding"`  // utf-8 | windows-1252 | utf-16le | utf-16be
	Separator string `json:"separator"` // ; , tab or |
}

// ImportPreview is how a file begins, and what its columns seem to be about.
type ImportPreview struct {
	Encoding  string     `json:"encoding"`
	Separator string     `json:"separator"`
	Rows      [][]string `json:"rows"`
	Total     int        `json:"total"`   // rows of the file
	Header    bool       `json:"header"`  // the first row seems to say what the columns are
	Columns   []string   `json:"columns"` // name | number | note | tags | field:1 | empty for nothing
}

// ImportRequest takes the rows of a file over.
type ImportRequest struct {
	Upload    int64    `json:"upload"`
	Encoding  string   `json:"encoding"`
	Separator string   `json:"separator"`
	Header    bool     `json:"header"`
	Columns   []string `json:"columns"`
	Replace   bool     `json:"replace"` // names and values that stand already give way
	Tag       int64    `json:"tag"`     // hung on everybody in the file, 0 = none
}

// Imported is what came of an import.
type Imported struct {
	Step    int64        `json:"step"` // for Undo, 0 = nothing changed
	Added   int          `json:"added"`
	Changed int          `json:"changed"`
	Same    int          `json:"same"`
	Skipped []SkippedRow `json:"skipped"`
	More    int          `json:"more"` // left out beyond those that are listed
}

// SkippedRow is a row, or a value in it, that was left out.
type SkippedRow struct {
	Row    int    `json:"row"`    // as a spreadsheet counts
	Why    string `json:"why"`    // no_number | bad_number | repeated | bad_row | bad_value
	Column int    `json:"column"` // of the value, from 0; -1 for the row
	Value  string `json:"value"`
}

// MergeRequest makes one contact of two.
type MergeRequest struct {
	Gone int64  `json:"gone"`
	Kept int64  `json:"kept"`
	Name string `json:"name"` // which the one that is kept is to be called by; empty: as a network or the phone calls it
}

// ContactStep is an import or a merge that can be taken back.
type ContactStep struct {
	ID      int64  `json:"id"`
	Act     string `json:"act"`  // import | merge
	Name    string `json:"name"` // of the file, or of who went into another
	Kept    int64  `json:"kept"`
	Changed int    `json:"changed"` // contacts
	At      int64  `json:"at"`
}

// ContactSteps lists them, the newest first.
type ContactSteps struct {
	Steps []ContactStep `json:"steps"`
}

// Stayed counts the contacts that an undone import leaves, because something was said with them or changed since.
type Stayed struct {
	Contacts int `json:"contacts"`
}

func formatOf(encoding, separator string) table.Format {
	f := table.Format{Encoding: encoding}
	if runes := []rune(separator); len(runes) == 1 {
		f.Separator = runes[0]
	}
	return f
}

// file opens an uploaded file, with a number of ours whose country numbers without one have.
func (a *API) file(ctx context.Context, upload int64) (f *os.File, name, home string, err error) {
	f, u, err := a.engine.Media.OpenUpload(ctx, desk.UploadID(upload))
	if err != nil {
		return nil, "", "", err
	}
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		all, err := v.Connections()
		for _, c := range all {
			if home == "" {
				home = c.Number
			}
		}
		return err
	})
	return f, u.Name, home, err
}

func (a *API) previewImport(ctx context.Context, r PreviewRequest) (out ImportPreview, err error) {
	f, _, home, err := a.file(ctx, r.Upload)
	if err != nil {
		return out, err
	}
	defer f.Close()
	p, err := a.engine.Contacts.Preview(ctx, f, formatOf(r.Encoding, r.Separator), home)
	return ImportPreview{Encoding: p.Encoding, Separator: string(p.Separator), Rows: p.Rows, Total: p.Total, Header: p.Header, Columns: p.Columns}, err
}

func (a *API) importContacts(ctx context.Context, r ImportRequest) (out Imported, err error) {
	f, name, home, err := a.file(ctx, r.Upload)
	if err != nil {
		return out, err
	}
	defer f.Close()
	told := func(n int) { a.engine.Feed.Publish([]desk.Change{{Kind: "import", ID: int64(n)}}) }
	// A page that is left does not leave half of the file behind.
	got, err := a.engine.Contacts.Import(context.WithoutCancel(ctx), f, contact.Import{Format: formatOf(r.Encoding, r.Separator), Name: name, Header: r.Header,
		Columns: r.Columns, Replace: r.Replace, Tag: desk.TagID(r.Tag), Home: home, Told: told})
	return Imported{Step: got.Step, Added: got.Added, Changed: got.Changed, Same: got.Same, More: got.More, Skipped: each(got.Skipped,
		func(s contact.Skip) SkippedRow {
			return SkippedRow{Row: s.Row, Why: s.Why, Column: s.Column, Value: s.Value}
		})}, err
}

func (a *API) mergeContacts(ctx context.Context, r MergeRequest) (ID, error) {
	step, err := a.engine.Contacts.Merge(ctx, desk.ContactID(r.Gone), desk.ContactID(r.Kept), r.Name)
	return ID{ID: step}, err
}

func (a *API) contactSteps(ctx context.Context, _ Empty) (ContactSteps, error) {
	all, err := a.engine.Contacts.Steps(ctx)
	return ContactSteps{Steps: each(all, func(s desk.ContactStep) ContactStep {
		return ContactStep{ID: s.ID, Act: string(s.Act), Name: s.Name, Kept: int64(s.Kept), Changed: s.Changed, At: store.Millis(s.At)}
	})}, err
}

func (a *API) undoContacts(ctx context.Context, r ID) (Stayed, error) {
	stayed, err := a.engine.Contacts.Undo(context.WithoutCancel(ctx), r.ID) // as for an import
	return Stayed{Contacts: stayed}, err
}

// Loss is what is lost with a contact that is erased.
type Loss struct {
	Messages int `json:"messages"`
	Files    int `json:"files"`
	Tickets  int `json:"tickets"`
}

// EraseRequest erases a contact for good.
type EraseRequest struct {
	Contact int64  `json:"contact"`
	Name    string `json:"name"` // as the operator typed it, to show that this one is meant
}

func (a *API) contactLoss(ctx context.Context, r ID) (Loss, error) {
	l, err := a.engine.Contacts.Loss(ctx, desk.ContactID(r.ID))
	return Loss{Messages: l.Messages, Files: l.Files, Tickets: l.Tickets}, err
}

// Erased is what came of erasing.
type Erased struct {
	Left bool `json:"left"` // something of it is in a file of the program until the next start at the latest
}

func (a *API) eraseContact(ctx context.Context, r EraseRequest) (Erased, error) {
	left, err := a.engine.Contacts.Erase(ctx, desk.ContactID(r.Contact), r.Name)
	return Erased{Left: left}, err
}
