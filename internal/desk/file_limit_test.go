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

// TestFileLimit: a promise raises it up to what any network carries, and lowers it never.
func TestFileLimit(t *testing.T) {
	for declared, want := range map[int64]int64{-1: FetchUnasked, 0: FetchUnasked, 5: FetchUnasked, 1 << 30: 1 << 30, 1 << 62: largestFile} {
		if got := FileLimit(declared); got != want {
			t.Errorf("%d: %d, want %d", declared, got, want)
		}
	}
}
