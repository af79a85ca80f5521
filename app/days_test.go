package app

import (
	"log/slog"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// TestDays: a conversation says on which days something was said, by what was said first on each.
func TestDays(t *testing.T) {
	a, err := Start(t.Context(), Config{Dir: t.TempDir(), Mode: ModeSimulator, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Stop()
	fillConversation(t, a.engine.DB, 3)
	page, err := a.page(t.Context(), PageRequest{Contact: 1, Limit: 10})
	if err != nil || len(page.Messages) != 3 {
		t.Fatalf("%d messages, %v", len(page.Messages), err)
	}
	first, last := page.Messages[0], page.Messages[2]
	got, err := a.days(t.Context(), DaysRequest{Contact: 1, Edges: []int64{first.At - 5, first.At, last.At, last.At + 1, last.At + 5}})
	if err != nil || got.Since != first.At || len(got.First) != 4 {
		t.Fatalf("%+v, %v", got, err)
	}
	if got.First[0] != 0 || got.First[1] != first.ID || got.First[2] == 0 || got.First[3] != 0 {
		t.Errorf("%+v of %d to %d", got, first.ID, last.ID)
	}
	if got, err = a.days(t.Context(), DaysRequest{Contact: 99, Edges: []int64{0, time.Now().UnixMilli()}}); err != nil || got.First[0] != 0 || got.Since != 0 {
		t.Errorf("of nobody: %+v, %v", got, err)
	}
	for _, wrong := range [][]int64{nil, {1}, {2, 1}, make([]int64, mostDays+2)} {
		if _, err := a.days(t.Context(), DaysRequest{Contact: 1, Edges: wrong}); desk.AsFault(err).Code != desk.CodeBadRequest {
			t.Errorf("%d edges: %v", len(wrong), err)
		}
	}
}
