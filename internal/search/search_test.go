package search

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/inbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// office is a data folder with one connection, and its index.
type office struct {
	*Service
	t     testing.TB
	inbox *inbox.Service
	n     int
}

var begin = time.UnixMilli(1_750_000_000_000)

func newOffice(t testing.TB) *office {
	t.Helper()
	db, err := store.Open(store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, inbox: inbox.New(db), Service: New(Needs{DB: db, Log: slog.New(slog.DiscardHandler)})}
	t.Cleanup(func() { o.Close(); db.Close() })
	o.write(func(tx *store.Tx) error {
		ch, err := tx.AddChannel("Loja")
		if err == nil {
			_, err = tx.AddConnection(ch, "fake", "Loja")
		}
		return err
	})
	return o
}

func (o *office) write(fn func(*store.Tx) error) {
	o.t.Helper()
	if err := o.DB.Write(context.Background(), fn); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) hear(ev transport.Event) {
	o.t.Helper()
	if err := o.inbox.Receive(context.Background(), 1, ev); err != nil {
		o.t.Fatal(err)
	}
}

func party(number, name string) transport.Party {
	return transport.Party{Addresses: []desk.Address{desk.Phone(number)}, Name: name}
}

// say lets a customer write, that many seconds after the beginning.
func (o *office) say(number, text string, after int, more ...func(*transport.Incoming)) desk.RemoteID {
	o.t.Helper()
	o.n++
	m := transport.Incoming{Remote: desk.RemoteID(fmt.Sprintf("M%d", o.n)), From: party(number, "Cliente "+number[len(number)-3:]), Kind: desk.Text, Body: text,
		At: begin.Add(time.Duration(after) * time.Second)}
	for _, change := range more {
		change(&m)
	}
	o.hear(m)
	return m.Remote
}

// settle indexes all that is due.
func (o *office) settle() {
	o.t.Helper()
	for {
		more, err := o.step(context.Background())
		if err != nil {
			o.t.Fatal(err)
		}
		if !more {
			return
		}
	}
}

func (o *office) find(a Ask) Answer {
	o.t.Helper()
	if a.Limit == 0 {
		a.Limit = 30
	}
	out, err := o.Messages(context.Background(), a)
	if err != nil {
		o.t.Fatal(err)
	}
	return out
}

// texts are the hits as one line.
func texts(a Answer) string {
	var all []string
	for _, h := range a.Hits {
		all = append(all, h.Snippet)
	}
	return strings.Join(all, " | ")
}

func (o *office) expect(a Ask, want string) {
	o.t.Helper()
	o.settle()
	if got := texts(o.find(a)); got != want {
		o.t.Errorf("%+v finds %q, not %q", a, got, want)
	}
}

const ana, rui = "5511987654321", "5521976543210"

// TestNewestFirst: by the time of the messages, in whatever order they came.
func TestNewestFirst(t *testing.T) {
	o := newOffice(t)
	for _, at := range []int{50, 10, 40, 20, 30, 30, 30} {
		o.say(ana, fmt.Sprintf("bolo %d", at), at)
		o.settle()
	}
	o.expect(Ask{Query: "bolo"}, "bolo 50 | bolo 40 | bolo 30 | bolo 30 | bolo 30 | bolo 20 | bolo 10")
}

func TestQueries(t *testing.T) {
	o := newOffice(t)
	o.say(ana, "Bom dia, João!", 1)
	o.say(ana, "ATENÇÃO: entrega às 16h, dia 12/05", 2)
	o.say(rui, "quero um bolo de cenoura 🎂", 3)
	o.say(rui, "東京タワー", 4)
	o.say(rui, "nota", 5, func(m *transport.Incoming) {
		m.Kind, m.Attachment = desk.Document, &transport.Attachment{Kind: desk.Document, Name: "Orçamento_final (2).pdf", Ref: []byte("x")}
	})
	o.say(ana, "", 6, func(m *transport.Incoming) {
		m.Kind, m.Content = desk.Contacts, &desk.Content{Contacts: []desk.Card{{Name: "Zuleica Prado"}}}
	})
	for query, want := range map[string]string{
		"joao": "Bom dia, João!", "JOÃO": "Bom dia, João!", "jo": "Bom dia, João!", "oao": "",
		"atencao": "ATENÇÃO: entrega às 16h, dia 12/05", "12/05": "ATENÇÃO: entrega às 16h, dia 12/05", "05/12": "",
		"dia": "ATENÇÃO: entrega às 16h, dia 12/05 | Bom dia, João!", "dia bom": "Bom dia, João!",
		"🎂": "quero um bolo de cenoura 🎂", "京タ": "東京タワー", "orcamento": "nota", "final pdf": "nota", "zuleica": "Zuleica Prado",
		"": "", "   ": "", `"`: "", "*": "", "zzdin": "", `body : "dia"`: "", "dia OR nota": "", "NOT dia": "", "a": "", "d": "",
		strings.Repeat("dia ", 4000): "ATENÇÃO: entrega às 16h, dia 12/05 | Bom dia, João!", strings.Repeat("x", 10_000): "", "\u202e\x00\xff": "",
	} {
		o.expect(Ask{Query: query}, want)
	}
	hit := o.find(Ask{Query: "orcam"}).Hits[0]
	if hit.File != "Orçamento_final (2).pdf" || !slices.Equal(hit.FileMarks, []desk.Span{{From: 0, To: 9}}) || hit.Person.Title() != "Cliente 210" {
		t.Errorf("found %+v", hit)
	}
}

