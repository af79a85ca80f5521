package search

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
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
	if _, err := o.Messages(t.Context(), Ask{Query: "x", Kind: "bomb"}); desk.AsFault(err).Code != desk.CodeBadRequest {
		t.Errorf("an unknown kind: %v", err)
	}
	ids, more, err := o.Within(t.Context(), 2, "bol")
	if err != nil || more || !slices.Equal(ids, []desk.MessageID{4, 3, 2}) {
		t.Errorf("within the conversation: %v, %v, %v", ids, more, err)
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

func TestPersons(t *testing.T) {
	o := newOffice(t)
	for i, p := range []struct{ number, name string }{{"5511987654321", "Marina Duarte"}, {"551176543210", "Mário Souza"}, {"351912345678", "Maria João"}} {
		o.say(p.number, "oi", i, func(m *transport.Incoming) { m.From.Name = p.name })
	}
	o.settle()
	for query, want := range map[string]string{
		"mar": "Maria João, Mário Souza, Marina Duarte", "m": "Maria João, Mário Souza, Marina Duarte", "mar dua": "Marina Duarte", "mario": "Mário Souza",
		"(11) 98765-4321": "Marina Duarte", "+55 11 98765-4321": "Marina Duarte", "011 98765 4321": "Marina Duarte", "11 8765-4321": "Marina Duarte",
		"11 97654-3210": "Mário Souza", "1176543210": "Mário Souza", "5678": "Maria João", "543": "Mário Souza, Marina Duarte", "43": "",
		"": "", "\"*": "", "zz": "", strings.Repeat("9", 9000): "",
	} {
		all, err := o.Persons(t.Context(), query, 10)
		var names []string
		for _, p := range all {
			names = append(names, p.Title())
		}
		if got := strings.Join(names, ", "); err != nil || got != want {
			t.Errorf("%q finds %q, not %q (%v)", query, got, want, err)
		}
	}
	o.write(func(tx *store.Tx) error { return tx.RenameContact(1, "Dona Marina") })
	o.settle()
	all, err := o.Persons(t.Context(), "dona", 10)
	if err != nil || len(all) != 1 || all[0].Ticket != 1 || !slices.Equal(all[0].Marks, []desk.Span{{From: 0, To: 4}}) {
		t.Errorf("after the new name: %+v, %v", all, err)
	}
}

// TestMadeAnew: a file that is missing, cut, overwritten or of another version is made anew, and then finds what there is.
func TestMadeAnew(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"missing": func(path string) error { return os.Remove(path) },
		"empty":   func(path string) error { return os.Truncate(path, 0) },
		"cut":     func(path string) error { return os.Truncate(path, 8192) },
		"garbage": func(path string) error { return os.WriteFile(path, []byte(strings.Repeat("garbage ", 9000)), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			for i := range 300 {
				o.say(ana, fmt.Sprintf("bolo %d de laranja com muitas palavras", i), i)
			}
			o.settle()
			o.Close()
			if err := harm(filepath.Join(o.DB.Dir(), store.SearchFile)); err != nil {
				t.Fatal(err)
			}
			o.Service = New(o.Needs)
			o.run(func(a Answer) bool { return len(a.Hits) == 30 }, Ask{Query: "laranja"})
		})
	}
}

// run lets the worker work until a question is answered as expected.
func (o *office) run(enough func(Answer) bool, a Ask) {
	o.t.Helper()
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- o.Run(ctx) }()
	defer func() {
		end()
		if err := <-ended; err != nil {
			o.t.Error(err)
		}
	}()
	deadline := time.Now().Add(30 * time.Second)
	for !enough(o.find(a)) {
		if time.Now().After(deadline) {
			o.t.Fatalf("found %+v", o.find(a))
		}
		o.Wake()
	}
}

// TestDamagedWhileOpen: a page of the file that turns to garbage under the program is noticed by whoever reads it, and mended.
func TestDamagedWhileOpen(t *testing.T) {
	o := newOffice(t)
	for i := range 2000 {
		o.say(ana, fmt.Sprintf("bolo %d de laranja com palavra%d", i, i*7919), i)
		if i%100 == 0 {
			o.settle()
		}
	}
	o.settle()
	o.Close()
	path := filepath.Join(o.DB.Dir(), store.SearchFile)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	for at := int64(10 * 4096); at < info.Size(); at += 4096 { // what opening reads stays
		if _, err := f.WriteAt([]byte(strings.Repeat("\xa5", 4096)), at); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	o.Service = New(o.Needs)
	o.run(func(a Answer) bool { return len(a.Hits) == 30 && a.Ready == 100 }, Ask{Query: "laranja"})
}

// TestAnotherDatabase: an index that knows of more than there is belongs to another state of the database.
func TestAnotherDatabase(t *testing.T) {
	o := newOffice(t)
	o.say(ana, "bolo", 1)
	o.settle()
	if _, err := o.index.writer.Exec("UPDATE mark SET message=99"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.step(t.Context()); !damaged(err) {
		t.Fatalf("not noticed: %v", err)
	}
	o.run(func(a Answer) bool { return len(a.Hits) == 1 }, Ask{Query: "bolo"})
}

// TestProgress: while much is to be done, what was done is told, and what is not looked through yet is admitted.
func TestProgress(t *testing.T) {
	o := newOffice(t)
	o.say(ana, "bolo", 0)
	o.write(func(tx *store.Tx) error {
		for i := range 3000 {
			m := desk.Message{Ticket: 1, Contact: 1, Connection: 1, Direction: desk.In, Origin: desk.FromCustomer, Kind: desk.Text, Body: "bolo", At: begin.Add(time.Duration(i) * time.Second),
				Status: desk.Received}
			if _, err := tx.AddMessage(m, true, true, m.At, ""); err != nil {
				return err
			}
		}
		return nil
	})
	var told []int
	o.Progress = func(p int) { told = append(told, p) }
	if r := o.find(Ask{Query: "bolo"}).Ready; r != 0 {
		t.Errorf("ready %d before the start", r)
	}
	o.settle()
	if r := o.find(Ask{Query: "bolo"}).Ready; r != 100 || len(told) < 3 || !slices.IsSorted(told) || told[len(told)-1] != 100 {
		t.Errorf("ready %d, told %v", r, told)
	}
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
		if _, _, err := o.Within(t.Context(), 1, q); err != nil {
			t.Errorf("%q within a conversation: %v", q, err)
		}
		if o.hurt.Load() {
			t.Fatalf("%q hurts the index", q)
		}
	})
}
