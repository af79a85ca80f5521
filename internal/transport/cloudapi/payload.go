package cloudapi

import (
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// payload writes a message that fits. File is the id of its file at the network.
func payload(m transport.Say, file string) object {
	content := m.Content
	if content == nil {
		content = &desk.Content{}
	}
	switch m.Kind {
	case desk.Template:
		return object{"type": "template", "template": template(*content.Template, m.File, file)}
	case desk.Interactive:
		return object{"type": "interactive", "interactive": choices(m.Body, *content.Choices)}
	case desk.Location:
		return object{"type": "location", "location": place(*content.Location)}
	case desk.Contacts:
		return object{"type": "contacts", "contacts": cards(content.Contacts)}
	case desk.Text:
		// The network makes the card itself; of a link that has none here it shall ask nobody.
		return object{"type": "text", "text": object{"body": m.Body, "preview_url": content.Link != nil}}
	}
	return fileMessage(m, file)
}

func fileMessage(m transport.Say, file string) object {
	part, kind := object{"id": file}, string(m.Kind)
	switch m.Kind {
	case desk.Voice:
		kind, part["voice"] = string(desk.Audio), true
	case desk.Document:
		if m.File.Name != "" {
			part["filename"] = m.File.Name
		}
	}
	if m.Body != "" {
		part["caption"] = m.Body
	}
	return object{"type": kind, kind: part}
}

func place(p desk.Place) object {
	o := object{"latitude": p.Latitude, "longitude": p.Longitude}
	return with(with(o, "name", p.Name), "address", p.Address)
}

// with adds a text that is not empty.
func with(o object, key, text string) object {
	if text != "" {
		o[key] = text
	}
	return o
}

func cards(all []desk.Card) []object {
	var out []object
	for _, c := range all {
		first := c.First
		if first == "" && c.Last == "" {
			first = c.Name // one part beside the whole is required
		}
		name := with(with(object{"formatted_name": c.Name}, "first_name", first), "last_name", c.Last)
		card := object{"name": name}
		var phones, emails []object
		for _, p := range c.Phones {
			phones = append(phones, object{"phone": p, "wa_id": desk.Phone(p).Value})
		}
		for _, e := range c.Emails {
			emails = append(emails, object{"email": e})
		}
		if phones != nil {
			card["phones"] = phones
		}
		if emails != nil {
			card["emails"] = emails
		}
		if c.Organization != "" {
			card["org"] = object{"company": c.Organization}
		}
		out = append(out, card)
	}
	return out
}

func choices(body string, c desk.Choices) object {
	o := object{"body": object{"text": body}}
	if c.Header != "" {
		o["header"] = object{"type": "text", "text": c.Header}
	}
	if c.Footer != "" {
		o["footer"] = object{"text": c.Footer}
	}
	if len(c.Buttons) > 0 {
		var buttons []object
		for _, b := range c.Buttons {
			buttons = append(buttons, object{"type": "reply", "reply": object{"id": b.ID, "title": b.Title}})
		}
		o["type"], o["action"] = "button", object{"buttons": buttons}
		return o
	}
	var sections []object
	for _, s := range c.List {
		var rows []object
		for _, r := range s.Options {
			rows = append(rows, with(object{"id": r.ID, "title": r.Title}, "description", r.More))
		}
		sections = append(sections, with(object{"rows": rows}, "title", s.Title))
	}
	o["type"], o["action"] = "list", object{"button": c.Label, "sections": sections}
	return o
}
