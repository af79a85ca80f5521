package inbox

import (
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestWhatIsFetchedByItself is what the operator chose by kind and by size; the rest waits for them.
func TestWhatIsFetchedByItself(t *testing.T) {
	for name, x := range map[string]struct {
		settings map[string]string
		bytes    int64
		want     string
	}{
		"as it comes":          {nil, 60_000_000, "wanted"},
		"too large":            {nil, 70_000_000, "remote"},
		"not of this kind":     {map[string]string{"download_image": "0"}, 1, "remote"},
		"of another kind":      {map[string]string{"download_video": "0"}, 1, "wanted"},
		"up to a smaller size": {map[string]string{"download_limit": "5"}, 5_000_001, "remote"},
		"within it":            {map[string]string{"download_limit": "5"}, 5_000_000, "wanted"},
		"up to a larger size":  {map[string]string{"download_limit": "256"}, 200_000_000, "wanted"},
	} {
		open(t, func(c *counter) {
			for key, value := range x.settings {
				c.set(key, value)
			}
			m := c.incoming(false)
			m.Kind, m.Attachment = desk.Image, &transport.Attachment{Kind: desk.Image, Bytes: x.bytes, Ref: []byte("x")}
			c.must(c.Receive(c.Context(), 1, m))
			c.must(c.db.Read(c.Context(), func(v *store.View) error {
				a, err := v.Attachment(1)
				if err == nil && a.State != x.want {
					t.Errorf("%s: %s, want %s", name, a.State, x.want)
				}
				return err
			}))
		})
	}
}
