package control

import (
	"net/http"

	"github.com/balcao-app/balcao/internal/transport/steer"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

func (a *api) makeGroup(_ *http.Request, q struct {
	Subject string   `json:"subject"`
	Members []string `json:"members"`
}) (any, error) {
	var people []*world.Customer
	for _, number := range q.Members {
		c, err := a.find(number)
		if err != nil {
			return nil, err
		}
		people = append(people, c)
	}
	if len(people) == 0 {
		return nil, steer.Wrong("a group without members")
	}
	return map[string]string{"id": people[0].Group(q.Subject, people[1:]...).JID().User}, nil
}

func (a *api) group(r *http.Request) (*wasim.Group, error) {
	if g := a.world.Server().Group(r.PathValue("id")); g != nil {
		return g, nil
	}
	return nil, steer.Absent("no group %s", r.PathValue("id"))
}

// phone finds the phone of a customer or of the business.
func (a *api) phone(number string) (*wasim.Phone, error) {
	if p := a.world.Server().Phone(number); p != nil {
		return p, nil
	}
	return nil, steer.Absent("nobody has the number %s", number)
}

func (a *api) changeGroup(r *http.Request, q struct {
	Subject  *string  `json:"subject"`
	Announce *bool    `json:"announce"`
	Add      []string `json:"add"`
	Remove   []string `json:"remove"`
	Admin    []string `json:"admin"`
}) (any, error) {
	g, err := a.group(r)
	if err != nil {
		return nil, err
	}
	by := g.Creator()
	if q.Subject != nil {
		g.SetSubject(by, *q.Subject)
	}
	if q.Announce != nil {
		g.SetAnnounce(by, *q.Announce)
	}
	for _, one := range []struct {
		numbers []string
		do      func(*wasim.Phone)
	}{
		{q.Add, func(p *wasim.Phone) { g.Add(by, p) }},
		{q.Admin, func(p *wasim.Phone) { g.SetAdmin(by, p, true) }},
		{q.Remove, func(p *wasim.Phone) { g.Remove(by, p) }},
	} {
		for _, number := range one.numbers {
			p, err := a.phone(number)
			if err != nil {
				return nil, err
			}
			one.do(p)
		}
	}
	return nothing{}, nil
}

func (a *api) writeInGroup(r *http.Request, q struct {
	By   string `json:"by"`
	Text string `json:"text"`
}) (any, error) {
	g, err := a.group(r)
	if err != nil {
		return nil, err
	}
	p, err := a.phone(q.By)
	if err != nil {
		return nil, err
	}
	id, err := p.TextGroup(g, q.Text)
	return map[string]string{"id": id}, err
}

func (a *api) giveInGroup(r *http.Request, q struct {
	world.Sent

	By string `json:"by"`
}) (any, error) {
	g, err := a.group(r)
	if err != nil {
		return nil, err
	}
	c, err := a.find(q.By)
	if err != nil {
		return nil, err
	}
	id, err := c.GiveIn(g, q.Sent)
	if err != nil {
		return nil, steer.Wrong("%v", err)
	}
	return map[string]string{"id": id}, nil
}

func (a *api) changeInGroup(r *http.Request, q struct {
	By     string `json:"by"`
	Act    string `json:"act"` // react, edit or revoke
	ID     string `json:"id"`
	Author string `json:"author"` // of the message; "": who changes it
	Text   string `json:"text"`
}) (any, error) {
	g, err := a.group(r)
	if err != nil {
		return nil, err
	}
	p, err := a.phone(q.By)
	if err != nil {
		return nil, err
	}
	author := p
	if q.Author != "" {
		if author, err = a.phone(q.Author); err != nil {
			return nil, err
		}
	}
	var id string
	switch q.Act {
	case "react":
		id, err = p.ReactGroup(g, q.ID, author, q.Text)
	case "edit":
		id, err = p.EditGroup(g, q.ID, q.Text)
	case "revoke":
		id, err = p.RevokeGroup(g, q.ID, author)
	default:
		return nil, steer.Wrong("no change %q", q.Act)
	}
	return map[string]string{"id": id}, err
}
