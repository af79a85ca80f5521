package graphsim

import "time"

// blockUsers is POST /{number}/block_users.
func blockUsers(c *call, node string) (result, error) { return c.changeBlocked(node, true) }

// unblockUsers is DELETE /{number}/block_users.
func unblockUsers(c *call, node string) (result, error) { return c.changeBlocked(node, false) }

func (c *call) changeBlocked(node string, block bool) (result, error) {
	o, in := c.readBody()
	o.oneOf("messaging_product", "whatsapp")
	var users []string
	for _, u := range o.list("block_users", 1, 0) {
		users = append(users, u.text("user", 0))
		u.done()
	}
	o.done()
	if err := c.outcome(in); err != nil {
		return nil, err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	n, e := c.number(node, Messaging)
	if e != nil {
		return nil, e
	}
	return c.s.blockEach(n, users, block)
}

// blockEach blocks or unblocks; users who did not write within a day cannot be blocked.
func (s *state) blockEach(n *Number, users []string, block bool) (result, error) {
	done, refused := []any{}, []any{}
	if s.blocked[n.ID] == nil {
		s.blocked[n.ID] = map[*person]bool{}
	}
	for _, user := range users {
		p := s.find(address{phone: understand(user, n.CountryCode)})
		switch {
		case p == nil || block && time.Since(p.lastWrote[n.ID]) > window:
			refused = append(refused, fields{"input": user, "errors": []any{fields{
				"message": "Re-engagement required", "code": 139100,
				"error_data": fields{"details": "The user did not write within the last 24 hours."},
			}}})
			continue
		case block:
			s.blocked[n.ID][p] = true
		default:
			delete(s.blocked[n.ID], p)
		}
		done = append(done, fields{"input": user, "wa_id": p.Number})
	}
	list := "added_users"
	if !block {
		list = "removed_users"
	}
	out := fields{"messaging_product": "whatsapp", "block_users": fields{list: done, "failed_users": refused}}
	if len(refused) > 0 {
		out["errors"] = fields{"message": "(#139100) Failed to block some users", "type": "OAuthException", "code": 139100}
	}
	return out, nil
}

// listBlocked is GET /{number}/block_users.
func listBlocked(c *call, node string) (result, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if _, e := c.number(node, Messaging); e != nil {
		return nil, e
	}
	var all []any
	for _, p := range c.s.crowd {
		if c.s.blocked[node][p] {
			all = append(all, fields{"messaging_product": "whatsapp", "wa_id": p.Number})
		}
	}
	return c.page(all, 25, 100)
}

// Blocked reports whether the number that the customer writes to blocks them.
func (c *Customer) Blocked() bool {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.s.blocked[c.number][c.p]
}
