package graphsim

import (
	"net/url"
	"strings"
	"time"
)

// readFile reads an image, video, audio, document or sticker.
func (s *state) readFile(o *object, d *draft) {
	s.readMedia(o, d, d.kind)
	switch d.kind {
	case "image", "video":
		d.text = o.maybe("caption", 1024)
	case "document":
		d.text = o.maybe("caption", 1024)
		o.maybe("filename", 0)
	case "audio":
		d.voice = o.flag("voice")
	}
}

// readMedia reads id or link, exactly one of them. That a file does not suit is found out after acceptance.
func (s *state) readMedia(o *object, d *draft, kind string) {
	id, link := "", ""
	if o.has("id") {
		id = o.text("id", 0)
	}
	if o.has("link") {
		link = o.text("link", 0)
	}
	switch {
	case id == "" && link == "":
		o.in.refuse(fail(131008).because("Param %s must have id or link.", o.path))
	case id != "" && link != "":
		o.in.refuse(fail(100).because("Param %s must have either id or link, not both.", o.path))
	case link != "":
		if u, err := url.Parse(link); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			o.wrong("link", "must be an http or https address.")
		}
	default:
		s.checkFile(o, d, id, kind)
	}
}

func (s *state) checkFile(o *object, d *draft, id, kind string) {
	f := s.fileOf(id)
	if f == nil || f.number != d.number.ID {
		o.wrong("id", "is not a media ID of this phone number - got %q.", id)
		return
	}
	if why := s.suits(f, kind); why != "" {
		d.fails(fail(131053).because("%s", why))
	}
	if o.m["voice"] == true && !s.strict.TrustMedia && !voiceOpus(f.bytes) {
		d.fails(fail(131053).because("A voice message must be OGG with OPUS and one channel."))
	}
}

// readCards reads contacts.
func readCards(o *object) {
	for _, card := range o.list("contacts", 1, 257) {
		readCardName(card.child("name"))
		eachEntry(card, "phones", "phone", "type", "wa_id")
		eachEntry(card, "emails", "email", "type")
		eachEntry(card, "addresses", "street", "city", "state", "zip", "country", "country_code", "type")
		eachEntry(card, "urls", "url", "type")
		if card.has("org") {
			org := card.child("org")
			allText(org, "company", "department", "title")
			org.done()
		}
		if day := card.maybe("birthday", 0); day != "" {
			if _, err := time.Parse(time.DateOnly, day); err != nil {
				card.wrong("birthday", "must be YYYY-MM-DD.")
			}
		}
		card.done()
	}
}

func readCardName(name *object) {
	name.text("formatted_name", 0)
	parts := []string{"first_name", "last_name", "middle_name", "suffix", "prefix"}
	allText(name, parts...)
	some := false
	for _, p := range parts {
		some = some || name.m[p] != nil
	}
	if !some {
		name.in.refuse(fail(131009).because(
			"At least one of the optional parameters of %s must be included along with formatted_name.", name.path))
	}
	name.done()
}

func eachEntry(card *object, list string, members ...string) {
	for _, one := range card.list(list, 0, 0) {
		allText(one, members...)
		one.done()
	}
}

func allText(o *object, members ...string) {
	for _, m := range members {
		o.maybe(m, 0)
	}
}

// isWeb tells whether an address could be opened in a browser.
func isWeb(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
}
