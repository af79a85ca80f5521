package reply

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// shop is a database with one customer, at midnight of the first day of 2000.
func shop(t *testing.T, fn func(t *testing.T, s *Service, ticket desk.TicketID)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		db, err := store.Open(store.Options{Dir: dir})
		must(t, err)
		defer db.Close()
		var ticket desk.TicketID
		must(t, db.Write(t.Context(), func(tx *store.Tx) error {
			channel, err := tx.AddChannel("Loja")
			if err != nil {
				return err
			}
			who, _, err := tx.PutContact([]desk.Address{{Scheme: desk.SchemePhone, Value: "5511982140001"}})
			if err != nil {
				return err
			}
			if err := tx.RenameContact(who, "Marina Duarte"); err != nil {
				return err
			}
			ticket, err = tx.AddTicket(channel, who, desk.Open, time.Now(), false)
			return err
		}))
		fn(t, New(db), ticket)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refuses(t *testing.T, err error, code desk.Code) {
	t.Helper()
	if err == nil || desk.AsFault(err).Code != code {
		t.Errorf("%v, want %s", err, code)
	}
}

func (s *Service) all(t *testing.T) (rows []desk.Reply) {
	t.Helper()
	must(t, s.db.Read(t.Context(), func(v *store.View) (err error) { rows, err = v.Replies(); return err }))
	return rows
}

func TestFillsAReplyForTheCustomerAndCountsIt(t *testing.T) {
	shop(t, func(t *testing.T, s *Service, ticket desk.TicketID) {
		ctx := t.Context()
		id, err := s.Save(ctx, desk.Reply{Shortcut: "/Oi", Text: "Oi, {primeiro_nome} da {canal}! {cupom}"})
		must(t, err)
		text, _, err := s.Use(ctx, id, ticket, "pt-BR")
		must(t, err)
		if text != "Oi, Marina da Loja! {cupom}" {
			t.Errorf("filled in as %q", text)
		}
		if all := s.all(t); len(all) != 1 || all[0].Uses != 1 || all[0].Shortcut != "oi" {
			t.Errorf("kept as %+v", all)
		}
		_, _, err = s.Use(ctx, id, ticket+1, "pt-BR")
		refuses(t, err, desk.CodeNotFound)
		_, _, err = s.Use(ctx, id+1, ticket, "pt-BR")
		refuses(t, err, desk.CodeNotFound)
		if all := s.all(t); all[0].Uses != 1 {
			t.Errorf("what could not be filled in was counted: %+v", all)
		}
	})
}

func TestCallsNoTwoRepliesTheSame(t *testing.T) {
	shop(t, func(t *testing.T, s *Service, _ desk.TicketID) {
		ctx := t.Context()
		first, err := s.Save(ctx, desk.Reply{Shortcut: "pix", Text: "a"})
		must(t, err)
		_, err = s.Save(ctx, desk.Reply{Shortcut: "PIX", Text: "b"})
		refuses(t, err, desk.CodeShortcutTaken)
		second, err := s.Save(ctx, desk.Reply{Shortcut: "pix2", Text: "b"})
		must(t, err)
		_, err = s.Save(ctx, desk.Reply{ID: second, Shortcut: "pix", Text: "b"})
		refuses(t, err, desk.CodeShortcutTaken)
		_, err = s.Save(ctx, desk.Reply{ID: first, Shortcut: "pix", Text: "c"})
		must(t, err)
		_, err = s.Save(ctx, desk.Reply{ID: 99, Shortcut: "outra", Text: "c"})
		refuses(t, err, desk.CodeNotFound)
		if all := s.all(t); len(all) != 2 || all[0].Text != "c" {
			t.Errorf("kept as %+v", all)
		}
	})
}

func TestBringsBackWhatWasDeleted(t *testing.T) {
	shop(t, func(t *testing.T, s *Service, ticket desk.TicketID) {
		ctx := t.Context()
		id, err := s.Save(ctx, desk.Reply{Shortcut: "pix", Text: "a"})
		must(t, err)
		must(t, s.Delete(ctx, id))
		refuses(t, s.Delete(ctx, id), desk.CodeNotFound)
		_, _, err = s.Use(ctx, id, ticket, "pt-BR")
		refuses(t, err, desk.CodeNotFound)
		must(t, s.Restore(ctx, id))
		if all := s.all(t); len(all) != 1 || all[0].ID != id {
			t.Errorf("brought back as %+v", all)
		}

		must(t, s.Delete(ctx, id))
		taken, err := s.Save(ctx, desk.Reply{Shortcut: "pix", Text: "b"})
		must(t, err)
		refuses(t, s.Restore(ctx, id), desk.CodeShortcutTaken)
		must(t, s.Delete(ctx, taken))

		time.Sleep(25 * time.Hour)
		last, err := s.Save(ctx, desk.Reply{Shortcut: "fim", Text: "c"})
		must(t, err)
		must(t, s.Delete(ctx, last))
		refuses(t, s.Restore(ctx, id), desk.CodeNotFound)
	})
}

// TestFillings: what each variable stands for in a ticket, also the operator's own, and which of them are not known.
func TestFillings(t *testing.T) {
	shop(t, func(t *testing.T, s *Service, ticket desk.TicketID) {
		must(t, s.db.Write(t.Context(), func(tx *store.Tx) error {
			for _, name := range []string{"Cidade", "Bairro"} {
				f, bad := desk.CheckField(desk.Field{Name: name, Kind: desk.FieldText})
				if bad != nil {
					return bad
				}
				if _, err := tx.PutField(f); err != nil {
					return err
				}
			}
			return tx.SetValue(1, 1, "Campinas")
		}))
		all, err := s.Fillings(t.Context(), ticket, "pt-BR")
		must(t, err)
		got := map[desk.Variable]Filling{}
		for _, f := range all {
			got[f.Variable] = f
		}
		if len(all) != len(desk.Variables)+2 || got["primeiro_nome"].Value != "Marina" || got["canal"].Value != "Loja" ||
			got["cidade"] != (Filling{"cidade", "Cidade", "Campinas"}) || got["bairro"] != (Filling{"bairro", "Bairro", ""}) {
			t.Errorf("%+v", all)
		}
		_, err = s.Fillings(t.Context(), ticket+1, "pt-BR")
		refuses(t, err, desk.CodeNotFound)
	})
}
