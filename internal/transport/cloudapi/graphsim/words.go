package graphsim

import "strings"

// dialogWords are the words of the dialog in one language. Its refusals stay in English, as those of the network do.
type dialogWords struct{ Language, Title, Simulated, Asks, Continue, Cancel string }

var english = dialogWords{"en", "Log in with Facebook (simulated)", "This page is simulated on this computer. It is not Facebook and asks for no password.",
	"is requesting access to:", "Continue", "Cancel"}

var translated = map[string]dialogWords{
	"pt": {"pt-BR", "Entrar com o Facebook (simulado)", "Esta página é simulada neste computador. Não é o Facebook e não pede senha.",
		"pede acesso a:", "Continuar", "Cancelar"},
	"es": {"es", "Entrar con Facebook (simulado)", "Esta página está simulada en este equipo. No es Facebook y no pide contraseña.",
		"pide acceso a:", "Continuar", "Cancelar"},
	"en": english,
}

// wordsFor are those of the first language of a browser that has some, which browsers name in the order in which they want them (RFC 9110,
// 12.5.4).
func wordsFor(accepted string) dialogWords {
	for one := range strings.SplitSeq(accepted, ",") {
		tag, _, _ := strings.Cut(one, ";")
		short, _, _ := strings.Cut(strings.TrimSpace(tag), "-")
		if words, ok := translated[strings.ToLower(short)]; ok {
			return words
		}
	}
	return english
}
