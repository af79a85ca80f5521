//go:build !desktop || !production

package window

import "context"

// Available tells whether this build can open a window.
const Available = false

// Run cannot open a window in this build and returns ErrNotBuilt.
func Run(_ context.Context, o Options) error {
	if err := o.check(); err != nil {
		return err
	}
	return ErrNotBuilt
}
