package control

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/transport/steer"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// maxBurst and maxWait bound what one request may ask for.
const (
	maxBurst = 100_000
	maxWait  = time.Minute
)

type nothing struct{}

func (a *api) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /scan", steer.Call(a.scan))
	mux.HandleFunc("POST /pair-code", steer.Call(a.pairCode))
	mux.HandleFunc("GET /customers", steer.Call(a.list))
	mux.HandleFunc("POST /customers", steer.Call(a.create))
	mux.HandleFunc("POST /customers/{number}/write", steer.Call(a.write))
	mux.HandleFunc("POST /customers/{number}/give", steer.Call(a.give))
	mux.HandleFunc("POST /customers/{number}/change", steer.Call(a.change))
	mux.HandleFunc("GET /customers/{number}/shown", steer.Call(a.shown))
	mux.HandleFunc("POST /customers/{number}/burst", steer.Call(a.burst))
	mux.HandleFunc("GET /customers/{number}/received", steer.Call(a.received))
	mux.HandleFunc("POST /customers/{number}/read", steer.Call(a.read))
	mux.HandleFunc("POST /customers/{number}/offline", steer.Call(a.offline))
	mux.HandleFunc("POST /customers/{number}/typing", steer.Call(a.typing))
	mux.HandleFunc("POST /customers/{number}/call", steer.Call(a.ring))
	mux.HandleFunc("POST /calls/{id}/end", steer.Call(a.endCall))
	mux.HandleFunc("GET /calls/{id}", steer.Call(a.showCall))
	mux.HandleFunc("POST /phone/write", steer.Call(a.phoneWrite))
	mux.HandleFunc("POST /groups", steer.Call(a.makeGroup))
	mux.HandleFunc("POST /groups/{id}", steer.Call(a.changeGroup))
	mux.HandleFunc("POST /groups/{id}/write", steer.Call(a.writeInGroup))
	mux.HandleFunc("POST /groups/{id}/give", steer.Call(a.giveInGroup))
	mux.HandleFunc("POST /groups/{id}/change", steer.Call(a.changeInGroup))
	mux.HandleFunc("POST /faults", steer.Call(a.setFaults))
	mux.HandleFunc("GET /state", steer.Call(a.state))
	if a.beside != nil {
		mux.Handle("/servers/", a.beside)
	}
	return a.guard.Let(mux)
}

func (a *api) scan(_ *http.Request, q struct {
	QR string `json:"qr"`
}) (any, error) {
	return nothing{}, a.world.Business().Phone().ScanQR(q.QR)
}

func (a *api) pairCode(_ *http.Request, q struct {
	Code string `json:"code"`
}) (any, error) {
	return nothing{}, a.world.Business().Phone().EnterPairCode(q.Code)
}

type person struct {
	Number string `json:"number"`
	Name   string `json:"name"`
}

func (a *api) list(*http.Request, nothing) (any, error) {
	people := []person{}
	for _, c := range a.world.Customers() {
		people = append(people, person{c.Number(), c.Name()})
	}
	return people, nil
}

func (a *api) create(_ *http.Request, q person) (any, error) {
	if !digits(q.Number) {
		return nil, steer.Wrong("number %q is not 5 to 15 digits", q.Number)
	}
	if q.Number == a.world.Business().Phone().Number() {
		return nil, steer.Wrong("number %s is the business's own", q.Number)
	}
	c := a.world.Customer(q.Number, q.Name)
	return person{c.Number(), c.Name()}, nil
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(s) >= 5 && len(s) <= 15
}

func (a *api) find(number string) (*world.Customer, error) {
	if c := a.world.Find(number); c != nil {
		return c, nil
	}
	return nil, steer.Absent("no customer %s", number)
}

func (a *api) customer(r *http.Request) (*world.Customer, error) {
	return a.find(r.PathValue("number"))
}

func (a *api) write(r *http.Request, q struct {
	Text string `json:"text"`
	ID   string `json:"id"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	id, err := c.WriteAs(q.ID, q.Text)
	return map[string]string{"id": id}, err
}

func (a *api) burst(r *http.Request, q struct {
	Count  int    `json:"count"`
	Prefix string `json:"prefix"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	if q.Count < 0 || q.Count > maxBurst {
		return nil, steer.Wrong("count %d is not 0 to %d", q.Count, maxBurst)
	}
	ids := make([]string, 0, q.Count)
	for i := range q.Count {
		if err := r.Context().Err(); err != nil {
			return nil, err
		}
		id, err := c.Write(q.Prefix + " " + strconv.Itoa(i+1))
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return map[string][]string{"ids": ids}, nil
}

func (a *api) received(r *http.Request, _ nothing) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	after, err := strconv.Atoi(orZero(r.URL.Query().Get("after")))
	if err != nil || after < 0 {
		return nil, steer.Wrong("after is not a number from 0 up")
	}
	wait, err := time.ParseDuration(orZero(r.URL.Query().Get("wait")))
	if err != nil || wait < 0 || wait > maxWait {
		return nil, steer.Wrong("wait is not a duration up to %s", maxWait)
	}
	var texts []world.Text
	a.until(r, wait, func() bool {
		texts = c.Received(after)
		return len(texts) > 0
	})
	return texts, nil
}

// until waits for a condition. The time running out is not a failure.
func (a *api) until(r *http.Request, wait time.Duration, ok func() bool) bool {
	ctx, cancel := context.WithTimeout(r.Context(), wait)
	defer cancel()
	return a.world.Server().Wait(ctx, ok) == nil
}

func orZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}

func (a *api) read(r *http.Request, _ nothing) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	c.ReadAll()
	return nothing{}, nil
}

func (a *api) offline(r *http.Request, q struct {
	On bool `json:"on"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	c.SetOffline(q.On)
	return nothing{}, nil
}

func (a *api) typing(r *http.Request, q struct {
	On bool `json:"on"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	c.Typing(q.On)
	return nothing{}, nil
}

func (a *api) phoneWrite(_ *http.Request, q struct {
	To   string `json:"to"`
	Text string `json:"text"`
}) (any, error) {
	c, err := a.find(q.To)
	if err != nil {
		return nil, err
	}
	id, err := a.world.Business().Write(c, q.Text)
	return map[string]string{"id": id}, err
}
