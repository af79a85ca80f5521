package contact

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/table"
)

// shop is a service in one bubble of time, with two channels and a connection each.
type shop struct {
	*testing.T
	*Service
}

func open(t *testing.T, fn func(*shop)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		db, err := store.Open(store.Options{Dir: dir})
		s := &shop{T: t}
		s.must(err)
		defer db.Close()
		s.Service = New(Needs{DB: db, Caps: func(k desk.Kind) (desk.Caps, bool) { return desk.Caps{Block: k == "fake"}, true }})
		s.write(func(tx *store.Tx) error {
			for _, name := range []string{"Loja", "Entregas"} {
				ch, err := tx.AddChannel(name)
				if err == nil {
					_, err = tx.AddConnection(ch, "fake", name)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		fn(s)
	})
}

func (s *shop) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *shop) refuses(err error, code desk.Code) {
	s.Helper()
	if err == nil || desk.AsFault(err).Code != code {
		s.Errorf("%v, want %s", err, code)
	}
}

func (s *shop) write(fn func(tx *store.Tx) error) {
	s.Helper()
	s.must(s.DB.Write(s.Context(), fn))
}

// person makes a contact with an own name and telephones.
func (s *shop) person(name string, numbers ...string) (id desk.ContactID) {
	s.Helper()
	s.write(func(tx *store.Tx) (err error) {
		var all []desk.Address
		for _, n := range numbers {
			all = append(all, desk.Phone(n))
		}
		if id, _, err = tx.PutContact(all); err == nil && name != "" {
			err = tx.RenameContact(id, name)
		}
		return err
	})
	return id
}

// names lists the titles of a page, or the numbers of those without.
func (s *shop) names(a store.ContactsAsk) (all []string) {
	s.Helper()
	for {
		p, err := s.List(s.Context(), a)
		s.must(err)
		for _, c := range p.Contacts {
			if all = append(all, c.Title()); c.Title() == "" {
				all[len(all)-1] = c.Number
			}
		}
		if a.After = p.Next; p.Next == "" {
			return all
		}
	}
}

func (s *shop) expect(what string, got, want any) {
	s.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		s.Errorf("%s: %v, want %v", what, got, want)
	}
}

func (s *shop) now() time.Time { return time.Now() }

// wait lets everything else in the bubble come to rest.
func (s *shop) wait() { synctest.Wait() }

// asks is what a connection can be asked by, nil while it is not online.
func (s *shop) asks(on desk.ConnectionID) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.Service.online[on]; a != nil {
		return a
	}
	return nil
}

// guess is the format of a file of which nothing is said.
func (s *shop) guess() (f table.Format) { return f }
