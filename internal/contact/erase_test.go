package contact

import (
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TestErase: nothing names them any more and nothing of theirs is left, but for the ids of what was given to a network; the inbox works on.
func TestErase(t *testing.T) {
	open(t, func(s *shop) {
		ana, bia := s.person("Ana Lima", "5511982140001"), s.person("Bia", "5511982140002")
		nobody := s.person("", "5511982140003")
		var ticket desk.TicketID
		s.write(func(tx *store.Tx) (err error) {
			if ticket, err = tx.AddTicket(1, ana, desk.Open, s.now(), false); err != nil {
				return err
			}
			for _, m := range []desk.Message{{Direction: desk.In, Origin: desk.FromCustomer, Status: desk.Received, Body: "segredo"},
				{Direction: desk.Out, Origin: desk.FromOperator, Status: desk.Queued, Body: "resposta"}, {Direction: desk.Note, Origin: desk.FromOperator, Status: desk.Received, Body: "nota"}} {
				m.Ticket, m.Contact, m.Connection, m.Kind, m.At = ticket, ana, 1, desk.Text, s.now()
				id, err := tx.AddMessage(m, true, true, s.now(), "")
				if err != nil {
					return err
				}
				if _, err := tx.AddSighting(1, ana, desk.In, desk.RemoteID(m.Body), id); m.Direction == desk.In && err != nil {
					return err
				}
				if m.Direction == desk.Out {
					if _, err := tx.AddDelivery(desk.Delivery{Message: id, Contact: ana, Connection: 1, Client: "3EB0", State: desk.DeliveryQueued}); err != nil {
						return err
					}
				}
			}
			return tx.SetDraft(ticket, "rascunho")
		})
		merged, err := s.Merge(s.Context(), bia, ana, "Ana Lima")
		s.must(err)
		loss, err := s.Loss(s.Context(), ana)
		s.must(err)
		s.expect("what is lost", loss, store.Loss{Messages: 3, Tickets: 1})
		s.refuses(s.erase(ana, "Ana"), desk.CodeErasing)
		s.must(s.erase(ana, " ana  LIMA "))
		_, err = s.Undo(s.Context(), merged)
		s.refuses(err, desk.CodeNotFound)
		s.expect("who is left", s.names(store.ContactsAsk{Limit: 9}), "[5511982140003]")
		s.must(s.DB.Read(s.Context(), func(v *store.View) error {
			page, _, err := v.Page(store.PageAsk{Contact: ana, Limit: 9})
			if len(page) != 1 || page[0].Body != "" || page[0].Status != desk.Cancelled {
				t.Errorf("%+v", page)
			}
			d, found, dErr := v.DeliveryOf(1, "3EB0", "")
			if dErr != nil || !found || d.State != desk.DeliveryCancelled {
				t.Errorf("%+v %v %v", d, found, dErr)
			}
			for _, tab := range []string{"pending", "open", "snoozed", "closed"} {
				rows, _, err := v.List(store.ListAsk{Tab: tab, Limit: 9})
				if err != nil || len(rows) > 0 {
					t.Errorf("%s shows %d, %v", tab, len(rows), err)
				}
			}
			return err
		}))
		again := s.person("Ana de novo", "5511982140001")
		if again == ana {
			t.Error("who comes back is the one who was erased")
		}
		s.must(s.erase(nobody, "+55 11 98214-0003"))
		s.refuses(s.erase(99, "x"), desk.CodeNotFound)
		// What is left of her is nobody: no card, no name, no part of a merge.
		_, err = s.Card(s.Context(), ana)
		s.refuses(err, desk.CodeNotFound)
		_, err = s.Merge(s.Context(), ana, again, "")
		s.refuses(err, desk.CodeNotFound)
		_, err = s.Begin(s.Context(), Wish{Channel: 1, Contact: ana})
		s.refuses(err, desk.CodeNotFound)
		s.refuses(s.SetTag(s.Context(), ana, 1, true), desk.CodeNotFound)
		s.refuses(s.erase(ana, "Ana Lima"), desk.CodeNotFound)
		s.refuses(s.DB.Write(s.Context(), func(tx *store.Tx) error { return tx.RenameContact(ana, "Ana Lima") }), desk.CodeNotFound)
	})
}

func (s *shop) erase(id desk.ContactID, typed string) error {
	_, err := s.Erase(s.Context(), id, typed)
	return err
}
