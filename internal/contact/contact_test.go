package contact

import (
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TestList: by name without regard to accents and capitals, page by page, found by any part of a name or number, in every spelling.
func TestList(t *testing.T) {
	open(t, func(s *shop) {
		s.person("Zélia", "5511982140001")
		marina := s.person("marina Duarte", "5511982140002")
		s.person("Érica", "5511982140003")
		s.person("", "551198214000")
		s.person("Ana", "5511982140004")
		s.expect("by name", s.names(store.ContactsAsk{Limit: 2}), "[Ana Érica marina Duarte Zélia 551198214000]")
		for query, want := range map[string]string{
			"ERICA": "[Érica]", "duarte mar": "[marina Duarte]", "98214-0001": "[Zélia]", "8214-0001": "[Zélia]", "nobody": "[]", "%": "[]", "_": "[]",
			"(011) 98214-0003": "[Érica]", "11 98214 0003": "[Érica]", "": "[Ana Érica marina Duarte Zélia 551198214000]",
		} {
			s.expect(query, s.names(store.ContactsAsk{Query: query, Limit: 10}), want)
		}
		s.write(func(tx *store.Tx) error { return tx.RenameContact(marina, "") })
		s.write(func(tx *store.Tx) error { return tx.NameContact(marina, "Mari", "", time.Now()) })
		s.expect("renamed", s.names(store.ContactsAsk{Query: "mari", Limit: 10}), "[Mari]")
		s.write(func(tx *store.Tx) error {
			_, _, err := tx.PutContact([]desk.Address{desk.Phone("5511982140002"), desk.LID("777888")})
			return err
		})
		p, err := s.List(s.Context(), store.ContactsAsk{Limit: 1})
		s.must(err)
		s.expect("all", p.Total, 5)
		_, err = s.List(s.Context(), store.ContactsAsk{After: "nonsense"})
		s.refuses(err, desk.CodeBadRequest)
	})
}

// TestListAlike: who is called alike and has no telephone is there once, also where one page ends between them.
func TestListAlike(t *testing.T) {
	open(t, func(s *shop) {
		for _, lid := range []string{"111", "222", "333"} {
			s.write(func(tx *store.Tx) error {
				id, _, err := tx.PutContact([]desk.Address{desk.LID(lid)})
				if err == nil {
					err = tx.RenameContact(id, "Ana")
				}
				return err
			})
		}
		s.expect("one by one", s.names(store.ContactsAsk{Limit: 1}), "[Ana Ana Ana]")
	})
}

// TestListFilters: by tag, and who is blocked.
func TestListFilters(t *testing.T) {
	open(t, func(s *shop) {
		ana, bia := s.person("Ana", "5511982140001"), s.person("Bia", "5511982140002")
		var tag desk.TagID
		s.write(func(tx *store.Tx) (err error) { tag, err = tx.PutTag(desk.Tag{Name: "VIP", Color: 1}); return err })
		s.must(s.SetTag(s.Context(), ana, tag, true))
		s.must(s.Block(s.Context(), bia, true))
		s.expect("tag", s.names(store.ContactsAsk{Tag: tag}), "[Ana]")
		s.expect("blocked", s.names(store.ContactsAsk{Blocked: true}), "[Bia]")
		s.must(s.SetTag(s.Context(), ana, tag, false))
		s.must(s.Block(s.Context(), bia, false))
		s.expect("no tag", s.names(store.ContactsAsk{Tag: tag}), "[]")
		s.expect("not blocked", s.names(store.ContactsAsk{Blocked: true}), "[]")
		s.refuses(s.SetTag(s.Context(), 99, tag, true), desk.CodeNotFound)
		s.refuses(s.Block(s.Context(), 99, true), desk.CodeNotFound)
	})
}

// TestCard: a card holds names, addresses, note and fields; what is wrong is refused and nothing is lost.
func TestCard(t *testing.T) {
	open(t, func(s *shop) {
		ana := s.person("Ana", "5511982140001")
		s.must(s.SetNote(s.Context(), ana, " gosta de bolo \n"))
		s.refuses(s.SetNote(s.Context(), ana, strings.Repeat("ã", maxNote+1)), desk.CodeTooLong)
		birthday, err := s.PutField(s.Context(), desk.Field{Name: " Data de Aniversário ", Kind: desk.FieldDate})
		s.must(err)
		price, err := s.PutField(s.Context(), desk.Field{Name: "Preço", Kind: desk.FieldNumber})
		s.must(err)
		for _, bad := range []struct {
			desk.Field
			code desk.Code
		}{
			{desk.Field{Name: "DATA de aniversario", Kind: desk.FieldText}, desk.CodeNameTaken}, {desk.Field{Name: "Nome", Kind: desk.FieldText}, desk.CodeNameTaken},
			{desk.Field{Name: " ?! ", Kind: desk.FieldText}, desk.CodeEmptyField}, {desk.Field{Name: "x", Kind: "money"}, desk.CodeBadRequest},
			{desk.Field{Name: strings.Repeat("x", 41), Kind: desk.FieldText}, desk.CodeTooLong},
		} {
			_, err := s.PutField(s.Context(), bad.Field)
			s.refuses(err, bad.code)
		}
		s.must(s.SetValue(s.Context(), ana, birthday, "31/12/1990"))
		s.refuses(s.SetValue(s.Context(), ana, birthday, "31/13/1990"), desk.CodeFieldValue)
		s.must(s.SetValue(s.Context(), ana, price, "R 1.234,50"[2:]))
		s.refuses(s.SetValue(s.Context(), ana, price, "muito"), desk.CodeFieldValue)
		c, err := s.Card(s.Context(), ana)
		s.must(err)
		s.expect("note", c.Note, "gosta de bolo")
		s.expect("values", c.Values, "[{1 1990-12-31} {2 1234.50}]")
		s.expect("addresses", c.Addresses, "[phone:5511982140001]")
		s.must(s.RemoveField(s.Context(), birthday))
		s.must(s.SetValue(s.Context(), ana, price, ""))
		c, err = s.Card(s.Context(), ana)
		s.must(err)
		s.expect("values", len(c.Values), 0)
		_, err = s.Card(s.Context(), 99)
		s.refuses(err, desk.CodeNotFound)
	})
}
