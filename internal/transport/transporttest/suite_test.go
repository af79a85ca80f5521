package transporttest

import "testing"

func TestWhatIsLackedIsDeclared(t *testing.T) {
	p := send[0]
	for name, c := range map[string]struct {
		declared map[string]string
		lacks    bool
		wrong    int
	}{
		"kept":                           {nil, false, 0},
		"lacked and said":                {map[string]string{p.name: "why"}, true, 0},
		"lacked and not said":            {nil, true, 1},
		"another one said":               {map[string]string{send[1].name: "why"}, true, 1},
		"said and kept":                  {map[string]string{p.name: "why"}, false, 1},
		"said without a reason":          {map[string]string{p.name: ""}, true, 1},
		"said of what nobody promised":   {map[string]string{"it sings": "why"}, false, 1},
		"another one is lacked and said": {map[string]string{send[1].name: "why"}, false, 0},
	} {
		if got := p.undeclared(c.declared, c.lacks); len(got) != c.wrong {
			t.Errorf("%s: %q, want %d", name, got, c.wrong)
		}
	}
}
