package graphsim

import (
	"strings"
	"time"
)

// historyEvent is one entry of message_history's events.
type historyEvent struct {
	ID      string
	Status  string
	At      int64
	Problem string
	Told    string // how its webhook fared
}

func newHistoryEvent(id, status string, e *Error) historyEvent {
	h := historyEvent{ID: id, Status: upper(status), At: time.Now().Unix(), Told: "DELIVERED"}
	if e != nil {
		h.Problem = e.Error()
	}
	return h
}

// messageHistory is GET /{number}/message_history.
func messageHistory(c *call, node string) (result, error) {
	wanted, asked := c.param("message_id"), c.param("fields")
	fields, e := selection(asked, []string{"id", "message_id"}, "id", "message_id", "events")
	if e != nil {
		return nil, e
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if e := c.token.allowed(Messaging, c.s.numbers[node].Account); e != nil {
		return nil, e
	}
	var all []any
	for _, m := range c.s.order {
		if m.number == node && !m.incoming && (wanted == "" || m.wamid == wanted) {
			all = append(all, pick(historyEntry(m), fields))
		}
	}
	return c.page(all, 25, 100)
}

func historyEntry(m *message) map[string]any {
	events := []any{}
	for _, e := range m.events {
		if e.Status == "PLAYED" {
			continue
		}
		one := map[string]any{"id": e.ID, "delivery_status": e.Status, "timestamp": e.At, "webhook_update_state": e.Told}
		if e.Problem != "" {
			one["error_description"] = e.Problem
		}
		events = append(events, one)
	}
	return map[string]any{"id": strings.ToLower(m.stanza), "message_id": m.wamid, "events": map[string]any{"data": events}}
}
