package desk

import "testing"

// TestReadPhone: numbers as people write them, with the country of home where they leave it out, and Brazil's ninth digit.
func TestReadPhone(t *testing.T) {
	for _, one := range []struct{ written, home, want string }{
		{"+55 11 98214-5530", "", "5511982145530"}, {"(11) 98214-5530", "5511", "5511982145530"}, {"011 8214-5530", "5511", "5511982145530"},
		{"11 3333-4444", "5511", "551133334444"}, {"+1 (212) 555-0100", "5511", "12125550100"}, {"0055 11 98214 5530", "", "5511982145530"},
		{"tel:+5511982145530", "", "5511982145530"}, {"5511982145530", "5511", "5511982145530"}, {"\u200e+55 11 98214‑5530", "", "5511982145530"},
		{"98214-5530", "5511", ""}, {"12 34", "", ""}, {"+55 11 abc", "", ""}, {"", "", ""}, {"+", "", ""}, {"1+23456789", "", ""}, {"'+5511982145530", "", "5511982145530"},
		{"+0123456789", "", ""}, {"1234567890123456", "", ""}, {"=1+1", "", ""},
	} {
		got, f := ReadPhone(one.written, one.home)
		if (f == nil) != (one.want != "") || got.Value != one.want {
			t.Errorf("%q from %q: %q %v, want %q", one.written, one.home, got.Value, f, one.want)
		}
	}
}
