package bench

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/balcao-app/balcao/internal/house"
)

var small = house.Plan{Tickets: 20, Messages: 2_000, Long: 100, Seed: 1}

// folder is a data folder full of conversations.
type folder struct {
	house.Plan
	dir string
}

// builtHouse names, for all benchmarks of one run, a folder of the whole size, which each copies.
const builtHouse = "BALCAO_HOUSE"

// fill makes a data folder, with its index: otherwise the program would make that while other things are measured.
func fill(t testing.TB, p house.Plan) folder {
	t.Helper()
	f := folder{Plan: p, dir: filepath.Join(t.TempDir(), "house")}
	if built := os.Getenv(builtHouse); built != "" && p == house.Whole {
		if err := os.CopyFS(f.dir, os.DirFS(built)); err != nil {
			t.Fatal(err)
		}
		return f
	}
	if err := house.Build(context.Background(), f.dir, p); err != nil {
		t.Fatal(err)
	}
	return f
}
