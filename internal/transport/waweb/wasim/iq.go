package wasim

import (
	"sync"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// IQHandler answers a request. The zero Node is an empty result; a Node with Tag "iq" is the whole answer, of which id,
// from and, if absent, type are filled in; any other Node is the only child of the result. See IQError.
type IQHandler = func(*Session, *waBinary.Node) waBinary.Node

// IQError refuses a request, for instance with 404 and "item-not-found".
func IQError(code int, text string) waBinary.Node {
	return waBinary.Node{Tag: "iq", Attrs: waBinary.Attrs{"type": "error"}, Content: []waBinary.Node{{
		Tag: "error", Attrs: waBinary.Attrs{"code": code, "text": text},
	}}}
}

type iqKey struct{ xmlns, kind, child string }

type iqTable struct {
	mu       sync.RWMutex
	handlers map[iqKey]IQHandler
}

// HandleIQ makes fn answer the requests of this namespace, type ("get" or "set") and first child ("" if none). A later
// call replaces an earlier one. fn runs on the connection's reading goroutine, so it must not wait for the same client.
func (s *Server) HandleIQ(xmlns, typ, child string, fn IQHandler) {
	s.iqs.mu.Lock()
	defer s.iqs.mu.Unlock()
	if s.iqs.handlers == nil {
		s.iqs.handlers = map[iqKey]IQHandler{}
	}
	s.iqs.handlers[iqKey{xmlns, typ, child}] = fn
}

func (t *iqTable) find(n *waBinary.Node) IQHandler {
	key := iqKey{xmlns: text(n, "xmlns"), kind: text(n, "type")}
	if children := n.GetChildren(); len(children) > 0 {
		key.child = children[0].Tag
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.handlers[key]
}

func (s *Server) handleIQ(c *Session, n *waBinary.Node) {
	if kind := text(n, "type"); kind == "result" || kind == "error" {
		c.answer(n)
		return
	}
	fn := s.iqs.find(n)
	if fn == nil || (c.device == nil && text(n, "xmlns") != "md" && text(n, "xmlns") != "w:p") {
		s.noteUnknown("iq", n)
		c.send(iqAnswer(n, waBinary.Node{}))
		return
	}
	c.send(iqAnswer(n, fn(c, n)))
	if after := c.after; after != nil {
		c.after = nil
		after()
	}
}

func iqAnswer(request *waBinary.Node, answer waBinary.Node) waBinary.Node {
	out := answer
	if answer.Tag != "iq" {
		out = waBinary.Node{Tag: "iq"}
		if answer.Tag != "" {
			out.Content = []waBinary.Node{answer}
		}
	}
	at := waBinary.Attrs{"type": "result"}
	copyAttrs(at, answer.Attrs, "type")
	if answer.Tag != "iq" {
		at["type"] = "result"
	}
	at["from"], at["id"] = types.ServerJID, request.Attrs["id"]
	out.Attrs = at
	return out
}

// installIQs fills the table with what the core answers itself.
func (s *Server) installIQs() {
	empty := func(*Session, *waBinary.Node) waBinary.Node { return waBinary.Node{} }
	missing := func(*Session, *waBinary.Node) waBinary.Node { return IQError(404, "item-not-found") }
	s.HandleIQ("w:p", "get", "", empty)
	s.HandleIQ("w:p", "get", "ping", empty)
	s.HandleIQ("passive", "set", "passive", empty)
	s.HandleIQ("status", "set", "status", empty)
	s.HandleIQ("disappearing_mode", "set", "disappearing_mode", empty)
	s.HandleIQ("privacy", "set", "tokens", empty)
	s.HandleIQ("urn:xmpp:whatsapp:dirty", "set", "clean", empty)
	s.HandleIQ("urn:xmpp:whatsapp:push", "set", "config", empty)
	s.HandleIQ("abt", "get", "props", empty)
	s.HandleIQ("w:stats", "set", "add", empty)
	s.HandleIQ("w:mex", "get", "query", empty)
	s.HandleIQ("w:g2", "get", "participating", s.iqGroups)
	s.HandleIQ("w:g2", "get", "query", s.iqGroup)
	s.HandleIQ("w:profile:picture", "get", "picture", missing)
	s.HandleIQ("w:biz", "get", "business_profile", missing)
	s.HandleIQ("encrypt", "get", "digest", missing)
	s.HandleIQ("passive", "set", "active", func(c *Session, n *waBinary.Node) waBinary.Node {
		s.activate(c)
		return waBinary.Node{}
	})
	s.HandleIQ("encrypt", "get", "count", s.iqKeyCount)
	s.HandleIQ("encrypt", "set", "registration", s.iqKeyUpload)
	s.HandleIQ("encrypt", "get", "key", s.iqKeyFetch)
	s.HandleIQ("usync", "get", "usync", s.iqUsync)
	s.HandleIQ("privacy", "get", "privacy", s.iqPrivacy)
	s.HandleIQ("privacy", "set", "privacy", s.iqSetPrivacy)
	s.HandleIQ("blocklist", "get", "", s.iqBlocklist)
	s.HandleIQ("blocklist", "set", "item", s.iqSetBlocklist)
	s.HandleIQ("md", "set", "link_code_companion_reg", s.iqLinkCode)
	s.HandleIQ("md", "set", "remove-companion-device", s.iqRemoveCompanion)
}
