package graphsim_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// rule is a message's members and the code that they are refused with; 0 is accepted.
type rule struct {
	name    string
	members string
	code    int
}

// check sends each message on its own.
func check(t *testing.T, prepare func(*rig), rules []rule) {
	t.Helper()
	memory(t, func(t *testing.T, r *rig) {
		r.ana.Write("Oi")
		r.s.SetLimits(graphsim.Limits{Throughput: -1, WithoutPair: true})
		if prepare != nil {
			prepare(r)
		}
		for _, x := range rules {
			a := r.message(x.members)
			switch {
			case a.code() != x.code || (x.code == 0) != (a.wamid() != ""):
				t.Errorf("%s: %d %s", x.name, a.status, a.body)
			case x.code == 0:
				if got := r.statuses(a.wamid()); !strings.HasPrefix(got, "sent") {
					t.Errorf("%s: %s", x.name, got)
				}
			}
		}
	})
}

func long(n int) string { return strings.Repeat("é", n) }

func TestTexts(t *testing.T) {
	check(t, nil, []rule{
		{"text", `"type":"text","text":{"body":"a"}`, 0},
		{"type is text by default", `"text":{"body":"a"}`, 0},
		{"longest", `"type":"text","text":{"body":"` + long(4096) + `"}`, 0},
		{"too long", `"type":"text","text":{"body":"` + long(4097) + `"}`, 131009},
		{"empty", `"type":"text","text":{"body":""}`, 131009},
		{"no body", `"type":"text","text":{}`, 131008},
		{"no text", `"type":"text"`, 131008},
		{"body is a number", `"type":"text","text":{"body":1}`, 100},
		{"text is a string", `"type":"text","text":"a"`, 100},
		{"preview", `"type":"text","text":{"body":"https://a.b","preview_url":true}`, 0},
		{"preview is a string", `"type":"text","text":{"body":"a","preview_url":"true"}`, 100},
		{"unknown member", `"type":"text","text":{"body":"a"},"mood":"good"`, 100},
		{"object of another type", `"type":"text","text":{"body":"a"},"image":{"id":"1"}`, 100},
		{"unknown type", `"type":"poll","poll":{}`, 131051},
		{"recipient type", `"recipient_type":"individual","type":"text","text":{"body":"a"}`, 0},
		{"wrong recipient type", `"recipient_type":"channel","type":"text","text":{"body":"a"}`, 131009},
		{"opaque", `"type":"text","text":{"body":"a"},"biz_opaque_callback_data":"` + long(512) + `"`, 0},
		{"opaque too long", `"type":"text","text":{"body":"a"},"biz_opaque_callback_data":"` + long(513) + `"`, 131009},
	})
}

func TestProductAndBody(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		for body, code := range map[string]int{
			`{"to":"+` + ana + `","text":{"body":"a"}}`:                                 131008,
			`{"messaging_product":"sms","to":"+` + ana + `","text":{"body":"a"}}`:       131009,
			`{"messaging_product":"whatsapp","text":{"body":"a"}}`:                      131008,
			`{"messaging_product":"whatsapp","to":5511912345678,"text":{"body":"a"}}`:   100,
			`{"messaging_product":"whatsapp","to":"Ana","text":{"body":"a"}}`:           100,
			`{"messaging_product":"whatsapp","recipient":"Ana","text":{"body":"a"}}`:    100,
			`{"messaging_product":"whatsapp","to":"+12","text":{"body":"a"}}`:           100,
			`{"messaging_product":"whatsapp","to":"+5511900000000","text":{"body":""}}`: 131009,
			`{"messaging_product":"whatsapp"`:                                           100,
			`[]`:                                                                        100,
			`{}x`:                                                                       100,
		} {
			if a := r.do("POST", r.link.Number+"/messages", body); a.code() != code {
				t.Errorf("%s: %s", body, a.body)
			}
		}
		a := r.do("POST", r.link.Number+"/messages", `{"messaging_product":"whatsapp","to":"+5511900000000","text":{"body":"a"}}`)
		if a.code() != 131021 {
			t.Errorf("to oneself: %s", a.body)
		}
	})
}

