package graphsim

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Most characters of a template's header and body once the parameters are in.
const (
	maxHydratedHead = 60
	maxHydratedBody = 1024
)

// readTemplate reads the template object of a message against the template it names.
func (s *state) readTemplate(o *object, d *draft) {
	name := o.text("name", 512)
	language := o.child("language")
	code := language.text("code", 0)
	if language.has("policy") {
		language.oneOf("policy", "deterministic")
	}
	language.done()
	components := o.list("components", 0, 0)
	if o.in.problem != nil {
		return
	}
	t := s.accounts[d.number.Account].template(name, code)
	if e := usable(t, name, code); e != nil {
		o.in.refuse(e)
		for _, c := range components {
			c.skip()
		}
		return
	}
	d.template = t
	f := &filling{state: s, d: d, t: t, buttons: map[int]bool{}}
	for _, c := range components {
		f.read(c)
	}
	f.complete(o)
	d.text = t.text(f.head, f.body)
}

// usable tells whether a template may be sent.
func usable(t *Template, name, code string) *Error {
	switch {
	case t == nil:
		return fail(132001).because("template name (%s) does not exist in %s", name, code)
	case t.Status == "PAUSED":
		return fail(132015).because("template (%s) is paused", name)
	case t.Status == "DISABLED":
		return fail(132016).because("template (%s) is disabled", name)
	case t.Status != "APPROVED":
		return fail(132001).because("template name (%s) is not approved in %s", name, code)
	}
	return nil
}

// skip counts every member as asked for.
func (o *object) skip() {
	for m := range o.m {
		o.asked[m] = true
	}
}

// filling is the way of parameters into a template.
type filling struct {
	*state
	d          *draft
	t          *Template
	head, body map[string]string
	sawHead    bool
	sawBody    bool
	buttons    map[int]bool
}

// read takes one component of the message.
func (f *filling) read(c *object) {
	switch kind := strings.ToLower(c.text("type", 0)); kind {
	case "header":
		f.once(c, &f.sawHead)
		f.readHead(c)
	case "body":
		f.once(c, &f.sawBody)
		f.body = f.texts(c, "body", f.textOf("BODY"), maxHydratedBody)
	case "button":
		f.readButton(c)
	case "":
	default:
		c.wrong("type", "must be one of {HEADER, BODY, BUTTON} - got %q.", kind)
	}
	c.done()
}

func (f *filling) once(c *object, seen *bool) {
	if *seen {
		c.in.refuse(fail(100).because("Param %s repeats a component.", c.path))
	}
	*seen = true
}

func (f *filling) textOf(kind string) string {
	if c := f.t.part(kind); c != nil {
		return c.Text
	}
	return ""
}

func (f *filling) readHead(c *object) {
	h := f.t.part("HEADER")
	if h == nil || h.Format == "TEXT" {
		f.head = f.texts(c, "header", f.textOf("HEADER"), maxHydratedHead)
		return
	}
	parameters, want := c.list("parameters", 0, 0), strings.ToLower(h.Format)
	if len(parameters) != 1 {
		f.count(c, "header", len(parameters), 1)
		return
	}
	p := parameters[0]
	if kind := p.text("type", 0); kind != want {
		p.in.refuse(fail(132012).because("header: Format mismatch, expected %s, received %s", upper(want), upper(kind)))
		p.skip()
		return
	}
	part := p.child(want)
	if want == "location" {
		f.readLocation(part, f.d)
	} else {
		f.readMedia(part, f.d, want)
		if want == "document" {
			part.maybe("filename", 0)
		}
	}
	part.done()
	p.done()
}

// texts reads the parameters of a text and returns them by the names of their places.
func (f *filling) texts(c *object, where, text string, most int) map[string]string {
	parameters, wanted, values := c.list("parameters", 0, 0), places(text), map[string]string{}
	if len(parameters) != len(wanted) {
		f.count(c, where, len(parameters), len(wanted))
		return nil
	}
	for i, p := range parameters {
		place := strconv.Itoa(i + 1)
		name := p.maybe("parameter_name", 0)
		switch {
		case f.t.named() && name == "":
			p.in.refuse(fail(132012).because("%s: Parameter name is missing or empty", where))
		case f.t.named() && !slices.Contains(wanted, name):
			p.in.refuse(fail(132012).because("%s: the template has no parameter %q", where, name))
		case !f.t.named() && name != "":
			p.in.refuse(fail(132012).because("%s: parameter_name is not allowed in a template with positional parameters", where))
		case f.t.named():
			place = name
		}
		if _, twice := values[place]; twice {
			p.in.refuse(fail(132012).because("%s: parameter %q is given twice", where, place))
		}
		values[place] = readParameter(p, where)
	}
	if utf8.RuneCountInString(fill(text, values)) > most {
		c.in.refuse(fail(132005).because("%s: the translated text is longer than %d characters", where, most))
	}
	return values
}

