package desk

import "testing"

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                 "",
		"Ana":              "ana",
		"JOÃO Conceição":   "joao conceicao",
		"Jo\u0061\u0303o":  "joao", // the accent as a sign of its own
		"ŁUKASZ Straße":    "łukasz strasse",
		"ΟΔΥΣΣΕΎΣ":         "οδυσσευσ",
		"ＦＵＬＬ":             "full",
		"Иван Ё":           "иван е",
		"🎂 Bolo":           "🎂 bolo",
		"❤\ufe0f Bia":      "❤ bia", // the same heart in colour
		"\ufe0f":           "",
		"Παΐσιος":          "παισιοσ",
		"नीता":             "नीता",
		"नेता":             "नेता",
		"ที่":              "ที่",
		"गुप\u094d\u093cत": "गुप\u093c\u094dत", // two marks, in the order that text is kept in
		"が":                "か\u3099",
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
		"+55 (11) 98700-0002":                "5511987000002",
		"987":                                "987",
		"98":                                 "",
		"1 2":                                "",
		"Ana 123":                            "",
		"ana":                                "",
		"":                                   "",
		"+-()":                               "",
		"12.3":                               "123",
		"(11) 9.8765-4321":                   "11987654321",
		"11\u00a098765-4321":                 "11987654321",
		"+55 11 98765\u20114321":             "5511987654321",
		"\u202a+55 11 98765\u20134321\u202c": "5511987654321",
		"\u2066987\u2069":                    "987",
		"987 José":                           "",
		"987 माला":                           "",
	} {
		if got := SoughtNumber(in); got != want {
			t.Errorf("%q looks for number %q, want %q", in, got, want)
		}
	}
}
