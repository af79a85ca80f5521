package wuzapisim

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Customer is a person on WhatsApp, as a test moves them.
type Customer struct {
	s      *Server
	Number string // as it is registered, digits
	LID    string // the hidden number
	Name   string

	hidden   bool // writes under the hidden number
	absent   bool // has no WhatsApp
	offline  bool
	barred   bool // the business blocked them: it hears nothing of theirs
	received []Delivery
	read     []string // messages of this customer that the business marked as read
	typed    int      // how often the business showed that it types
}

// Delivery is one message as it reached a customer's telephone.
type Delivery struct {
	ID, Kind, Text string
	Quotes         string // the message it answers
	Author         string // and who is said to have written that
	Mime, Name     string
	Data           []byte
	Fields         map[string]json.RawMessage
	At             time.Time
}

// file is one at WhatsApp.
type file struct {
	kind, key, mime string
	bytes           []byte
	gone            bool
}

// Customer finds a customer by the digits of the number, or makes one.
func (s *Server) Customer(number string) *Customer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.people[number] == nil {
		s.people[number] = &Customer{s: s, Number: number, LID: lidOf(number), Name: "Ana"}
		s.crowd = append(s.crowd, s.people[number])
	}
	return s.people[number]
}

// Hide lets the customer write under the hidden number from now on.
func (c *Customer) Hide() *Customer { return c.set(func() { c.hidden = true }) }

// Leave lets the customer have no WhatsApp any more.
func (c *Customer) Leave() *Customer { return c.set(func() { c.absent = true }) }

// Switch turns the customer's telephone off or on.
func (c *Customer) Switch(on bool) *Customer {
	return c.set(func() {
		c.offline = !on
		for _, d := range c.received {
			if on {
				c.s.receipt(c, "Delivered", d.ID)
			}
		}
	})
}

func (c *Customer) set(do func()) *Customer {
	c.s.change(do)
	return c
}

// Received lists what reached the customer's telephone, in the order of arrival, each as often as it came.
func (c *Customer) Received() []Delivery {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return slices.Clone(c.received)
}

// Count says how often a message with this id reached anybody.
func (s *Server) Count(id string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.crowd {
		for _, d := range c.received {
			if d.ID == id {
				n++
			}
		}
	}
	return n
}

// Marked lists the customer's messages that the business marked as read.
func (c *Customer) Marked() []string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return slices.Clone(c.read)
}

// Typings says how often the business showed the customer that it types.
func (c *Customer) Typings() int {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.typed
}

func (c *Customer) jid() string {
	if c.hidden {
		return lidJID(c.LID)
	}
	return phoneJID(c.Number)
}

// info is what every event about a message has.
func (c *Customer) info(id string, fromMe bool) map[string]any {
	chat, alt := c.jid(), ""
	mode := "pn"
	if c.hidden {
		alt, mode = phoneJID(c.Number), "lid"
	}
	info := map[string]any{
		"Chat": chat, "Sender": chat, "IsFromMe": fromMe, "IsGroup": false, "AddressingMode": mode, "SenderAlt": alt, "RecipientAlt": "",
		"BroadcastListOwner": "", "BroadcastRecipients": nil, "ID": id, "ServerID": 0, "Type": "text", "PushName": c.Name,
		"Timestamp": time.Now().Format(time.RFC3339), "Category": "", "Multicast": false, "MediaType": "", "Edit": "",
	}
	if fromMe {
		info["Sender"], info["SenderAlt"], info["RecipientAlt"], info["PushName"] = c.s.session.phone+":0@s.whatsapp.net", "", alt, "Padaria"
	}
	return info
}

// Write sends a text to the business and returns its id.
func (c *Customer) Write(text string) string {
	return c.WriteMessage(map[string]any{"conversation": text})
}

// Answer answers a message.
func (c *Customer) Answer(id, text string) string {
	return c.WriteMessage(map[string]any{"extendedTextMessage": map[string]any{"text": text, "contextInfo": map[string]any{
		"stanzaID": id, "participant": phoneJID(c.s.options.Phone), "quotedMessage": map[string]any{"conversation": "…"},
	}}})
}

