package contact

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/table"
)

func (s *shop) imports(text string, im Import) Imported {
	s.Helper()
	im.Format = table.Guess([]byte(text))
	im.Home, im.Name = "5511", "clientes.csv"
	got, err := s.Import(s.Context(), strings.NewReader(text), im)
	s.must(err)
	return got
}

// all writes down everybody with all that is known of them.
func (s *shop) all() string {
	s.Helper()
	var out strings.Builder
	p, err := s.List(s.Context(), store.ContactsAsk{Limit: 500})
	s.must(err)
	for _, c := range p.Contacts {
		card, err := s.Card(s.Context(), c.ID)
		s.must(err)
		fmt.Fprintln(&out, c.ID, card.Name, card.Note, card.Tags, card.Addresses, card.Values)
	}
	return out.String()
}

func (s *shop) tags() (all []desk.Tag) {
	s.Helper()
	s.must(s.DB.Read(s.Context(), func(v *store.View) (err error) { all, err = v.Tags(); return err }))
	return all
}

// TestImport: each number once in any spelling; names that stand stay unless they are to be replaced; what is left out is named with its
// row and why; the whole of it is taken back.
func TestImport(t *testing.T) {
	open(t, func(s *shop) {
		ana := s.person("Ana", "5511982140001")
		nameless := s.person("", "5511982140002")
		day, err := s.PutField(s.Context(), desk.Field{Name: "Nascimento", Kind: desk.FieldDate})
		s.must(err)
		before := s.all()
		text := "Nome;Telefone;Nascimento;Etiqueta\r\n" +
			"Ana Maria;(11) 8214-0001;31/12/1990;VIP, Atacado\r\n" +
			"Bia;+55 11 98214.0002;;\r\n" +
			"\"Caio\r\nSouza\";11 98214-0003;hoje;\r\n" +
			"Caio de novo;011 8214-0003;;\r\n" +
			"Davi;;;\r\n" +
			"Eva;ramal 12;;\r\n"
		columns := []string{ColumnName, ColumnNumber, fmt.Sprint(columnField, day), ColumnTags}
		got := s.imports(text, Import{Header: true, Columns: columns})
		s.expect("counts", fmt.Sprint(got.Added, got.Changed, got.Same), "1 2 0")
		s.expect("left out", got.Skipped, "[{4 bad_value 2 hoje} {5 repeated -1 5511982140003} {6 no_number -1 Davi} {7 bad_number 1 ramal 12}]")
		s.expect("names", s.names(store.ContactsAsk{Limit: 9}), "[Ana Bia Caio Souza]")
		card, err := s.Card(s.Context(), ana)
		s.must(err)
		s.expect("tags and values", fmt.Sprint(card.Tags, card.Values), "[1 2] [{1 1990-12-31}]")
		again := s.imports(text, Import{Header: true, Columns: columns})
		s.expect("again", fmt.Sprint(again.Added, again.Changed, again.Same, again.Step > 0), "0 0 3 false")
		steps, err := s.Steps(s.Context())
		s.must(err)
		s.expect("what can be taken back", len(steps), 1)
		replaced := s.imports("Telefone;Nome\n11982140001;Ana M.\n", Import{Header: true, Columns: []string{ColumnNumber, ColumnName}, Replace: true})
		s.expect("replaced", s.names(store.ContactsAsk{Query: "ana", Limit: 9}), "[Ana M.]")
		for _, id := range []int64{replaced.Step, got.Step} {
			stayed, err := s.Undo(s.Context(), id)
			s.must(err)
			s.expect("stayed", stayed, 0)
		}
		s.expect("taken back", s.all(), before)
		s.expect("tags", len(s.tags()), 0)
		_, err = s.Undo(s.Context(), got.Step)
		s.refuses(err, desk.CodeNotFound)
		_ = nameless
	})
}

