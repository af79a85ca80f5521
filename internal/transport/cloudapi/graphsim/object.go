package graphsim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// reading is the strict reading of one JSON body. The first problem is kept; after it, every question is answered with
// nothing, so that handlers read on without asking each time.
type reading struct {
	problem *Error
	unknown []string // members that nobody asked for
}

// object is one JSON object. Members that were not asked for when done is called are refused.
type object struct {
	in    *reading
	path  string
	m     map[string]any
	asked map[string]bool
}

// readBody reads the JSON body of a call, whose top must be an object.
func (c *call) readBody() (*object, *reading) {
	in := &reading{}
	if kind, _, _ := mime.ParseMediaType(c.http.Header.Get("Content-Type")); kind != "application/json" {
		in.unknown = append(in.unknown, "Content-Type "+strconv.Quote(kind))
		in.refuse(fail(100).because("The request body must be application/json."))
	}
	d := json.NewDecoder(bytes.NewReader(c.body))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil || m == nil {
		in.refuse(fail(100).because("The request body is not a JSON object."))
	} else if _, err := d.Token(); err != io.EOF {
		in.refuse(fail(100).because("The request body has something after the JSON object."))
	}
	return &object{in: in, m: m, asked: map[string]bool{}}, in
}

func (in *reading) refuse(e *Error) {
	if in.problem == nil {
		in.problem = e
	}
}

func (o *object) name(member string) string {
	if o.path == "" {
		return member
	}
	return o.path + "['" + member + "']"
}

// has tells whether a member is there and not null.
func (o *object) has(member string) bool {
	o.asked[member] = true
	return o.m[member] != nil
}

// wrong refuses a member's value.
func (o *object) wrong(member, format string, args ...any) {
	o.in.refuse(fail(131009).because("Param %s %s", o.name(member), fmt.Sprintf(format, args...)))
}

func (o *object) missing(member string) {
	o.in.refuse(fail(131008).because("The parameter %s is required.", o.name(member)))
}

func (o *object) shape(member, want string) {
	o.in.refuse(fail(100).because("Param %s must be %s.", o.name(member), want))
}

// text reads a required string of 1 to most characters; 0 is no limit.
func (o *object) text(member string, most int) string {
	if !o.has(member) {
		o.missing(member)
		return ""
	}
	v := o.maybe(member, most)
	if v == "" {
		o.wrong(member, "must not be empty.")
	}
	return v
}

// maybe reads an optional string of up to most characters, counted as Unicode code points.
func (o *object) maybe(member string, most int) string {
	if !o.has(member) {
		return ""
	}
	v, ok := o.m[member].(string)
	if !ok {
		o.shape(member, "a string")
	}
	if most > 0 && utf8.RuneCountInString(v) > most {
		o.wrong(member, "must be at most %d characters long.", most)
	}
	return v
}

// oneOf reads a required string out of a few.
func (o *object) oneOf(member string, of ...string) string {
	v := o.text(member, 0)
	if v != "" && !slices.Contains(of, v) {
		o.wrong(member, "must be one of {%s} - got %q.", strings.Join(of, ", "), v)
	}
	return v
}

// flag reads an optional boolean.
func (o *object) flag(member string) bool {
	if !o.has(member) {
		return false
	}
	v, ok := o.m[member].(bool)
	if !ok {
		o.shape(member, "a boolean")
	}
	return v
}

// number reads a required number between low and high.
func (o *object) number(member string, low, high float64) float64 {
	if !o.has(member) {
		o.missing(member)
		return 0
	}
	n, ok := o.m[member].(json.Number)
	if !ok {
		o.shape(member, "a number")
		return 0
	}
	v, err := n.Float64()
	if err != nil || v < low || v > high {
		o.wrong(member, "must be between %g and %g.", low, high)
	}
	return v
}

// child reads a required object.
func (o *object) child(member string) *object {
	if !o.has(member) {
		o.missing(member)
		return o.nothing(member)
	}
	m, ok := o.m[member].(map[string]any)
	if !ok {
		o.shape(member, "a JSON object")
	}
	return &object{in: o.in, path: o.name(member), m: m, asked: map[string]bool{}}
}

func (o *object) nothing(member string) *object {
	return &object{in: o.in, path: o.name(member), asked: map[string]bool{}}
}

// list reads a required array of objects with least to most entries; most 0 is no limit.
func (o *object) list(member string, least, most int) []*object {
	var out []*object
	for i, v := range o.values(member, least, most) {
		path := fmt.Sprintf("%s[%d]", o.name(member), i)
		m, ok := v.(map[string]any)
		if !ok {
			o.in.refuse(fail(100).because("Param %s must be a JSON object.", path))
		}
		out = append(out, &object{in: o.in, path: path, m: m, asked: map[string]bool{}})
	}
	return out
}

func (o *object) values(member string, least, most int) []any {
	if !o.has(member) {
		if least > 0 {
			o.missing(member)
		}
		return nil
	}
	all, ok := o.m[member].([]any)
	if !ok {
		o.shape(member, "an array")
		return nil
	}
	if len(all) < least || most > 0 && len(all) > most {
		o.wrong(member, "must have between %d and %d entries - got %d.", least, most, len(all))
	}
	return all
}

// done refuses the members that were not asked for.
func (o *object) done() {
	for _, member := range sortedKeys(o.m) {
		if !o.asked[member] {
			o.in.unknown = append(o.in.unknown, o.name(member))
			o.in.refuse(fail(100).because("Unexpected key %q on param %q.", member, o.path))
		}
	}
}

// outcome is the first problem, after the unknown members were written down.
func (c *call) outcome(in *reading) error {
	for _, name := range in.unknown {
		c.s.unknownf("%s %s: field %s", c.http.Method, c.http.URL.Path, name)
	}
	if in.problem != nil {
		return in.problem
	}
	return nil
}
