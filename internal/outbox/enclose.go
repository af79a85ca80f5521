package outbox

import (
	"context"
	"errors"
	"slices"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// enclose finds the file of a message that is being written, nil if it has none, and completes the draft of one that is forwarded. The
// file is here: it was kept before, and the row that is written next speaks for it.
func enclose(v *store.View, d *Draft, m *desk.Message) (*desk.Attachment, error) {
	if d.Pass != 0 {
		return pass(v, d, m)
	}
	named := desk.CarriesFile(d.Kind)
	if named != (d.Upload != 0) {
		return nil, desk.Refuse(desk.CodeBadRequest)
	}
	if !named {
		return nil, nil
	}
	u, err := v.Upload(d.Upload)
	if err != nil {
		return nil, err
	}
	wave := d.Wave
	if len(wave) != desk.WavePeaks || d.Kind != desk.Voice && d.Kind != desk.Audio {
		wave = nil
	}
	return &desk.Attachment{Kind: d.Kind, Mime: mimeAs(d.Kind, u.Mime), Name: u.Name, Bytes: u.Bytes, Width: u.Width, Height: u.Height, Pages: u.Pages, SHA256: u.SHA256,
		Duration: d.Length, Wave: wave, State: "ready"}, nil
}

// bare takes out of the file of a picture what its message shall not say. A document leaves as it is: who sends one wants the file. So a
// picture that would be refused keeps all it has, because it may be sent as a document next.
func (s *Service) bare(ctx context.Context, d Draft) error {
	if d.Kind != desk.Image || d.Upload == 0 || s.Bare == nil {
		return nil
	}
	var refused error
	err := s.DB.Read(ctx, func(v *store.View) error {
		made, err := v.ByKey(d.Key)
		if err != nil || made > 0 {
			return err
		}
		if f := s.Check(v, d); f != nil {
			refused = f
		}
		return nil
	})
	if err = errors.Join(err, refused); err != nil {
		return desk.AsFault(err)
	}
	return s.Bare(ctx, d.Upload)
}

// mimeAs is the type under which a file is sent: voice messages are Opus, and the networks want to be told.
func mimeAs(k desk.MessageKind, mime string) string {
	if k == desk.Voice && mime == "audio/ogg" {
		return "audio/ogg; codecs=opus"
	}
	return mime
}

// passed are the kinds that can be forwarded, beside those that carry a file.
var passed = []desk.MessageKind{desk.Text, desk.Location, desk.Contacts}

// MayPass tells why a message cannot be forwarded, nil if it can: the network has to have nothing to do with it, its file must be here.
func MayPass(m desk.Message) *desk.Fault {
	switch {
	case !m.RevokedAt.IsZero() || m.Direction != desk.In && m.Direction != desk.Out:
		return desk.Refuse(desk.CodeWrongState)
	case !slices.Contains(passed, m.Kind) && !desk.CarriesFile(m.Kind):
		return desk.Refuse(desk.CodeUnsupported)
	case desk.CarriesFile(m.Kind) && (m.Attachment == nil || m.Attachment.State != "ready"):
		return desk.Refuse(desk.CodeFileAway)
	}
	return nil
}

func pass(v *store.View, d *Draft, m *desk.Message) (*desk.Attachment, error) {
	from, err := v.Message(d.Pass)
	if err != nil {
		return nil, err
	}
	if f := MayPass(from); f != nil {
		return nil, f
	}
	d.Kind, d.Text, d.Content = from.Kind, from.Body, onlyBody(from.Content)
	m.Kind, m.Body, m.Content, m.Forwarded, m.Often = d.Kind, d.Text, d.Content, true, from.Often
	if from.Attachment == nil {
		return nil, nil
	}
	a := *from.Attachment
	a.ID, a.Message, a.Ref = 0, 0, nil
	return &a, nil
}

// onlyBody leaves out what belongs to the customer who wrote it, such as the advertisement by which they came.
func onlyBody(c *desk.Content) *desk.Content {
	if c == nil || c.Location == nil && len(c.Contacts) == 0 {
		return nil
	}
	return &desk.Content{Location: c.Location, Contacts: c.Contacts}
}

// Check tells why a draft could not be sent as it is, nil if it could. It writes nothing.
func (s *Service) Check(v *store.View, d Draft) *desk.Fault {
	t, err := v.Ticket(d.Ticket)
	if err != nil {
		return desk.AsFault(err)
	}
	file, err := enclose(v, &d, &desk.Message{})
	if err == nil {
		_, err = s.first(v, t, d, file)
	}
	if err != nil {
		return desk.AsFault(err)
	}
	return nil
}

// attach writes the row of a message's file, and lets go of the one that spoke for it until now.
func attach(tx *store.Tx, d Draft, a *desk.Attachment, m desk.MessageID) error {
	if a == nil {
		return nil
	}
	a.Message = m
	if err := tx.AddAttachment(*a); err != nil || d.Upload == 0 {
		return err
	}
	return tx.DropUpload(d.Upload)
}