func TestFilters(t *testing.T) {
	o := newOffice(t)
	o.say(ana, "foto do bolo", 10, func(m *transport.Incoming) {
		m.Kind, m.Attachment = desk.Image, &transport.Attachment{Kind: desk.Image, Ref: []byte("x")}
	})
	o.say(rui, "quero esse bolo", 20)
	o.say(rui, "veja https://exemplo.com/bolo", 30)
	o.say(rui, "o bolo sai às 10h", 40, func(m *transport.Incoming) { m.Echo, m.From = true, party(rui, "") })
	at := func(s int) time.Time { return begin.Add(time.Duration(s) * time.Second) }
	for _, c := range []struct {
		ask  Ask
		want string
	}{
		{Ask{Query: "bolo", Kind: "image"}, "foto do bolo"},
		{Ask{Kind: "image"}, "foto do bolo"},
		{Ask{Kind: "link"}, "veja https://exemplo.com/bolo"},
		{Ask{Query: "bolo", From: "me"}, "o bolo sai às 10h"},
		{Ask{Query: "bolo", From: "customer"}, "veja https://exemplo.com/bolo | quero esse bolo | foto do bolo"},
		{Ask{Query: "bolo", Since: at(20), Until: at(40)}, "veja https://exemplo.com/bolo | quero esse bolo"},
		{Ask{Since: at(40)}, "o bolo sai às 10h"},
		{Ask{Query: "bolo", Channel: 1, Limit: 1}, "o bolo sai às 10h"},
		{Ask{Query: "bolo", Channel: 2}, ""},
		{Ask{Query: "bolo", Contact: 1}, "foto do bolo"},
		{Ask{}, ""},
	} {
		o.expect(c.ask, c.want)
	}
	o.write(func(tx *store.Tx) error {
		id, err := tx.PutTag(desk.Tag{Name: "VIP", Color: 1})
		if err == nil {
			_, err = tx.Hang(1, id, true)
		}
		return err
	})
	o.expect(Ask{Query: "bolo", Tag: 1}, "foto do bolo")
	o.expect(Ask{Query: "bolo", Tag: 2}, "")
	if _, err := o.Messages(t.Context(), Ask{Query: "x", Kind: "bomb"}); desk.AsFault(err).Code != desk.CodeBadRequest {
		t.Errorf("an unknown kind: %v", err)
	}
	found, err := o.Within(t.Context(), 2, "bol")
	if err != nil || found.More || found.Ready != 100 || !slices.Equal(found.Messages, []desk.MessageID{4, 3, 2}) {
		t.Errorf("within the conversation: %+v, %v", found, err)
	}
}

// TestBeginnings: a word is found by each of its beginnings, whether they are few or many, alone and at the end of a phrase.
func TestBeginnings(t *testing.T) {
	o := newOffice(t)
	letters := "abcdefghijklmnopqrstuvwxyz"
	for i := range 100 { // more than are written out
		o.say(ana, "conta"+letters[i%26:i%26+1]+letters[i/26:i/26+1], i)
	}
	o.say(ana, "pão-de-queijos, encomenda", 200)
	o.settle()
	for _, q := range []string{"c", "co", "con", "cont", "conta"} {
		want := 100
		if q == "c" {
			want = 0
		}
		if n := len(o.find(Ask{Query: q, Limit: 100}).Hits); n != want {
			t.Errorf("%q finds %d", q, n)
		}
	}
	for _, q := range []string{"contaa", "contab", "pao-de-quei", "queijos encomenda", "PÃO encomen"} {
		if n := len(o.find(Ask{Query: q}).Hits); n == 0 {
			t.Errorf("%q finds nothing", q)
		}
	}
	for _, q := range []string{"quei-encom", "encomx", "queijosx"} {
		if got := texts(o.find(Ask{Query: q})); got != "" {
			t.Errorf("%q finds %q", q, got)
		}
	}
}

