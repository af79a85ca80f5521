package graphsim

import (
	"strconv"
	"strings"
	"time"
)

// fields is one JSON object of a webhook.
type fields map[string]any

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

func upper(s string) string { return strings.ToUpper(s) }

// value is the common frame of what a number's webhooks say.
func (s *state) value(number, list string, entries ...any) fields {
	n := s.numbers[number]
	return fields{
		"messaging_product": "whatsapp",
		"metadata":          fields{"display_phone_number": n.Digits, "phone_number_id": n.ID},
		list:                entries,
	}
}

// statusOf is one entry of statuses[].
func (s *state) statusOf(m *message, status string, e *Error) fields {
	f := fields{"id": m.wamid, "status": status, "timestamp": unix(time.Now())}
	if m.phone != "" {
		f["recipient_id"] = m.phone
	}
	if m.person != nil && m.person.BSUID != "" {
		f["recipient_user_id"] = m.person.BSUID
	}
	if m.opaque != "" {
		f["biz_opaque_callback_data"] = m.opaque
	}
	if e != nil {
		f["errors"] = []any{webhookError(e)}
		return f
	}
	if status == "sent" || status == "delivered" || status == "read" {
		f["pricing"] = s.pricing(m)
		s.conversation(f, m, status)
	}
	return f
}

func (s *state) pricing(m *message) fields {
	p := fields{"billable": m.template != nil, "pricing_model": "PMP", "type": "regular", "category": m.category}
	if m.template == nil {
		p["type"] = "free_customer_service"
	}
	return p
}

func (s *state) conversation(f fields, m *message, status string) {
	if !s.strict.OldConversation || status == "read" {
		return
	}
	c := fields{"id": hexLower(m.stanza), "origin": fields{"type": m.category}}
	if status == "sent" {
		c["expiration_timestamp"] = unix(m.at.Add(window))
	}
	f["conversation"] = c
}

// webhookError is an error as webhooks carry it.
func webhookError(e *Error) fields {
	title := Title(e.Code)
	f := fields{"code": e.Code, "title": title, "message": title,
		"href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"}
	if e.Data != nil {
		f["error_data"] = fields{"details": e.Data.Details}
	}
	return f
}
