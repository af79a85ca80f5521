package wuzapisim

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	_ "image/jpeg" // the server makes a preview of every picture
	_ "image/png"  // likewise
	"net/http"
	"strconv"
	"strings"
	"time"
)

// target finds whom a message goes to, or says why it cannot go.
func (c *call) target() (*Customer, *answer) {
	phone := strings.TrimPrefix(c.text("Phone"), "+")
	if phone == "" {
		a := failed(http.StatusBadRequest, "missing Phone in Payload")
		return nil, &a
	}
	user, server, named := strings.Cut(phone, "@")
	if strings.Trim(user, "0123456789") != "" || named && server != "s.whatsapp.net" && server != "lid" {
		a := failed(http.StatusBadRequest, "could not parse Phone")
		return nil, &a
	}
	n := &c.s.session
	switch {
	case !n.started:
		a := broken("no session")
		return nil, &a
	case n.dead && n.up:
		return nil, &answer{hang: true}
	case !n.up:
		a := broken("error sending message: websocket not connected")
		return nil, &a
	case !n.linked:
		a := broken("error sending message: the store doesn't contain a device JID")
		return nil, &a
	}
	for _, who := range c.s.crowd {
		if !who.absent && (server == "lid" && who.LID == user || server != "lid" && who.Number == user) {
			return who, nil
		}
	}
	a := broken("error sending message: no LID found for " + user + " from server")
	return nil, &a
}

// deliver is a message that goes out.
func (c *call) deliver(kind, text string, d Delivery) answer {
	who, a := c.target()
	if a != nil {
		return *a
	}
	id := c.text("Id")
	var about struct{ StanzaId, Participant string }
	if c.into("ContextInfo", &about) {
		switch {
		case about.StanzaId != "" && about.Participant == "":
			return failed(http.StatusBadRequest, "missing Participant in ContextInfo")
		case about.StanzaId == "" && about.Participant != "":
			return failed(http.StatusBadRequest, "missing StanzaID in ContextInfo")
		}
		_, _, named := strings.Cut(about.Participant, "@")
		if !named {
			c.s.unknownf("participant %q is no JID", about.Participant)
		}
	}
	if id == "" || c.s.options.Release.NoOwnID {
		id = "3EB0" + c.s.newID()
	}
	d.ID, d.Kind, d.Text, d.Quotes, d.Author, d.Fields, d.At = id, kind, text, about.StanzaId, about.Participant, c.body, time.Now()
	who.received = append(who.received, d)
	c.s.remember(row{Chat: who.jid(), Sender: "me", ID: id, Kind: kind, Text: text, Quoted: about.StanzaId, At: time.Now()})
	if !who.offline {
		time.AfterFunc(200*time.Millisecond, func() { c.s.change(func() { c.s.receipt(who, "Delivered", id) }) })
	}
	var at any = time.Now().Unix()
	if c.s.options.Release.TextTime {
		at = stamp(time.Now())
	}
	return ok(map[string]any{"Details": "Sent", "Id": id, "Timestamp": at})
}

func sendText(c *call) answer {
	body := c.text("Body")
	if body == "" {
		return failed(http.StatusBadRequest, "missing Body in Payload")
	}
	return c.deliver("text", body, Delivery{})
}

// limits of what the server takes, in bytes.
var limits = map[string]int{"image": 16 << 20, "audio": 16 << 20, "video": 100 << 20, "document": 100 << 20, "sticker": 100 << 20}

func sendFile(kind string) func(*call) answer {
	return func(c *call) answer {
		uri := c.text(kind)
		if uri == "" {
			return failed(http.StatusBadRequest, "missing "+kind+" in Payload")
		}
		name := c.text("FileName")
		if kind == "document" && name == "" {
			return failed(http.StatusBadRequest, "missing FileName in Payload")
		}
		head, body, _ := strings.Cut(uri, ",")
		wants := "data:" + kind
		switch kind {
		case "document":
			wants = "data:application/octet-stream"
		case "sticker":
			wants = "data:image/webp"
		}
		if !strings.HasPrefix(head, wants) || !strings.HasSuffix(head, ";base64") {
			return failed(http.StatusBadRequest, kind+" data should start with \""+wants+"\"")
		}
		data, err := base64.StdEncoding.DecodeString(body)
		if err != nil {
			return broken("could not decode base64 encoded data from payload")
		}
		if len(data) > limits[kind] {
			return failed(http.StatusRequestEntityTooLarge, "file too large")
		}
		if kind == "image" {
			if _, _, err := image.Decode(bytes.NewReader(data)); err != nil {
				return broken(fmt.Sprintf("could not decode image for thumbnail preparation: %v", err))
			}
		}
		mime := c.text("MimeType")
		if mime == "" {
			mime = c.text("mimetype")
		}
		var ptt bool
		if !c.into("ptt", &ptt) || ptt {
			ptt = kind == "audio"
		}
		if ptt {
			name = "ptt"
		}
		return c.deliver(kind, c.text("Caption"), Delivery{Mime: mime, Name: name, Data: data})
	}
}

func sendLocation(c *call) answer {
	var lat, long float64
	c.into("Latitude", &lat)
	c.into("Longitude", &long)
	if lat == 0 || long == 0 {
		return failed(http.StatusBadRequest, "missing Latitude or Longitude in Payload")
	}
	return c.deliver("location", fmt.Sprintf("%.6f, %.6f %s", lat, long, c.text("Name")), Delivery{})
}

func sendContact(c *call) answer {
	card := c.text("Vcard")
	if c.text("Name") == "" || !strings.HasPrefix(card, "BEGIN:VCARD\n") || !strings.HasSuffix(card, "\nEND:VCARD") {
		return failed(http.StatusBadRequest, "missing Name or Vcard in Payload")
	}
	return c.deliver("contact", c.text("Name"), Delivery{Data: []byte(card)})
}

