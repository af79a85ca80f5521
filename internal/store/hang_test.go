package store

import (
	"slices"
	"testing"
)

// TestNothingHangsUnseen: whatever names a channel or a connection, now or later, has its fate when a channel is removed.
func TestNothingHangsUnseen(t *testing.T) {
	db, err := Open(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.reader.Query(`SELECT m.name, f."from" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
		WHERE m.type='table' AND f."table" IN ('channel', 'connection')`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	left := slices.Clone(hangs)
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(left, func(h hang) bool { return h.table == table && h.column == column })
		if i < 0 {
			t.Errorf("%s.%s names a channel or a connection, and nothing says what a removal does with it", table, column)
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, h := range left {
		t.Errorf("%s.%s is not in the schema", h.table, h.column)
	}
}
