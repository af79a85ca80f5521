package desk

import (
	"strings"
	"testing"
	"time"
)

func at(hour, minute int) time.Time { return time.Date(2026, 11, 22, hour, minute, 0, 0, time.UTC) }

func TestFillsVariablesOfAMoment(t *testing.T) {
	m := Moment{Contact: " Marina Duarte ", Ticket: 1042, Channel: "Loja", Now: at(9, 5), Language: "pt-BR"}
	for text, want := range map[string]string{
		"{saudacao}, {primeiro_nome}!":     "Bom dia, Marina!",
		"{nome}, ticket {ticket}, {canal}": "Marina Duarte, ticket 1042, Loja",
		"{data} às {hora}":                 "22/11/2026 às 09:05",
		"{NOME}":                           "Marina Duarte",
		"{cupom} fica":                     "{cupom} fica",
		"{{nome}}":                         "{Marina Duarte}",
		"{ nome } {nome":                   "{ nome } {nome",
		"} {} {":                           "} {} {",
		"":                                 "",
	} {
		if got := Fill(text, m.Values()); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestLeavesWhatNothingIsKnownOf(t *testing.T) {
	if got := Fill("Oi, {primeiro_nome}{nome}", Moment{Now: at(9, 0)}.Values()); got != "Oi, {primeiro_nome}{nome}" {
		t.Errorf("an unknown name became %q", got)
	}
}

func TestFillsNothingThatAValueBrings(t *testing.T) {
	if got := Fill("{nome} {ticket}", map[Variable]string{VarName: "{ticket}", VarTicket: "7"}); got != "{ticket} 7" {
		t.Errorf("a name in braces became %q", got)
	}
}

func TestGreetsByTheHourAndTheLanguage(t *testing.T) {
	for _, c := range []struct {
		hour           int
		language, want string
	}{
		{4, "pt-BR", "Boa noite"}, {5, "pt-BR", "Bom dia"}, {11, "es", "Buenos días"}, {12, "en", "Good afternoon"},
		{17, "pt-BR", "Boa tarde"}, {18, "es", "Buenas noches"}, {0, "fr", "Boa noite"},
	} {
		if got := (Moment{Now: at(c.hour, 0), Language: c.language}).Values()[VarGreeting]; got != c.want {
			t.Errorf("at %d in %s: %q, want %q", c.hour, c.language, got, c.want)
		}
	}
}

func TestWritesDatesAsTheLanguageDoes(t *testing.T) {
	if got := (Moment{Now: at(9, 0), Language: "en"}).Values()[VarDate]; got != "November 22, 2026" {
		t.Errorf("date in English: %q", got)
	}
}

func FuzzFillKeepsEverythingThatIsNoVariable(f *testing.F) {
	for _, s := range []string{"{nome}", "{{}", "a}b{c", "{\xff}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := Fill(s, nil); got != s {
			t.Errorf("%q became %q without any value", s, got)
		}
	})
}

func TestBringsAReplyIntoItsForm(t *testing.T) {
	for _, c := range []struct {
		shortcut, text string
		want           Code
	}{
		{" /Entrega ", " Oi ", ""}, {"olá-2", "Oi", ""}, {"", "Oi", CodeShortcut}, {"/", "Oi", CodeShortcut}, {"duas palavras", "Oi", CodeShortcut},
		{"a/b", "Oi", CodeShortcut}, {"a\xff", "Oi", CodeShortcut}, {strings.Repeat("a", 33), "Oi", CodeShortcut}, {"oi", " \n ", CodeEmptyReply},
		{"oi", strings.Repeat("ã", 4096), ""}, {"oi", strings.Repeat("ã", 4097), CodeLongReply},
	} {
		r, fault := CheckReply(Reply{Shortcut: c.shortcut, Text: c.text})
		switch {
		case fault != nil && fault.Code != c.want, fault == nil && c.want != "":
			t.Errorf("%q, %.20q: %v, want %q", c.shortcut, c.text, fault, c.want)
		case fault == nil && (r.Shortcut != strings.ToLower(strings.Trim(c.shortcut, " /")) || r.Text != strings.TrimSpace(c.text)):
			t.Errorf("%q, %.20q became %q, %.20q", c.shortcut, c.text, r.Shortcut, r.Text)
		}
	}
}
