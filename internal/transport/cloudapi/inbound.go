package cloudapi

import (
	"encoding/json"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// message is what every message has, whatever its type. The part with its content is read by type.
type message struct {
	ID       string   `json:"id"`
	From     string   `json:"from"`
	FromUser string   `json:"from_user_id"`
	To       string   `json:"to"` // of echoes
	ToUser   string   `json:"to_user_id"`
	At       moment   `json:"timestamp"`
	Type     string   `json:"type"`
	Group    string   `json:"group_id"`
	Context  *about   `json:"context"`
	Referral *leaflet `json:"referral"`
	History  struct {
		Status string `json:"status"`
	} `json:"history_context"`
	parts map[string]json.RawMessage
}

// about is what a message answers.
type about struct {
	ID        string `json:"id"`
	Forwarded bool   `json:"forwarded"`
	Often     bool   `json:"frequently_forwarded"`
	Product   *struct {
		Catalog string `json:"catalog_id"`
		ID      string `json:"product_retailer_id"`
	} `json:"referred_product"`
}

// leaflet is the advertisement by which a customer came.
type leaflet struct {
	URL      string `json:"source_url"`
	ID       string `json:"source_id"`
	Source   string `json:"source_type"`
	Headline string `json:"headline"`
	Body     string `json:"body"`
	Click    string `json:"ctwa_clid"`
}

// part reads the content of a type into out.
func (m *message) part(name string, out any) bool {
	return json.Unmarshal(m.parts[name], out) == nil
}

// parse reads a message. One whose other parts are not as they should be still has sender and id, and so is still a message.
func parse(raw json.RawMessage) (*message, bool) {
	m := &message{}
	if json.Unmarshal(raw, &m.parts) != nil {
		return nil, false
	}
	if json.Unmarshal(raw, m) != nil {
		m.Type = "unreadable"
		for name, out := range map[string]any{
			"id": &m.ID, "from": &m.From, "from_user_id": &m.FromUser, "to": &m.To, "to_user_id": &m.ToUser, "timestamp": &m.At, "group_id": &m.Group,
		} {
			_ = json.Unmarshal(m.parts[name], out) // what cannot be read stays empty
		}
	}
	return m, m.ID != ""
}

// incoming reads one message, of a customer or, with echo, one that our own account wrote on the phone.
func (r reader) incoming(raw json.RawMessage, who people, echo bool) transport.Event {
	m, ok := parse(raw)
	if !ok {
		r.odd("message", len(raw))
		return nil
	}
	phone, user := m.From, m.FromUser
	if echo {
		phone, user = m.To, m.ToUser
	}
	return r.event(m, who.party(phone, user), echo)
}

// event is what a message of or to who means.
func (r reader) event(m *message, who transport.Party, echo bool) (e transport.Event) {
	if m.Group != "" || len(who.Addresses) == 0 {
		r.log.Warn("message without a customer left out", "type", scrub(m.Type), "group", m.Group != "")
		return nil
	}
	base := transport.Incoming{
		Remote: desk.RemoteID(m.ID), Wire: wire(desk.RemoteID(m.ID)), From: who, Echo: echo, At: m.At.clamp(r.now), Kind: desk.Unsupported,
	}
	defer func() {
		if recover() != nil { // whatever is in it, somebody wrote something
			e = base
		}
	}()
	if c := m.Context; c != nil {
		base.ReplyTo, base.Forwarded = desk.RemoteID(desk.Clean(c.ID)), c.Forwarded || c.Often
	}
	if change, is := r.alter(m, base); is {
		return change
	}
	c := read(m)
	if c.silent {
		r.log.Info("message that shows nothing left out", "type", scrub(m.Type))
		return nil
	}
	base.Kind, base.Body, base.Attachment, base.Content = c.kind, desk.Clean(c.body), c.file, c.content
	refer(&base, m)
	return base
}

// refer adds the advertisement or the product by which the customer came.
func refer(in *transport.Incoming, m *message) {
	var by *desk.Referral
	switch l := m.Referral; {
	case l != nil:
		by = &desk.Referral{
			URL: desk.Clean(l.URL), Source: desk.Clean(l.Source), ID: desk.Clean(l.ID), Headline: desk.Clean(l.Headline),
			Body: desk.Clean(l.Body), Click: desk.Clean(l.Click),
		}
	case m.Context != nil && m.Context.Product != nil:
		by = &desk.Referral{Source: "product", ID: desk.Clean(m.Context.Product.ID)}
	default:
		return
	}
	if in.Content == nil {
		in.Content = &desk.Content{}
	}
	in.Content.Referral = by
}

// alter reads what is said about other messages or about the customer; false if m is a message of its own.
func (r reader) alter(m *message, base transport.Incoming) (transport.Event, bool) {
	switch m.Type {
	case "reaction":
		var x struct {
			ID    string `json:"message_id"`
			Emoji string `json:"emoji"`
		}
		if !m.part("reaction", &x) || x.ID == "" {
			return nil, true
		}
		id := desk.RemoteID(x.ID)
		return transport.Reaction{Remote: id, By: base.Remote, From: base.From, Echo: base.Echo, Ours: ours(id), Emoji: desk.Clean(x.Emoji), At: base.At}, true
	case "edit":
		var x struct {
			ID      string          `json:"original_message_id"`
			Message json.RawMessage `json:"message"`
		}
		if !m.part("edit", &x) || x.ID == "" {
			return nil, true
		}
		inner := &message{}
		if json.Unmarshal(x.Message, &inner.parts) != nil || json.Unmarshal(x.Message, inner) != nil {
			return nil, true
		}
		return transport.Edit{
			Remote: desk.RemoteID(x.ID), By: base.Remote, From: base.From, Echo: base.Echo, Body: desk.Clean(read(inner).body), At: base.At,
		}, true
	case "revoke":
		var x struct {
			ID string `json:"original_message_id"`
		}
		if !m.part("revoke", &x) || x.ID == "" {
			return nil, true
		}
		return transport.Revoke{Remote: desk.RemoteID(x.ID), From: base.From, Echo: base.Echo, At: base.At}, true
	case "system":
		return r.system(m, base)
	}
	return nil, false
}

// system reads what the network says about a customer.
func (r reader) system(m *message, base transport.Incoming) (transport.Event, bool) {
	var x struct {
		Body     string `json:"body"`
		Type     string `json:"type"`
		Phone    string `json:"wa_id"`
		NewPhone string `json:"new_wa_id"` // of older versions
		User     string `json:"user_id"`
		Previous string `json:"previous_user_id"`
	}
	if !m.part("system", &x) {
		return nil, true
	}
	if x.Phone == "" {
		x.Phone = x.NewPhone
	}
	switch x.Type {
	case "user_changed_number", "customer_changed_number", "user_changed_user_id":
		from := base.From
		if x.Previous != "" {
			from.Addresses = addresses(m.From, x.Previous)
		}
		to := transport.Party{Addresses: addresses(x.Phone, x.User)}
		if len(to.Addresses) == 0 {
			return nil, true
		}
		return transport.Moved{Remote: base.Remote, From: from, To: to, Body: desk.Clean(x.Body), At: base.At}, true
	case "user_identity_changed", "customer_identity_changed":
		return transport.Rekeyed{Remote: base.Remote, From: base.From, At: base.At}, true
	}
	r.log.Info("word of the network about a customer left out", "type", scrub(x.Type))
	return nil, true
}
