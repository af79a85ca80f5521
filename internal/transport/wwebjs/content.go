package wwebjs

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// shown is what a message shows.
type shown struct {
	kind    desk.MessageKind
	body    string
	file    *transport.Attachment
	content *desk.Content
}

// mute are the types of what the page keeps among messages and nobody wrote.
var mute = map[text]bool{
	"": true, "ciphertext": true, "revoked": true, "e2e_notification": true, "notification": true, "notification_template": true,
	"group_notification": true, "gp2": true, "broadcast_notification": true, "call_log": true, "protocol": true, "reaction": true,
	"album": true, "debug": true, "newsletter_notification": true, "pinned_message": true, "poll_update": true, "keep_in_chat": true,
	"biz_cover_photo": true, "message_history_notice": true,
}

// files are the types that carry a file.
var files = map[text]desk.MessageKind{
	"image": desk.Image, "video": desk.Video, "ptv": desk.Video, "audio": desk.Audio, "ptt": desk.Voice, "document": desk.Document,
	"sticker": desk.Sticker,
}

// plain are the types of which the body is all that a person reads.
var plain = map[text]bool{
	"chat": true, "list": true, "hsm": true, "interactive": true, "native_flow": true, "buttons": true, "groups_v2_invite": true,
	"product": true, "template_button_reply": true,
}

// read finds what a message shows; false if nobody wrote it. What this program does not know is a message nevertheless.
func (m *message) read() (shown, bool) {
	kind, file := files[m.Type]
	body := desk.Clean(string(m.Body))
	switch {
	case mute[m.Type]:
		return shown{}, false
	case file:
		return m.readFile(kind), true
	case m.Type == "location" && m.Place.ok:
		return m.readPlace(), true
	case m.Type == "vcard" || m.Type == "multi_vcard":
		return m.readCards(), true
	case m.Type == "buttons_response":
		return chosen(desk.Chosen{ID: string(m.Button), Title: body}), true
	case m.Type == "list_response":
		return chosen(desk.Chosen{ID: string(m.Row), Title: body}), true
	case m.Type == "poll_creation":
		return m.readPoll(), true
	case plain[m.Type] && body != "":
		return shown{kind: desk.Text, body: body}, true
	}
	return shown{kind: desk.Unsupported, body: body}, true
}

func chosen(c desk.Chosen) shown {
	c.ID = desk.Clean(c.ID)
	return shown{kind: desk.Interactive, body: c.Title, content: &desk.Content{Chosen: &c}}
}

// fileRef is what Fetch needs.
type fileRef struct {
	Chat string `json:"chat"`
	ID   string `json:"id"`
	Hash string `json:"hash,omitempty"`
	Mime string `json:"mime,omitempty"`
}

func (m *message) readFile(kind desk.MessageKind) shown {
	d := m.Data.v
	ref, err := json.Marshal(fileRef{Chat: m.chat().String(), ID: m.Key.ID, Hash: string(d.Hash), Mime: string(d.Mime)})
	if err != nil { // four texts
		panic(err)
	}
	a := &transport.Attachment{Kind: kind, Mime: desk.Clean(string(d.Mime)), Name: fileName(string(d.File)), Bytes: max(int64(d.Size), 0), Ref: ref,
		Width: bounded(d.Width, 1<<16), Height: bounded(d.Height, 1<<16)}
	a.Duration = time.Duration(bounded(max(m.Duration, d.Duration), 1<<20)) * time.Second
	body := desk.Clean(string(m.Body))
	if kind == desk.Document && body == a.Name { // the page repeats the name where there is no caption
		body = ""
	}
	return shown{kind: kind, body: body, file: a}
}

func bounded(n, most number) int { return int(min(max(n, 0), most)) }

// fileName is a name without the folders that a sender could put before it.
func fileName(n string) string {
	switch n = path.Base(strings.ReplaceAll(desk.Clean(n), `\`, "/")); n {
	case ".", "..", "/":
		return ""
	}
	return n
}

func (m *message) readPlace() shown {
	p := m.Place.v
	name, address := desk.Clean(string(p.Name)), desk.Clean(string(p.Address))
	if name == "" { // the library puts name and address into one text of two lines
		name, address, _ = strings.Cut(desk.Clean(string(p.Description)), "\n")
	}
	at := desk.Place{Latitude: float64(p.Latitude), Longitude: float64(p.Longitude), Name: name, Address: address}
	return shown{kind: desk.Location, content: &desk.Content{Location: &at},
		body: lines(name, address, fmt.Sprintf("%.6f, %.6f", at.Latitude, at.Longitude))}
}

func (m *message) readPoll() shown {
	all := []string{string(m.Poll)}
	if m.Poll == "" {
		all[0] = string(m.Body)
	}
	for _, o := range m.Options {
		if o.v.Name != "" {
			all = append(all, "• "+string(o.v.Name))
		}
	}
	return shown{kind: desk.Poll, body: desk.Clean(lines(all...))}
}

func (m *message) readCards() shown {
	raw := []string(m.Cards)
	if len(raw) == 0 {
		raw = []string{string(m.Body)}
	}
	var cards []desk.Card
	var all []string
	for _, one := range raw[:min(len(raw), 100)] {
		c := readCard(one)
		cards = append(cards, c)
		all = append(all, lines(append([]string{c.Name}, c.Phones...)...))
	}
	return shown{kind: desk.Contacts, content: &desk.Content{Contacts: cards}, body: lines(all...)}
}

// lines joins what is not empty.
func lines(parts ...string) string {
	var all []string
	for _, p := range parts {
		if p != "" {
			all = append(all, p)
		}
	}
	return strings.Join(all, "\n")
}
