package inbox

import (
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// call stores what a network tells of a call. Whatever comes first and however often, it is one line: that it came makes the line, and how
// it ended waits for that.
func (w *intake) call(ev transport.Call) error {
	if ev.State != desk.CallRinging {
		who := ev.From
		ev.From = transport.Party{}
		return w.about(who, desk.In, ev.Remote, word{Call: &ev})
	}
	w.late = ev.Late
	return w.message(transport.Incoming{Remote: ev.Remote, Wire: ev.Remote, From: ev.From, At: ev.At, Kind: desk.Call,
		Content: &desk.Content{Call: &desk.CallLine{Video: ev.Video, State: ev.State}}})
}

// ring makes the row of a call. One that is over already neither rings nor is rejected.
func (w *intake) ring(id desk.MessageID, ev transport.Incoming) error {
	c, err := w.tx.Connection(w.on)
	if err != nil {
		return err
	}
	return w.tx.AddCall(id, ev.Remote, *ev.Content.Call, !w.late && !w.blocked, !w.late && !w.blocked && c.Calls == desk.CallReject)
}
