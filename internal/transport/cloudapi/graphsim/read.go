package graphsim

// markRead is a message's status read, with or without the typing indicator. Under the lock.
func (c *call) markRead(o *object, n *Number) result {
	o.oneOf("messaging_product", "whatsapp")
	o.oneOf("status", "read")
	id := o.text("message_id", 0)
	typing := o.has("typing_indicator")
	if typing {
		part := o.child("typing_indicator")
		part.oneOf("type", "text")
		part.done()
	}
	o.done()
	m := c.s.messages[id]
	if o.in.problem == nil && (m == nil || !m.incoming || m.number != n.ID) {
		o.wrong("message_id", "is not a message to this phone number - got %q.", id)
	}
	if o.in.problem == nil {
		c.s.readUpTo(m, typing)
	}
	return success{true}
}

// readUpTo marks a customer's message and every earlier one as read by the business.
func (s *state) readUpTo(last *message, typing bool) {
	for _, m := range s.order {
		if m.person == last.person && m.number == last.number && m.incoming {
			m.got = true
		}
		if m == last {
			break
		}
	}
	if typing {
		last.person.typings++
	}
}
