package waweb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waMmsRetry"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/desk"
)

// recalls are the files that our own phone was asked to bring to the network once more, by the id of their message.
type recalls struct {
	mu   sync.Mutex
	open map[types.MessageID]chan *events.MediaRetry
}

// expect gives the answer about a message, until end is called.
func (a *recalls) expect(id types.MessageID) (answer <-chan *events.MediaRetry, end func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.open == nil {
		a.open = map[types.MessageID]chan *events.MediaRetry{}
	}
	c := make(chan *events.MediaRetry, 1)
	a.open[id] = c
	return c, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.open, id)
	}
}

// tell hands over an answer. One that nobody waits for any more is dropped: who still wants the file asks again.
func (a *recalls) tell(evt *events.MediaRetry) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.open[evt.MessageID]; c != nil {
		select {
		case c <- evt:
		default:
		}
	}
}

// downloadAgain asks the phone for a file that the network has lost, and fetches it from where the phone put it. The phone may be off, or
// have deleted it: then the file is gone, until somebody asks once more.
func (l *line) downloadAgain(ctx context.Context, r fileRef, target *bounded) *desk.Fault {
	chat, err := types.ParseJID(r.Chat)
	if err != nil || r.ID == "" {
		return gone(errors.New("the file is gone, and its message cannot be named"), "")
	}
	answer, end := l.again.expect(r.ID)
	defer end()
	info := &types.MessageInfo{ID: r.ID, MessageSource: types.MessageSource{
		Chat: chat, IsFromMe: r.Ours, IsGroup: r.Author != "", Sender: jid(r.Author),
	}}
	if err := l.cli.SendMediaRetryReceipt(ctx, info, r.Key); err != nil {
		return offline(fmt.Errorf("ask the phone for a file: %w", err))
	}
	limit := time.NewTimer(l.wait.phone)
	defer limit.Stop()
	select {
	case evt := <-answer:
		return l.fetchFrom(ctx, r, evt, target)
	case <-limit.C:
		return gone(errors.New("the phone did not bring the file"), "")
	case <-ctx.Done():
		return offline(ctx.Err())
	}
}

func (l *line) fetchFrom(ctx context.Context, r fileRef, evt *events.MediaRetry, target *bounded) *desk.Fault {
	told, err := whatsmeow.DecryptMediaRetryNotification(evt, r.Key)
	if err != nil {
		return gone(fmt.Errorf("the phone has no such file: %w", err), "")
	}
	if told.GetResult() != waMmsRetry.MediaRetryNotification_SUCCESS || told.GetDirectPath() == "" {
		return gone(errors.New("the phone has no such file"), told.GetResult().String())
	}
	if _, err := target.Seek(0, io.SeekStart); err != nil {
		return broken(fmt.Errorf("fetch file: %w", err))
	}
	r.Path = told.GetDirectPath()
	return l.download(ctx, r, target)
}
