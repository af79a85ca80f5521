package demo

import (
	"testing"

	"github.com/balcao-app/balcao/internal/preview"
)

// TestEveryLinkHasAPage in the simulated web, which the program asks as it asks the real one.
func TestEveryLinkHasAPage(t *testing.T) {
	pages, end, err := Web()
	if err != nil {
		t.Fatal(err)
	}
	find := preview.New(preview.Options(pages)).Find
	for link, want := range map[string]string{
		"https://padaria.example": "padaria.example", "https://padaria.example/bolo-de-milho?dia=sexta": "Bolo de milho", "https://outra.example/a/pão": "Pão",
	} {
		if got, err := find(t.Context(), link); err != nil || got.Title != want || got.Description == "" || got.Picture == nil {
			t.Errorf("%s: %q %q, %v", link, got.Title, got.Description, err)
		}
	}
	if got, err := find(t.Context(), "https://padaria.example/nada"); err == nil {
		t.Errorf("got %+v", got)
	}
	if err := end(); err != nil {
		t.Error(err)
	}
	if got, err := find(t.Context(), "https://padaria.example"); err == nil {
		t.Errorf("after the end: %+v", got)
	}
}