func (f *filling) count(c *object, where string, got, want int) {
	c.in.refuse(fail(132000).because("%s: number of localizable_params (%d) does not match the expected number of params (%d)", where, got, want))
	c.skip()
}

var ugly = regexp.MustCompile(`[\n\r\t]| {5}`)

// readParameter reads the value of one place in a text.
func readParameter(p *object, where string) string {
	defer p.done()
	switch kind := p.text("type", 0); kind {
	case "text":
		v := p.text("text", 0)
		if ugly.MatchString(v) {
			p.in.refuse(fail(132007).because(
				"%s: Param text cannot have new-line/tab characters or more than 4 consecutive spaces", where))
		}
		return v
	case "currency":
		part := p.child("currency")
		defer part.done()
		part.text("code", 3)
		part.number("amount_1000", -1e15, 1e15)
		return part.text("fallback_value", 0)
	case "date_time":
		part := p.child("date_time")
		defer part.done()
		return part.text("fallback_value", 0)
	default:
		p.in.refuse(fail(132012).because("%s: Format mismatch, expected TEXT, received %s", where, upper(kind)))
		p.skip()
		return ""
	}
}

func (f *filling) readButton(c *object) {
	kind := strings.ToLower(c.text("sub_type", 0))
	i := readIndex(c)
	parameters := c.list("parameters", 0, 1)
	b := f.button(i)
	if b == nil || strings.ToLower(b.Type) != kind {
		c.in.refuse(fail(132012).because("buttons: the template has no button of type %s at index %d", kind, i))
		c.skip()
		return
	}
	if len(parameters) != 1 || f.buttons[i] {
		f.count(c, "button at index "+strconv.Itoa(i), len(parameters), 1)
		return
	}
	f.buttons[i] = true
	want, ok := map[string]string{"quick_reply": "payload", "url": "text", "copy_code": "coupon_code"}[kind]
	if !ok || kind == "url" && len(places(b.URL)) == 0 {
		c.in.refuse(fail(132000).because("button at index %d takes no parameters", i))
		return
	}
	p := parameters[0]
	if got := p.text("type", 0); got != want {
		p.in.refuse(fail(132012).because("button at index %d: Format mismatch, expected %s, received %s", i, want, got))
		p.skip()
		return
	}
	p.text(want, map[string]int{"payload": 256, "coupon_code": 20, "text": 2000}[want])
	p.done()
}

// readIndex reads the place of a button, which Meta takes as a string or as a number.
func readIndex(c *object) int {
	if !c.has("index") {
		c.missing("index")
		return -1
	}
	text := fmt.Sprint(c.m["index"])
	if _, number := c.m["index"].(json.Number); !number {
		text = c.text("index", 0)
	}
	i, err := strconv.Atoi(text)
	if err != nil || i < 0 {
		c.wrong("index", "must be a number from 0 up.")
		return -1
	}
	return i
}

func (f *filling) button(i int) *Button {
	c := f.t.part("BUTTONS")
	if c == nil || i < 0 || i >= len(c.Buttons) {
		return nil
	}
	return &c.Buttons[i]
}

// complete refuses a message that leaves places empty.
func (f *filling) complete(o *object) {
	h := f.t.part("HEADER")
	switch {
	case !f.sawHead && h != nil && h.Format != "TEXT":
		o.in.refuse(fail(132012).because("header: Format mismatch, expected %s, received UNKNOWN", h.Format))
	case !f.sawHead && len(places(f.textOf("HEADER"))) > 0:
		f.count(o, "header", 0, len(places(f.textOf("HEADER"))))
	case !f.sawBody && len(places(f.textOf("BODY"))) > 0:
		f.count(o, "body", 0, len(places(f.textOf("BODY"))))
	}
	c := f.t.part("BUTTONS")
	if c == nil {
		return
	}
	for i, b := range c.Buttons {
		if !f.buttons[i] && (b.Type == "COPY_CODE" || b.Type == "URL" && len(places(b.URL)) > 0) {
			o.in.refuse(fail(131008).because("buttons: Button at index %d of type %s requires a parameter", i, b.Type))
		}
	}
}
