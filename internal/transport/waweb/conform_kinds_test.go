package waweb_test

import (
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
