package window

import (
	"errors"
	"net/http"
	"testing"
	"testing/fstest"
)

func TestRunRefusesWhatCannotBeShown(t *testing.T) {
	page := fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}}
	for name, o := range map[string]Options{
		"no page":    {Handler: http.NotFoundHandler()},
		"no handler": {Assets: page},
	} {
		if err := Run(t.Context(), o); err == nil || errors.Is(err, ErrNotBuilt) {
			t.Errorf("%s: Run answered %v, want an error about the options", name, err)
		}
	}
}
