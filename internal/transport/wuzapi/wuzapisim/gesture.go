package wuzapisim

import (
	"net/http"
	"slices"
	"time"
)

func react(c *call) answer {
	who, a := c.target()
	if a != nil {
		return *a
	}
	id, emoji := c.text("Id"), c.text("Body")
	if id == "" || emoji == "" {
		return failed(http.StatusBadRequest, "missing Body or Id in Payload")
	}
	if emoji == "remove" {
		emoji = ""
	}
	who.received = append(who.received, Delivery{ID: id, Kind: "reaction", Text: emoji, At: time.Now()})
	return ok(map[string]any{"Details": "Sent", "Id": id, "Timestamp": time.Now().Unix()})
}

// edit gives a customer's telephone another text for a message of ours. The server makes every edit one of a plain text.
func edit(c *call) answer {
	who, a := c.target()
	if a != nil {
		return *a
	}
	id, body := c.text("Id"), c.text("Body")
	if id == "" || body == "" {
		return failed(http.StatusBadRequest, "missing Body or Id in Payload")
	}
	who.received = append(who.received, Delivery{ID: id, Kind: "edit", Text: body, At: time.Now()})
	return ok(map[string]any{"Details": "Sent", "Id": id, "Timestamp": time.Now().Unix()})
}

func remove(c *call) answer {
	who, a := c.target()
	if a != nil {
		return *a
	}
	id := c.text("Id")
	if id == "" {
		return failed(http.StatusBadRequest, "missing Id in Payload")
	}
	who.received = append(who.received, Delivery{ID: id, Kind: "delete", At: time.Now()})
	return ok(map[string]any{"Details": "Deleted", "Id": id, "Timestamp": time.Now().Unix()})
}

// block changes the list of whom the business blocks.
func block(out bool) func(*call) answer {
	return func(c *call) answer {
		who, a := c.target()
		if a != nil {
			return *a
		}
		who.barred = out
		list := []string{}
		for _, one := range c.s.crowd {
			if one.barred {
				list = append(list, phoneJID(one.Number))
			}
		}
		slices.Sort(list)
		details := "User unblocked"
		if out {
			details = "User blocked"
		}
		return ok(map[string]any{"Details": details, "JID": phoneJID(who.Number), "Blocklist": list, "DHash": "1234567890"})
	}
}

// Barred reports whether the business blocked the customer.
func (c *Customer) Barred() bool {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.barred
}
