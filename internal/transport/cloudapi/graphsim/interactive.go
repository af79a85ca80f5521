package graphsim

import "strings"

// readInteractive reads buttons, lists, a link button or the wish for a location.
func (s *state) readInteractive(o *object, d *draft) {
	kind := o.text("type", 0)
	switch kind {
	case "button":
		s.frame(o, d, 1024, "text", "image", "video", "document")
		action := o.child("action")
		readButtons(action)
		action.done()
	case "list":
		s.frame(o, d, 4096, "text")
		action := o.child("action")
		action.text("button", 20)
		readSections(action)
		action.done()
	case "cta_url":
		s.frame(o, d, 1024, "text", "image", "video", "document")
		readLinkButton(o.child("action"))
	case "location_request_message":
		s.frame(o, d, 1024)
		action := o.child("action")
		action.oneOf("name", "send_location")
		action.done()
	case "":
	default:
		o.in.unknown = append(o.in.unknown, "interactive type "+kind)
		o.wrong("type", "is not supported - got %q.", kind)
	}
}

// frame reads header, body and footer.
func (s *state) frame(o *object, d *draft, most int, headers ...string) {
	if len(headers) > 0 && o.has("header") {
		s.readHeader(o.child("header"), d, headers)
	}
	body := o.child("body")
	d.text = body.text("text", most)
	body.done()
	if o.has("footer") {
		footer := o.child("footer")
		footer.text("text", 60)
		footer.done()
	}
}

func (s *state) readHeader(h *object, d *draft, kinds []string) {
	kind := h.oneOf("type", kinds...)
	switch kind {
	case "text":
		h.text("text", 60)
	case "image", "video", "document":
		part := h.child(kind)
		s.readMedia(part, d, kind)
		if kind == "document" {
			part.maybe("filename", 0)
		}
		part.done()
	}
	h.done()
}

func readButtons(action *object) {
	ids, titles := map[string]bool{}, map[string]bool{}
	for _, b := range action.list("buttons", 1, 3) {
		b.oneOf("type", "reply")
		reply := b.child("reply")
		distinct(reply, "id", reply.text("id", 256), ids)
		distinct(reply, "title", reply.text("title", 20), titles)
		reply.done()
		b.done()
	}
}

func distinct(o *object, member, value string, seen map[string]bool) {
	if value == "" {
		return
	}
	if seen[value] {
		o.wrong(member, "is used twice - got %q.", value)
	}
	if strings.TrimSpace(value) != value {
		o.wrong(member, "must not begin or end with spaces.")
	}
	seen[value] = true
}

// maxRows is how many rows a list has in all.
const maxRows = 10

func readSections(action *object) {
	sections, ids, rows := action.list("sections", 1, 10), map[string]bool{}, 0
	for _, section := range sections {
		if len(sections) > 1 {
			section.text("title", 24)
		} else {
			section.maybe("title", 24)
		}
		for _, row := range section.list("rows", 1, 0) {
			rows++
			distinct(row, "id", row.text("id", 200), ids)
			row.text("title", 24)
			row.maybe("description", 72)
			row.done()
		}
		section.done()
	}
	if rows > maxRows {
		action.wrong("sections", "exceed the total row count of %d - got %d.", maxRows, rows)
	}
}

func readLinkButton(action *object) {
	action.oneOf("name", "cta_url")
	parameters := action.child("parameters")
	parameters.text("display_text", 20)
	if address := parameters.text("url", 2000); address != "" && !isWeb(address) {
		parameters.wrong("url", "must be an http or https address.")
	}
	parameters.done()
	action.done()
}
