package wuzapi

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// content is what a message shows.
type content struct {
	kind    desk.MessageKind
	body    string
	file    *transport.Attachment
	content *desk.Content
	about   node // what it answers
}

// read finds what a message shows; false if it is only machinery. A message of a kind that is not known here is still one.
func read(m node) (content, bool) {
	m = unwrap(m)
	if len(m) == 0 {
		return content{}, false
	}
	if text, is := m.find("conversation").(string); is && text != "" {
		return content{kind: desk.Text, body: text}, true
	}
	for _, s := range sorts() {
		for _, name := range s.names {
			if x := m.node(name); x != nil {
				c, ok := s.read(x, name)
				if ok {
					c.about = x.node("contextInfo")
					return c, true
				}
			}
		}
	}
	return content{kind: desk.Unsupported}, !silent(m)
}

// unwrap opens the envelopes for vanishing messages, messages to be seen once, captions and whatever comes next: an object whose
// only content is another message.
func unwrap(m node) node {
	for range 8 {
		inner := m.node("deviceSentMessage").node("message")
		for _, v := range m {
			if x, ok := v.(map[string]any); ok && inner == nil && len(x) == 1 {
				inner = node(x).node("message")
			}
		}
		if inner == nil {
			return m
		}
		m = inner
	}
	return m
}

// sort is one way to read a part of a message, by the names under which it comes.
type sort struct {
	names []string
	read  func(x node, name string) (content, bool)
}

func sorts() []sort {
	return []sort{
		{[]string{"extendedTextMessage"}, carded},
		{[]string{"imageMessage"}, fileOf(desk.Image, "image")},
		{[]string{"videoMessage", "ptvMessage"}, fileOf(desk.Video, "video")},
		{[]string{"audioMessage"}, fileOf(desk.Audio, "audio")},
		{[]string{"documentMessage"}, fileOf(desk.Document, "document")},
		{[]string{"stickerMessage"}, fileOf(desk.Sticker, "sticker")},
		{[]string{"contactMessage"}, func(x node, _ string) (content, bool) { return content{kind: desk.Contacts, body: vcard(x)}, true }},
		{[]string{"contactsArrayMessage"}, vcards},
		{[]string{"locationMessage", "liveLocationMessage"}, spot},
		{[]string{"pollCreationMessage", "pollCreationMessageV2", "pollCreationMessageV3", "pollCreationMessageV5", "pollCreationMessageV6"}, poll},
		{[]string{"eventMessage"}, appointment},
		{[]string{"buttonsResponseMessage", "templateButtonReplyMessage"}, texts("selectedDisplayText")},
		{[]string{"listResponseMessage", "listMessage"}, texts("title", "description")},
		{[]string{"buttonsMessage"}, texts("contentText", "footerText")},
		{[]string{"interactiveResponseMessage", "interactiveMessage"}, func(x node, _ string) (content, bool) {
			body := x.node("body").text("text")
			return content{kind: desk.Text, body: lines(x.node("header").text("title"), body, x.node("footer").text("text"))}, body != ""
		}},
		{[]string{"templateMessage"}, func(x node, _ string) (content, bool) {
			h := x.node("hydratedTemplate")
			return content{kind: desk.Text, body: lines(h.text("hydratedTitleText"), h.text("hydratedContentText"), h.text("hydratedFooterText"))}, h != nil
		}},
	}
}

func texts(keys ...string) func(node, string) (content, bool) {
	return func(x node, _ string) (content, bool) {
		var all []string
		for _, k := range keys {
			all = append(all, x.text(k))
		}
		return content{kind: desk.Text, body: lines(all...)}, lines(all...) != ""
	}
}

func spot(x node, _ string) (content, bool) {
	p := desk.Place{Latitude: x.float("degreesLatitude"), Longitude: x.float("degreesLongitude"), Name: desk.Clean(x.text("name")), Address: desk.Clean(x.text("address"))}
	body := lines(x.text("name"), x.text("address"), x.text("comment", "caption"), fmt.Sprintf("%.6f, %.6f", p.Latitude, p.Longitude))
	return content{kind: desk.Location, body: body, content: &desk.Content{Location: &p}}, true
}

// carded is a text, with the card of its link where it has one.
func carded(x node, _ string) (content, bool) {
	picture, err := base64.StdEncoding.DecodeString(x.text("JPEGThumbnail"))
	if err != nil {
		picture = nil
	}
	card := transport.LinkCard(x.text("text"), x.text("matchedText"), x.text("title"), x.text("description"), picture)
	return content{kind: desk.Text, body: x.text("text"), content: card}, true
}

