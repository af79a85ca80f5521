//go:build desktop && production && !linux

package window

import (
	"context"
	"fmt"
	"sync"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// toolkit shows notices by the window's toolkit: toasts on Windows, the user's notifications on macOS.
type toolkit struct {
	face   context.Context
	opened func(tag string)
	begin  func() error
}

func systemOf(face context.Context, opened func(tag string)) system {
	t := &toolkit{face: face, opened: opened}
	t.begin = sync.OnceValue(t.initialize)
	return t
}

func (t *toolkit) initialize() error {
	if !runtime.IsNotificationAvailable(t.face) {
		return fmt.Errorf("this system shows no notices for programs of this kind")
	}
	if err := runtime.InitializeNotifications(t.face); err != nil {
		return fmt.Errorf("prepare notices: %w", err)
	}
	runtime.OnNotificationResponse(t.face, func(r runtime.NotificationResult) {
		if r.Error == nil && r.Response.ActionIdentifier == "DEFAULT_ACTION" {
			t.opened(r.Response.ID)
		}
	})
	return nil
}

func (t *toolkit) allowed(_ context.Context, ask bool) (bool, error) {
	if err := t.begin(); err != nil {
		return false, err
	}
	if ask {
		return runtime.RequestNotificationAuthorization(t.face)
	}
	return runtime.CheckNotificationAuthorization(t.face)
}

func (t *toolkit) show(_ context.Context, tag, title, body string) error {
	if err := t.begin(); err != nil {
		return err
	}
	return runtime.SendNotification(t.face, runtime.NotificationOptions{ID: tag, Title: title, Body: body})
}

func (t *toolkit) withdraw(_ context.Context, tag string) {
	if t.begin() == nil {
		_ = runtime.RemoveNotification(t.face, tag) // it went by itself meanwhile
	}
}

// badge has no place here: the toolkit shows none, so the window's title has the count.
func (t *toolkit) badge(int) {}

func (t *toolkit) close() { runtime.CleanupNotifications(t.face) }
