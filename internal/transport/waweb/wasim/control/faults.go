package control

import (
	"net/http"
	"time"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/media"
)

// faultRequest says which faults to change; what is absent stays as it is.
type faultRequest struct {
	Heal           bool  `json:"heal"`
	Refuse         *bool `json:"refuse"`
	IgnoreReceipts *bool `json:"ignoreReceipts"`
	Kill           bool  `json:"kill"`
	Unlink         bool  `json:"unlink"`
	Replace        bool  `json:"replace"`
	Ban            *ban  `json:"ban"`
	Outdated       *bool `json:"outdated"`
}

// ban is a temporary ban: WhatsApp's code for the reason, and its length in seconds.
type ban struct {
	Code   int `json:"code"`
	Expire int `json:"expire"`
}

// setFaults changes the lasting switches first, since clients come back at once when their connection is cut.
func (a *api) setFaults(_ *http.Request, q faultRequest) (any, error) {
	server, phone := a.world.Server(), a.world.Business().Phone()
	if q.Heal {
		a.heal()
	}
	if q.Refuse != nil {
		server.SetRefuse(*q.Refuse)
	}
	if q.IgnoreReceipts != nil {
		server.IgnoreReceipts(*q.IgnoreReceipts)
	}
	if q.Outdated != nil {
		server.Outdate(*q.Outdated)
	}
	if q.Ban != nil {
		server.Ban(phone.PN(), q.Ban.Code, time.Duration(q.Ban.Expire)*time.Second)
	}
	if q.Replace {
		for _, device := range phone.Companions() {
			server.Replace(device)
		}
	}
	if q.Kill {
		server.KillAll()
	}
	if q.Unlink {
		return nothing{}, a.unlink()
	}
	return nothing{}, nil
}

func (a *api) heal() {
	server := a.world.Server()
	server.SetRefuse(false)
	server.IgnoreReceipts(false)
	server.Outdate(false)
	server.Lift(a.world.Business().Phone().PN())
	a.world.Media().Heal()
}

func (a *api) unlink() error {
	phone := a.world.Business().Phone()
	for _, device := range phone.Companions() {
		if err := phone.Unlink(device); err != nil {
			return err
		}
	}
	return nil
}

// state is what a test may want to know of the world.
type state struct {
	Companions []string            `json:"companions"`
	Pending    map[string][]string `json:"pending"` // by companion: what it has not acknowledged
	Unknown    []string            `json:"unknown"` // stanzas that the server had no answer for
	Errors     []string            `json:"errors"`  // what the phones found wrong
	Counts     counts              `json:"counts"`
	Media      media.Counts        `json:"media"`
}

// counts is wasim.Counts under the names of this interface.
type counts struct {
	Connections int `json:"connections"`
	Links       int `json:"links"`
	Logins      int `json:"logins"`
	Messages    int `json:"messages"`
	Receipts    int `json:"receipts"`
	Delivered   int `json:"delivered"`
	Redelivered int `json:"redelivered"`
	Refused     int `json:"refused"`
	Groups      int `json:"groups"`
}

func (a *api) state(*http.Request, nothing) (any, error) {
	server := a.world.Server()
	s := state{
		Companions: []string{}, Pending: map[string][]string{}, Unknown: append([]string{}, server.Unknown()...),
		Errors: []string{}, Counts: counts(server.Counts()), Media: a.world.Media().Counts(),
	}
	for _, device := range a.world.Business().Phone().Companions() {
		s.Companions = append(s.Companions, device.String())
		s.Pending[device.String()] = append([]string{}, server.Pending(device)...)
	}
	for _, err := range a.world.Errors() {
		s.Errors = append(s.Errors, err.Error())
	}
	return s, nil
}
