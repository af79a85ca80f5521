package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// BenchmarkReport reads the same month of 20,000 messages, alone and with 980,000 older ones: the years before cost nothing.
func BenchmarkReport(b *testing.B) {
	borders := desk.Borders(time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC), 30)
	for _, older := range []int{0, 980_000} {
		b.Run(fmt.Sprint("older-", older), func(b *testing.B) {
			db, err := Open(Options{Dir: b.TempDir()})
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			const n = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<?1) "
			for _, q := range []struct {
				text string
				args []any
			}{
				{"INSERT INTO channel(id, name) VALUES (1, 'Loja')", nil},
				{"INSERT INTO contact(id) " + n + "SELECT i FROM n", []any{10_000}},
				{"INSERT INTO ticket(id, channel_id, contact_id, status, opened_at) " + n + "SELECT i, 1, i, 'open', 1 FROM n", []any{10_000}},
				{"INSERT INTO message(ticket_id, contact_id, direction, origin, kind, body, at, received_at, status) " + n + `
					SELECT 1+i*7919%10000, 1+i*7919%10000, CASE WHEN i/3%2 THEN 'in' ELSE 'out' END, CASE WHEN i/3%2 THEN 'customer' ELSE 'operator' END,
					'text', 'Bom dia! Queria '||i||' pães de queijo para sábado.', ?2+(i-?3)*129600, 0, CASE WHEN i/3%2 THEN 'received' ELSE 'read' END FROM n`,
					[]any{older + 20_000, borders[0].UnixMilli(), older}},
				{"ANALYZE", nil},
			} {
				if _, err := db.writer.Exec(q.text, q.args...); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				err := db.Read(b.Context(), func(v *View) error { _, err := v.Report(ReportAsk{Borders: borders}); return err })
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