func markRead(c *call) answer {
	var ids []string
	if !c.into("Id", &ids) || len(ids) == 0 {
		return failed(http.StatusBadRequest, "missing Id in Payload")
	}
	chat := c.text("ChatPhone")
	if chat == "" {
		return failed(http.StatusBadRequest, "missing ChatPhone in Payload")
	}
	c.body["phone"] = json.RawMessage(strconv.Quote(chat))
	who, a := c.target()
	if a != nil {
		return *a
	}
	who.read = append(who.read, ids...)
	return ok(map[string]any{"Details": "Message(s) marked as read"})
}

func presence(c *call) answer {
	who, a := c.target()
	if a != nil {
		return *a
	}
	if s := c.text("State"); s != "composing" && s != "paused" {
		return failed(http.StatusBadRequest, "missing State in Payload")
	}
	who.typed++
	return ok(map[string]any{"Details": "Chat presence set successfuly"})
}

// check says who is on WhatsApp. Brazilian mobile numbers are found under either spelling.
func check(c *call) answer {
	var all []string
	if !c.into("Phone", &all) || len(all) == 0 {
		return failed(http.StatusBadRequest, "missing Phone in Payload")
	}
	n := &c.s.session
	switch {
	case !n.started:
		return broken("no session")
	case n.dead && n.up:
		return answer{hang: true}
	case !n.up || !n.linked:
		return broken("failed to check if users are on WhatsApp: websocket not connected")
	}
	users := []any{}
	for _, q := range all {
		u := map[string]any{"Query": q, "IsInWhatsapp": false, "JID": phoneJID(q), "VerifiedName": ""}
		for _, number := range spellings(q) {
			who := c.s.people[number]
			if number == n.phone || who != nil && !who.absent {
				u["IsInWhatsapp"], u["JID"] = true, phoneJID(number)
			}
		}
		users = append(users, u)
	}
	return ok(map[string]any{"Users": users})
}

// hiddenNumber looks into the session's own store: who was never written to is not known there.
func hiddenNumber(c *call) answer {
	name := strings.TrimPrefix(c.http.URL.Path, "/user/lid/")
	number, server, _ := strings.Cut(name, "@")
	if server != "s.whatsapp.net" {
		return failed(http.StatusBadRequest, "invalid jid")
	}
	who := c.s.people[number]
	if who == nil || len(who.received) == 0 {
		return failed(http.StatusNotFound, "LID not found for this number")
	}
	return ok(map[string]any{"jid": name, "lid": lidJID(who.LID)})
}

func spellings(q string) []string {
	q = strings.TrimPrefix(q, "+")
	switch {
	case strings.HasPrefix(q, "55") && len(q) == 13 && q[4] == '9':
		return []string{q, q[:4] + q[5:]}
	case strings.HasPrefix(q, "55") && len(q) == 12:
		return []string{q, q[:4] + "9" + q[4:]}
	}
	return []string{q}
}

func download(kind string) func(*call) answer {
	return func(c *call) answer {
		f := c.s.files[c.text("DirectPath")]
		if f == nil || f.kind != kind || f.key != c.text("MediaKey") {
			return broken("failed to download " + kind + ": invalid media hmac")
		}
		if u := c.text("Url"); u != "" && !strings.HasPrefix(u, "https://mmg.whatsapp.net/") {
			c.s.unknownf("download from %s", u)
		}
		if f.gone {
			return broken("failed to download " + kind + ": download failed with status code 404")
		}
		return ok(map[string]any{"Mimetype": f.mime, "Data": "data:" + f.mime + ";base64," + base64.StdEncoding.EncodeToString(f.bytes)})
	}
}

// history gives the newest rows of a conversation, or the list of all conversations of all users.
func history(c *call) answer {
	s, chat := c.s, c.query["chat_jid"]
	limit := 50
	if l, given := c.query["limit"]; given {
		var err error
		if limit, err = strconv.Atoi(l); err != nil || limit < 1 {
			return failed(http.StatusBadRequest, "invalid limit")
		}
	}
	switch {
	case s.user.history == 0:
		return failed(http.StatusNotImplemented, "message history is disabled for this user")
	case chat == "":
		return failed(http.StatusBadRequest, "chat_jid is required")
	case chat == "index":
		return ok(s.index())
	}
	var out []any
	for i := len(s.rows) - 1; i >= 0 && len(out) < limit; i-- {
		r := s.rows[i]
		if r.Chat == chat {
			out = append(out, map[string]any{
				"id": i + 1, "user_id": s.user.id, "chat_jid": r.Chat, "sender_jid": r.Sender, "message_id": r.ID, "timestamp": stamp(r.At),
				"message_type": r.Kind, "text_content": r.Text, "media_link": "", "quoted_message_id": r.Quoted, "data_json": r.Data,
			})
		}
	}
	if out == nil {
		return ok(nil)
	}
	return ok(out)
}

// Neighbour is a number that only another user of the server talks to.
const Neighbour = "5521977776666"

func (st *state) index() map[string]any {
	last := map[string]time.Time{}
	var order []string
	for _, r := range st.rows {
		if _, seen := last[r.Chat]; !seen {
			order = append(order, r.Chat)
		}
		last[r.Chat] = r.At
	}
	own := []any{}
	for _, chat := range order {
		own = append(own, map[string]any{"chat_jid": chat, "last_updated": stamp(last[chat])})
	}
	return map[string]any{
		st.user.id:     own,
		"somebodyelse": []any{map[string]any{"chat_jid": phoneJID(Neighbour), "last_updated": stamp(time.Now())}},
	}
}