// TestPages: page by page comes what one long page shows, also while new messages come between.
func TestPages(t *testing.T) {
	o := newOffice(t)
	var want []string
	for i := range 75 {
		o.say(ana, fmt.Sprintf("bolo %d", i), i/3) // three of one second
		want = append(want, fmt.Sprintf("bolo %d", i))
	}
	slices.Reverse(want)
	o.settle()
	var got []string
	ask := Ask{Query: "bolo", Limit: 30}
	for {
		page := o.find(ask)
		for _, h := range page.Hits {
			got = append(got, h.Snippet)
		}
		if page.Next == 0 {
			break
		}
		ask.Before = page.Next
		o.say(ana, "bolo de agora", 1000)
		o.settle()
	}
	if !slices.Equal(got, want) {
		t.Errorf("in pages: %q", got)
	}
}

// TestWordsChange: what was edited is found by its new words, and what was deleted not at all, already before the index knows.
func TestWordsChange(t *testing.T) {
	o := newOffice(t)
	one := o.say(ana, "quero bolo", 1)
	two := o.say(ana, "meu endereço é segredo", 2)
	o.expect(Ask{Query: "bolo"}, "quero bolo")
	o.hear(transport.Edit{Remote: one, By: "E1", From: party(ana, ""), Body: "quero torta", At: begin.Add(time.Minute)})
	o.hear(transport.Revoke{Remote: two, From: party(ana, ""), At: begin.Add(time.Minute)})
	if got := texts(o.find(Ask{Query: "bolo"})) + texts(o.find(Ask{Query: "segredo"})); got != "" {
		t.Errorf("before the index follows: %q", got)
	}
	o.expect(Ask{Query: "torta"}, "quero torta")
	o.expect(Ask{Query: "segredo"}, "")
	o.expect(Ask{Contact: 1, From: "customer"}, "quero torta")
	if n := o.count("SELECT count(*) FROM doc"); n != 1 {
		t.Errorf("%d documents", n)
	}
	var todo []store.Todo
	if err := o.DB.Read(t.Context(), func(v *store.View) (err error) { todo, err = v.SearchTodo(10); return err }); err != nil || len(todo) > 0 {
		t.Errorf("still to do: %v, %v", todo, err)
	}
}

func (o *office) count(query string) (n int) {
	o.t.Helper()
	if err := o.index.reader.QueryRow(query).Scan(&n); err != nil {
		o.t.Fatal(err)
	}
	return n
}

// TestMerge: when two contacts prove to be one, all their messages are found in one conversation.
func TestMerge(t *testing.T) {
	o := newOffice(t)
	hidden := func(m *transport.Incoming) { m.From.Addresses = []desk.Address{desk.LID("777")} }
	o.say(ana, "bolo um", 1)
	o.say(ana, "bolo dois", 2, hidden)
	o.expect(Ask{Query: "bolo", Contact: 1}, "bolo um")
	o.say(ana, "bolo três", 3, func(m *transport.Incoming) {
		m.From.Addresses = append(m.From.Addresses, desk.LID("777"))
	})
	o.expect(Ask{Query: "bolo", Contact: 1}, "bolo três | bolo dois | bolo um")
}

// TestNobodyWaits: a question whose asker went away ends.
func TestNobodyWaits(t *testing.T) {
	o := newOffice(t)
	o.say(ana, "bolo", 1)
	o.settle()
	ctx, end := context.WithCancel(t.Context())
	end()
	if _, err := o.Messages(ctx, Ask{Query: "bolo"}); err == nil || damaged(err) {
		t.Errorf("answered with %v", err)
	}
}

// FuzzQuestion: whatever is typed is answered, and no question harms the index.
func FuzzQuestion(f *testing.F) {
	for _, q := range []string{`"`, `""*`, `a" OR body:b`, "NEAR(a b)", "^a", "-a", "{body}:a", "\x00", "\xff", "🎂", "東", "\u202e", "e\u0301", "½", strings.Repeat(`"`, 999)} {
		f.Add(q)
	}
	o := newOffice(f)
	o.say(ana, "a b e o bolo 🎂 東", 1)
	o.settle()
	f.Fuzz(func(t *testing.T, q string) {
		if _, err := o.Messages(t.Context(), Ask{Query: q, Limit: 5}); err != nil {
			t.Errorf("%q: %v", q, err)
		}
		if _, err := o.Persons(t.Context(), q, 5); err != nil {
			t.Errorf("%q among contacts: %v", q, err)
		}
		if _, err := o.Within(t.Context(), 1, q); err != nil {
			t.Errorf("%q within a conversation: %v", q, err)
		}
		if o.hurt.Load() {
			t.Fatalf("%q hurts the index", q)
		}
	})
}
