package wwebjs

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// wid is WhatsApp's address of a chat, such as 5511912345678@c.us.
type wid struct{ user, server string }

// The servers of addresses.
const (
	ofPhone = "c.us"
	ofLID   = "lid"
)

func parseWid(s string) wid {
	user, server, found := strings.Cut(s, "@")
	if !found || len(s) > 200 {
		return wid{}
	}
	user, _, _ = strings.Cut(user, ":") // a device of that user
	if server == "s.whatsapp.net" {
		server = ofPhone
	}
	return wid{user, server}
}

// UnmarshalJSON reads a text, or the object that the page keeps. That one's text form goes by other names in some builds of the page.
func (w *wid) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*w = parseWid(s)
		return nil
	}
	var o struct {
		User       text `json:"user"`
		Server     text `json:"server"`
		Serialized text `json:"_serialized"`
		Alias      text `json:"$1"`
	}
	if json.Unmarshal(b, &o) != nil {
		return nil //nolint:nilerr // of another type: empty
	}
	if o.User != "" && o.Server != "" {
		*w = parseWid(string(o.User) + "@" + string(o.Server))
		return nil
	}
	for _, s := range []text{o.Serialized, o.Alias} {
		if *w = parseWid(string(s)); *w != (wid{}) {
			return nil
		}
	}
	return nil
}

func (w wid) String() string {
	if w.user == "" {
		return ""
	}
	return w.user + "@" + w.server
}

// address is the wid in the program's words; zero for what is no person.
func (w wid) address() desk.Address {
	var a desk.Address
	switch w.server {
	case ofPhone:
		a = desk.Phone(w.user)
	case ofLID:
		a = desk.LID(w.user)
	}
	if a.Value == "" || a.Value != w.user || a.Value == "0" { // the last one is WhatsApp itself
		return desk.Address{}
	}
	return a
}

// key names a message: its chat, its side, and the id that it has on every device.
type key struct {
	ID     string
	FromMe bool
	Chat   wid
}

// UnmarshalJSON reads the object of the page, or its text form true_CHAT_ID.
func (k *key) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte(`"`)) {
		var s string
		_ = json.Unmarshal(b, &s)
		*k = parseKey(s)
		return nil
	}
	var o struct {
		FromMe     flag `json:"fromMe"`
		Remote     wid  `json:"remote"`
		ID         text `json:"id"`
		Serialized text `json:"_serialized"`
		Alias      text `json:"$1"`
	}
	if json.Unmarshal(b, &o) != nil {
		return nil //nolint:nilerr // of another type: empty
	}
	*k = key{plainID(string(o.ID)), bool(o.FromMe), o.Remote}
	for _, s := range []text{o.Serialized, o.Alias} {
		if k.ID == "" || k.Chat == (wid{}) {
			if whole := parseKey(string(s)); whole.ID != "" {
				*k = whole
			}
		}
	}
	return nil
}

func parseKey(s string) key {
	side, rest, found := strings.Cut(s, "_")
	chat, id, more := strings.Cut(rest, "_")
	id, _, _ = strings.Cut(id, "_") // who wrote it, in a group
	if !found || !more || side != "true" && side != "false" {
		return key{}
	}
	return key{plainID(id), side == "true", parseWid(chat)}
}

// plainID keeps out what no id of a message looks like.
func plainID(id string) string {
	odd := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '.' && r != ':' && r != '='
	}
	if len(id) < 4 || len(id) > 128 || strings.ContainsFunc(id, odd) {
		return ""
	}
	return id
}

// String is the form in which the server wants to be told of a message that is quoted.
func (k key) String() string {
	side := "false"
	if k.FromMe {
		side = "true"
	}
	return side + "_" + k.Chat.String() + "_" + k.ID
}

// message is a message as the server tells it.
type message struct {
	Key       key                 `json:"id"`
	Ack       *number             `json:"ack"`
	Media     flag                `json:"hasMedia"`
	Body      text                `json:"body"`
	Type      text                `json:"type"`
	At        number              `json:"timestamp"` // seconds
	From      wid                 `json:"from"`
	To        wid                 `json:"to"`
	Author    wid                 `json:"author"`
	Forwarded flag                `json:"isForwarded"`
	Status    flag                `json:"isStatus"`
	Quotes    flag                `json:"hasQuotedMsg"`
	Place     maybe[place]        `json:"location"`
	Cards     each[string]        `json:"vCards"`
	Duration  number              `json:"duration"`
	Row       text                `json:"selectedRowId"`
	Button    text                `json:"selectedButtonId"`
	Poll      text                `json:"pollName"`
	Options   each[maybe[option]] `json:"pollOptions"`
	About     maybe[key]          `json:"protocolMessageKey"`
	EditedAt  number              `json:"latestEditSenderTimestampMs"`
	Edit      maybe[key]          `json:"latestEditMsgKey"`
	Data      maybe[data]         `json:"_data"`
}

type option struct {
	Name text `json:"name"`
}

type place struct {
	Latitude    degrees `json:"latitude"`
	Longitude   degrees `json:"longitude"`
	Name        text    `json:"name"`
	Address     text    `json:"address"`
	Description text    `json:"description"`
}

// data is what the page knows of a message beyond what the server's library makes of it.
type data struct {
	Name     text         `json:"notifyName"`
	Mime     text         `json:"mimetype"`
	File     text         `json:"filename"`
	Size     number       `json:"size"`
	Width    number       `json:"width"`
	Height   number       `json:"height"`
	Duration number       `json:"duration"`
	Hash     text         `json:"filehash"` // of the file, base64
	Quoted   text         `json:"quotedStanzaID"`
	Quote    maybe[quote] `json:"quotedMsg"`
}

type quote struct {
	Body    text `json:"body"`
	Caption text `json:"caption"`
	Type    text `json:"type"`
}

// chat is the conversation that a message is of, and author's side aside the one other person in it.
func (m *message) chat() wid {
	switch {
	case m.Key.Chat != (wid{}):
		return m.Key.Chat
	case m.Key.FromMe:
		return m.To
	}
	return m.From
}

// founded is before any message of this network.
var founded = time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC)

// stamp is a time in seconds since 1970, or in milliseconds where it would be too far away otherwise.
func stamp(n number) time.Time {
	if n > 1e11 {
		return time.UnixMilli(int64(n)).UTC()
	}
	return time.Unix(int64(n), 0).UTC()
}

// moment is such a time, and now if it cannot be true.
func moment(n number, now time.Time) time.Time {
	if t := stamp(n); !t.Before(founded) && !t.After(now.Add(24*time.Hour)) {
		return t
	}
	return now
}

// stage is how far a message of ours came by what the server calls ack: -1 error, 0 pending, 1 server, 2 device, 3 read, 4 played.
func stage(ack *number) desk.MessageStatus {
	if ack == nil {
		return ""
	}
	return map[number]desk.MessageStatus{1: desk.Sent, 2: desk.Delivered, 3: desk.Read, 4: desk.Played}[*ack]
}

// broken tells that WhatsApp refused a message of ours.
func broken(ack *number) bool { return ack != nil && *ack == -1 }
