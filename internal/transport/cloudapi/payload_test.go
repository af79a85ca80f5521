package cloudapi

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

func file(name, mime string, bytes int64) *transport.File {
	return &transport.File{Name: name, Mime: mime, Bytes: bytes, SHA256: "ab"}
}

// outgoing has one message of every form.
func outgoing() map[string]transport.Say {
	pos := []desk.Value{{Kind: desk.Text, Text: "Maria"}, {Kind: desk.Text, Text: "A-17"}}
	named := []desk.Value{{Name: "nome", Kind: desk.Text, Text: "Maria"}}
	use := func(t desk.TemplateUse) *desk.Content {
		t.Name, t.Language = "retomar_contato", "pt_BR"
		return &desk.Content{Template: &t}
	}
	return map[string]transport.Say{
		"text":              {Kind: desk.Text, Body: "Olá <b>&</b>\n👍"},
		"text_link":         {Kind: desk.Text, Body: "veja https://example.com", Content: &desk.Content{Link: &desk.LinkCard{URL: "https://example.com", Title: "Loja"}}},
		"text_link_bare":    {Kind: desk.Text, Body: "veja https://example.com"},
		"image":             {Kind: desk.Image, Body: "legenda", File: file("a.jpg", "image/jpeg", 9)},
		"video":             {Kind: desk.Video, File: file("a.mp4", "video/mp4", 9)},
		"audio":             {Kind: desk.Audio, File: file("a.mp3", "audio/mpeg", 9)},
		"voice":             {Kind: desk.Voice, File: file("a.ogg", "audio/ogg; codecs=opus", 9)},
		"document":          {Kind: desk.Document, Body: "a nota", File: file("nota.pdf", "application/pdf", 9)},
		"sticker":           {Kind: desk.Sticker, File: file("a.webp", "image/webp", 9)},
		"location":          {Kind: desk.Location, Content: &desk.Content{Location: &desk.Place{Latitude: -23.5, Longitude: -46.6, Name: "Loja", Address: "Rua A"}}},
		"location_bare":     {Kind: desk.Location, Content: &desk.Content{Location: &desk.Place{}}},
		"contacts":          {Kind: desk.Contacts, Content: &desk.Content{Contacts: []desk.Card{{Name: "João Souza", First: "João", Last: "Souza", Phones: []string{"+55 11 98888-7777"}, Emails: []string{"j@example.com"}, Organization: "ACME"}, {Name: "Bia"}}}},
		"buttons":           {Kind: desk.Interactive, Body: "Qual cor?", Content: &desk.Content{Choices: &desk.Choices{Header: "Loja", Footer: "até 18h", Buttons: []desk.Option{{ID: "1", Title: "Azul"}, {ID: "2", Title: "Rosa"}}}}},
		"list":              {Kind: desk.Interactive, Body: "Qual?", Content: &desk.Content{Choices: &desk.Choices{Label: "Ver", List: []desk.Section{{Title: "Cores", Options: []desk.Option{{ID: "1", Title: "Azul", More: "do céu"}}}, {Title: "Mais", Options: []desk.Option{{ID: "2", Title: "Rosa"}}}}}}},
		"template":          {Kind: desk.Template, Content: use(desk.TemplateUse{})},
		"template_counted":  {Kind: desk.Template, Content: use(desk.TemplateUse{Header: &desk.Value{Kind: desk.Text, Text: "Oi"}, Body: pos})},
		"template_named":    {Kind: desk.Template, Content: use(desk.TemplateUse{Body: named})},
		"template_image":    {Kind: desk.Template, File: file("a.jpg", "image/jpeg", 9), Content: use(desk.TemplateUse{Header: &desk.Value{Kind: desk.Image}, Body: pos})},
		"template_document": {Kind: desk.Template, File: file("n.pdf", "application/pdf", 9), Content: use(desk.TemplateUse{Header: &desk.Value{Kind: desk.Document}})},
		"template_place":    {Kind: desk.Template, Content: use(desk.TemplateUse{Header: &desk.Value{Kind: desk.Location, Place: &desk.Place{Latitude: 1, Longitude: 2, Name: "Loja"}}})},
		"template_buttons":  {Kind: desk.Template, Content: use(desk.TemplateUse{Buttons: []desk.Button{{Index: 0, Kind: "quick_reply", Value: "SIM"}, {Index: 1, Kind: "url", Value: "A-17"}, {Index: 2, Kind: "copy_code", Value: "OFF10"}}})},
	}
}

func TestOutgoingGolden(t *testing.T) {
	for name, m := range outgoing() {
		t.Run(name, func(t *testing.T) {
			if f := fits(m); f != nil {
				t.Fatal(f)
			}
			id := ""
			if m.File != nil {
				id = "1037"
			}
			text, err := json.MarshalIndent(payload(m, id), "", " ")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "testdata/out/"+name+".golden", string(text)+"\n")
		})
	}
}

