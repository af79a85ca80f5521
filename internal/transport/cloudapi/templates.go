package cloudapi

import (
	"context"
	"net/url"
	"regexp"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

type templateForm struct {
	Name       string `json:"name"`
	Language   string `json:"language"`
	Status     string `json:"status"`
	Category   string `json:"category"`
	Components []struct {
		Type    string `json:"type"`
		Format  string `json:"format"`
		Text    string `json:"text"`
		Buttons []struct {
			Type string `json:"type"`
			Text string `json:"text"`
			URL  string `json:"url"`
		} `json:"buttons"`
	} `json:"components"`
}

// Templates lists the account's templates, also those that cannot be sent.
func (c *conn) Templates(ctx context.Context) ([]transport.TemplateForm, error) {
	all, err := pages[templateForm](ctx, c.graph, c.account+"/message_templates", url.Values{"fields": {"name,status,category,language,components,id"}})
	if err != nil {
		return nil, err
	}
	forms := make([]transport.TemplateForm, 0, len(all))
	for _, t := range all {
		forms = append(forms, t.form())
	}
	return forms, nil
}

var named = regexp.MustCompile(`\{\{\s*[a-zA-Z_]\w*\s*\}\}`)

func (t templateForm) form() transport.TemplateForm {
	f := transport.TemplateForm{Name: t.Name, Language: t.Language, Category: t.Category, Status: t.Status}
	for _, part := range t.Components {
		switch strings.ToUpper(part.Type) {
		case "HEADER":
			f.Header, f.HeaderKind = part.Text, desk.MessageKind(strings.ToLower(part.Format))
		case "BODY":
			f.Body = part.Text
		case "FOOTER":
			f.Footer = part.Text
		case "BUTTONS":
			for _, b := range part.Buttons {
				// A code to copy always takes one; of an address only the end may be open.
				place := strings.Contains(b.URL, "{{") || b.Type == "COPY_CODE"
				f.Buttons = append(f.Buttons, transport.TemplateButton{Kind: b.Type, Text: b.Text, Place: place})
			}
		}
	}
	f.Named = named.MatchString(f.Header) || named.MatchString(f.Body)
	return f
}
