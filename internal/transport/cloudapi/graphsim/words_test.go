package graphsim

import (
	"reflect"
	"strings"
	"testing"
)

// TestDialogSpeaks: the sign-in page is in the first language of the browser that it has words in.
func TestDialogSpeaks(t *testing.T) {
	for accepted, want := range map[string]string{"": "en", "pt-BR,pt;q=0.9,en;q=0.8": "pt-BR", "es-MX": "es", "de, ES;q=0.5, en": "es", "EN-gb": "en", "de": "en", ";;,,-": "en"} {
		words := wordsFor(accepted)
		if words.Language != want {
			t.Errorf("%q is answered in %s, want %s", accepted, words.Language, want)
		}
		var page strings.Builder
		if err := dialogPage.Execute(&page, map[string]any{"App": "Loja", "Words": words}); err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{words.Title, words.Simulated, words.Asks, ">" + words.Continue + "<", ">" + words.Cancel + "<"} {
			if !strings.Contains(page.String(), word) {
				t.Errorf("%s: no %q on the page", want, word)
			}
		}
	}
	for short, words := range translated {
		for i, v := 0, reflect.ValueOf(words); i < v.NumField(); i++ {
			if v.Field(i).String() == "" {
				t.Errorf("%s lacks its %s", short, v.Type().Field(i).Name)
			}
		}
	}
}
