package search

import (
	"strings"
	"testing"
)

// TestPlans: what is asked for each letter that is typed reads the index in its order, and sorts nothing.
func TestPlans(t *testing.T) {
	o := newOffice(t)
	for name, c := range map[string]struct {
		query string
		args  []any
	}{
		"by words": {byWords, []any{`"bolo"*`, 0, 1 << 40, 30}},
		"by time":  {byTime, []any{0, 1 << 40, 30}},
	} {
		rows, err := o.index.reader.Query("EXPLAIN QUERY PLAN "+c.query, c.args...)
		if err != nil {
			t.Fatal(err)
		}
		var plan []string
		for rows.Next() {
			var a, b, n any
			var step string
			if err := rows.Scan(&a, &b, &n, &step); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, step)
		}
		rows.Close()
		all := strings.Join(plan, "; ")
		if strings.Contains(all, "TEMP B-TREE") || strings.Contains(all, "SCAN d") {
			t.Errorf("%s: %s", name, all)
		}
	}
}
