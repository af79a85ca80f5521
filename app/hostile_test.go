package app

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/inbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// hostile are texts that a customer may send to confuse a program or its operator.
func hostile() map[string]string {
	return map[string]string{
		"longest message":  strings.Repeat("ç", 65536),
		"megabytes":        strings.Repeat("0123456789abcdef", 5<<20/16),
		"NUL":              "before\x00after",
		"broken":           "caf\xe9 \xed\xa0\x80 \xff",
		"cut at the end":   "abc\xf0\x9f",
		"turned around":    "\u202egnp.exe\u202c \u2066x\u2069",
		"hidden":           "a\u200b\u200d\u2060\ufeffb",
		"markup":           `<script>alert("x")</script><img src=x onerror='y'>&amp;{{7*7}}`,
		"control":          "\x1b[31mred\x07\x08\r\n\u2028\u2029",
		"a tower of marks": "z" + strings.Repeat("\u0301", 5000),
		"only spaces":      strings.Repeat("\u3000 \t", 3000),
		"quotes":           `"'; DROP TABLE message; --\`,
		"joined faces":     strings.Repeat("👩‍👩‍👧‍👦", 500),
	}
}

// TestHostileText: whatever a customer writes reaches the page as it was, but for what cannot be drawn, and the list shows a
// short line of it.
func TestHostileText(t *testing.T) {
	db, err := store.Open(store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	service, on := inbox.New(db), shop(t, db)
	for name, text := range hostile() {
		t.Run(name, func(t *testing.T) {
			who := transport.Party{Addresses: []desk.Address{desk.LID(fmt.Sprint(len(name), len(text)))}, Name: text}
			at := time.UnixMilli(1_700_000_000_000)
			hear := func(ev transport.Event) {
				t.Helper()
				if err := service.Receive(t.Context(), on, ev); err != nil {
					t.Fatal(err)
				}
			}
			hear(transport.Incoming{Remote: "A", From: who, At: at, Kind: desk.Text, Body: text, ReplyTo: "gone", ReplyText: text})
			hear(transport.Incoming{Remote: "B", From: who, At: at.Add(time.Second), Kind: desk.Document, Body: "x", ReplyTo: "A",
				Attachment: &transport.Attachment{Kind: desk.Document, Mime: "text/plain", Name: text}})
			hear(transport.Edit{Remote: "B", By: "E", From: who, Body: text, At: at.Add(2 * time.Second)})
			// and a word that comes before its message
			hear(transport.Edit{Remote: "C", By: "F", From: who, Body: text, At: at.Add(4 * time.Second)})
			hear(transport.Incoming{Remote: "C", From: who, At: at.Add(3 * time.Second), Kind: desk.Text, Body: "y"})
			ticket, messages := shown(t, db, who)
			for i, m := range messages.Messages {
				if m.Body != desk.Clean(text) {
					t.Errorf("message %d: %d bytes became %d", i, len(text), len(m.Body))
				}
				if m.ReplyTo != nil && len([]rune(m.ReplyTo.Text)) > 200 {
					t.Errorf("message %d quotes %d bytes", i, len(m.ReplyTo.Text))
				}
			}
			if a := messages.Messages[1].Attachment; a == nil || a.Name != desk.SafeName(text) {
				t.Error("the file has another name")
			}
			if ticket.Name != desk.Excerpt(desk.Clean(who.Name), 200) {
				t.Errorf("the name became %q", ticket.Name)
			}
			if line, err := encode(ticket); err != nil || len(line) > 16<<10 {
				t.Errorf("the list carries %d bytes, %v", len(line), err)
			}
		})
	}
}

func shop(t *testing.T, db *store.DB) (on desk.ConnectionID) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		ch, err := tx.AddChannel("Loja")
		if err == nil {
			on, err = tx.AddConnection(ch, "fake", "Loja")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return on
}

// shown is what the page reads, through JSON and back.
func shown(t *testing.T, db *store.DB, who transport.Party) (ticket Ticket, messages Messages) {
	t.Helper()
	var page Messages
	var row Ticket
	err := db.Read(t.Context(), func(v *store.View) error {
		contact, err := v.FindContact(who.Addresses)
		if err != nil {
			return err
		}
		all, _, err := v.Page(store.PageAsk{Contact: contact, Limit: 200})
		if err != nil {
			return err
		}
		page.Messages = each(all, messageOf)
		k, err := v.Ticket(all[0].Ticket)
		row = ticketOf(k)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range map[any]any{&page: &messages, &row: &ticket} {
		data, err := encode(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, to); err != nil {
			t.Fatal(err)
		}
	}
	return ticket, messages
}
