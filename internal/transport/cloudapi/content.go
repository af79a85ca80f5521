package cloudapi

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// shown is what a message shows.
type shown struct {
	kind    desk.MessageKind
	body    string
	file    *transport.Attachment
	content *desk.Content
	silent  bool // nothing at all
}

// read finds what a message shows. What this program does not know, or cannot read, is a message nevertheless.
func read(m *message) shown {
	var s shown
	ok := false
	switch m.Type {
	case "text":
		var x struct {
			Body string `json:"body"`
		}
		ok = m.part("text", &x)
		s = shown{kind: desk.Text, body: x.Body}
	case "image", "video", "audio", "document", "sticker":
		return readFile(m)
	case "location":
		s, ok = readPlace(m)
	case "contacts":
		s, ok = readCards(m)
	case "button":
		var x struct{ Payload, Text string }
		ok = m.part("button", &x)
		s = chosen(desk.Chosen{ID: x.Payload, Title: x.Text})
	case "interactive":
		s, ok = readChoice(m)
	case "order":
		s, ok = readOrder(m)
	case "template": // an echo of one: what it said is not told
		return shown{kind: desk.Template}
	case "request_welcome":
		return shown{silent: true}
	}
	if !ok {
		return shown{kind: desk.Unsupported}
	}
	return s
}

// fileRef is what Fetch needs.
type fileRef struct {
	ID     string `json:"id"`
	Mime   string `json:"mime,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
}

func readFile(m *message) shown {
	var x struct {
		fileRef
		MimeType string `json:"mime_type"`
		Caption  string `json:"caption"`
		Filename string `json:"filename"`
		Voice    bool   `json:"voice"`
		Size     number `json:"file_size"`
	}
	if !m.part(m.Type, &x) || x.ID == "" { // too large for the network, most likely
		return shown{kind: desk.Unsupported, body: x.Caption}
	}
	kind := desk.MessageKind(m.Type)
	if kind == desk.Audio && x.Voice {
		kind = desk.Voice
	}
	x.Mime = x.MimeType
	ref, err := json.Marshal(x.fileRef)
	if err != nil { // three texts
		panic(err)
	}
	return shown{kind: kind, body: x.Caption, file: &transport.Attachment{
		Kind: kind, Mime: desk.Clean(x.MimeType), Name: desk.Clean(x.Filename), Bytes: int64(x.Size), Ref: ref,
	}}
}

func readPlace(m *message) (shown, bool) {
	var x struct {
		Latitude, Longitude float64
		Name, Address, URL  string
	}
	ok := m.part("location", &x)
	p := desk.Place{Latitude: x.Latitude, Longitude: x.Longitude, Name: desk.Clean(x.Name), Address: desk.Clean(x.Address)}
	return shown{
		kind: desk.Location, content: &desk.Content{Location: &p},
		body: lines(x.Name, x.Address, fmt.Sprintf("%.6f, %.6f", x.Latitude, x.Longitude)),
	}, ok
}

func readCards(m *message) (shown, bool) {
	var list []struct {
		Name struct {
			Formatted string `json:"formatted_name"`
			First     string `json:"first_name"`
			Last      string `json:"last_name"`
		} `json:"name"`
		Phones []struct {
			Phone string `json:"phone"`
			WaID  string `json:"wa_id"`
		} `json:"phones"`
		Emails []struct {
			Email string `json:"email"`
		} `json:"emails"`
		Org struct {
			Company string `json:"company"`
		} `json:"org"`
	}
	if !m.part("contacts", &list) || len(list) == 0 {
		return shown{}, false
	}
	var cards []desk.Card
	var all []string
	for _, x := range list {
		c := desk.Card{Name: desk.Clean(x.Name.Formatted), First: desk.Clean(x.Name.First), Last: desk.Clean(x.Name.Last), Organization: desk.Clean(x.Org.Company)}
		for _, p := range x.Phones {
			if p.Phone == "" && p.WaID != "" {
				p.Phone = "+" + p.WaID
			}
			c.Phones = append(c.Phones, desk.Clean(p.Phone))
		}
		for _, e := range x.Emails {
			c.Emails = append(c.Emails, desk.Clean(e.Email))
		}
		cards = append(cards, c)
		all = append(all, lines(append([]string{c.Name}, c.Phones...)...))
	}
	return shown{kind: desk.Contacts, content: &desk.Content{Contacts: cards}, body: lines(all...)}, true
}

func chosen(c desk.Chosen) shown {
	c = desk.Chosen{ID: desk.Clean(c.ID), Title: desk.Clean(c.Title), More: desk.Clean(c.More), Form: desk.Clean(c.Form)}
	return shown{kind: desk.Interactive, body: lines(c.Title, c.More), content: &desk.Content{Chosen: &c}}
}

func readChoice(m *message) (shown, bool) {
	type reply struct{ ID, Title, Description string }
	var x struct {
		Type   string
		Button reply `json:"button_reply"`
		List   reply `json:"list_reply"`
		Form   struct {
			Name, Body string
			Response   string `json:"response_json"`
		} `json:"nfm_reply"`
	}
	ok := m.part("interactive", &x)
	switch x.Type {
	case "button_reply":
		return chosen(desk.Chosen{ID: x.Button.ID, Title: x.Button.Title}), ok
	case "list_reply":
		return chosen(desk.Chosen{ID: x.List.ID, Title: x.List.Title, More: x.List.Description}), ok
	case "nfm_reply":
		return chosen(desk.Chosen{ID: x.Form.Name, Title: x.Form.Body, Form: x.Form.Response}), ok
	}
	return shown{}, false
}

func readOrder(m *message) (shown, bool) {
	var x struct {
		Catalog string `json:"catalog_id"`
		Text    string `json:"text"`
		Items   []struct {
			Product  string  `json:"product_retailer_id"`
			Quantity decimal `json:"quantity"`
			Price    decimal `json:"item_price"`
			Currency string  `json:"currency"`
		} `json:"product_items"`
	}
	ok := m.part("order", &x)
	b := &desk.Basket{Catalog: desk.Clean(x.Catalog), Text: desk.Clean(x.Text)}
	all := []string{x.Text}
	for _, i := range x.Items {
		b.Items = append(b.Items, desk.Item{Product: desk.Clean(i.Product), Quantity: int(i.Quantity), Price: float64(i.Price), Currency: desk.Clean(i.Currency)})
		all = append(all, fmt.Sprintf("%d × %s", int(i.Quantity), i.Product))
	}
	return shown{kind: desk.Order, body: lines(all...), content: &desk.Content{Order: b}}, ok
}

// decimal is a number that may be written as a text.
type decimal float64

func (d *decimal) UnmarshalJSON(b []byte) error {
	return json.Unmarshal([]byte(strings.Trim(string(b), `"`)), (*float64)(d))
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
