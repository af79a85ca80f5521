package wuzapi_test

import (
	"encoding/json"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport/transporttest"
)

func (p person) Give(f transporttest.Parcel) error {
	kind, more := string(f.Kind), map[string]any{}
	switch f.Kind {
	case desk.Voice:
		kind, more["PTT"] = "audio", true
	case desk.Document:
		more["fileName"] = f.Name
	}
	if f.Caption != "" {
		more["caption"] = f.Caption
	}
	p.c.Send(kind, f.Mime, f.Data, more)
	return nil
}

func (p person) Parcels() (all []transporttest.Parcel) {
	for _, d := range p.c.Received() {
		if d.Data == nil {
			continue
		}
		f := transporttest.Parcel{Kind: desk.MessageKind(d.Kind), Mime: d.Mime, Name: d.Name, Caption: d.Text, Data: d.Data}
		if d.Name == "ptt" {
			f.Kind = desk.Voice
		}
		all = append(all, f)
	}
	return all
}

func (p person) Sees(id desk.RemoteID) (v transporttest.View) {
	for _, d := range p.c.Received() {
		if strings.TrimPrefix(d.ID, "me:") != string(id) {
			continue
		}
		switch d.Kind {
		case "reaction":
			v.Reaction = d.Text
		case "delete":
			v.Deleted = true
		default:
			v.Text = d.Text
		}
	}
	return v
}

func (p person) React(id desk.RemoteID, ours bool, emoji string) bool {
	p.c.React(string(id), emoji, ours)
	return true
}

func (p person) Edit(id desk.RemoteID, text string) bool {
	p.c.Edit(string(id), text)
	return true
}

func (p person) Delete(id desk.RemoteID) bool {
	p.c.Delete(string(id))
	return true
}

// Card tells no more than whether the server was asked to make one: it makes the card itself.
func (p person) Card(text string) (c desk.LinkCard, shown bool) {
	for _, d := range p.c.Received() {
		if d.Text == text {
			if err := json.Unmarshal(d.Fields["linkpreview"], &shown); err != nil {
				p.r.t.Error("whether there is a card was left to the server")
			}
			return c, shown
		}
	}
	return c, false
}

func (p person) Share(text string, c desk.LinkCard) bool {
	p.c.WriteMessage(map[string]any{"extendedTextMessage": map[string]any{
		"text": text, "matchedText": c.URL, "title": c.Title, "description": c.Description, "JPEGThumbnail": c.Picture, "previewType": 0,
	}})
	return true
}
