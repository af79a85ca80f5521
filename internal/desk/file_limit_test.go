package desk

import "testing"

// TestFetchLimit is what the operator set, in bytes; what cannot be read leaves the usual one.
func TestFetchLimit(t *testing.T) {
	for value, want := range map[string]int64{"5": 5_000_000, "2048": 2_048_000_000, "": FetchUnasked, "0": FetchUnasked, "x": FetchUnasked} {
		if got := FetchLimit(map[string]string{"download_limit": value}); got != want {
			t.Errorf("%q: %d, want %d", value, got, want)
		}
	}
}
