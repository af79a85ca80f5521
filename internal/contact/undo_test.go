package contact

import (
	"fmt"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TestImportUndoTouched: whom the operator tagged or described since stays as a whole, with name and number.
func TestImportUndoTouched(t *testing.T) {
	open(t, func(s *shop) {
		city, err := s.PutField(s.Context(), desk.Field{Name: "Cidade", Kind: desk.FieldText})
		s.must(err)
		var tag desk.TagID
		s.write(func(tx *store.Tx) (err error) { tag, err = tx.PutTag(desk.Tag{Name: "VIP", Color: 1}); return err })
		got := s.imports("n,t\nAna,+5511982140001\nBia,+5511982140002\nCaio,+5511982140003\n", Import{Header: true, Columns: []string{ColumnName, ColumnNumber}})
		s.must(s.SetTag(s.Context(), 1, tag, true))
		s.must(s.SetValue(s.Context(), 2, city, "Campinas"))
		stayed, err := s.Undo(s.Context(), got.Step)
		s.must(err)
		s.expect("stayed", stayed, 2)
		s.expect("who is there", s.all(), "1 Ana  [1] [phone:5511982140001] []\n2 Bia  [] [phone:5511982140002] [{1 Campinas}]\n")
	})
}

// TestImportUndoChanged: of somebody who was known before, a value that was changed since stays, and so does a telephone that they wrote from.
func TestImportUndoChanged(t *testing.T) {
	open(t, func(s *shop) {
		s.person("Ana", "5511982140001")
		city, err := s.PutField(s.Context(), desk.Field{Name: "Cidade", Kind: desk.FieldText})
		s.must(err)
		got := s.imports("t,f,c\n+5511982140001,+5511982140002,Santos\n",
			Import{Header: true, Columns: []string{ColumnNumber, ColumnNumber, fmt.Sprint(columnField, city)}})
		s.must(s.SetValue(s.Context(), 1, city, "Campinas"))
		s.write(func(tx *store.Tx) error { return tx.WroteFrom([]desk.Address{desk.Phone("5511982140002")}, time.Now()) })
		_, err = s.Undo(s.Context(), got.Step)
		s.must(err)
		s.expect("who is there", s.all(), "1 Ana  [] [phone:5511982140002 phone:5511982140001] [{1 Campinas}]\n")
	})
}
