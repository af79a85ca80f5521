package cloudapi

import (
	"encoding/json"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// addresses are those that a number and an id of the network stand for; either may be empty.
func addresses(phone, user string) (all []desk.Address) {
	if a := desk.Phone(phone); a.Value != "" {
		all = append(all, a)
	}
	if user = desk.Clean(user); user != "" {
		all = append(all, desk.Address{Scheme: desk.SchemeBSUID, Value: user})
	}
	return all
}

// people are the customers that a call names, by number and by id.
type people map[string]person

type person struct {
	phone, user, name string
}

func newPeople(named list) people {
	all := people{}
	for _, raw := range named {
		var c struct {
			Profile struct {
				Name string `json:"name"`
			} `json:"profile"`
			Phone string `json:"wa_id"`
			User  string `json:"user_id"`
		}
		if json.Unmarshal(raw, &c) != nil {
			continue // the message names its sender too
		}
		p := person{c.Phone, c.User, desk.Clean(c.Profile.Name)}
		if p.phone != "" {
			all["phone "+desk.Phone(p.phone).Value] = p
		}
		if p.user != "" {
			all["user "+p.user] = p
		}
	}
	return all
}

// party is the customer with this number or this id, and all that the call says about them.
func (all people) party(phone, user string) transport.Party {
	p, known := all["user "+user]
	if !known {
		p, known = all["phone "+desk.Phone(phone).Value]
	}
	if known {
		if phone == "" {
			phone = p.phone
		}
		if user == "" {
			user = p.user
		}
	}
	return transport.Party{Addresses: addresses(phone, user), Name: p.name}
}
