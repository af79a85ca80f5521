// Package window is the desktop face: one native window around the embedded page.
//
// It owns the window's life (open, close, quit) and carries calls and events between page and program. It knows
// nothing of tickets or messages, opens no port, and takes no lock: two windows on the same data folder are refused
// by the folder's own lock before this package is reached.
//
// The window needs a build with the toolkit's tags (desktop, production, and webkit2_41 on Linux). Any other build
// compiles without cgo, says so in Available, and leaves the browser face.
package window

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"runtime"
)

// ErrNotBuilt is what Run returns in a build without the toolkit's tags.
var ErrNotBuilt = errors.New("this build has no desktop window; start it with --browser")

// Opened is what a window says when it is open, so that whoever started the program knows.
const Opened = "window open"

// Options is what a window needs from the program around it.
type Options struct {
	// Title is the window's caption.
	Title string
	// Assets is the built page with index.html at its root.
	Assets fs.FS
	// Handler answers everything that is not a file of Assets: calls and media. Requests come from the page alone.
	Handler http.Handler
	// Events runs for as long as the window is open and hands each event on with emit, in order. data is one JSON
	// value; the page's listener for name receives it decoded. Events returns when ctx ends. It may be nil.
	Events func(ctx context.Context, emit func(name string, data []byte))
	// Notices, where given, are shown while the window is open; Pressed is called with the tag of each that was pressed, after the
	// window came to the front.
	Notices *Notices
	Pressed func(tag string)
	// Out receives the line Opened once, when the window shows its page. It may be nil.
	Out io.Writer
	// OnQuit is called once after the window has closed, before Run returns. It may be nil.
	OnQuit func()
}

func (o Options) check() error {
	switch {
	case o.Assets == nil:
		return errors.New("open window: no page given")
	case o.Handler == nil:
		return errors.New("open window: no handler given")
	}
	return nil
}

// CanOpen tells whether Run would find a place to open its window: the build has one and, on Linux, there is a
// display. Without a display the toolkit would end the whole program instead of returning an error.
func CanOpen() bool {
	if !Available {
		return false
	}
	return runtime.GOOS != "linux" || os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}
