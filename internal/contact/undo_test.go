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

// TestImportUndoTags: tags that an import made go with it, but for those that somebody who stays has, or that were changed since.
func TestImportUndoTags(t *testing.T) {
	open(t, func(s *shop) {
		got := s.imports("n,t,e\nAna,+5511982140001,VIP\nBia,+5511982140002,Atacado\nCaio,+5511982140003,Errada\n",
			Import{Header: true, Columns: []string{ColumnName, ColumnNumber, ColumnTags}})
		s.must(s.SetNote(s.Context(), 1, "importante"))
		s.write(func(tx *store.Tx) error {
			_, err := tx.PutTag(desk.Tag{ID: s.tags()[0].ID, Name: "Por atacado", Color: 5})
			return err
		})
		_, err := s.Undo(s.Context(), got.Step)
		s.must(err)
		var names []string
		for _, tag := range s.tags() {
			names = append(names, tag.Name)
		}
		s.expect("tags", names, "[Por atacado VIP]")
		s.expect("who is there", s.all(), "1 Ana importante [1] [phone:5511982140001] []\n")
	})
}
