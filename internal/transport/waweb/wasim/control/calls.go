package control

import (
	"net/http"
	"time"

	"github.com/balcao-app/balcao/internal/transport/steer"
)

func (a *api) ring(r *http.Request, q struct {
	Video bool `json:"video"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	return map[string]string{"id": c.Call(q.Video)}, nil
}

// endCall ends a call: the customer hangs up, or the business takes or declines it on its phone.
func (a *api) endCall(r *http.Request, q struct {
	By string `json:"by"`
}) (any, error) {
	id, phone := r.PathValue("id"), a.world.Business().Phone()
	switch q.By {
	case "customer":
		phone.HangUp(id)
	case "answer":
		phone.Answer(id)
	case "decline":
		phone.Decline(id)
	default:
		return nil, steer.Wrong("by is customer, answer or decline")
	}
	return nothing{}, nil
}

// showCall tells whether a companion rejected a call, and waits for that as long as asked.
func (a *api) showCall(r *http.Request, _ nothing) (any, error) {
	wait, err := time.ParseDuration(orZero(r.URL.Query().Get("wait")))
	if err != nil || wait < 0 || wait > maxWait {
		return nil, steer.Wrong("wait is not a duration up to %s", maxWait)
	}
	rejected := a.world.Server().Rejected(r.PathValue("id"))
	if wait > 0 {
		rejected = a.until(r, wait, func() bool { return a.world.Server().Rejected(r.PathValue("id")) })
	}
	return map[string]bool{"rejected": rejected}, nil
}
