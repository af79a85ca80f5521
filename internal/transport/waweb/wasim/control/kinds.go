package control

import (
	"net/http"

	"github.com/balcao-app/balcao/internal/transport/steer"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// give lets a customer send a message of any kind; data is in Base64.
func (a *api) give(r *http.Request, q world.Sent) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	id, err := c.Give(q)
	if err != nil {
		return nil, steer.Wrong("%v", err)
	}
	return map[string]string{"id": id}, nil
}

// change lets a customer react to a message, edit or delete one of theirs.
func (a *api) change(r *http.Request, q struct {
	Act  string `json:"act"` // react, edit or revoke
	ID   string `json:"id"`
	Own  bool   `json:"own"` // of a reaction: the message is the customer's
	Text string `json:"text"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	phone, business := c.Phone(), a.world.Business().Phone()
	var id string
	switch q.Act {
	case "react":
		id, err = phone.React(business, q.ID, q.Own, q.Text)
	case "edit":
		id, err = phone.Edit(business, q.ID, q.Text)
	case "revoke":
		id, err = phone.Revoke(business, q.ID)
	default:
		return nil, steer.Wrong("no change %q", q.Act)
	}
	return map[string]string{"id": id}, err
}

// shown lists what a customer's phone shows of the business, of every kind.
func (a *api) shown(r *http.Request, _ nothing) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	return append([]world.Shown{}, c.Shown()...), nil
}