// TestImportKeeps: what the operator wrote stays unless it is to be replaced, the tag comes to everybody, and the list that leaves says it all.
func TestImportKeeps(t *testing.T) {
	for replace, want := range map[bool]string{
		false: "1 Ana antes [1] [phone:5511982140001] [{1 Santos}]\n2 Bia depois [1] [phone:5511982140002] [{1 Campinas}]\n",
		true:  "2 Bia depois [1] [phone:5511982140002] [{1 Campinas}]\n1 Eva depois [1] [phone:5511982140001] [{1 Campinas}]\n",
	} {
		open(t, func(s *shop) {
			city, err := s.PutField(s.Context(), desk.Field{Name: "Cidade", Kind: desk.FieldText})
			s.must(err)
			ana := s.person("Ana", "5511982140001")
			s.must(s.SetNote(s.Context(), ana, "antes"))
			s.must(s.SetValue(s.Context(), ana, city, "Santos"))
			var tag desk.TagID
			s.write(func(tx *store.Tx) (err error) { tag, err = tx.PutTag(desk.Tag{Name: "Feira", Color: 1}); return err })
			s.imports("n,t,o,c\nEva,+5511982140001,depois,Campinas\nBia,+5511982140002,depois,Campinas\n", Import{Header: true, Replace: replace, Tag: tag,
				Columns: []string{ColumnName, ColumnNumber, ColumnNote, fmt.Sprint(columnField, city)}})
			s.expect(fmt.Sprint("replace ", replace), s.all(), want)
			var out strings.Builder
			s.must(s.WriteList(s.Context(), &out, ';', ListTitles{"Nome", "Telefone", "Nota", "Etiquetas"}))
			if row := "Bia;'+5511982140002;depois;Feira;Campinas\r\n"; !strings.Contains(out.String(), row) {
				t.Errorf("%q lacks %q", out.String(), row)
			}
		})
	}
}

// TestImportGoogle: what Google Contacts exports needs no help: names in parts, two telephones in a cell, labels.
func TestImportGoogle(t *testing.T) {
	open(t, func(s *shop) {
		text := "First Name,Middle Name,Last Name,Phonetic First Name,Organization Name,Notes,Labels,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n" +
			"Ana,,Lima,,Padaria Sol,liga cedo,* myContacts ::: Atacado,ana@example.com,Mobile,+55 11 98214-0001 ::: (11) 3333-4444\n" +
			"Bia,Maria,Souza,,,,* myContacts,,,11 98214-0002\n"
		p, err := s.Preview(s.Context(), strings.NewReader(text), s.guess(), "5511")
		s.must(err)
		s.expect("columns", strings.Join(p.Columns, "|"), "name|name|name|||note|tags|||number")
		s.imports(text, Import{Header: true, Columns: p.Columns})
		s.expect("who is there", s.all(), "1 Ana Lima liga cedo [1] [phone:551133334444 phone:5511982140001] []\n2 Bia Maria Souza  [] [phone:5511982140002] []\n")
		s.expect("tags", len(s.tags()), 1)
	})
}

// TestPreviewLong: also an accent that comes late tells how a file is written.
func TestPreviewLong(t *testing.T) {
	open(t, func(s *shop) {
		for last, want := range map[string]string{"Jo\xe3o": "windows-1252", "João": "utf-8", "Joao": "utf-8"} {
			text := "Nome;Telefone\n" + strings.Repeat("Ana;+5511982140001\n", headBytes/19) + last + ";+5511982140002\n"
			p, err := s.Preview(s.Context(), strings.NewReader(text), s.guess(), "")
			s.must(err)
			s.expect(last, p.Encoding, want)
			s.expect("rows", p.Total, strings.Count(text, "\n"))
		}
	})
}

// TestImportUndoLater: with whom was talked since, and who was changed since, stays as a whole.
func TestImportUndoLater(t *testing.T) {
	open(t, func(s *shop) {
		got := s.imports("n,t\nAna,+5511982140001\nBia,+5511982140002\nCaio,+5511982140003\n", Import{Header: true, Columns: []string{ColumnName, ColumnNumber}})
		s.write(func(tx *store.Tx) error {
			_, err := tx.AddTicket(1, 1, desk.Open, time.Now(), false)
			return err
		})
		s.must(s.SetNote(s.Context(), 2, "importante"))
		stayed, err := s.Undo(s.Context(), got.Step)
		s.must(err)
		s.expect("stayed", stayed, 2)
		s.expect("names", s.names(store.ContactsAsk{Limit: 9}), "[Ana Bia]")
	})
}

