package waweb_test

import (
	"encoding/base64"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport/transporttest"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

func (p person) Give(f transporttest.Parcel) error {
	_, err := p.c.Give(world.Sent{Kind: string(f.Kind), Mime: f.Mime, Name: f.Name, Text: f.Caption, Data: f.Data})
	return err
}

func (p person) Parcels() (all []transporttest.Parcel) {
	for _, s := range p.c.Shown() {
		if s.Kind == "image" && len(s.Thumb) == 0 {
			p.r.t.Error("nothing stands in for a picture until it is there")
		}
		if s.SHA256 != "" {
			all = append(all, transporttest.Parcel{Kind: desk.MessageKind(s.Kind), Mime: s.Mime, Name: s.Name, Caption: s.Text, Data: s.Data})
		}
	}
	return all
}

func (p person) Sees(id desk.RemoteID) (v transporttest.View) {
	for _, s := range p.c.Shown() {
		switch {
		case s.ID == string(id):
			v.Text = s.Text
		case s.About != string(id):
		case s.Kind == "react":
			v.Reaction = s.Text
		case s.Kind == "edit":
			v.Text = s.Text
		case s.Kind == "revoke":
			v.Deleted = true
		}
	}
	return v
}

func (p person) React(id desk.RemoteID, ours bool, emoji string) bool {
	p.done(p.c.Phone().React(p.r.w.Business().Phone(), string(id), !ours, emoji))
	return true
}

func (p person) Edit(id desk.RemoteID, text string) bool {
	p.done(p.c.Phone().Edit(p.r.w.Business().Phone(), string(id), text))
	return true
}

func (p person) Delete(id desk.RemoteID) bool {
	p.done(p.c.Phone().Revoke(p.r.w.Business().Phone(), string(id)))
	return true
}

func (p person) done(_ string, err error) {
	if err != nil {
		p.r.t.Error(err)
	}
}

func (p person) Card(text string) (c desk.LinkCard, shown bool) {
	for _, s := range p.c.Shown() {
		if s.Text == text && s.Link != nil {
			return desk.LinkCard{URL: s.Link.Link, Title: s.Link.Title, Description: s.Link.Description, Picture: base64.StdEncoding.EncodeToString(s.Link.Picture)}, true
		}
	}
	return c, false
}

func (p person) Share(text string, c desk.LinkCard) bool {
	picture, err := base64.StdEncoding.DecodeString(c.Picture)
	if err == nil {
		_, err = p.c.Give(world.Sent{Text: text, Link: &world.Link{Link: c.URL, Title: c.Title, Description: c.Description, Picture: picture}})
	}
	p.done("", err)
	return true
}
