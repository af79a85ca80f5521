package window

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
)

// noted is a system that only notes what it is asked.
type noted struct{ did []string }

func (n *noted) allowed(_ context.Context, ask bool) (bool, error) {
	n.did = append(n.did, fmt.Sprint("allowed ", ask))
	return true, nil
}

func (n *noted) show(_ context.Context, tag, title, body string) error {
	n.did = append(n.did, "show "+tag+" "+title+" "+body)
	return nil
}

func (n *noted) withdraw(_ context.Context, tag string) { n.did = append(n.did, "withdraw "+tag) }
func (n *noted) badge(count int)                        { n.did = append(n.did, fmt.Sprint("badge ", count)) }
func (n *noted) close()                                 { n.did = append(n.did, "close") }

// TestNoticesLastAsLongAsTheWindow: before it opens and after it has closed nothing is shown, and whoever asks is told why.
func TestNoticesLastAsLongAsTheWindow(t *testing.T) {
	var notices Notices
	none := func() {
		t.Helper()
		if _, err := notices.Allowed(t.Context(), true); !errors.Is(err, ErrNoNotices) {
			t.Errorf("Allowed answered %v", err)
		}
		if err := notices.Show(t.Context(), "a", "b", "c"); !errors.Is(err, ErrNoNotices) {
			t.Errorf("Show answered %v", err)
		}
		notices.Withdraw(t.Context(), "a")
		notices.Badge(1)
	}
	none()
	system := &noted{}
	notices.use(system)
	if yes, err := notices.Allowed(t.Context(), true); err != nil || !yes {
		t.Errorf("Allowed answered %v, %v", yes, err)
	}
	if err := notices.Show(t.Context(), "a", "b", "c"); err != nil {
		t.Error(err)
	}
	notices.Withdraw(t.Context(), "a")
	notices.Badge(2)
	notices.use(nil)
	none()
	if want := []string{"allowed true", "show a b c", "withdraw a", "badge 2", "close"}; !slices.Equal(system.did, want) {
		t.Errorf("did %q", system.did)
	}
}