func TestPlacesCardsAndReactions(t *testing.T) {
	card := func(members string) string { return `"type":"contacts","contacts":[{` + members + `}]` }
	const name = `"name":{"formatted_name":"Rui","first_name":"Rui"}`
	check(t, nil, []rule{
		{"place", `"type":"location","location":{"latitude":-23.5,"longitude":-46.6,"name":"Loja","address":"Rua A"}`, 0},
		{"latitude as text", `"type":"location","location":{"latitude":"-23.5","longitude":-46.6}`, 100},
		{"latitude out of the world", `"type":"location","location":{"latitude":91,"longitude":0}`, 131009},
		{"no longitude", `"type":"location","location":{"latitude":1}`, 131008},
		{"card", card(name + `,"phones":[{"phone":"+55 11 9","type":"CELL","wa_id":"5511"}],"emails":[{"email":"a@b.c"}],"urls":[{"url":"https://a.b"}],"org":{"company":"C"},"birthday":"1990-01-31"`), 0},
		{"address", card(name + `,"addresses":[{"street":"Rua A","city":"SP","country_code":"br","type":"HOME"}]`), 0},
		{"no cards", `"type":"contacts","contacts":[]`, 131009},
		{"no name", card(`"phones":[]`), 131008},
		{"only a formatted name", card(`"name":{"formatted_name":"Rui"}`), 131009},
		{"birthday", card(name + `,"birthday":"31/01/1990"`), 131009},
		{"unknown in a card", card(name + `,"nick":"R"`), 100},
		{"unknown in a phone", card(name + `,"phones":[{"number":"1"}]`), 100},
	})
	memory(t, func(t *testing.T, r *rig) {
		r.s.SetLimits(graphsim.Limits{WithoutPair: true})
		id := r.ana.Write("Oi")
		react := func(id, rest string) answer {
			return r.message(`"type":"reaction","reaction":{"message_id":"` + id + `"` + rest + `}`)
		}
		for rest, code := range map[string]int{`,"emoji":"👍"`: 0, `,"emoji":""`: 0, ``: 131008, `,"emoji":"ok"`: 131009, `,"emoji":"👍","size":1`: 100} {
			if a := react(id, rest); a.code() != code {
				t.Errorf("reaction %s: %s", rest, a.body)
			}
		}
		if got := r.statuses(react(id, `,"emoji":"❤️"`).wamid()); got != "sent" {
			t.Errorf("a reaction is %q", got)
		}
		if got := r.statuses(react("wamid.unknown", `,"emoji":"❤️"`).wamid()); got != "failed131009" {
			t.Errorf("to nothing: %q", got)
		}
		if got := r.statuses(react(react(id, `,"emoji":"❤️"`).wamid(), `,"emoji":"❤️"`).wamid()); got != "failed131009" {
			t.Errorf("to a reaction: %q", got)
		}
	})
}

func TestContext(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.s.SetLimits(graphsim.Limits{WithoutPair: true})
		id := r.ana.Write("Oi")
		other := r.s.Customer("5511922222222").Write("Oi")
		for context, code := range map[string]int{
			`{"message_id":"` + id + `"}`: 0, `{"message_id":"` + other + `"}`: 131009, `{"message_id":"wamid.x"}`: 131009,
			`{}`: 131008, `{"message_id":"` + id + `","from":"x"}`: 100,
		} {
			if a := r.message(`"type":"text","text":{"body":"a"},"context":` + context); a.code() != code {
				t.Errorf("%s: %s", context, a.body)
			}
		}
		a := r.message(`"type":"reaction","reaction":{"message_id":"` + id + `","emoji":"👍"},"context":{"message_id":"` + id + `"}`)
		if a.code() != 131009 {
			t.Errorf("reaction with context: %s", a.body)
		}
		r.heard()
		if got := r.ana.Received(); len(got) != 1 || got[0].Context != id {
			t.Errorf("received %+v", got)
		}
	})
}

