package cloudapi_test

import (
	"encoding/json"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/transporttest"
)

func (p person) Give(f transporttest.Parcel) error {
	kind, mime, extra := string(f.Kind), f.Mime, graphsim.Content{}
	if f.Caption != "" {
		extra["caption"] = f.Caption
	}
	switch f.Kind {
	case desk.Voice:
		kind, mime, extra["voice"] = "audio", "audio/ogg; codecs=opus", true
	case desk.Document:
		extra["filename"] = f.Name
	case desk.Sticker:
		extra["animated"] = false
	}
	p.c.SendFile(kind, mime, f.Data, extra)
	return nil
}

func (p person) Parcels() (all []transporttest.Parcel) {
	for _, d := range p.c.Received() {
		if d.File == nil {
			continue
		}
		var asked map[string]json.RawMessage
		var file struct {
			Filename string
			Voice    bool
		}
		if json.Unmarshal(d.Request, &asked) != nil || json.Unmarshal(asked[d.Type], &file) != nil {
			p.r.t.Errorf("a file was sent as %s", d.Request)
		}
		f := transporttest.Parcel{Kind: desk.MessageKind(d.Type), Mime: d.Mime, Name: file.Filename, Caption: d.Text, Data: d.File}
		if file.Voice {
			f.Kind = desk.Voice
		}
		all = append(all, f)
	}
	return all
}

func (p person) Sees(id desk.RemoteID) (v transporttest.View) {
	for _, d := range p.c.Received() {
		var asked struct {
			Reaction struct {
				MessageID string `json:"message_id"`
				Emoji     string
			}
		}
		switch {
		case d.Wamid == string(id):
			v.Text = d.Text
		case d.Type == "reaction" && json.Unmarshal(d.Request, &asked) == nil && asked.Reaction.MessageID == string(id):
			v.Reaction = asked.Reaction.Emoji
		}
	}
	return v
}

func (p person) React(id desk.RemoteID, _ bool, emoji string) bool {
	p.c.React(string(id), emoji)
	return true
}

// Edit and Delete are heard of by numbers in coexistence alone.
func (p person) Edit(id desk.RemoteID, text string) bool {
	return p.coexists() && p.c.Edit(string(id), text) != ""
}
func (p person) Delete(id desk.RemoteID) bool { return p.coexists() && p.c.Revoke(string(id)) != "" }

func (p person) coexists() bool { return p.r.s.Number(p.r.link.Number).Coexistence }

// Card tells no more than whether Meta was asked to make one.
func (p person) Card(text string) (c desk.LinkCard, shown bool) {
	for _, d := range p.c.Received() {
		var asked struct {
			Text struct {
				PreviewURL *bool `json:"preview_url"`
			}
		}
		if d.Text == text {
			if err := json.Unmarshal(d.Request, &asked); err != nil || asked.Text.PreviewURL == nil {
				p.r.t.Errorf("whether there is a card was left to Meta: %v", err)
				return c, false
			}
			return c, *asked.Text.PreviewURL
		}
	}
	return c, false
}

// Share is told as any text.
func (p person) Share(string, desk.LinkCard) bool { return false }
