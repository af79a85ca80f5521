package graphsim

import (
	"fmt"
	"maps"
	"time"
)

// Content is the object of an inbound message that its type names, as section messages of a webhook has it.
type Content = map[string]any

// Inbound is everything about an inbound message that can be chosen; the zero value of each member is the usual.
type Inbound struct {
	Type    string    // such as text
	Content any       // under the type's name; nil: none
	Stanza  string    // WhatsApp's own id; empty: a new one
	At      time.Time // zero: now
	Extra   Content   // further members, such as context, referral or errors
	Silent  bool      // neither opens the window nor counts for anything
}

// Send lets the customer send anything and returns the message's id.
func (c *Customer) Send(in Inbound) string {
	c.s.mu.Lock()
	id := c.s.receive(c, in)
	c.s.mu.Unlock()
	c.s.changes.happened()
	return id
}

// receive makes an inbound message and tells the webhooks. Under the lock.
func (s *Server) receive(c *Customer, in Inbound) string {
	if in.At.IsZero() {
		in.At = time.Now()
	}
	if in.Stanza == "" {
		in.Stanza = "3A" + s.hexits(18)
	}
	m := &message{
		wamid: wamid(orElse(c.p.Number, c.p.BSUID), fromCustomer, in.Stanza), stanza: in.Stanza, number: c.number,
		person: c.p, incoming: true, kind: in.Type, at: in.At,
	}
	f := fields{"id": m.wamid, "timestamp": unix(in.At), "type": in.Type}
	c.p.sign(f)
	if in.Content != nil {
		f[in.Type] = in.Content
	}
	maps.Copy(f, in.Extra)
	s.remember(m)
	n := s.numbers[c.number]
	if s.blocked[n.ID][c.p] {
		return m.wamid // the business does not hear whom it blocked
	}
	if !in.Silent {
		if in.At.After(c.p.lastWrote[n.ID]) {
			c.p.lastWrote[n.ID] = in.At
		}
		s.count(n)
	}
	v := s.value(n.ID, "messages", f)
	if in.Type != "system" {
		v["contacts"] = []any{c.p.contact()}
	}
	s.emit(n, "messages", v)
	return m.wamid
}

// sign adds who an inbound message is from.
func (p *person) sign(f fields) {
	if p.Number != "" && !p.HidesNumber {
		f["from"] = p.Number
	}
	if p.BSUID != "" {
		f["from_user_id"] = p.BSUID
	}
}

// contact is an entry of contacts[].
func (p *person) contact() fields {
	profile := fields{"name": p.Name}
	if p.Username != "" {
		profile["username"] = p.Username
	}
	f := fields{"profile": profile}
	if p.Number != "" && !p.HidesNumber {
		f["wa_id"] = p.Number
	}
	if p.BSUID != "" {
		f["user_id"] = p.BSUID
	}
	if p.IdentityHash != "" {
		f["identity_key_hash"] = p.IdentityHash
	}
	return f
}

// Write sends a text.
func (c *Customer) Write(text string) string { return c.WriteAs("", text) }

// WriteAs sends a text under WhatsApp's own id, as linked devices would see it; empty is a new one.
func (c *Customer) WriteAs(stanza, text string) string {
	return c.Send(Inbound{Type: "text", Content: Content{"body": text}, Stanza: stanza})
}

// WriteLate is a text that the customer wrote age ago and of which the webhook tells only now, as Meta does once it reaches an
// endpoint that was away: up to HookLife later. Empty stanza: a new one.
func (c *Customer) WriteLate(stanza, text string, age time.Duration) string {
	return c.Send(Inbound{Type: "text", Content: Content{"body": text}, Stanza: stanza, At: time.Now().Add(-age)})
}

// Reply sends a text that quotes a message.
func (c *Customer) Reply(wamid, text string) string {
	return c.Send(Inbound{Type: "text", Content: Content{"body": text}, Extra: c.quoting(wamid)})
}

// quoting is the context of an answer to a message.
func (c *Customer) quoting(id string) Content {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	from := c.s.numbers[c.number].Digits
	if m := c.s.messages[id]; m != nil && m.incoming {
		from = c.p.Number
	}
	return Content{"context": Content{"from": from, "id": id}}
}

// Forward sends a text that was forwarded, perhaps many times.
func (c *Customer) Forward(text string, often bool) string {
	context := Content{"forwarded": true}
	if often {
		context = Content{"frequently_forwarded": true}
	}
	return c.Send(Inbound{Type: "text", Content: Content{"body": text}, Extra: Content{"context": context}})
}

// FromAd sends the first text after a click on an advertisement; referral has the members of section referral.
func (c *Customer) FromAd(text string, referral Content) string {
	return c.Send(Inbound{Type: "text", Content: Content{"body": text}, Extra: Content{"referral": referral}})
}

// SendFile sends an image, video, audio, document or sticker; extra has caption, filename, voice or animated.
func (c *Customer) SendFile(kind, mime string, content []byte, extra Content) string {
	return c.Send(Inbound{Type: kind, Content: c.fileContent(mime, content, extra)})
}

func (c *Customer) fileContent(mime string, content []byte, extra Content) Content {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.s.inboundFile(c.number, mime, content, extra)
}

