package control

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/steer"
)

// faultRequest is a fault whose delay is written as a duration.
type faultRequest struct {
	graphsim.Fault
	Delay *string `json:"delay"`
}

func (a *api) fault(_ *http.Request, q faultRequest) (any, error) {
	if err := setDuration(&q.Fault.Delay, q.Delay); err != nil {
		return nil, err
	}
	if !graphsim.KnownKind(q.Kind) {
		return nil, steer.Wrong("kind %q is no fault", q.Kind)
	}
	a.sim.Script(q.Fault)
	return nothing{}, nil
}

func (a *api) heal(*http.Request, nothing) (any, error) {
	a.sim.Heal()
	return nothing{}, nil
}

func (a *api) weather(_ *http.Request, q graphsim.Weather) (any, error) {
	a.sim.SetWeather(q)
	return nothing{}, nil
}

func (a *api) limits(_ *http.Request, q graphsim.Limits) (any, error) {
	a.sim.SetLimits(q)
	return nothing{}, nil
}

func (a *api) strictness(_ *http.Request, q graphsim.Strictness) (any, error) {
	a.sim.SetStrictness(q)
	return nothing{}, nil
}

func (a *api) status(_ *http.Request, q struct {
	Message string `json:"message"`
	Status  string `json:"status"`
	Code    int    `json:"code"`
}) (any, error) {
	return nothing{}, a.sim.Status(q.Message, q.Status, q.Code)
}

func (a *api) issue(_ *http.Request, q struct {
	Scopes  []string `json:"scopes"`
	Expires *string  `json:"expires_in"`
}) (any, error) {
	t := graphsim.Token{Scopes: q.Scopes}
	if err := setExpiry(&t.Expires, q.Expires); err != nil {
		return nil, err
	}
	value, err := a.sim.IssueToken(t)
	return map[string]string{"token": value}, err
}

// setExpiry reads how long from now a token is good; "never" ends its expiry.
func setExpiry(to *time.Time, given *string) error {
	var d time.Duration
	if err := setDuration(&d, given); err != nil || given == nil {
		return err
	}
	*to = time.Time{}
	if d >= 0 {
		*to = time.Now().Add(d)
	}
	return nil
}

func (a *api) changeToken(_ *http.Request, q struct {
	Token   string  `json:"token"`
	Expires *string `json:"expires_in"`
	Revoked *bool   `json:"revoked"`
}) (any, error) {
	var expires time.Time
	if err := setExpiry(&expires, q.Expires); err != nil {
		return nil, err
	}
	return nothing{}, a.sim.ChangeToken(q.Token, func(t *graphsim.Token) {
		if q.Expires != nil {
			t.Expires = expires
		}
		assign(&t.Revoked, q.Revoked)
	})
}

func (a *api) code(*http.Request, nothing) (any, error) {
	return map[string]string{"code": a.sim.IssueCode()}, nil
}

func (a *api) callback(_ *http.Request, q struct {
	Address     string `json:"address"`
	VerifyToken string `json:"verify_token"`
}) (any, error) {
	l := a.sim.Link()
	if err := a.sim.SetCallback(l.AppID, q.Address, q.VerifyToken); err != nil {
		return nil, err
	}
	return nothing{}, a.sim.Subscribe(l.AppID, l.WABA)
}

func (a *api) addNumber(_ *http.Request, q struct {
	Digits      string `json:"digits"`
	Coexistence bool   `json:"coexistence"`
}) (any, error) {
	if !keyPattern.MatchString(q.Digits) {
		return nil, steer.Wrong("digits %q are not 7 to 15 digits", q.Digits)
	}
	id, err := a.sim.AddNumber(a.sim.Link().WABA, q.Digits, q.Coexistence)
	return wrote{id}, err
}

func (a *api) setNumber(r *http.Request, q struct {
	Status      *string `json:"status"`
	Quality     *string `json:"quality"`
	Limit       *string `json:"limit"`
	Registered  *bool   `json:"registered"`
	Coexistence *bool   `json:"coexistence"`
	Maintenance *bool   `json:"maintenance"`
}) (any, error) {
	return nothing{}, a.sim.ChangeNumber(r.PathValue("id"), func(n *graphsim.Number) {
		assign(&n.Status, q.Status)
		assign(&n.Quality, q.Quality)
		assign(&n.Limit, q.Limit)
		assign(&n.Registered, q.Registered)
		assign(&n.Coexistence, q.Coexistence)
		assign(&n.Maintenance, q.Maintenance)
	})
}

func (a *api) addTemplate(_ *http.Request, q graphsim.Template) (any, error) {
	id, err := a.sim.AddTemplate(a.sim.Link().WABA, q)
	return wrote{id}, err
}

func (a *api) setTemplate(r *http.Request, q struct {
	Status string `json:"status"`
}) (any, error) {
	return nothing{}, a.sim.ChangeTemplate(r.PathValue("id"), func(t *graphsim.Template) { t.Status = q.Status })
}

func (a *api) announce(_ *http.Request, q struct {
	Field string          `json:"field"`
	Value json.RawMessage `json:"value"`
}) (any, error) {
	return nothing{}, a.sim.Announce(a.sim.Link().WABA, q.Field, q.Value)
}

// state is what the simulator has to say about itself.
type state struct {
	Unknown   []string `json:"unknown"`
	Errors    []string `json:"errors"`
	Requests  int      `json:"requests"`
	Posts     int      `json:"posts"`
	Delivered int      `json:"delivered"`
}

func (a *api) state(*http.Request, nothing) (any, error) {
	s := state{Unknown: append([]string{}, a.sim.Unknown()...), Errors: []string{}, Requests: len(a.sim.Requests()), Posts: len(a.sim.Posts())}
	for _, err := range a.sim.Errors() {
		s.Errors = append(s.Errors, err.Error())
	}
	for _, c := range a.sim.Customers() {
		s.Delivered += len(c.Received())
	}
	return s, nil
}

func (a *api) requests(r *http.Request, _ nothing) (any, error) {
	after, err := index(r)
	if err != nil {
		return nil, err
	}
	all := a.sim.Requests()
	return append([]graphsim.Request{}, all[min(after, len(all)):]...), nil
}
