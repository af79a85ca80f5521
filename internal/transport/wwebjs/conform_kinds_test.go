package wwebjs_test

import (
	"testing/synctest"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport/transporttest"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

func (p person) Give(f transporttest.Parcel) error {
	kind := string(f.Kind)
	if f.Kind == desk.Voice {
		kind = "ptt"
	}
	p.c.WriteFile(contractSession, kind, f.Caption, wwebjssim.File{Mime: f.Mime, Name: f.Name, Data: f.Data})
	return nil
}

func (p person) Parcels() (all []transporttest.Parcel) {
	for _, s := range p.c.Shown() {
		if s.File == nil {
			continue
		}
		f := transporttest.Parcel{Kind: desk.MessageKind(s.Kind), Mime: s.File.Mime, Name: s.File.Name, Caption: s.Text, Data: s.File.Data}
		if s.Kind == "ptt" {
			f.Kind = desk.Voice
		}
		all = append(all, f)
	}
	return all
}

func (p person) Sees(id desk.RemoteID) transporttest.View {
	s := p.c.Sees(contractSession, string(id))
	return transporttest.View{Text: s.Text, Reaction: s.Reaction, Deleted: s.Deleted}
}

// React is told by the socket alone; what is asked for tells of an edit and of a deletion as well.
func (p person) React(id desk.RemoteID, _ bool, emoji string) bool {
	synctest.Wait() // as for a call
	p.c.React(contractSession, string(id), emoji)
	return p.r.s.Tells()
}

func (p person) Edit(id desk.RemoteID, text string) bool {
	p.c.Edit(contractSession, string(id), text)
	return true
}

func (p person) Delete(id desk.RemoteID) bool {
	p.c.Revoke(contractSession, string(id))
	return true
}

// Card tells no more than whether WhatsApp Web was asked to make one.
func (p person) Card(text string) (c desk.LinkCard, shown bool) {
	for _, s := range p.c.Shown() {
		if s.Text == text {
			return c, s.Card
		}
	}
	return c, false
}

// Share is told as any text.
func (p person) Share(string, desk.LinkCard) bool { return false }