// WriteMessage sends any message, as the session library encodes it.
func (c *Customer) WriteMessage(m map[string]any) string {
	id := ""
	c.set(func() {
		id = c.s.newID()
		c.s.arrive(c, id, false, m, nil)
	})
	return id
}

// Send sends a file of a kind: image, video, audio, document or sticker.
func (c *Customer) Send(kind, mime string, data []byte, more map[string]any) string {
	id := ""
	c.set(func() {
		id = c.s.newID()
		f := &file{kind: kind, key: base64.StdEncoding.EncodeToString([]byte("key of " + id)), mime: mime, bytes: data}
		path := "/v/t62/" + id
		c.s.files[path] = f
		sum := sha256.Sum256(data)
		part := map[string]any{
			"URL": "https://mmg.whatsapp.net" + path, "directPath": path, "mediaKey": f.key, "mimetype": mime, "fileLength": len(data),
			"fileSHA256": base64.StdEncoding.EncodeToString(sum[:]), "fileEncSHA256": base64.StdEncoding.EncodeToString(sum[:16]),
			"JPEGThumbnail": base64.StdEncoding.EncodeToString([]byte("thumbnail")),
		}
		for k, v := range more {
			part[k] = v
		}
		extra := map[string]any{}
		if c.s.habits.Inline {
			extra["base64"], extra["mimeType"], extra["fileName"] = base64.StdEncoding.EncodeToString(data), mime, id
		}
		c.s.arrive(c, id, false, map[string]any{kind + "Message": part}, extra)
	})
	return id
}

// Forget lets WhatsApp throw away the file of a message.
func (s *Server) Forget(id string) {
	s.change(func() { s.files["/v/t62/"+id].gone = true })
}

// React reacts to a message; mine tells that the business wrote it.
func (c *Customer) React(id, emoji string, mine bool) string {
	return c.WriteMessage(map[string]any{"reactionMessage": map[string]any{
		"key": map[string]any{"remoteJID": c.jid(), "fromMe": !mine, "ID": id}, "text": emoji, "senderTimestampMS": time.Now().UnixMilli(),
	}})
}

// Edit changes a message.
func (c *Customer) Edit(id, text string) string {
	return c.WriteMessage(map[string]any{"protocolMessage": map[string]any{
		"key": map[string]any{"remoteJID": c.jid(), "fromMe": true, "ID": id}, "type": 14, "editedMessage": map[string]any{"conversation": text},
	}})
}

// Delete deletes a message for everyone.
func (c *Customer) Delete(id string) string {
	return c.WriteMessage(map[string]any{"protocolMessage": map[string]any{"key": map[string]any{"remoteJID": c.jid(), "fromMe": true, "ID": id}, "type": 0}})
}

// Type shows that the customer writes.
func (c *Customer) Type() {
	c.set(func() {
		c.s.emit("ChatPresence", map[string]any{"Chat": c.jid(), "Sender": c.jid(), "IsFromMe": false, "IsGroup": false, "State": "composing", "Media": ""}, nil)
	})
}

// Call rings the business and returns the id of the call; HangUp ends it. Nobody tells of calls later.
func (c *Customer) Call(video bool) (id string) {
	c.set(func() {
		id = c.s.newID()
		media := []any{map[string]any{"Tag": "audio", "Attrs": map[string]any{"enc": "opus"}, "Content": nil}}
		if video {
			media = append(media, map[string]any{"Tag": "video", "Attrs": map[string]any{"enc": "vp8"}, "Content": nil})
		}
		c.ring("CallOffer", id, map[string]any{"RemotePlatform": "android", "RemoteVersion": "2.26.1",
			"Data": map[string]any{"Tag": "offer", "Attrs": map[string]any{"call-id": id}, "Content": media}})
	})
	return id
}

// HangUp ends a call that the customer began.
func (c *Customer) HangUp(id string) {
	c.set(func() { c.ring("CallTerminate", id, map[string]any{"Reason": "", "Data": nil}) })
}

