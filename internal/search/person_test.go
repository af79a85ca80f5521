package search

import (
	"slices"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

func TestPersons(t *testing.T) {
	o := newOffice(t)
	for i, p := range []struct{ number, name string }{{"5511987654321", "Marina Duarte"}, {"551176543210", "Mário Souza"}, {"351912345678", "Maria João"}} {
		o.say(p.number, "oi", i, func(m *transport.Incoming) { m.From.Name = p.name })
	}
	o.settle()
	for query, want := range map[string]string{
		"mar": "Maria João, Mário Souza, Marina Duarte", "m": "Maria João, Mário Souza, Marina Duarte", "mar dua": "Marina Duarte", "mario": "Mário Souza",
		"(11) 98765-4321": "Marina Duarte", "+55 11 98765-4321": "Marina Duarte", "011 98765 4321": "Marina Duarte", "11 8765-4321": "Marina Duarte",
		"11 97654-3210": "Mário Souza", "1176543210": "Mário Souza", "5678": "Maria João", "543": "Mário Souza, Marina Duarte", "43": "",
		"": "", "\"*": "", "zz": "", strings.Repeat("9", 9000): "",
	} {
		all, err := o.Persons(t.Context(), query, 10)
		var names []string
		for _, p := range all {
			names = append(names, p.Title())
		}
		if got := strings.Join(names, ", "); err != nil || got != want {
			t.Errorf("%q finds %q, not %q (%v)", query, got, want, err)
		}
	}
	o.write(func(tx *store.Tx) error { return tx.RenameContact(1, "Dona Marina") })
	o.settle()
	all, err := o.Persons(t.Context(), "dona", 10)
	if err != nil || len(all) != 1 || all[0].Ticket != 1 || !slices.Equal(all[0].Marks, []desk.Span{{From: 0, To: 4}}) {
		t.Errorf("after the new name: %+v, %v", all, err)
	}
}
