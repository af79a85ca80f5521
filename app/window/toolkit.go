//go:build desktop && production

package window

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/windows"
	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// Available tells whether this build can open a window.
const Available = true

// Run opens the window and returns after it has closed and Events has returned. It must be called on the main
// goroutine. The operator, SIGINT, SIGTERM and the end of ctx all close it, and each is a clean end: the error is nil.
func Run(ctx context.Context, o Options) error {
	if err := o.check(); err != nil {
		return err
	}
	// The toolkit listens to the same signals, but loses one that comes before its loop runs.
	ctx, cancel := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer cancel()

	up := make(chan context.Context, 1)
	open, closed := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		o.serve(ctx, open, up)
	}()
	err := wails.Run(o.app(func(face context.Context) { up <- face }))
	closed()
	<-done
	if o.OnQuit != nil {
		o.OnQuit()
	}
	if err != nil {
		return fmt.Errorf("open window: %w", err)
	}
	return nil
}

// serve hands events to the window from its start until open ends, and closes the window when ctx ends before that.
func (o Options) serve(ctx, open context.Context, up <-chan context.Context) {
	var face context.Context
	select {
	case face = <-up:
	case <-open.Done():
		return
	}
	stop := context.AfterFunc(ctx, func() { quit(face) })
	defer stop()
	if o.Notices != nil {
		o.Notices.use(systemOf(face, func(tag string) { o.raise(face, tag) }))
		defer o.Notices.use(nil)
	}
	if o.Events != nil {
		o.Events(open, func(name string, data []byte) {
			runtime.EventsEmit(face, name, json.RawMessage(data))
		})
	}
	<-open.Done()
}

// raise brings the window to the front for a notice that was pressed.
func (o Options) raise(face context.Context, tag string) {
	runtime.WindowUnminimise(face)
	runtime.Show(face)
	runtime.WindowShow(face)
	if o.Pressed != nil {
		o.Pressed(tag)
	}
}

// quit closes the window. The size is asked for only because the answer comes from the window's own loop: on Linux a
// quit before that loop runs would be forgotten.
func quit(face context.Context) {
	runtime.WindowGetSize(face)
	runtime.Quit(face)
}

// opened says once that the page is there; it is there again after every reload.
func (o Options) opened() func(context.Context) {
	if o.Out == nil {
		return nil
	}
	say := sync.OnceFunc(func() {
		// Nobody may be listening; the window is open all the same.
		_, _ = fmt.Fprintln(o.Out, Opened)
	})
	return func(context.Context) { say() }
}

func (o Options) app(started func(context.Context)) *options.App {
	return &options.App{
		Title:     o.Title,
		Width:     1280,
		Height:    840,
		MinWidth:  420,
		MinHeight: 480,
		// The page's own frame colour, so that the first moment is not a white flash.
		BackgroundColour: options.NewRGB(0xec, 0xe9, 0xe2),
		AssetServer:      &assetserver.Options{Assets: o.Assets, Handler: o.Handler},
		OnStartup:        started,
		OnDomReady:       o.opened(),
		// Allowed here and then hidden by the toolkit's script everywhere but in text fields and on selected text:
		// copy and paste by mouse stay, "reload" and "back" do not. Devtools and the engine's own shortcuts are off
		// in production builds by themselves.
		EnableDefaultContextMenu: true,
		Linux:                    &linux.Options{ProgramName: "balcao", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
		Windows:                  &windows.Options{Theme: windows.SystemDefault, DisablePinchZoom: true},
	}
}
