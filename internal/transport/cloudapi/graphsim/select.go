package graphsim

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// selection reads the parameter fields: names with commas, each perhaps with its own selection in braces. Unknown names
// are an error; no fields are the usual ones.
func selection(asked string, usual []string, known ...string) ([]string, *Error) {
	if asked == "" {
		return usual, nil
	}
	var out []string
	for _, name := range splitFields(asked) {
		if i := strings.IndexByte(name, '{'); i >= 0 {
			name = name[:i]
		}
		if !slices.Contains(known, name) {
			e := fail(100).say("(#100) Tried accessing nonexisting field (" + name + ")")
			return nil, e
		}
		out = append(out, name)
	}
	return out, nil
}

// splitFields splits at the commas outside braces.
func splitFields(s string) []string {
	var out []string
	depth, from := 0, 0
	for i, r := range s {
		switch {
		case r == '{':
			depth++
		case r == '}':
			depth--
		case r == ',' && depth == 0:
			out = append(out, strings.TrimSpace(s[from:i]))
			from = i + 1
		}
	}
	return append(out, strings.TrimSpace(s[from:]))
}

// pick keeps the selected members; those that are absent stay absent. The id is always there.
func pick(all map[string]any, fields []string) map[string]any {
	out := map[string]any{}
	for _, f := range append([]string{"id"}, fields...) {
		if v, ok := all[f]; ok {
			out[f] = v
		}
	}
	return out
}

// page answers with one page of a list, as the parameters limit, after and before want it.
func (c *call) page(all []any, usual, most int) (result, error) {
	limit := usual
	if text := c.param("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > most {
			return nil, fail(100).because("Param limit must be between 1 and %d.", most)
		}
		limit = n
	}
	from, to := 0, 0
	after, before := c.param("after"), c.param("before")
	from = cursorAt(after, 0)
	if before != "" {
		from = max(cursorAt(before, 0)-1-limit, 0)
	}
	if from < 0 || from > len(all) {
		return nil, fail(100).because("Param after is not a cursor.")
	}
	to = min(from+limit, len(all))
	out := map[string]any{"data": append([]any{}, all[from:to]...)}
	if to > from {
		paging := map[string]any{"cursors": map[string]string{"before": cursor(from + 1), "after": cursor(to)}}
		if to < len(all) {
			paging["next"] = c.nextURL(cursor(to))
		}
		out["paging"] = paging
	}
	return out, nil
}

func cursor(n int) string {
	return base64.RawURLEncoding.EncodeToString([]byte("QVFI" + strconv.Itoa(n)))
}

// cursorAt is the place that a cursor names; -1 if it is none.
func cursorAt(text string, empty int) int {
	if text == "" {
		return empty
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return -1
	}
	n, err := strconv.Atoi(strings.TrimPrefix(string(b), "QVFI"))
	if err != nil {
		return -1
	}
	return n
}

func (c *call) nextURL(after string) string {
	q := c.http.URL.Query()
	q.Set("after", after)
	q.Del("before")
	return "http://" + c.http.Host + c.http.URL.Path + "?" + q.Encode()
}