// TestImportProperty: whatever a file holds, nobody is there twice, nobody is merged, no name is lost, every row is accounted for, and
// taking it back leaves all as it was.
func TestImportProperty(t *testing.T) {
	for seed := range uint64(25) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			open(t, func(s *shop) {
				r := rand.New(rand.NewPCG(seed, 3))
				number := func() string {
					n := fmt.Sprintf("11%s8214%04d", []string{"", "9"}[r.IntN(2)], r.IntN(30))
					return []string{n, "+55" + n, "0" + n, "(11) " + n[2:], "55" + n, "x", ""}[r.IntN(7)]
				}
				for i := range 8 {
					s.person([]string{"", "Nome"}[r.IntN(2)], fmt.Sprintf("551198214%04d", i*3))
				}
				before := s.all()
				names := s.names(store.ContactsAsk{Query: "nome", Limit: 500})
				var file strings.Builder
				people := map[string]bool{} // each by the last digits of the number that comes first
				n, numberless := r.IntN(80), 0
				for range n {
					first, second := number(), number()
					switch {
					case len(first) > 1:
						people[first[len(first)-4:]] = true
					case len(second) > 1:
						people[second[len(second)-4:]] = true
					default:
						numberless++
					}
					fmt.Fprintf(&file, "%s;%s;%s;%s\n", []string{"", "Nova", "\"=cmd|' /C\"", "\"a;\nb\""}[r.IntN(4)], first, second, []string{"", "nota"}[r.IntN(2)])
				}
				text := "a;b;c;d\n" + file.String()
				got := s.imports(text, Import{Header: true, Columns: []string{ColumnName, ColumnNumber, ColumnNumber, ColumnNote}})
				if taken := got.Added + got.Changed + got.Same; taken != len(people) {
					t.Errorf("%d people, %d taken", len(people), taken)
				}
				repeated := 0
				for _, row := range got.Skipped {
					if row.Why == SkipRepeated {
						repeated++
					}
				}
				if want := n - numberless - len(people); repeated != want {
					t.Errorf("%d rows of somebody who stood there before, %d are said", want, repeated)
				}
				p, err := s.List(s.Context(), store.ContactsAsk{Limit: 500})
				s.must(err)
				if p.Total != 8+got.Added {
					t.Errorf("%d contacts, 8 before and %d added", p.Total, got.Added)
				}
				if len(s.names(store.ContactsAsk{Query: "nome", Limit: 500})) < len(names) {
					t.Error("a name is lost")
				}
				if got.Step != 0 {
					_, err := s.Undo(s.Context(), got.Step)
					s.must(err)
				}
				s.expect("taken back", s.all(), before)
			})
		})
	}
}

// TestMerge: the name is the chosen one, a merge is taken back, and who went on into another one is split in the reverse order.
func TestMerge(t *testing.T) {
	open(t, func(s *shop) {
		ana, bia, caio := s.person("Ana", "5511982140001"), s.person("Bia", "5511982140002"), s.person("Caio", "5511982140003")
		before := s.all()
		_, err := s.Merge(s.Context(), ana, ana, "")
		s.refuses(err, desk.CodeSamePerson)
		_, err = s.Merge(s.Context(), ana, 99, "")
		s.refuses(err, desk.CodeNotFound)
		first, err := s.Merge(s.Context(), ana, bia, "Ana e Bia")
		s.must(err)
		s.expect("names", s.names(store.ContactsAsk{Limit: 9}), "[Ana e Bia Caio]")
		second, err := s.Merge(s.Context(), bia, caio, "Todos")
		s.must(err)
		_, err = s.Undo(s.Context(), first)
		s.refuses(err, desk.CodeMergedOn)
		for _, id := range []int64{second, first} {
			_, err = s.Undo(s.Context(), id)
			s.must(err)
		}
		s.expect("taken back", s.all(), before)
	})
}

// TestMergeName: it is called as was chosen, whatever the other one is called; a name that somebody gave themselves goes on to follow them.
func TestMergeName(t *testing.T) {
	at := time.UnixMilli(1)
	for _, one := range []struct {
		what, keptSaved, goneName, goneSaved, chosen, own string
	}{
		{"what both are called by themselves", "", "", "", "mari", ""},
		{"the other one has a name", "", "Maria", "", "mari", ""},
		{"the other one is in the address book", "", "", "Maria Cliente", "mari", "mari"},
		{"in the address book", "Maria C.", "Maria", "Maria Cliente", "Maria C.", ""},
		{"that of the other one", "Maria C.", "Maria", "", "Maria", "Maria"},
		{"none", "Maria C.", "Maria", "", "", ""},
	} {
		open(t, func(s *shop) {
			kept, gone := s.person("", "5511982140001"), s.person(one.goneName, "5511982140002")
			s.write(func(tx *store.Tx) error {
				if err := tx.NameContact(kept, "mari", one.keptSaved, at); err != nil {
					return err
				}
				return tx.NameContact(gone, "", one.goneSaved, at)
			})
			_, err := s.Merge(s.Context(), gone, kept, one.chosen)
			s.must(err)
			c, err := s.Card(s.Context(), kept)
			s.must(err)
			if s.expect(one.what, c.Name, one.own); one.chosen != "" {
				s.expect(one.what, c.Title(), one.chosen)
			}
		})
	}
}
