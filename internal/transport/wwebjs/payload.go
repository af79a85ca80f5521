package wwebjs

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// object is a JSON object. Its keys are written in alphabetic order.
type object = map[string]any

// fits refuses what cannot be carried, before anything is sent.
func fits(m transport.Say) *desk.Fault {
	d := desk.Draft{Kind: m.Kind, Body: m.Body}
	if m.File != nil {
		d.Mime, d.Bytes = m.File.Mime, m.File.Bytes
	}
	all := caps()
	f := all.Refuses(d, noTime, noTime)
	c := m.Content
	if c == nil {
		c = &desk.Content{}
	}
	switch _, media := all.Media[m.Kind]; {
	case f != nil:
		return f
	case media && m.File == nil:
		return transport.Local(desk.CodeBadRequest)
	case m.Kind == desk.Text && strings.TrimSpace(m.Body) == "":
		return transport.Local(desk.CodeEmpty)
	case m.Kind == desk.Location && (c.Location == nil || !onEarth(*c.Location)):
		return transport.Local(desk.CodeBadRequest)
	case m.Kind == desk.Contacts && len(c.Contacts) > 1: // the server sends one at a time, and half of them would be worse than none
		return transport.Local(desk.CodeUnsupported)
	case m.Kind == desk.Contacts && (len(c.Contacts) == 0 || strings.TrimSpace(c.Contacts[0].Name) == ""):
		return transport.Local(desk.CodeBadRequest)
	}
	return nil
}

func onEarth(p desk.Place) bool {
	return p.Latitude >= -90 && p.Latitude <= 90 && p.Longitude >= -180 && p.Longitude <= 180
}

// payload is a message as the server takes it. Options that it would set by itself are set here: it makes a card of a
// link only where there is one here, and writing to a customer does not tell them that they were read.
func payload(m transport.Say, chat wid) (object, *desk.Fault) {
	options := object{"linkPreview": m.Kind == desk.Text && m.Content != nil && m.Content.Link != nil, "sendSeen": false, "waitUntilMsgSent": true}
	if m.ReplyTo != nil && plainID(string(m.ReplyTo.Remote)) != "" {
		options["quotedMessageId"] = key{string(m.ReplyTo.Remote), m.ReplyTo.Ours, chat}.String()
		options["ignoreQuoteErrors"] = true // without the quote rather than not at all
	}
	out := object{"chatId": chat.String(), "options": options}
	switch m.Kind {
	case desk.Text:
		out["contentType"], out["content"] = "string", m.Body
	case desk.Location:
		p := m.Content.Location
		out["contentType"] = "Location"
		out["content"] = object{"latitude": p.Latitude, "longitude": p.Longitude, "description": lines(p.Name, p.Address)}
	case desk.Contacts:
		out["contentType"], out["content"] = "string", writeCard(m.Content.Contacts[0])
		options["parseVCards"] = true
	default:
		media, f := file(m.File)
		if f != nil {
			return nil, f
		}
		out["contentType"], out["content"] = "MessageMedia", media
		if m.Body != "" {
			options["caption"] = m.Body
		}
		if flag := asWhat[m.Kind]; flag != "" {
			options[flag] = true
		}
	}
	return out, nil
}

// asWhat are the options by which a file becomes what it is meant to be, and not what its type suggests.
var asWhat = map[desk.MessageKind]string{
	desk.Voice: "sendAudioAsVoice", desk.Sticker: "sendMediaAsSticker", desk.Document: "sendMediaAsDocument",
}

// file is a file as the server takes it.
func file(f *transport.File) (object, *desk.Fault) {
	r, err := f.Open()
	if err != nil {
		return nil, transport.Offline(fmt.Errorf("open the file: %w", err))
	}
	raw, err := io.ReadAll(io.LimitReader(r, largestFile+1))
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, transport.Offline(fmt.Errorf("read the file: %w", err))
	}
	if len(raw) > largestFile {
		return nil, transport.Local(desk.CodeTooBig)
	}
	name := fileName(f.Name)
	if name == "" {
		name = "file"
	}
	return object{"mimetype": f.Mime, "data": base64.StdEncoding.EncodeToString(raw), "filename": name, "filesize": len(raw)}, nil
}

// noTime stands where no window is asked for.
var noTime time.Time
