//go:build !desktop || !production

package window

import (
	"errors"
	"net/http"
	"testing"
	"testing/fstest"
)

func TestRunSaysWhenTheBuildHasNoWindow(t *testing.T) {
	o := Options{Assets: fstest.MapFS{}, Handler: http.NotFoundHandler()}
	if err := Run(t.Context(), o); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("Run answered %v, want ErrNotBuilt", err)
	}
}
