package wuzapi

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/balcao-app/balcao/internal/transport"
)

// node is a JSON object of the server. Releases differ in the case of keys and in the type of values, so both are read leniently: a
// value of another type than expected counts as missing.
type node map[string]any

// parse reads an object; false if raw is none, or nests without end.
func parse(raw []byte) (node, bool) {
	if transport.TooDeep(raw) {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var out node
	if d.Decode(&out) != nil || d.More() {
		return nil, false
	}
	return out, out != nil
}

// find gives the first of these keys that is there, whatever its case; nil without one.
func (n node) find(names ...string) any {
	for _, name := range names {
		if v, ok := n[name]; ok {
			return v
		}
	}
	for _, key := range slices.Sorted(maps.Keys(n)) {
		for _, name := range names {
			if strings.EqualFold(key, name) {
				return n[key]
			}
		}
	}
	return nil
}

func (n node) has(name string) bool { return n.find(name) != nil }

// text reads a string, or a number as one.
func (n node) text(names ...string) string {
	switch v := n.find(names...).(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

func (n node) node(names ...string) node {
	v, _ := n.find(names...).(map[string]any)
	return v
}

func (n node) list(names ...string) []any {
	v, _ := n.find(names...).([]any)
	return v
}

// nodes are the objects of a list.
func (n node) nodes(names ...string) (out []node) {
	for _, v := range n.list(names...) {
		if m, ok := v.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// number reads a whole number, also one that is written as a string; 0 without one.
func (n node) number(names ...string) int64 {
	text := n.text(names...)
	if v, err := strconv.ParseInt(text, 10, 64); err == nil {
		return v
	}
	f := n.float(names...)
	if math.Abs(f) < 1<<53 {
		return int64(f)
	}
	return 0
}

func (n node) float(names ...string) float64 {
	v, err := strconv.ParseFloat(n.text(names...), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

func (n node) yes(names ...string) bool {
	switch v := n.find(names...).(type) {
	case bool:
		return v
	case string:
		return strings.EqualFold(v, "true") || v == "1"
	case json.Number:
		return v.String() != "0"
	}
	return false
}
