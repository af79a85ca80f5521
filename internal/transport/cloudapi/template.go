package cloudapi

import (
	"strconv"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// template fills a template in. The file of the message, if any, belongs into its header.
func template(t desk.TemplateUse, file *transport.File, id string) object {
	var parts []object
	if t.Header != nil {
		parts = append(parts, object{"type": "header", "parameters": []object{parameter(*t.Header, file, id)}})
	}
	if len(t.Body) > 0 {
		var values []object
		for _, v := range t.Body {
			values = append(values, parameter(v, nil, ""))
		}
		parts = append(parts, object{"type": "body", "parameters": values})
	}
	for _, b := range t.Buttons {
		key, kind := "text", "text" // the end of an address
		switch b.Kind {
		case "quick_reply":
			key, kind = "payload", "payload"
		case "copy_code":
			key, kind = "coupon_code", "coupon_code"
		}
		parts = append(parts, object{"type": "button", "sub_type": b.Kind, "index": strconv.Itoa(b.Index),
			"parameters": []object{{"type": kind, key: b.Value}}})
	}
	o := object{"name": t.Name, "language": object{"code": t.Language}}
	if parts != nil {
		o["components"] = parts
	}
	return o
}

// parameter fills one place. Only templates that name their places may get a name.
func parameter(v desk.Value, file *transport.File, id string) object {
	o := with(object{"type": string(v.Kind)}, "parameter_name", v.Name)
	switch v.Kind {
	case desk.Image, desk.Video, desk.Document:
		part := object{"id": id}
		if v.Kind == desk.Document && file != nil {
			with(part, "filename", file.Name)
		}
		o[string(v.Kind)] = part
	case desk.Location:
		o["location"] = place(*v.Place)
	default:
		o["type"], o["text"] = "text", v.Text
	}
	return o
}
