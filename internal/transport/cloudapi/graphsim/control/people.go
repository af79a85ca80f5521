package control

import (
	"context"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/steer"
)

// maxBurst and maxWait bound what one request may ask for.
const (
	maxBurst = 100_000
	maxWait  = time.Minute
)

type person struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Number string `json:"number,omitempty"`
	BSUID  string `json:"bsuid,omitempty"`
}

func describe(c *graphsim.Customer) person {
	p := c.Person()
	key := p.Number
	if key == "" {
		key = p.BSUID
	}
	return person{Key: key, Name: p.Name, Number: p.Number, BSUID: p.BSUID}
}

var keyPattern = regexp.MustCompile(`^([0-9]{7,15}|[A-Z]{2}\.[0-9A-Za-z]{1,128})$`)

func (a *api) list(*http.Request, nothing) (any, error) {
	people := []person{}
	for _, c := range a.sim.Customers() {
		people = append(people, describe(c))
	}
	return people, nil
}

func (a *api) create(_ *http.Request, q person) (any, error) {
	if !keyPattern.MatchString(q.Key) {
		return nil, steer.Wrong("key %q is neither 7 to 15 digits nor a BSUID", q.Key)
	}
	c := a.sim.Customer(q.Key)
	if q.Name != "" || q.BSUID != "" {
		c.Set(func(p *graphsim.Person) {
			p.Name = q.Name
			if q.BSUID != "" {
				p.BSUID = q.BSUID
			}
		})
	}
	return describe(c), nil
}

// customer finds the customer of a request, writing to the number that it names.
func (a *api) customer(r *http.Request) (*graphsim.Customer, error) {
	key := r.PathValue("key")
	for _, c := range a.sim.Customers() {
		if p := c.Person(); p.Number != key && p.BSUID != key {
			continue
		}
		number := r.URL.Query().Get("number")
		if number == "" {
			return c, nil
		}
		if a.sim.Number(number).ID == "" {
			return nil, steer.Absent("no number %s", number)
		}
		return c.At(number), nil
	}
	return nil, steer.Absent("no customer %s", key)
}

// setRequest says what to change about a customer; what is absent stays as it is.
type setRequest struct {
	Name        *string `json:"name"`
	Username    *string `json:"username"`
	BSUID       *string `json:"bsuid"`
	HidesNumber *bool   `json:"hides_number"`
	Offline     *bool   `json:"offline"`
	Blocks      *bool   `json:"blocks"`
	Absent      *bool   `json:"absent"`
	OptedOut    *bool   `json:"opted_out"`
	Sent        *string `json:"sent"`
	Delivered   *string `json:"delivered"`
	Read        *string `json:"read"`
}

func (a *api) set(r *http.Request, q setRequest) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	receipts := c.Person().Receipts
	for _, one := range []struct {
		given *string
		to    *time.Duration
	}{{q.Sent, &receipts.Sent}, {q.Delivered, &receipts.Delivered}, {q.Read, &receipts.Read}} {
		if err := setDuration(one.to, one.given); err != nil {
			return nil, err
		}
	}
	c.Set(func(p *graphsim.Person) {
		assign(&p.Name, q.Name)
		assign(&p.Username, q.Username)
		assign(&p.BSUID, q.BSUID)
		assign(&p.HidesNumber, q.HidesNumber)
		assign(&p.Offline, q.Offline)
		assign(&p.Blocks, q.Blocks)
		assign(&p.Absent, q.Absent)
		assign(&p.OptedOut, q.OptedOut)
		p.Receipts = receipts
	})
	return nothing{}, nil
}

func assign[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// setDuration reads a duration; "never" is negative.
func setDuration(to *time.Duration, given *string) error {
	switch {
	case given == nil:
		return nil
	case *given == "never":
		*to = -1
		return nil
	}
	d, err := time.ParseDuration(*given)
	if err != nil || d < 0 {
		return steer.Wrong("%q is neither a duration nor never", *given)
	}
	*to = d
	return nil
}

func (a *api) window(r *http.Request, q struct {
	Age *string `json:"age"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	age := 24*time.Hour + time.Minute
	if err := setDuration(&age, q.Age); err != nil {
		return nil, err
	}
	c.OpenedWindow(age)
	return nothing{}, nil
}

func (a *api) received(r *http.Request, _ nothing) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	after, err := index(r)
	if err != nil {
		return nil, err
	}
	wait, err := time.ParseDuration(orZero(r.URL.Query().Get("wait")))
	if err != nil || wait < 0 || wait > maxWait {
		return nil, steer.Wrong("wait is not a duration up to %s", maxWait)
	}
	ctx, cancel := context.WithTimeout(r.Context(), wait)
	defer cancel()
	out := []graphsim.Delivery{}
	// The time running out is not a failure: the list is then simply empty.
	_ = a.sim.Wait(ctx, func() bool {
		all := c.Received()
		out = all[min(after, len(all)):]
		return len(out) > 0
	})
	return out, nil
}

// index reads the parameter after.
func index(r *http.Request) (int, error) {
	n, err := strconv.Atoi(orZero(r.URL.Query().Get("after")))
	if err != nil || n < 0 {
		return 0, steer.Wrong("after is not a number from 0 up")
	}
	return n, nil
}

func orZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}

func (a *api) count(r *http.Request, _ nothing) (any, error) {
	return map[string]int{"count": a.sim.Count(r.URL.Query().Get("opaque"))}, nil
}

func (a *api) read(r *http.Request, _ nothing) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	c.Read()
	return nothing{}, nil
}
