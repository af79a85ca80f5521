package wuzapi_test

import (
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