func TestInteractive(t *testing.T) {
	button := func(id, title string) string {
		return `{"type":"reply","reply":{"id":"` + id + `","title":"` + title + `"}}`
	}
	buttons := func(body string, all ...string) string {
		return `"type":"interactive","interactive":{"type":"button","body":{"text":"` + body + `"},"action":{"buttons":[` + strings.Join(all, ",") + `]}}`
	}
	row := func(id, title, description string) string {
		return `{"id":"` + id + `","title":"` + title + `","description":"` + description + `"}`
	}
	rows := func(n int) string {
		var all []string
		for i := range n {
			all = append(all, row(fmt.Sprint("r", i), fmt.Sprint("R", i), ""))
		}
		return strings.Join(all, ",")
	}
	list := func(label string, sections ...string) string {
		return `"type":"interactive","interactive":{"type":"list","body":{"text":"a"},"action":{"button":"` + label + `","sections":[` + strings.Join(sections, ",") + `]}}`
	}
	section := func(title, rows string) string { return `{"title":"` + title + `","rows":[` + rows + `]}` }
	check(t, nil, []rule{
		{"three buttons", buttons("a", button("1", "A"), button("2", "B"), button("3", "C")), 0},
		{"four buttons", buttons("a", button("1", "A"), button("2", "B"), button("3", "C"), button("4", "D")), 131009},
		{"no buttons", buttons("a"), 131009},
		{"same title", buttons("a", button("1", "A"), button("2", "A")), 131009},
		{"same id", buttons("a", button("1", "A"), button("1", "B")), 131009},
		{"longest title", buttons("a", button("1", long(20))), 0},
		{"long title", buttons("a", button("1", long(21))), 131009},
		{"long id", buttons("a", button(long(257), "A")), 131009},
		{"longest body", buttons(long(1024), button("1", "A")), 0},
		{"long body", buttons(long(1025), button("1", "A")), 131009},
		{"empty body", buttons("", button("1", "A")), 131009},
		{"button of another type", buttons("a", `{"type":"url","reply":{"id":"1","title":"A"}}`), 131009},
		{"header and footer", strings.Replace(buttons("a", button("1", "A")), `"body"`, `"header":{"type":"text","text":"H"},"footer":{"text":"F"},"body"`, 1), 0},
		{"long header", strings.Replace(buttons("a", button("1", "A")), `"body"`, `"header":{"type":"text","text":"`+long(61)+`"},"body"`, 1), 131009},
		{"long footer", strings.Replace(buttons("a", button("1", "A")), `"body"`, `"footer":{"text":"`+long(61)+`"},"body"`, 1), 131009},
		{"unknown kind", `"type":"interactive","interactive":{"type":"wheel","body":{"text":"a"}}`, 131009},
		{"list", list("Ver", section("", row("1", "A", long(72)))), 0},
		{"ten rows", list("Ver", section("S", rows(10))), 0},
		{"eleven rows", list("Ver", section("S", rows(11))), 131009},
		{"eleven rows in two sections", list("Ver", section("S", rows(6)), section("T", strings.ReplaceAll(rows(5), `"r`, `"q`))), 131009},
		{"two sections without titles", list("Ver", section("", row("1", "A", "")), section("T", row("2", "B", ""))), 131009},
		{"long label", list(long(21), section("S", rows(1))), 131009},
		{"long section", list("Ver", section(long(25), rows(1))), 131009},
		{"long row", list("Ver", section("S", row("1", long(25), ""))), 131009},
		{"long description", list("Ver", section("S", row("1", "A", long(73)))), 131009},
		{"long row id", list("Ver", section("S", row(long(201), "A", ""))), 131009},
		{"list with a picture", strings.Replace(list("Ver", section("S", rows(1))), `"body"`, `"header":{"type":"image","image":{"link":"https://a.b/c"}},"body"`, 1), 131009},
		{"link button", `"type":"interactive","interactive":{"type":"cta_url","body":{"text":"a"},"action":{"name":"cta_url","parameters":{"display_text":"Abrir","url":"https://a.b"}}}`, 0},
		{"link button to nowhere", `"type":"interactive","interactive":{"type":"cta_url","body":{"text":"a"},"action":{"name":"cta_url","parameters":{"display_text":"Abrir","url":"a"}}}`, 131009},
		{"wish for a place", `"type":"interactive","interactive":{"type":"location_request_message","body":{"text":"a"},"action":{"name":"send_location"}}`, 0},
	})
}

func TestChoosingAnswersTheMessage(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.Write("Oi")
		a := r.message(`"type":"interactive","interactive":{"type":"button","body":{"text":"a"},"action":{"buttons":[{"type":"reply","reply":{"id":"yes","title":"Sim"}}]}}`)
		r.heard()
		if _, err := r.ana.Choose(a.wamid(), "Não"); err == nil {
			t.Error("chose what was not offered")
		}
		if _, err := r.ana.Choose(a.wamid(), "Sim"); err != nil {
			t.Fatal(err)
		}
		all := r.heard()
		m := all[len(all)-1].Value.Messages[0]
		want := "map[button_reply:map[id:yes title:Sim] type:button_reply]"
		if fmt.Sprint(m["interactive"]) != want || fmt.Sprint(m["context"]) != "map[from:"+r.link.Phone+" id:"+a.wamid()+"]" {
			t.Errorf("%v", m)
		}
	})
}
