package wuzapi

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// rangFor is the age at which a call that is told is over: the server repeats what it could not tell for some minutes.
const rangFor = time.Minute

// ends are the reasons by which WhatsApp says that another device of ours dealt with a call. Any other end is nobody's.
func ends() map[string]desk.CallState {
	return map[string]desk.CallState{"accepted_elsewhere": desk.CallAnswered, "rejected_elsewhere": desk.CallRejected}
}

// call reads what is said of a call, as the session library has it; nil if it is none of a customer's. The server can reject calls as
// well, but how it wants to be asked is written down nowhere, so they ring.
func (r reader) call(kind string, event node) transport.Event {
	out := transport.Call{Remote: desk.RemoteID(event.text("CallID")), At: r.clamp(moment(event.text("Timestamp")))}
	who, ok := party(r.self, event.text("CallCreator"), event.text("CallCreatorAlt"))
	if !ok || event.text("GroupJID") != "" || event.text("Type") == "group" || out.Remote == "" || len(out.Remote) > 128 || !plain(string(out.Remote)) {
		return nil
	}
	out.From = who
	switch kind {
	case "CallOffer", "CallOfferNotice":
		out.State, out.Late = desk.CallRinging, r.now.Sub(out.At) > rangFor
		out.Video = event.text("Media") == "video" || shows(event.node("Data"))
	case "CallAccept":
		out.State = desk.CallAnswered
	case "CallTerminate":
		if out.State, ok = ends()[event.text("Reason")]; !ok {
			out.State = desk.CallMissed
		}
	}
	return out
}

// shows tells whether a call is offered with a picture.
func shows(offer node) bool {
	for _, part := range offer.list("Content") {
		if p, _ := part.(map[string]any); node(p).text("Tag") == "video" {
			return true
		}
	}
	return false
}
