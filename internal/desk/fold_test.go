package desk

import "testing"

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                "",
		"Ana":             "ana",
		"JOÃO Conceição":  "joao conceicao",
		"Jo\u0061\u0303o": "joao", // the accent as a sign of its own
		"ŁUKASZ Straße":   "łukasz strasse",
		"ΟΔΥΣΣΕΎΣ":        "οδυσσευσ",
		"ＦＵＬＬ":            "full",
		"Иван Ё":          "иван е",
		"🎂 Bolo":          "🎂 bolo",
	} {
		if got := Fold(in); got != want {
			t.Errorf("%q is looked for as %q, want %q", in, got, want)
		}
		if again := Fold(Fold(in)); again != want {
			t.Errorf("%q folded twice is %q", in, again)
		}
	}
}

func TestSoughtNumber(t *testing.T) {
	for in, want := range map[string]string{
		"+55 (11) 98700-0002": "5511987000002",
		"987":                 "987",
		"98":                  "",
		"1 2":                 "",
		"Ana 123":             "",
		"ana":                 "",
		"":                    "",
		"+-()":                "",
		"12.3":                "",
	} {
		if got := SoughtNumber(in); got != want {
			t.Errorf("%q looks for number %q, want %q", in, got, want)
		}
	}
}
