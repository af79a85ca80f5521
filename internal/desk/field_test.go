package desk

import "testing"

// TestFieldVariable: a name becomes what can stand between braces.
func TestFieldVariable(t *testing.T) {
	for name, want := range map[string]Variable{"Aniversário": "aniversario", "Data  de entrega!": "data_de_entrega", "2ª via": "_2a_via", "???": "",
		"CPF/CNPJ": "cpf_cnpj", "Größe": "grosse", "_x_": "x"} {
		if got := variableOf(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestFieldValue: dates and numbers are read as people write them, and come back in their language.
func TestFieldValue(t *testing.T) {
	for _, one := range []struct {
		kind        FieldKind
		typed, want string
	}{
		{FieldDate, "31/12/1990", "1990-12-31"}, {FieldDate, "1.2.2026", "2026-02-01"}, {FieldDate, "2026-02-30", "!"}, {FieldDate, "amanhã", "!"},
		{FieldNumber, "1.234,5", "1234.5"}, {FieldNumber, "1,234.5", "1234.5"}, {FieldNumber, "1.5", "1.5"}, {FieldNumber, "-0,5", "-0.5"},
		{FieldNumber, "1.234.567", "1234567"}, {FieldNumber, "1e9", "!"}, {FieldNumber, "NaN", "!"}, {FieldNumber, "0x1F", "!"}, {FieldNumber, "--1", "!"},
		{FieldText, " ab ", "ab"}, {FieldText, "  ", ""},
	} {
		got, f := one.kind.CheckValue(one.typed)
		if f != nil {
			got = "!"
		}
		if got != one.want {
			t.Errorf("%s %q: %q, want %q", one.kind, one.typed, got, one.want)
		}
	}
	for _, one := range []struct {
		kind            FieldKind
		value, in, want string
	}{
		{FieldDate, "1990-12-31", "pt-BR", "31/12/1990"}, {FieldDate, "1990-12-31", "en", "December 31, 1990"}, {FieldNumber, "1.5", "es", "1,5"},
		{FieldNumber, "1.5", "en", "1.5"}, {FieldText, "1.5", "es", "1.5"},
	} {
		if got := one.kind.Write(one.value, one.in); got != one.want {
			t.Errorf("%s %q in %s: %q, want %q", one.kind, one.value, one.in, got, one.want)
		}
	}
}

// TestFieldsFill: what fields tell of a contact goes into a text; what is not known stays to be seen.
func TestFieldsFill(t *testing.T) {
	m := Moment{Language: "pt-BR", Fields: []Field{{1, "Aniversário", "aniversario", FieldDate}, {2, "Cidade", "cidade", FieldText}},
		Known: []FieldValue{{1, "1990-12-31"}, {9, "x"}}}
	if got := Fill("{aniversario} {Cidade}", m.Values()); got != "31/12/1990 {Cidade}" {
		t.Error(got)
	}
}
