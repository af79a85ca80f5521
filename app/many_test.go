package app

import (
	"log/slog"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
)

// TestTooManyRowsAreRefusedInWords: the page hears how many may be named at once, and nothing is done to any.
func TestTooManyRowsAreRefusedInWords(t *testing.T) {
	a, err := Start(t.Context(), Config{Dir: t.TempDir(), Mode: ModeSimulator, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Stop()
	_, err = a.act(t.Context(), ActRequest{Tickets: make([]int64, manyIDs+1), Act: string(desk.ActPin)})
	if f := desk.AsFault(err); f.Code != desk.CodeManyRows || f.Params["max"] != "500" {
		t.Errorf("%+v", f)
	}
}
