package wwebjssim

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// chat is a conversation of a session, with its messages from old to new.
type chat struct {
	with     *Customer
	messages []*message
	loaded   int // how many of the newest the page has in memory
	unread   int
}

// message is one message.
type message struct {
	id       string
	mine     bool
	with     *Customer
	kind     string // WhatsApp's type: chat, image …
	body     string
	at       int64
	ack      int
	file     *File
	quoted   *message
	name     string
	extra    object
	reaction string // of the business
	revoke   bool
	card     bool // of its link
	edited   int64
}

// File is a file of a message.
type File struct {
	Mime, Name string
	Data       []byte
	Gone       bool // WhatsApp does not have it any more
}

// wid is the object that the page makes of an address.
func wid(s string) object {
	user, server, _ := strings.Cut(s, "@")
	return object{"user": user, "server": server, "_serialized": s}
}

// newID makes an id as WhatsApp makes them; the caller holds the lock.
func (s *Server) newID() string {
	s.next++
	return fmt.Sprintf("3EB0%016X", 0xA1B2C3D400000000+uint64(s.next))
}

// show is a message as the server tells it, in a conversation that goes by chatID.
func (s *Server) show(m *message, us *Phone, chatID string) object {
	side := "false"
	if m.mine {
		side = "true"
	}
	id := object{"fromMe": m.mine, "remote": chatID, "id": m.id, "_serialized": side + "_" + chatID + "_" + m.id}
	if s.habits.Minified {
		delete(id, "_serialized")
		id["$1"] = side + "_" + chatID + "_" + m.id
		id["remote"] = object{"user": strings.Split(chatID, "@")[0], "server": strings.Split(chatID, "@")[1], "$1": chatID}
	}
	data := object{"id": id, "type": m.kind, "t": m.at, "notifyName": m.name, "ack": m.ack}
	our := us.Number + "@c.us"
	out := object{
		"id": id, "ack": m.ack, "hasMedia": m.file != nil, "body": m.body, "type": m.kind, "timestamp": m.at, "from": chatID, "to": our,
		"deviceType": "android", "isForwarded": false, "isStatus": false, "broadcast": false, "fromMe": m.mine, "hasQuotedMsg": m.quoted != nil,
		"vCards": []string{}, "mentionedIds": []string{}, "links": []string{}, "_data": data,
	}
	if m.mine {
		out["from"], out["to"] = our, chatID
	}
	if m.quoted != nil {
		data["quotedStanzaID"] = m.quoted.id
		data["quotedMsg"] = object{"type": m.quoted.kind, "body": m.quoted.body}
	}
	if f := m.file; f != nil {
		h := sha256.Sum256(f.Data)
		data["mimetype"], data["filename"], data["size"] = f.Mime, f.Name, len(f.Data)
		data["filehash"] = base64.StdEncoding.EncodeToString(h[:])
	}
	if m.edited > 0 {
		out["latestEditSenderTimestampMs"] = m.edited
		out["latestEditMsgKey"] = object{"fromMe": m.mine, "remote": chatID, "id": m.id + "E"}
	}
	for k, v := range m.extra {
		out[k] = v
	}
	if m.revoke {
		out["type"], out["body"] = "revoked", ""
	}
	return out
}

// add puts a message into a conversation; the caller holds the lock.
func (ss *session) add(m *message) *chat {
	ch := ss.chats[m.with.Number]
	if ch == nil {
		ch = &chat{with: m.with}
		ss.chats[m.with.Number] = ch
	}
	ch.messages = append(ch.messages, m)
	ch.loaded++
	if !m.mine {
		ch.unread++
	}
	return ch
}

func (ss *session) find(id string) *message {
	for _, ch := range ss.chats {
		for _, m := range ch.messages {
			if m.id == id {
				return m
			}
		}
	}
	return nil
}

func seconds() int64 { return time.Now().Unix() }
