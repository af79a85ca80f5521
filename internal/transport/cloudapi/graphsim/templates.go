package graphsim

import (
	"encoding/json"
	"regexp"
	"slices"
)

// maxTemplates is how many an account may have.
const maxTemplates = 250

var templateFields = []string{
	"id", "name", "status", "category", "language", "components",
	"parameter_format", "quality_score", "rejected_reason",
}

var usualTemplateFields = []string{"name", "parameter_format", "components", "language", "status", "category", "id"}

// listTemplates is GET /{account}/message_templates.
func listTemplates(c *call, node string) (result, error) {
	asked, e := selection(c.param("fields"), usualTemplateFields, templateFields...)
	if e != nil {
		return nil, e
	}
	name, language, status, category := c.param("name"), c.param("language"), c.param("status"), c.param("category")
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if e := c.token.allowed(Management, node); e != nil {
		return nil, e
	}
	var all []any
	for _, t := range c.s.accounts[node].Templates {
		if fits(name, t.Name) && fits(language, t.Language) && fits(status, t.Status) && fits(category, t.Category) {
			all = append(all, pick(t.describe(), asked))
		}
	}
	return c.page(all, 25, 1000)
}

func fits(wanted, v string) bool { return wanted == "" || wanted == v }

func (t *Template) describe() map[string]any {
	var out map[string]any
	// A template is plain data: it can be written and read back.
	_ = json.Unmarshal(encode(t), &out)
	out["rejected_reason"] = "NONE"
	out["quality_score"] = fields{"score": "UNKNOWN"}
	return out
}

var templateName = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)

// createTemplate is POST /{account}/message_templates; the new one waits for approval.
func createTemplate(c *call, node string) (result, error) {
	o, in := c.readBody()
	t := Template{Status: "PENDING"}
	if t.Name = o.text("name", 512); t.Name != "" && !templateName.MatchString(t.Name) {
		o.wrong("name", "must be small letters, digits and underscores.")
	}
	t.Language = o.text("language", 0)
	t.Category = o.oneOf("category", "AUTHENTICATION", "MARKETING", "UTILITY")
	t.Format = "POSITIONAL"
	if o.has("parameter_format") {
		t.Format = upper(o.oneOf("parameter_format", "named", "positional", "NAMED", "POSITIONAL"))
	}
	o.flag("allow_category_change")
	for _, part := range o.list("components", 1, 10) {
		t.Components = append(t.Components, readComponent(part))
	}
	o.done()
	if err := c.outcome(in); err != nil {
		return nil, err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if e := c.token.allowed(Management, node); e != nil {
		return nil, e
	}
	a := c.s.accounts[node]
	switch {
	case t.part("BODY") == nil:
		return nil, fail(100).because("The template needs a component BODY.")
	case a.template(t.Name, t.Language) != nil:
		e := fail(100).because("There is already content in this language for this template.")
		e.Subcode = 2388024
		return nil, e
	case len(a.Templates) >= maxTemplates:
		return nil, fail(2388019).because("The account has %d templates.", maxTemplates)
	}
	made := c.s.addTemplate(a, t)
	return fields{"id": made.ID, "status": made.Status, "category": made.Category}, nil
}

func readComponent(o *object) Component {
	out := Component{Type: o.oneOf("type", "HEADER", "BODY", "FOOTER", "BUTTONS")}
	switch out.Type {
	case "HEADER":
		out.Format = o.oneOf("format", "TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION")
		if out.Format == "TEXT" {
			out.Text = o.text("text", 60)
		}
	case "BODY":
		out.Text = o.text("text", 1024)
	case "FOOTER":
		out.Text = o.text("text", 60)
	case "BUTTONS":
		for _, b := range o.list("buttons", 1, 10) {
			out.Buttons = append(out.Buttons, Button{
				Type: b.oneOf("type", "QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE"), Text: b.maybe("text", 25),
				URL: b.maybe("url", 2000), Phone: b.maybe("phone_number", 20),
			})
			b.has("example")
			b.done()
		}
	}
	if o.has("example") {
		out.Example = o.m["example"]
	} else if len(places(out.Text)) > 0 {
		o.missing("example")
	}
	o.done()
	return out
}

// deleteTemplate is DELETE /{account}/message_templates?name=, in all languages or, with hsm_id, in one.
func deleteTemplate(c *call, node string) (result, error) {
	name, id := c.param("name"), c.param("hsm_id")
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if e := c.token.allowed(Management, node); e != nil {
		return nil, e
	}
	a := c.s.accounts[node]
	before := len(a.Templates)
	a.Templates = slices.DeleteFunc(a.Templates, func(t *Template) bool { return t.Name == name && (id == "" || t.ID == id) })
	if len(a.Templates) == before {
		e := fail(100).because("Message template not found.")
		e.Subcode = 2593002
		return nil, e
	}
	return success{true}, nil
}
