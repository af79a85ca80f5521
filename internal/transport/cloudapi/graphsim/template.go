package graphsim

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Template is a message template. Change it with ChangeTemplate.
type Template struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Language   string      `json:"language"`
	Category   string      `json:"category"`                   // MARKETING, UTILITY, AUTHENTICATION
	Status     string      `json:"status"`                     // APPROVED and so on
	Format     string      `json:"parameter_format,omitempty"` // POSITIONAL or NAMED
	Components []Component `json:"components"`
	Held       bool        `json:"-"` // messages wait for the quality assessment until this is false or the status changes
}

// Component is one part of a template.
type Component struct {
	Type    string   `json:"type"`             // HEADER, BODY, FOOTER, BUTTONS
	Format  string   `json:"format,omitempty"` // of a header: TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION
	Text    string   `json:"text,omitempty"`
	Example any      `json:"example,omitempty"`
	Buttons []Button `json:"buttons,omitempty"`
}

// Button is a button of a template.
type Button struct {
	Type    string `json:"type"` // QUICK_REPLY, URL, PHONE_NUMBER, COPY_CODE
	Text    string `json:"text"`
	URL     string `json:"url,omitempty"`
	Phone   string `json:"phone_number,omitempty"`
	Example any    `json:"example,omitempty"`
}

var placeholder = regexp.MustCompile(`\{\{\s*([0-9A-Za-z_]+)\s*\}\}`)

// places lists the parameters that a text wants, each once.
func places(text string) []string {
	var out []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}

// fill puts values into a text.
func fill(text string, values map[string]string) string {
	return placeholder.ReplaceAllStringFunc(text, func(hit string) string {
		return values[placeholder.FindStringSubmatch(hit)[1]]
	})
}

func (t *Template) part(kind string) *Component {
	for i := range t.Components {
		if t.Components[i].Type == kind {
			return &t.Components[i]
		}
	}
	return nil
}

// named tells whether parameters go by name.
func (t *Template) named() bool { return t.Format == "NAMED" }

// AddTemplate gives an account a template and returns its id; missing members are filled in: pt_BR, UTILITY, APPROVED,
// POSITIONAL. It fails for an account that does not exist or a name and language it has already.
func (s *Server) AddTemplate(account string, t Template) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.accounts[account]
	if a == nil {
		return "", fmt.Errorf("add template %s: no account %s", t.Name, account)
	}
	if a.template(t.Name, orElse(t.Language, "pt_BR")) != nil {
		return "", fmt.Errorf("add template %s: account %s has it", t.Name, account)
	}
	return s.addTemplate(a, t).ID, nil
}

func (s *state) addTemplate(a *Account, t Template) *Template {
	t.ID = s.newID()
	t.Language, t.Category = orElse(t.Language, "pt_BR"), orElse(t.Category, "UTILITY")
	t.Status, t.Format = orElse(t.Status, "APPROVED"), orElse(t.Format, "POSITIONAL")
	a.Templates = append(a.Templates, &t)
	return &t
}

func orElse(v, usual string) string {
	if v == "" {
		return usual
	}
	return v
}

func (a *Account) template(name, language string) *Template {
	for _, t := range a.Templates {
		if t.Name == name && t.Language == language {
			return t
		}
	}
	return nil
}

// ChangeTemplate lets change alter a template, found by its id, and tells the webhooks if the status changed.
func (s *Server) ChangeTemplate(id string, change func(*Template)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.accounts {
		for _, t := range a.Templates {
			if t.ID != id {
				continue
			}
			before := t.Status
			change(t)
			s.assess(t)
			if t.Status != before {
				s.tellTemplate(a, t, "NONE")
			}
			return nil
		}
	}
	return fmt.Errorf("change template %s: there is none", id)
}

// tellTemplate announces a template's status.
func (s *Server) tellTemplate(a *Account, t *Template, reason string) {
	s.announce(a, nil, "message_template_status_update", fields{
		"event": t.Status, "message_template_id": t.ID, "message_template_name": t.Name,
		"message_template_language": t.Language, "reason": reason,
	})
}

// text is how the template reads with values in it.
func (t *Template) text(head, body map[string]string) string {
	var lines []string
	for _, c := range t.Components {
		switch {
		case c.Type == "HEADER" && c.Format == "TEXT":
			lines = append(lines, fill(c.Text, head))
		case c.Type == "BODY":
			lines = append(lines, fill(c.Text, body))
		case c.Type == "FOOTER":
			lines = append(lines, c.Text)
		}
	}
	return strings.Join(lines, "\n")
}
