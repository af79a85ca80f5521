package control

import (
	"net/http"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/steer"
)

type wrote struct {
	ID string `json:"id"`
}

func (a *api) write(r *http.Request, q struct {
	Text  string  `json:"text"`
	ID    string  `json:"id"`
	Reply string  `json:"reply"`
	Age   *string `json:"age"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	var age time.Duration
	if err := setDuration(&age, q.Age); err != nil {
		return nil, err
	}
	switch {
	case age < 0 || age > graphsim.HookLife:
		return nil, steer.Wrong("age %s is not 0 to %s: no webhook comes later", age, graphsim.HookLife)
	case age > 0 && q.Reply != "":
		return nil, steer.Wrong("age and reply do not go together")
	case q.Reply != "":
		return wrote{c.Reply(q.Reply, q.Text)}, nil
	case age > 0:
		return wrote{c.WriteLate(q.ID, q.Text, age)}, nil
	}
	return wrote{c.WriteAs(q.ID, q.Text)}, nil
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
		ids = append(ids, c.Write(q.Prefix+" "+strconv.Itoa(i+1)))
	}
	return map[string][]string{"ids": ids}, nil
}

func (a *api) send(r *http.Request, q struct {
	Type    string           `json:"type"`
	Content any              `json:"content"`
	Extra   graphsim.Content `json:"extra"`
	ID      string           `json:"id"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	if q.Type == "" {
		return nil, steer.Wrong("type is missing")
	}
	return wrote{c.Send(graphsim.Inbound{Type: q.Type, Content: q.Content, Extra: q.Extra, Stanza: q.ID})}, nil
}

func (a *api) file(r *http.Request, q struct {
	Type  string           `json:"type"`
	Mime  string           `json:"mime"`
	Data  []byte           `json:"data"`
	Extra graphsim.Content `json:"extra"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	return wrote{c.SendFile(q.Type, q.Mime, q.Data, q.Extra)}, nil
}

func (a *api) react(r *http.Request, q struct {
	Message string `json:"message"`
	Emoji   string `json:"emoji"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	return wrote{c.React(q.Message, q.Emoji)}, nil
}

func (a *api) choose(r *http.Request, q struct {
	Message string `json:"message"`
	What    string `json:"what"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	id, err := c.Choose(q.Message, q.What)
	return wrote{id}, err
}

func (a *api) echo(r *http.Request, q struct {
	Text string `json:"text"`
	ID   string `json:"id"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	id, err := c.Echo(q.ID, "text", graphsim.Content{"body": q.Text})
	return wrote{id}, err
}

func (a *api) changeNumber(r *http.Request, q struct {
	Number string `json:"number"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	if !keyPattern.MatchString(q.Number) {
		return nil, steer.Wrong("number %q is not 7 to 15 digits", q.Number)
	}
	return wrote{c.ChangeNumber(q.Number)}, nil
}

func (a *api) changeKey(r *http.Request, q struct {
	Hash string `json:"hash"`
}) (any, error) {
	c, err := a.customer(r)
	if err != nil {
		return nil, err
	}
	if q.Hash == "" {
		return nil, steer.Wrong("hash is missing")
	}
	return wrote{c.ChangeKey(q.Hash)}, nil
}
