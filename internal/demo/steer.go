package demo

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/transport/steer"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/scenario"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// longestWait bounds how long a question for what a customer received is held back.
const longestWait = time.Minute

// helm lets another process steer the networks of a parade, as the interface of the first simulator does with its own. Whoever mounts
// it lets only those in who may. Under /servers/{kind}:
//
//	POST /scan {"qr":CODE}                   the phone scans a QR code
//	POST /pair-code {"code":CODE}            … or enters a linking code
//	POST /away {"on":BOOL}                   the server's process is gone: whoever is connected is cut, nobody gets in; or it is back
//	POST /customers {"number","name"}        makes a customer, or finds the one with that number
//	POST /customers/{number}/write {"text"}  the customer writes; answers {"id"}
//	GET  /customers/{number}/received?after=N&wait=D
//	                                         [{"id","text","at"}] of what the business wrote, from index N on; with wait (such as 5s)
//	                                         an empty list is held back that long
//	POST /customers/{number}/deliver         everything received is confirmed as delivered, where the server does not do it by itself
//	POST /customers/{number}/read            the customer reads everything received
//	GET  /state                              {"linked":BOOL,"errors":[TEXT]}: what was not understood, or went wrong
type helm struct {
	own parade
}

func newHelm(own parade) http.Handler {
	s := &helm{own: own}
	mux := http.NewServeMux()
	handle := func(pattern string, do func(place, *http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, do) })
	}
	handle("POST /servers/{kind}/scan", scanned)
	handle("POST /servers/{kind}/pair-code", entered)
	handle("POST /servers/{kind}/away", gone)
	handle("POST /servers/{kind}/customers", moveIn)
	handle("POST /servers/{kind}/customers/{number}/write", writes)
	handle("GET /servers/{kind}/customers/{number}/received", received)
	handle("POST /servers/{kind}/customers/{number}/deliver", delivers)
	handle("POST /servers/{kind}/customers/{number}/read", reads)
	handle("GET /servers/{kind}/state", stateOf)
	return mux
}

func (s *helm) answer(w http.ResponseWriter, r *http.Request, do func(place, *http.Request) (any, error)) {
	i := slices.IndexFunc(s.own, func(at scene) bool { return at.kind == r.PathValue("kind") })
	if i < 0 {
		steer.Fail(w, steer.Wrong("no such network"))
		return
	}
	out, err := do(s.own[i], r)
	if err != nil {
		steer.Fail(w, err)
		return
	}
	steer.Reply(w, http.StatusOK, out)
}

type done struct{}

func scanned(at place, r *http.Request) (any, error) {
	q, err := steer.Read[struct {
		QR string `json:"qr"`
	}](r)
	if err != nil {
		return nil, err
	}
	return done{}, at.scan(q.QR)
}

func entered(at place, r *http.Request) (any, error) {
	q, err := steer.Read[struct {
		Code string `json:"code"`
	}](r)
	if err != nil {
		return nil, err
	}
	return done{}, at.enter(q.Code)
}

func gone(at place, r *http.Request) (any, error) {
	q, err := steer.Read[struct {
		On bool `json:"on"`
	}](r)
	if err != nil {
		return nil, err
	}
	return done{}, at.away(q.On)
}

type person struct {
	Number string `json:"number"`
	Name   string `json:"name"`
}

func moveIn(at place, r *http.Request) (any, error) {
	q, err := steer.Read[person](r)
	if err != nil {
		return nil, err
	}
	if !digits(q.Number) {
		return nil, steer.Wrong("number %q is not 8 to 15 digits", q.Number)
	}
	at.person(q.Number, q.Name)
	return q, nil
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(s) >= 8 && len(s) <= 15
}

// talk is that of the customer whom a request names; whoever did not live there does from now on.
func talk(at place, r *http.Request) (scenario.Chat, error) {
	number := r.PathValue("number")
	if !digits(number) {
		return nil, steer.Wrong("number %q is not 8 to 15 digits", number)
	}
	return at.person(number, ""), nil
}

func writes(at place, r *http.Request) (any, error) {
	q, err := steer.Read[struct {
		Text string `json:"text"`
	}](r)
	if err != nil {
		return nil, err
	}
	c, err := talk(at, r)
	if err != nil {
		return nil, err
	}
	id, err := c.Write(q.Text)
	return map[string]string{"id": id}, err
}

func received(at place, r *http.Request) (any, error) {
	c, err := talk(at, r)
	if err != nil {
		return nil, err
	}
	ask := r.URL.Query()
	after, bad := strconv.Atoi("0" + ask.Get("after"))
	wait, err := time.ParseDuration("0" + ask.Get("wait"))
	if bad != nil || err != nil || wait > longestWait {
		return nil, steer.Wrong("after is a number from 0 up, and wait a duration up to %s", longestWait)
	}
	ctx, cancel := context.WithTimeout(r.Context(), wait)
	defer cancel()
	texts := []world.Text{}
	// The time running out is not a failure: the list is then simply empty.
	_ = c.Wait(ctx, func() bool {
		texts = append(texts[:0], c.Received(after)...)
		return len(texts) > 0
	})
	return texts, nil
}

func delivers(at place, r *http.Request) (any, error) {
	c, err := talk(at, r)
	if err != nil {
		return nil, err
	}
	c.Delivered(ids(c)...)
	return done{}, nil
}

func reads(at place, r *http.Request) (any, error) {
	c, err := talk(at, r)
	if err != nil {
		return nil, err
	}
	all := ids(c)
	c.Delivered(all...)
	c.Read(all...)
	return done{}, nil
}

func ids(c scenario.Chat) (all []string) {
	for _, t := range c.Received(0) {
		all = append(all, t.ID)
	}
	return all
}

func stateOf(at place, _ *http.Request) (any, error) {
	return struct {
		Linked bool     `json:"linked"`
		Errors []string `json:"errors"`
	}{at.linked(), append([]string{}, at.trouble()...)}, nil
}
