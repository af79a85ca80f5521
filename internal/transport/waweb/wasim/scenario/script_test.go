package scenario

import (
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

func TestBakeryIsComplete(t *testing.T) {
	s := Bakery()
	if len(s.People) != 8 {
		t.Errorf("%d people", len(s.People))
	}
	known, atThirty := 0, 0
	for _, p := range s.People {
		if len(p.Past) > 0 {
			known++
		} else if time.Duration(p.Arrives) == 30*time.Second {
			atThirty++
		}
		if p.Pace.PerLetter == 0 || p.Pace.Read == 0 || p.Closing == "" || len(p.Reacts) == 0 {
			t.Errorf("%s is not fully described", p.Name)
		}
		if !slices.IsSortedFunc(p.Past, func(a, b Line) int { return int((b.Ago - a.Ago) / Duration(time.Second)) }) {
			t.Errorf("%s: the past is not in order", p.Name)
		}
	}
	if known != 4 || atThirty != 1 {
		t.Errorf("%d known people, %d new ones after 30 s", known, atThirty)
	}
}

func TestMindReactsThenTakesTurnsThenCloses(t *testing.T) {
	m := newMind(Person{
		Reacts:  []Reaction{{Words: []string{"Amanhã"}, Says: []string{"ebaa"}}},
		Turns:   [][]string{{"sei"}},
		Closing: "tchau",
	})
	hear := func(text string) []string { return m.answer([]world.Text{{Text: text}}) }
	for i, step := range []struct{ heard, want string }{
		{"é pra (AMANHA)", "ebaa"}, {"amanhã mesmo", "sei"}, {"ok", "tchau"}, {"oi?", ""},
	} {
		got := hear(step.heard)
		if (step.want == "" && len(got) != 0) || (step.want != "" && !slices.Equal(got, []string{step.want})) {
			t.Errorf("step %d: %q", i, got)
		}
	}
}

func TestParseRefusesPeopleWithOneNumber(t *testing.T) {
	if _, err := Parse([]byte(`{"people":[{"number":"1","name":"A"},{"number":"1","name":"B"}]}`)); err == nil {
		t.Error("two people share a number")
	}
	if _, err := Parse([]byte(`{"people":[{"number":"1","name":"A","arrives":"soon"}]}`)); err == nil {
		t.Error("soon is a duration")
	}
}

func TestParseRefusesAGroupOfStrangers(t *testing.T) {
	for _, group := range []string{
		`{"subject":"Rua","members":["2"]}`, `{"subject":"Rua","members":["1"],"says":[{"by":"2","text":"oi"}]}`, `{"members":["1"]}`, `{"subject":"Rua"}`,
	} {
		if _, err := Parse([]byte(`{"people":[{"number":"1","name":"A"}],"groups":[` + group + `]}`)); err == nil {
			t.Errorf("%s is taken", group)
		}
	}
}
