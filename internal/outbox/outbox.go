// Package outbox takes what the operator writes out of the program: it queues, chooses the route, sends, and follows what the
// network answers. A message is a row before anything is sent, and its id on the network is fixed in that row, so that
// neither a crash nor a retry can lose it or make a second one.
package outbox

import (
	"cmp"
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Needs of the service.
type Needs struct {
	DB *store.DB
	// Driver finds the adapter of a kind.
	Driver func(desk.Kind) (transport.Driver, bool)
	// Take stores what a network answers when it is asked about messages; nil means committed.
	Take func(context.Context, desk.ConnectionID, transport.Event) error
	// Bare, where files are sent, takes out of a picture what it says beside its pixels, before a message has it.
	Bare func(context.Context, desk.UploadID) error
	// Cards, where pages may be asked, finds what they say of themselves.
	Cards Cards
}

// Service is the outbound side of one data folder.
type Service struct {
	Needs
	bell   bell.Bell
	asking asking
}

// New makes the service.
func New(n Needs) *Service { return &Service{Needs: n} }

// Wake tells the workers that deliveries changed.
func (s *Service) Wake() { s.bell.Ring() }

// Draft is what the operator sends or notes.
type Draft struct {
	Ticket  desk.TicketID
	Key     string           // one press of send; the same key never makes a second message
	Kind    desk.MessageKind // empty: text
	Text    string           // what is read in the bubble, also of a template
	Content *desk.Content    // of a template, a place, cards or choices
	ReplyTo desk.MessageID
	Upload  desk.UploadID     // the file of an image, a video, a document and so on; Text is its caption
	Wave    []byte            // of a voice message: its loudness, as in desk.Attachment
	Length  time.Duration     // of what is played, 0 if not known
	Pass    desk.MessageID    // the message that is forwarded; kind, text, content and file are those of it
	Note    bool              // stays here
	Despite bool              // the window counts as closed, and the operator wants the network to say so
	By      desk.ConnectionID // by this one and no other; 0: as the plan says
	// Routine says that the program writes it, as a rule of the operator's says: nobody has answered the customer by that.
	Routine bool
	// Confirmed says that the operator was warned of sending the same words to many.
	Confirmed bool
}

// maxKey bounds the page's key, in bytes.
const maxKey = 64

// Enqueue writes the message and its first delivery in one transaction; the network is not touched. Faults: empty_message,
// too_long, no_connection, not_found, bad_request, opted_out, many_contacts, groups_off, contact_blocked, and of files unsupported, file_type, file_too_big.
func (s *Service) Enqueue(ctx context.Context, d Draft) (id desk.MessageID, err error) {
	if err := s.bare(ctx, d); err != nil {
		return 0, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		id, err = s.Put(tx, d)
		return err
	})
	return id, err
}

// Put is Enqueue inside a transaction of the caller, which an error must end.
func (s *Service) Put(tx *store.Tx, d Draft) (desk.MessageID, error) {
	if err := d.tidy(); err != nil {
		return 0, err
	}
	return s.once(tx, d)
}

// tidy brings a draft into the form in which it is kept, or refuses it.
func (d *Draft) tidy() error {
	d.Text = desk.Clean(strings.TrimRight(d.Text, " \n\t\r"))
	d.Kind = cmp.Or(d.Kind, desk.Text)
	switch {
	case strings.TrimSpace(d.Text) == "" && d.Content == nil && d.Upload == 0 && d.Pass == 0:
		return desk.Refuse(desk.CodeEmpty)
	case d.Key == "" || len(d.Key) > maxKey, d.Note && (d.Upload != 0 || d.Pass != 0):
		return desk.Refuse(desk.CodeBadRequest)
	}
	return nil
}

// once writes the message of a draft, unless its key made one already.
func (s *Service) once(tx *store.Tx, d Draft) (desk.MessageID, error) {
	if id, err := tx.ByKey(d.Key); err != nil || id > 0 {
		return id, err
	}
	return s.write(tx, d)
}

func (s *Service) write(tx *store.Tx, d Draft) (desk.MessageID, error) {
	t, err := tx.Ticket(d.Ticket)
	if err != nil {
		return 0, err
	}
	if err := answers(tx, d.ReplyTo, t.Contact.ID); err != nil {
		return 0, err
	}
	if err := unwanted(d, t.Contact); err != nil {
		return 0, err
	}
	now := time.Now()
	m := desk.Message{Ticket: t.ID, Contact: t.Contact.ID, Direction: desk.Note, Origin: desk.FromOperator, Kind: d.Kind,
		Body: d.Text, Content: d.Content, ReplyTo: d.ReplyTo, At: now, Status: desk.Received}
	if d.Note {
		if utf8.RuneCountInString(d.Text) > maxNote {
			return 0, desk.Refuse(desk.CodeTooLong)
		}
		return s.keep(tx, d, m)
	}
	file, err := enclose(&tx.View, &d, &m)
	if err != nil {
		return 0, err
	}
	c, err := s.first(&tx.View, t, d, file)
	if err != nil {
		return 0, err
	}
	if err := s.repeats(tx, d, file, t.Contact.ID, c.way, now); err != nil {
		return 0, err
	}
	if m.UndoUntil, err = undoUntil(&tx.View, d, now); err != nil {
		return 0, err
	}
	m.Direction, m.Status, m.Connection, m.Number, m.Fault = desk.Out, desk.Queued, c.way.ID, c.way.Number, c.reason()
	m.Only = d.By
	if t.Contact.Group {
		m.Only = c.way.ID
	}
	step := desk.StepID(0)
	if d.Routine {
		m.Origin = desk.FromRoutine
	} else if m.Ticket, step, err = open(tx, t, now, !m.UndoUntil.IsZero()); err != nil {
		return 0, err
	}
	id, err := s.keep(tx, d, m)
	if err != nil {
		return 0, err
	}
	m.ID = id
	if err := tx.Opening(id, step); err != nil {
		return 0, err
	}
	if err := s.wantCard(tx, d, m); err != nil {
		return 0, err
	}
	if err := attach(tx, d, file, id); err != nil {
		return 0, err
	}
	return id, s.begin(tx, m, c, now)
}

// answers refuses to quote to one customer what another one wrote.
func answers(tx *store.Tx, quoted desk.MessageID, who desk.ContactID) error {
	if quoted == 0 {
		return nil
	}
	m, err := tx.Message(quoted)
	if err == nil && m.Contact != who {
		return desk.Refuse(desk.CodeBadRequest)
	}
	return err
}

// maxNote bounds an internal note, in runes; a message is bounded by its connection.
const maxNote = 65536

// keep inserts the message and clears the draft it came from: that of the ticket on screen, which may not be the one that the message
// goes into. A note, a template, a file and what the program writes were not typed there, and leave it: the page moves words from the field
// to a file's caption by itself.
func (s *Service) keep(tx *store.Tx, d Draft, m desk.Message) (desk.MessageID, error) {
	id, err := tx.AddMessage(m, true, true, m.At, d.Key)
	if err != nil || d.Note || d.Content != nil || d.Upload != 0 || d.Pass != 0 || d.Routine {
		return id, err
	}
	return id, tx.SetDraft(d.Ticket, "")
}