func TestWhatDoesNotFit(t *testing.T) {
	choices := func(c desk.Choices) transport.Say {
		return transport.Say{Kind: desk.Interactive, Body: "?", Content: &desk.Content{Choices: &c}}
	}
	options := func(n int) (all []desk.Option) {
		for i := range n {
			all = append(all, desk.Option{ID: string(rune('a' + i)), Title: string(rune('a' + i))})
		}
		return all
	}
	use := func(t desk.TemplateUse) transport.Say {
		return transport.Say{Kind: desk.Template, Content: &desk.Content{Template: &t}}
	}
	for name, c := range map[string]struct {
		m    transport.Say
		want desk.Code
		next desk.Next
	}{
		"too long":          {transport.Say{Kind: desk.Text, Body: strings.Repeat("ç", 4097)}, desk.CodeTooLong, desk.Reroute},
		"empty":             {transport.Say{Kind: desk.Text, Body: " \n"}, desk.CodeEmpty, desk.Stop},
		"poll":              {transport.Say{Kind: desk.Poll, Body: "x"}, desk.CodeUnsupported, desk.Reroute},
		"long caption":      {transport.Say{Kind: desk.Image, Body: strings.Repeat("x", 1025), File: file("a", "image/png", 1)}, desk.CodeTooLong, desk.Reroute},
		"caption on audio":  {transport.Say{Kind: desk.Audio, Body: "x", File: file("a", "audio/mpeg", 1)}, desk.CodeTooLong, desk.Reroute},
		"no file":           {transport.Say{Kind: desk.Image}, desk.CodeBadRequest, desk.Stop},
		"type":              {transport.Say{Kind: desk.Image, File: file("a", "image/gif", 1)}, desk.CodeFileType, desk.Reroute},
		"voice type":        {transport.Say{Kind: desk.Voice, File: file("a", "audio/mpeg", 1)}, desk.CodeFileType, desk.Reroute},
		"size":              {transport.Say{Kind: desk.Image, File: file("a", "image/png", 5<<20+1)}, desk.CodeTooBig, desk.Reroute},
		"nowhere":           {transport.Say{Kind: desk.Location}, desk.CodeBadRequest, desk.Stop},
		"off the earth":     {transport.Say{Kind: desk.Location, Content: &desk.Content{Location: &desk.Place{Latitude: 91}}}, desk.CodeBadRequest, desk.Stop},
		"no cards":          {transport.Say{Kind: desk.Contacts}, desk.CodeBadRequest, desk.Stop},
		"card without name": {transport.Say{Kind: desk.Contacts, Content: &desk.Content{Contacts: []desk.Card{{}}}}, desk.CodeBadRequest, desk.Stop},
		"no choice":         {choices(desk.Choices{}), desk.CodeBadRequest, desk.Stop},
		"four buttons":      {choices(desk.Choices{Buttons: options(4)}), desk.CodeUnsupported, desk.Reroute},
		"same buttons":      {choices(desk.Choices{Buttons: append(options(1), options(1)...)}), desk.CodeBadRequest, desk.Stop},
		"long button":       {choices(desk.Choices{Buttons: []desk.Option{{ID: "1", Title: strings.Repeat("x", 21)}}}), desk.CodeTooLong, desk.Reroute},
		"long list":         {choices(desk.Choices{Label: "x", List: []desk.Section{{Options: options(11)}}}), desk.CodeUnsupported, desk.Reroute},
		"list without name": {choices(desk.Choices{Label: "x", List: []desk.Section{{Options: options(1)}, {Options: options(1)}}}), desk.CodeBadRequest, desk.Stop},
		"no label":          {choices(desk.Choices{List: []desk.Section{{Options: options(1)}}}), desk.CodeBadRequest, desk.Stop},
		"no template":       {use(desk.TemplateUse{}), desk.CodeTemplate, desk.Hold},
		"empty place":       {use(desk.TemplateUse{Name: "x", Language: "y", Body: []desk.Value{{Kind: desk.Text}}}), desk.CodeTemplate, desk.Hold},
		"no header file":    {use(desk.TemplateUse{Name: "x", Language: "y", Header: &desk.Value{Kind: desk.Image}}), desk.CodeTemplate, desk.Hold},
		"no header place":   {use(desk.TemplateUse{Name: "x", Language: "y", Header: &desk.Value{Kind: desk.Location}}), desk.CodeTemplate, desk.Hold},
		"strange button":    {use(desk.TemplateUse{Name: "x", Language: "y", Buttons: []desk.Button{{Kind: "call", Value: "1"}}}), desk.CodeTemplate, desk.Hold},
	} {
		f := fits(c.m)
		if codeOf(f) != c.want || f != nil && f.Next != c.next {
			t.Errorf("%s: %+v, want %s", name, f, c.want)
		}
	}
}

func TestRecipient(t *testing.T) {
	phone, user := desk.Phone("+55 11 91234-5678"), desk.Address{Scheme: desk.SchemeBSUID, Value: "BR.1349"}
	for name, c := range map[string]struct {
		to   []desk.Address
		want string
	}{
		"number":      {[]desk.Address{phone}, `{"to":"+5511912345678"}`},
		"id":          {[]desk.Address{user}, `{"recipient":"BR.1349"}`},
		"best first":  {[]desk.Address{desk.LID("1"), user, phone}, `{"recipient":"BR.1349"}`},
		"number best": {[]desk.Address{phone, user}, `{"to":"+5511912345678"}`},
		"hidden only": {[]desk.Address{desk.LID("1")}, ``},
		"nobody":      {nil, ``},
	} {
		got, f := recipient(c.to)
		if c.want == "" {
			if f == nil || f.Next != desk.Reroute {
				t.Errorf("%s: %v", name, f)
			}
			continue
		}
		body := object{}
		got.write(body)
		if text, _ := json.Marshal(body); f != nil || string(text) != c.want {
			t.Errorf("%s: %s, %v", name, text, f)
		}
	}
}
