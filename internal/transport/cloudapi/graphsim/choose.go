package graphsim

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Choose taps what a message of the business offers: a button or a row by its id or title, or a template's quick reply
// by its text. It fails if the message did not reach the customer or offers no such thing.
func (c *Customer) Choose(wamid, what string) (string, error) {
	c.s.mu.Lock()
	m := c.s.messages[wamid]
	c.s.mu.Unlock()
	if m == nil || m.person != c.p || !m.got {
		return "", fmt.Errorf("choose %q: message %s is not with the customer", what, wamid)
	}
	in, ok := m.choice(what)
	if !ok {
		return "", fmt.Errorf("choose %q: the message offers no such thing", what)
	}
	in.Extra = c.quoting(wamid)
	return c.Send(in), nil
}

// choice is the answer that a choice makes.
func (m *message) choice(what string) (Inbound, bool) {
	if m.template != nil {
		return m.quickReply(what)
	}
	var sent struct {
		Interactive struct {
			Action struct {
				Buttons  []struct{ Reply struct{ ID, Title string } }
				Sections []struct {
					Rows []struct{ ID, Title, Description string }
				}
			}
		}
	}
	// What was accepted can be read; a message without choices leaves everything empty.
	_ = json.Unmarshal(encode(m.content), &sent)
	for _, b := range sent.Interactive.Action.Buttons {
		if b.Reply.ID == what || b.Reply.Title == what {
			return interactive("button_reply", Content{"id": b.Reply.ID, "title": b.Reply.Title}), true
		}
	}
	for _, s := range sent.Interactive.Action.Sections {
		for _, r := range s.Rows {
			if r.ID == what || r.Title == what {
				return interactive("list_reply", Content{"id": r.ID, "title": r.Title, "description": r.Description}), true
			}
		}
	}
	return Inbound{}, false
}

func interactive(kind string, reply Content) Inbound {
	return Inbound{Type: "interactive", Content: Content{"type": kind, kind: reply}}
}

// quickReply finds a template's button and the payload that the business gave it.
func (m *message) quickReply(what string) (Inbound, bool) {
	c := m.template.part("BUTTONS")
	if c == nil {
		return Inbound{}, false
	}
	for i, b := range c.Buttons {
		if b.Type == "QUICK_REPLY" && b.Text == what {
			return Inbound{Type: "button", Content: Content{"text": b.Text, "payload": orElse(m.payload(i), b.Text)}}, true
		}
	}
	return Inbound{}, false
}

func (m *message) payload(index int) string {
	var sent struct {
		Template struct {
			Components []struct {
				Sub        string `json:"sub_type"`
				Index      any
				Parameters []struct{ Payload string }
			}
		}
	}
	_ = json.Unmarshal(encode(m.content), &sent)
	for _, c := range sent.Template.Components {
		if strings.EqualFold(c.Sub, "quick_reply") && fmt.Sprint(c.Index) == fmt.Sprint(index) && len(c.Parameters) == 1 {
			return c.Parameters[0].Payload
		}
	}
	return ""
}