func (s *Server) inboundFile(number, mime string, content []byte, extra Content) Content {
	f := s.keepFile(number, mime, content, inLife)
	out := Content{"mime_type": mime, "sha256": f.hash64(), "id": f.id}
	if !s.strict.WithoutURL {
		out["url"] = s.address(f)
	}
	maps.Copy(out, extra)
	return out
}

// SendImage sends a JPEG picture with a caption, which may be empty.
func (c *Customer) SendImage(caption string, jpeg []byte) string {
	extra := Content{}
	if caption != "" {
		extra["caption"] = caption
	}
	return c.SendFile("image", "image/jpeg", jpeg, extra)
}

// SendVoice sends a voice note in OGG with OPUS.
func (c *Customer) SendVoice(ogg []byte) string {
	return c.SendFile("audio", "audio/ogg; codecs=opus", ogg, Content{"voice": true})
}

// SendDocument sends a document.
func (c *Customer) SendDocument(name, mime string, content []byte) string {
	return c.SendFile("document", mime, content, Content{"filename": name})
}

// SendSticker sends a sticker.
func (c *Customer) SendSticker(webp []byte, animated bool) string {
	return c.SendFile("sticker", "image/webp", webp, Content{"animated": animated})
}

// SendLocation sends a place; name and address may be empty.
func (c *Customer) SendLocation(latitude, longitude float64, name, address string) string {
	place := Content{"latitude": latitude, "longitude": longitude}
	if name != "" {
		place["name"], place["address"] = name, address
	}
	return c.Send(Inbound{Type: "location", Content: place})
}

// SendCards sends contact cards, each as section contacts of a webhook has them.
func (c *Customer) SendCards(cards ...Content) string {
	return c.Send(Inbound{Type: "contacts", Content: cards})
}

// React reacts to a message; an empty emoji takes the reaction back.
func (c *Customer) React(wamid, emoji string) string {
	reaction := Content{"message_id": wamid}
	if emoji != "" {
		reaction["emoji"] = emoji
	}
	return c.Send(Inbound{Type: "reaction", Content: reaction, Silent: true})
}

// Item is one line of an order.
type Item struct {
	Product  string  `json:"product_retailer_id"`
	Quantity int     `json:"quantity"`
	Price    float64 `json:"item_price"`
	Currency string  `json:"currency"`
}

// Order orders from a catalogue.
func (c *Customer) Order(catalog, text string, items ...Item) string {
	return c.Send(Inbound{Type: "order", Content: Content{"catalog_id": catalog, "text": text, "product_items": items}})
}

// Edit changes the text of a message that the customer sent. Only coexistence numbers hear what it says now.
func (c *Customer) Edit(wamid, text string) string {
	if !c.s.Number(c.number).Coexistence {
		return c.SendUnsupported("edit")
	}
	return c.Send(Inbound{Type: "edit", Silent: true, Content: Content{
		"original_message_id": wamid, "message": Content{"type": "text", "text": Content{"body": text}},
	}})
}

// Revoke takes a message back. Only coexistence numbers hear of it; for others it returns nothing.
func (c *Customer) Revoke(wamid string) string {
	if !c.s.Number(c.number).Coexistence {
		return ""
	}
	return c.Send(Inbound{Type: "revoke", Silent: true, Content: Content{"original_message_id": wamid}})
}

// SendUnsupported sends what the API does not carry, such as a poll.
func (c *Customer) SendUnsupported(kind string) string {
	return c.SendBroken(131051, kind, "Message type is currently not supported.")
}

// SendBroken sends what reaches the business only as an error: 131051, 131052 for a file above 100 MB, 131060 for a
// message that only the phone has. kind may be empty.
func (c *Customer) SendBroken(code int, kind, details string) string {
	in := Inbound{Type: "unsupported", Extra: Content{"errors": []any{webhookError(fail(code).because("%s", details))}}}
	if kind != "" {
		in.Content = Content{"type": kind}
	}
	return c.Send(in)
}

// ChangeNumber moves the customer to another number, which the business hears of.
func (c *Customer) ChangeNumber(digits string) string {
	c.s.mu.Lock()
	old := c.p.Number
	body := fmt.Sprintf("User %s changed from %s to %s", c.p.Name, old, digits)
	id := c.s.receive(c, Inbound{Type: "system", Silent: true, Content: Content{
		"body": body, "wa_id": digits, "type": "user_changed_number",
	}})
	delete(c.s.people, old)
	c.p.Number, c.p.key = digits, digits
	c.s.people[digits] = c.p
	c.s.mu.Unlock()
	c.s.changes.happened()
	return id
}

// ChangeKey gives the customer another security code, as a new phone does, which the business hears of. hash is what webhooks show of it.
func (c *Customer) ChangeKey(hash string) string {
	c.s.mu.Lock()
	c.p.IdentityHash = hash
	id := c.s.receive(c, Inbound{Type: "system", Silent: true, Content: Content{
		"body": fmt.Sprintf("User %s changed their identity", c.p.Name), "identity": hash, "type": "customer_identity_changed",
	}})
	c.s.mu.Unlock()
	c.s.changes.happened()
	return id
}
