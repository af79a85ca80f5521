package cloudapi

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// fits refuses what the network would refuse, before anything is sent.
func fits(m transport.Say) *desk.Fault {
	d := desk.Draft{Kind: m.Kind, Body: m.Body}
	if m.File != nil {
		d.Mime, d.Bytes = m.File.Mime, m.File.Bytes
	}
	all := caps()
	all.Window = 0 // our count of it is an estimate; the network knows
	if f := all.Refuses(d, noTime, noTime); f != nil {
		return f
	}
	_, media := all.Media[m.Kind]
	c := m.Content
	if c == nil {
		c = &desk.Content{}
	}
	code := desk.Code("")
	switch {
	case media && m.File == nil:
		code = desk.CodeBadRequest
	case m.Kind == desk.Text && strings.TrimSpace(m.Body) == "":
		code = desk.CodeEmpty
	case m.Kind == desk.Location && (c.Location == nil || !onEarth(*c.Location)):
		code = desk.CodeBadRequest
	case m.Kind == desk.Contacts:
		code = cardsFit(c.Contacts)
	case m.Kind == desk.Interactive:
		code = choicesFit(m.Body, c.Choices)
	case m.Kind == desk.Template:
		code = templateFits(c.Template, m.File)
	}
	if code == "" {
		return nil
	}
	return transport.Local(code)
}

func onEarth(p desk.Place) bool {
	return p.Latitude >= -90 && p.Latitude <= 90 && p.Longitude >= -180 && p.Longitude <= 180
}

func cardsFit(all []desk.Card) desk.Code {
	if len(all) == 0 || len(all) > 257 {
		return desk.CodeBadRequest
	}
	for _, c := range all {
		if strings.TrimSpace(c.Name) == "" {
			return desk.CodeBadRequest
		}
	}
	return ""
}

func choicesFit(body string, c *desk.Choices) desk.Code {
	switch {
	case c == nil || (len(c.Buttons) > 0) == (len(c.List) > 0):
		return desk.CodeBadRequest
	case body == "":
		return desk.CodeEmpty
	case longer(c.Header, 60) || longer(c.Footer, 60):
		return desk.CodeTooLong
	case len(c.Buttons) > 0 && longer(body, 1024):
		return desk.CodeTooLong
	case len(c.Buttons) > 3 || len(c.List) > 10:
		return desk.CodeUnsupported
	case len(c.Buttons) > 0:
		return optionsFit(c.Buttons, 256, 20)
	case c.Label == "":
		return desk.CodeBadRequest
	case longer(c.Label, 20):
		return desk.CodeTooLong
	}
	var rows []desk.Option
	for _, s := range c.List {
		if len(s.Options) == 0 || s.Title == "" && len(c.List) > 1 {
			return desk.CodeBadRequest
		}
		if longer(s.Title, 24) {
			return desk.CodeTooLong
		}
		rows = append(rows, s.Options...)
	}
	if len(rows) > 10 {
		return desk.CodeUnsupported
	}
	return optionsFit(rows, 200, 24)
}

// optionsFit checks options whose ids must differ; titles of buttons too, for a customer sees nothing else.
func optionsFit(all []desk.Option, id, title int) desk.Code {
	seen := map[string]bool{}
	for _, o := range all {
		switch {
		case o.ID == "" || o.Title == "" || seen["id "+o.ID] || seen["title "+o.Title]:
			return desk.CodeBadRequest
		case longer(o.ID, id) || longer(o.Title, title) || longer(o.More, 72):
			return desk.CodeTooLong
		}
		seen["id "+o.ID], seen["title "+o.Title] = true, true
	}
	return ""
}

func templateFits(t *desk.TemplateUse, file *transport.File) desk.Code {
	if t == nil || t.Name == "" || t.Language == "" {
		return desk.CodeTemplate
	}
	for _, v := range t.Body {
		if v.Kind != desk.Text && v.Kind != "" || v.Text == "" {
			return desk.CodeTemplate
		}
	}
	for _, b := range t.Buttons {
		if b.Index < 0 || b.Index > 9 || b.Value == "" || b.Kind != "quick_reply" && b.Kind != "url" && b.Kind != "copy_code" {
			return desk.CodeTemplate
		}
	}
	if t.Header == nil {
		return ""
	}
	switch limit, media := caps().Media[t.Header.Kind]; {
	case media && file == nil:
		return desk.CodeTemplate
	case media:
		f := desk.Caps{Media: map[desk.MessageKind]desk.MediaLimit{t.Header.Kind: limit}}.Refuses(
			desk.Draft{Kind: t.Header.Kind, Mime: file.Mime, Bytes: file.Bytes}, noTime, noTime)
		if f != nil {
			return f.Code
		}
	case t.Header.Kind == desk.Location && (t.Header.Place == nil || !onEarth(*t.Header.Place)):
		return desk.CodeTemplate
	case t.Header.Kind == desk.Text && t.Header.Text == "":
		return desk.CodeTemplate
	}
	return ""
}

// noTime stands where no window is asked for.
var noTime time.Time

func longer(text string, n int) bool { return utf8.RuneCountInString(text) > n }