// ring tells of a call.
func (c *Customer) ring(kind, id string, more map[string]any) {
	event := map[string]any{"From": c.jid(), "Timestamp": time.Now().Format(time.RFC3339), "CallCreator": c.jid(), "CallCreatorAlt": "", "CallID": id, "GroupJID": ""}
	if c.hidden {
		event["CallCreatorAlt"] = phoneJID(c.Number)
	}
	maps.Copy(event, more)
	if c.s.session.up && !c.barred {
		c.s.emit(kind, event, nil)
	}
}

// Read reads everything that the business wrote.
func (c *Customer) Read() {
	c.set(func() {
		for _, d := range c.received {
			c.s.receipt(c, "Read", d.ID)
		}
	})
}

// Write writes to a customer on the telephone of the business, which other programs see as an echo.
func (p *Phone) Write(c *Customer, text string) string {
	id := ""
	c.set(func() {
		id = p.s.newID()
		c.received = append(c.received, Delivery{ID: id, Kind: "text", Text: text, At: time.Now()})
		p.s.arrive(c, id, true, map[string]any{"conversation": text}, nil)
	})
	return id
}

// arrive is a message on its way through the session: it is told and kept. What comes while the socket is closed waits at WhatsApp.
func (s *Server) arrive(c *Customer, id string, fromMe bool, m map[string]any, extra map[string]any) {
	n := &s.session
	if !n.linked || c.barred && !fromMe {
		return
	}
	if !n.up || n.dead {
		s.waiting = append(s.waiting, func() { s.arrive(c, id, fromMe, m, extra) })
		return
	}
	event := map[string]any{"Info": c.info(id, fromMe), "Message": m, "IsEphemeral": false, "IsViewOnce": false, "IsEdit": false, "RawMessage": m}
	raw, err := json.Marshal(event)
	if err != nil {
		panic(fmt.Sprintf("write a message: %v", err))
	}
	kind, text, quoted := describe(m)
	sender := c.jid()
	if kind != "" {
		s.remember(row{Chat: c.jid(), Sender: sender, ID: id, Kind: kind, Text: text, Quoted: quoted, Data: string(raw), At: time.Now()})
	}
	s.emit("Message", event, extra)
}

// describe says how the server files a message; empty for what it does not file.
func describe(m map[string]any) (kind, text, quoted string) {
	part := func(name string) map[string]any { p, _ := m[name].(map[string]any); return p }
	word := func(p map[string]any, name string) string { w, _ := p[name].(string); return w }
	for _, k := range []string{"image", "video", "audio", "document", "sticker", "contact", "location"} {
		if p := part(k + "Message"); p != nil {
			if text = word(p, "caption"); text == "" {
				text = ":" + k + ":"
			}
			return k, text, ""
		}
	}
	if p := part("reactionMessage"); p != nil {
		key, _ := p["key"].(map[string]any)
		return "reaction", word(p, "text"), word(key, "ID")
	}
	if p := part("protocolMessage"); p != nil {
		key, _ := p["key"].(map[string]any)
		if p["type"] == 0 {
			return "delete", word(key, "ID"), ""
		}
		return "unknown", "", ""
	}
	if p := part("extendedTextMessage"); p != nil {
		about, _ := p["contextInfo"].(map[string]any)
		return "text", word(p, "text"), word(about, "stanzaID")
	}
	return "text", word(m, "conversation"), ""
}

// receipt tells the business how far a message came.
func (s *Server) receipt(c *Customer, state, id string) {
	if s.habits.NoReceipts || !s.session.up {
		return
	}
	kind := ""
	if state == "Read" {
		kind = "read"
	}
	s.emit("ReadReceipt", map[string]any{
		"Chat": c.jid(), "Sender": c.jid(), "IsFromMe": false, "IsGroup": false, "MessageIDs": []string{id}, "Timestamp": time.Now().Format(time.RFC3339),
		"Type": kind, "MessageSender": "", "AddressingMode": "",
	}, map[string]any{"state": state})
}
