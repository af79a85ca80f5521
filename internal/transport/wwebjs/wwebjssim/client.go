package wwebjssim

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// chats lists the conversations, in no order, as the server does.
func (c *call) chats() (any, error) {
	options := c.options("searchOptions", "since", "unread")
	since, _ := whole(options["since"])
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []object{{
		"id": wid("120363000000000000@g.us"), "isGroup": true, "timestamp": seconds(), "name": "Família", "unreadCount": 0,
	}}
	for _, ch := range c.ss.chats {
		last := ch.messages[len(ch.messages)-1]
		if last.at < int64(since) {
			continue
		}
		at := ch.with.address(s.habits)
		all = append(all, object{
			"id": wid(at), "name": ch.with.Name, "isGroup": false, "isReadOnly": false, "unreadCount": ch.unread, "timestamp": last.at, "archived": false,
			"pinned": false, "isMuted": false, "muteExpiration": 0, "lastMessage": s.show(last, c.ss.phone, at),
		})
	}
	return object{"success": true, "chats": all}, nil
}

// numberID asks WhatsApp for a number, which a dead session cannot.
func (c *call) numberID() (any, error) {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.habits.Dead {
		return nil, errors.New("Protocol error (Runtime.callFunctionOn): Promise was collected") //nolint:staticcheck // the browser's own words
	}
	number := c.text("number")
	if c.ss.phone.Number == number {
		return object{"success": true, "result": wid(number + "@c.us")}, nil
	}
	who := s.lookUp(number)
	if who == nil {
		return object{"success": true, "result": nil}, nil
	}
	if s.habits.Hidden {
		return object{"success": true, "result": wid(who.LID + "@lid")}, nil
	}
	return object{"success": true, "result": wid(who.Number + "@c.us")}, nil
}

func (c *call) registered() (any, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return object{"success": true, "result": c.s.lookUp(c.text("number")) != nil}, nil
}

func (c *call) lidAndPhone() (any, error) {
	ids, _ := c.body["userIds"].([]any)
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	all := []object{}
	for _, id := range ids {
		text, _ := id.(string)
		if who := c.s.lookUp(text); who != nil {
			all = append(all, object{"lid": who.LID + "@lid", "pn": who.Number + "@c.us"})
		}
	}
	return object{"success": true, "data": all}, nil
}

// conversation is the one that goes by an address, with lock held.
func (c *call) conversation() (*chat, error) {
	id := c.text("chatId")
	if !strings.HasSuffix(id, "@c.us") && !strings.HasSuffix(id, "@lid") {
		c.s.unknown = append(c.s.unknown, "chatId "+id)
		return nil, errors.New("invalid wid")
	}
	who := c.s.lookUp(id)
	if who == nil || c.ss.chats[who.Number] == nil {
		return nil, failure{404, "Chat not Found"}
	}
	return c.ss.chats[who.Number], nil
}

// fetch reads messages. Time and number together have the real server load the whole conversation from the phone.
func (c *call) fetch() (any, error) {
	options := c.options("searchOptions", "limit", "fromMe", "since", "messageId")
	limit, bounded := whole(options["limit"])
	since, from := whole(options["since"])
	if bounded && from {
		c.s.fail(errors.New("limit and since together: the whole conversation is loaded"))
	}
	if bounded && limit > 1000 {
		c.s.fail(fmt.Errorf("%d messages at once", limit))
	}
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := c.conversation()
	if err != nil {
		return nil, err
	}
	if limit > ch.loaded {
		ch.loaded = min(limit, len(ch.messages))
	}
	mine, sided := options["fromMe"].(bool)
	all := []object{}
	for _, m := range ch.messages[len(ch.messages)-min(ch.loaded, len(ch.messages)):] {
		if m.at < int64(since) || sided && m.mine != mine {
			continue
		}
		all = append(all, s.show(m, c.ss.phone, ch.with.address(s.habits)))
	}
	if limit > 0 && len(all) > limit {
		all = all[len(all)-limit:]
	}
	return object{"success": true, "messages": all}, nil
}

func (c *call) seen() (any, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	ch, err := c.conversation()
	if err != nil {
		return nil, err
	}
	ch.unread = 0
	return object{"success": true, "result": true}, nil
}

func (c *call) typing() (any, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if _, err := c.conversation(); err != nil {
		return nil, err
	}
	return object{"success": true, "result": true}, nil
}

// Unread counts what the business has not read of a customer.
func (s *Server) Unread(name string, of *Customer) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.sessions[name].chats[of.Number]; ch != nil {
		return ch.unread
	}
	return 0
}

// named is the message that a call is about: the server looks among the newest hundred only.
func (c *call) named() (*message, error) {
	ch, err := c.conversation()
	if err != nil {
		return nil, errors.New("Cannot read properties of undefined (reading 'fetchMessages')") //nolint:staticcheck // the server's own words
	}
	newest := ch.messages[max(0, len(ch.messages)-100):]
	i := slices.IndexFunc(newest, func(m *message) bool { return m.id == c.text("messageId") })
	if i < 0 {
		return nil, errors.New("Message not found") //nolint:staticcheck // the server's own words
	}
	return newest[i], nil
}

func (c *call) file() (*File, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	m, err := c.named()
	switch {
	case err != nil:
		return nil, err
	case m.file == nil:
		return nil, errors.New("Message media not found") //nolint:staticcheck // the server's own words
	}
	return m.file, nil
}

