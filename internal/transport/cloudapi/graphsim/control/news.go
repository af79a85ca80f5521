package control

import (
	"net/http"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/steer"
)

// number is the one that a request names, or the first.
func (a *api) number(r *http.Request) string {
	if n := r.URL.Query().Get("number"); n != "" {
		return n
	}
	return a.sim.Link().Number
}

func (a *api) alert(r *http.Request, q struct {
	Code    int    `json:"code"`
	Details string `json:"details"`
}) (any, error) {
	return nothing{}, a.sim.Alert(a.number(r), q.Code, q.Details)
}

func (a *api) contacts(r *http.Request, q struct {
	Contacts []struct {
		Name    string `json:"name"`
		Number  string `json:"number"`
		Removed bool   `json:"removed"`
	} `json:"contacts"`
}) (any, error) {
	var all []graphsim.Contact
	for _, c := range q.Contacts {
		all = append(all, graphsim.Contact{FullName: c.Name, FirstName: c.Name, Phone: c.Number, Removed: c.Removed})
	}
	return nothing{}, a.sim.SyncContacts(a.number(r), all...)
}

// chunk is a part of a number's history.
type chunk struct {
	Phase    int  `json:"phase"`
	Order    int  `json:"order"`
	Progress int  `json:"progress"`
	Declined bool `json:"declined"`
	Messages []struct {
		Customer string    `json:"customer"`
		Mine     bool      `json:"mine"`
		Text     string    `json:"text"`
		At       time.Time `json:"at"`
		ID       string    `json:"id"`
		Status   string    `json:"status"`
	} `json:"messages"`
}

func (a *api) history(r *http.Request, q chunk) (any, error) {
	if q.Declined {
		return nothing{}, a.sim.DeclineHistory(a.number(r))
	}
	var past []graphsim.Past
	for _, m := range q.Messages {
		if !keyPattern.MatchString(m.Customer) {
			return nil, steer.Wrong("customer %q is not 7 to 15 digits", m.Customer)
		}
		past = append(past, graphsim.Past{
			Customer: a.sim.Customer(m.Customer), Mine: m.Mine, Stanza: m.ID, At: m.At, Status: m.Status,
			Type: "text", Content: graphsim.Content{"body": m.Text},
		})
	}
	return nothing{}, a.sim.History(a.number(r), q.Phase, q.Order, q.Progress, past)
}

func (a *api) marketing(r *http.Request, q struct {
	Stop bool `json:"stop"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	c.Marketing(q.Stop)
	return nothing{}, nil
}