// appointment reads something that is to happen. Its times are seconds.
func appointment(x node, _ string) (content, bool) {
	instant := func(seconds int64) int64 { return 1000 * min(max(seconds, 0), 1<<36) }
	is := &desk.Happening{Name: desk.Clean(x.text("name")), About: desk.Clean(x.text("description")), Canceled: x.yes("isCanceled"),
		Starts: instant(x.number("startTime")), Ends: instant(x.number("endTime"))}
	if at := x.node("location"); at.text("name") != "" || at.text("address") != "" {
		is.Place = &desk.Place{Name: desk.Clean(at.text("name")), Address: desk.Clean(at.text("address"))}
	}
	more := &desk.Content{Event: is}
	return content{kind: desk.Appointment, body: desk.InLines(*more), content: more}, true
}

// mostOptions bounds what is shown of a poll or of cards.
const mostOptions = 50

func poll(x node, _ string) (content, bool) {
	all := []string{x.text("name")}
	for _, o := range x.nodes("options") {
		if len(all) <= mostOptions {
			all = append(all, "• "+o.text("optionName"))
		}
	}
	return content{kind: desk.Poll, body: strings.Join(all, "\n")}, true
}

func vcards(x node, _ string) (content, bool) {
	var all []string
	for _, one := range x.nodes("contacts") {
		if len(all) < mostOptions {
			all = append(all, vcard(one))
		}
	}
	return content{kind: desk.Contacts, body: strings.Join(all, "\n")}, true
}

var telephone = regexp.MustCompile(`(?im)^(?:item\d+\.)?TEL[^:\r\n]*:(.+)$`)

// vcard shows a contact as its name and telephone numbers, one per line.
func vcard(x node) string {
	all := []string{x.text("displayName")}
	for _, found := range telephone.FindAllStringSubmatch(x.text("vcard"), 20) {
		all = append(all, strings.TrimSpace(found[1]))
	}
	return lines(all...)
}

// lines joins what is not empty.
func lines(parts ...string) string {
	var all []string
	for _, p := range parts {
		if p != "" {
			all = append(all, p)
		}
	}
	return strings.Join(all, "\n")
}

// mute are the parts that show nothing by themselves.
func mute() map[string]bool {
	out := map[string]bool{}
	for _, name := range strings.Fields(`messagecontextinfo senderkeydistributionmessage fastratchetkeysenderkeydistributionmessage
		protocolmessage reactionmessage encreactionmessage pollupdatemessage keepinchatmessage pininchatmessage stickersyncrmrmessage
		albummessage call calllogmesssage messagehistorybundle messagehistorynotice secretencryptedmessage enceventresponsemessage
		enccommentmessage groupprotocolmessage devicesentmessage statusnotificationmessage chat conversation`) {
		out[name] = true
	}
	return out
}

// silent reports whether no part of m is one that a person should know of.
func silent(m node) bool {
	quiet := mute()
	for name, v := range m {
		if v != nil && !quiet[strings.ToLower(name)] {
			return false
		}
	}
	return true
}

// fileRef is what the server needs to bring a file. Its values are as the message had them.
type fileRef struct {
	Type string `json:"type"` // image, video, audio, document or sticker
	URL  string `json:"url,omitempty"`
	Path string `json:"path"`
	Key  string `json:"key"`
	Mime string `json:"mime"`
	Enc  string `json:"enc"` // SHA-256 of the file as WhatsApp keeps it
	Sum  string `json:"sum"` // SHA-256 of the file itself
	Size int64  `json:"size"`
}

// longestKey bounds what a message may say about where its file is.
const longestKey = 2048

func fileOf(kind desk.MessageKind, name string) func(node, string) (content, bool) {
	return func(x node, _ string) (content, bool) {
		c := content{kind: kind, body: x.text("caption")}
		if kind == desk.Audio && x.yes("PTT") {
			c.kind = desk.Voice
		}
		ref := fileRef{
			Type: name, URL: x.text("URL"), Path: x.text("directPath"), Key: x.text("mediaKey"), Mime: desk.Clean(x.text("mimetype")),
			Enc: x.text("fileEncSHA256"), Sum: x.text("fileSHA256"), Size: size(x.number("fileLength")),
		}
		for _, v := range []*string{&ref.URL, &ref.Path, &ref.Key, &ref.Mime, &ref.Enc, &ref.Sum} {
			if len(*v) > longestKey {
				*v = ""
			}
		}
		raw, err := json.Marshal(ref)
		if err != nil { // strings and a number only
			panic(err)
		}
		c.file = &transport.Attachment{
			Kind: c.kind, Mime: ref.Mime, Bytes: ref.Size, Ref: raw, Width: pixels(x.number("width")), Height: pixels(x.number("height")),
			Duration: time.Duration(min(max(x.number("seconds"), 0), 86400)) * time.Second,
		}
		if kind == desk.Document {
			c.file.Name = fileName(x.text("fileName"), x.text("title"))
		}
		return c, true
	}
}

func pixels(n int64) int { return int(min(max(n, 0), 1<<20)) }

// fileName is the first name given, without the folders that a sender could put before it.
func fileName(names ...string) string {
	for _, n := range names {
		n = path.Base(strings.ReplaceAll(desk.Clean(n), `\`, "/"))
		if n != "." && n != ".." && n != "/" {
			return n
		}
	}
	return ""
}
