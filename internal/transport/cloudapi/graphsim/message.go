package graphsim

import (
	"time"
)

// message is one message in a chat of a number.
type message struct {
	wamid, stanza string
	number        string // id
	person        *person
	phone         string // of the other side
	incoming      bool
	kind, text    string
	content       map[string]any
	opaque        string
	context       string // wamid
	at            time.Time
	category      string // of the price
	template      *Template
	fault         *scripted
	events        []historyEvent
	failed        bool
	got           bool // the other side has it
	voice         bool
	identity      string // the hash that the recipient must have
}

// draft is a message that is being read.
type draft struct {
	message
	number *Number
	to     address
	late   *Error // by which the message will fail after it was accepted
}

// sent is the answer to an accepted message.
type sent struct {
	Product  string        `json:"messaging_product"`
	Contacts []sentContact `json:"contacts"`
	Messages []sentMessage `json:"messages"`
}

type sentContact struct {
	Input  string `json:"input"`
	WaID   string `json:"wa_id,omitempty"`
	UserID string `json:"user_id,omitempty"`
}

type sentMessage struct {
	ID     string `json:"id"`
	Status string `json:"message_status,omitempty"`
}

// sendMessage is POST /{number}/messages.
func sendMessage(c *call, node string) (result, error) {
	top, in := c.readBody()
	answer, e := c.say(top, node)
	if e != nil {
		return nil, e
	}
	if err := c.outcome(in); err != nil {
		return nil, err
	}
	return answer, nil
}

// say carries out what a body asks for; problems of the body stay in top.
func (c *call) say(top *object, node string) (result, *Error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	n, e := c.number(node, Messaging)
	switch {
	case e != nil:
		return nil, e
	case top.m["status"] != nil:
		return c.markRead(top, n), nil
	}
	return c.take(top, n), nil
}

// take reads, admits and accepts one message. Under the lock; problems stay in top.
func (c *call) take(top *object, n *Number) result {
	d := c.s.compose(top, n)
	if top.in.problem == nil {
		if e := c.s.admit(d); e != nil {
			top.in.refuse(e)
		}
	}
	if top.in.problem != nil {
		return nil
	}
	d.fault = c.fault
	c.made = c.s.accept(d)
	return answerTo(d, c.made)
}

func answerTo(d *draft, m *message) sent {
	contact := sentContact{Input: d.to.input, WaID: m.phone}
	if d.to.bsuid != "" {
		contact.UserID = d.to.bsuid
	}
	one := sentMessage{ID: m.wamid}
	if m.template != nil {
		one.Status = "accepted"
		if m.template.Held {
			one.Status = "held_for_quality_assessment"
		}
	}
	return sent{Product: "whatsapp", Contacts: []sentContact{contact}, Messages: []sentMessage{one}}
}

// compose reads a message strictly.
func (s *state) compose(o *object, n *Number) *draft {
	d := &draft{number: n}
	d.message.number = n.ID
	o.oneOf("messaging_product", "whatsapp")
	if o.has("recipient_type") && o.oneOf("recipient_type", "individual", "group") == "group" {
		o.in.unknown = append(o.in.unknown, "recipient_type group")
		o.in.refuse(fail(131020).because("Groups are not available for this business."))
	}
	d.to = readAddress(o, n)
	d.person = s.find(d.to)
	d.opaque = o.maybe("biz_opaque_callback_data", 512)
	if d.person != nil {
		d.phone = d.person.waID(d.to)
	} else {
		d.phone = d.to.phone
	}
	d.kind = "text"
	if o.has("type") {
		d.kind = o.text("type", 0)
	}
	d.identity = o.maybe("recipient_identity_key_hash", 0)
	s.readContext(o, d)
	s.readKind(o, d)
	o.done()
	d.content = o.m
	return d
}

// readContext reads what the message answers to.
func (s *state) readContext(o *object, d *draft) {
	if !o.has("context") {
		return
	}
	context := o.child("context")
	d.context = context.text("message_id", 0)
	context.done()
	quoted := s.messages[d.context]
	switch {
	case d.kind == "reaction":
		o.wrong("context", "is not supported for type reaction.")
	case d.context == "":
	case quoted == nil || quoted.number != d.number.ID || quoted.person != d.person:
		context.wrong("message_id", "is not a message of this chat.")
	}
}

// readKind reads the object that the type names.
func (s *state) readKind(o *object, d *draft) {
	read, known := map[string]func(*object, *draft){
		"text": s.readText, "image": s.readFile, "video": s.readFile, "audio": s.readFile, "document": s.readFile,
		"sticker": s.readFile, "location": s.readLocation, "reaction": s.readReaction,
		"interactive": s.readInteractive, "template": s.readTemplate,
	}[d.kind]
	switch {
	case d.kind == "contacts":
		readCards(o)
	case known:
		part := o.child(d.kind)
		read(part, d)
		part.done()
	default:
		o.in.unknown = append(o.in.unknown, "type "+d.kind)
		o.in.refuse(fail(131051).because("Unsupported message type %q.", d.kind))
	}
}

func (s *state) readText(o *object, d *draft) {
	d.text = o.text("body", 4096)
	o.flag("preview_url")
}

func (s *state) readLocation(o *object, _ *draft) {
	o.number("latitude", -90, 90)
	o.number("longitude", -180, 180)
	o.maybe("name", 0)
	o.maybe("address", 0)
}

// readReaction reads a reaction; an empty emoji takes the last one back. Whether the target can be reacted to is found
// out only after the message was accepted.
func (s *state) readReaction(o *object, d *draft) {
	target := o.text("message_id", 0)
	if _, there := o.m["emoji"]; !there {
		o.missing("emoji")
	}
	d.text = o.maybe("emoji", 0)
	if d.text != "" && !oneEmoji(d.text) {
		o.wrong("emoji", "must be one emoji.")
	}
	m := s.messages[target]
	switch {
	case m == nil || m.number != d.number.ID || m.person != d.person:
		d.late = fail(131009).because("The message to react to was not found.")
	case m.kind == "reaction" || time.Since(m.at) > 30*24*time.Hour:
		d.late = fail(131009).because("The message cannot be reacted to.")
	}
}

// oneEmoji tells whether text could be a single emoji: a few code points, none of them a letter or space.
func oneEmoji(text string) bool {
	n := 0
	for _, r := range text {
		n++
		if r < 0x80 && r != '#' && r != '*' && (r < '0' || r > '9') {
			return false
		}
	}
	return n <= 12 && n < len(text)
}