func (c *call) media() (any, error) {
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	if f.Gone {
		return object{"success": true}, nil
	}
	return object{"success": true, "messageMedia": object{
		"mimetype": f.Mime, "data": base64.StdEncoding.EncodeToString(f.Data), "filename": f.Name, "filesize": len(f.Data),
	}}, nil
}

func (c *call) mediaAsData() (any, error) {
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	if f.Gone {
		return nil, errors.New("Cannot destructure property 'data' of '(intermediate value)' as it is undefined.") //nolint:staticcheck // the server's own words
	}
	c.w.Header().Set("Content-Type", f.Mime)
	if f.Name != "" {
		c.w.Header().Set("Content-Disposition", "attachment; filename="+url.QueryEscape(f.Name))
	}
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write(f.Data)
	return nil, errWritten
}

// sendOptions are those of the library that the server hands on.
var sendOptions = []string{
	"linkPreview", "sendAudioAsVoice", "sendVideoAsGif", "sendMediaAsSticker", "sendMediaAsDocument", "sendMediaAsHd", "isViewOnce", "parseVCards",
	"caption", "quotedMessageId", "ignoreQuoteErrors", "mentions", "sendSeen", "waitUntilMsgSent", "media",
}

// send gives a message to WhatsApp.
func (c *call) send() (any, error) {
	s := c.s
	options := c.options("options", sendOptions...)
	m, err := c.compose(options)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	h := s.habits
	if h.Dead {
		s.mu.Unlock()
		s.Hang(c.w, &http.Request{})
	}
	who := s.lookUp(c.text("chatId"))
	if who == nil { // the library answers nothing at all
		s.mu.Unlock()
		return object{"success": true}, nil
	}
	m.id, m.mine, m.with, m.at, m.ack = s.newID(), true, who, seconds(), 1
	if seen, set := options["sendSeen"].(bool); !set || seen {
		if ch := c.ss.chats[who.Number]; ch != nil {
			ch.unread = 0
		}
	}
	if q, _ := options["quotedMessageId"].(string); q != "" {
		parts := strings.Split(q, "_")
		if len(parts) != 3 {
			s.unknown = append(s.unknown, "quotedMessageId "+q)
		} else if old := c.ss.find(parts[2]); old != nil && parts[1] == who.address(h) && old.mine == (parts[0] == "true") {
			m.quoted = old
		}
	}
	c.ss.add(m)
	if who.Blocked {
		m.ack = -1
	} else {
		who.got = append(who.got, m)
	}
	// The copy may go by another name than the list of conversations.
	at := who.address(h)
	if h.TwoNames {
		at = who.Number + "@c.us"
	}
	shown := s.show(m, c.ss.phone, at)
	s.tell(c.name, "message_create", object{"message": shown})
	s.tell(c.name, "message_ack", object{"message": shown, "ack": m.ack})
	s.mu.Unlock()
	if h.EchoFirst && !s.pause(time.Second) {
		return nil, errors.New("stopped")
	}
	return object{"success": true, "message": shown}, nil
}

// compose makes the message that is asked for.
func (c *call) compose(options object) (*message, error) {
	switch kind := c.text("contentType"); kind {
	case "string":
		text, ok := c.body["content"].(string)
		if !ok || text == "" {
			return nil, errors.New("Evaluation failed: TypeError: content is not a text") //nolint:staticcheck // the browser's own words
		}
		if cards, _ := options["parseVCards"].(bool); cards && strings.HasPrefix(text, "BEGIN:VCARD") {
			return &message{kind: "vcard", body: text, extra: object{"vCards": []string{text}}}, nil
		}
		card, set := options["linkPreview"].(bool)
		return &message{kind: "chat", body: text, card: (card || !set) && strings.Contains(text, "https://")}, nil
	case "MessageMedia":
		return c.composeFile(options)
	case "Location":
		at, _ := c.body["content"].(object)
		return &message{kind: "location", extra: object{"location": at}}, nil
	case "Contact":
		who, _ := c.body["content"].(object)
		return &message{kind: "vcard", body: fmt.Sprint("BEGIN:VCARD\nFN:", who["contactId"], "\nEND:VCARD")}, nil
	case "Poll":
		poll, _ := c.body["content"].(object)
		return &message{kind: "poll_creation", body: fmt.Sprint(poll["pollName"])}, nil
	}
	return nil, failure{400, "invalid contentType"}
}

func (c *call) composeFile(options object) (*message, error) {
	in, _ := c.body["content"].(object)
	mime, _ := in["mimetype"].(string)
	data, _ := in["data"].(string)
	name, _ := in["filename"].(string)
	raw, err := base64.StdEncoding.DecodeString(data)
	if mime == "" || data == "" || err != nil {
		return nil, failure{400, "invalid media content"}
	}
	caption, _ := options["caption"].(string)
	m := &message{body: caption, file: &File{Mime: mime, Name: name, Data: raw}}
	is := func(option string) bool { v, _ := options[option].(bool); return v }
	family, _, _ := strings.Cut(mime, "/")
	switch {
	case is("sendMediaAsSticker"):
		m.kind = "sticker"
	case is("sendMediaAsDocument"):
		m.kind = "document"
	case is("sendAudioAsVoice") && family == "audio":
		m.kind = "ptt"
	case family == "image" || family == "video" || family == "audio":
		m.kind = family
	default:
		m.kind = "document"
	}
	if m.kind != "document" {
		m.file.Name = ""
	}
	return m, nil
}
