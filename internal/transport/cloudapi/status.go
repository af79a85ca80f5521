package cloudapi

import (
	"encoding/json"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

type statusWord struct {
	ID     string `json:"id"`
	Status string `json:"status"`
	At     moment `json:"timestamp"`
	To     string `json:"recipient_id"`
	ToUser string `json:"recipient_user_id"`
	Client string `json:"biz_opaque_callback_data"`
	Errors list   `json:"errors"`
	Kind   string `json:"recipient_type"`
}

// status reads how far a message of ours came, or that it will not.
func (r reader) status(raw json.RawMessage) transport.Event {
	var s statusWord
	if !r.object(raw, "status", &s) {
		return nil
	}
	if s.ID == "" || s.Kind == "group" {
		r.log.Warn("status of no message to a customer left out", "group", s.Kind == "group")
		return nil
	}
	who := transport.Party{Addresses: addresses(s.To, s.ToUser)}
	id, client, at := desk.RemoteID(s.ID), desk.RemoteID(s.Client), s.At.clamp(r.now)
	reach := map[string]desk.MessageStatus{"sent": desk.Sent, "delivered": desk.Delivered, "read": desk.Read, "played": desk.Played}[s.Status]
	switch {
	case reach != "":
		return transport.Receipt{Remote: []desk.RemoteID{id}, Client: client, From: who, Status: reach, At: at}
	case s.Status == "failed":
		return transport.Refusal{Remote: id, Client: client, From: who, Fault: why(s.Errors), At: at}
	}
	r.log.Info("a status that is not used", "status", scrub(s.Status))
	return nil
}

// why is the fault of a failed message.
func why(all list) *desk.Fault {
	for _, raw := range all {
		var e remote
		if json.Unmarshal(raw, &e) == nil && e.Code != nil {
			return failedFault(&e, e.err(0))
		}
	}
	return failedFault(nil, nil)
}
