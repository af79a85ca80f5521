package graphsim_test

import (
	"fmt"
	"testing"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// addTemplates gives the account a template of each sort.
func addTemplates(r *rig) {
	body := func(text string) graphsim.Component { return graphsim.Component{Type: "BODY", Text: text} }
	for _, x := range []graphsim.Template{
		{Name: "plain", Components: []graphsim.Component{body("Olá")}},
		{Name: "two", Components: []graphsim.Component{body("Olá {{1}}, pedido {{2}}"), {Type: "FOOTER", Text: "Até logo"}}},
		{Name: "named", Format: "NAMED", Components: []graphsim.Component{body("Olá {{nome}}, pedido {{pedido}}")}},
		{Name: "head", Components: []graphsim.Component{{Type: "HEADER", Format: "TEXT", Text: "Loja {{1}}"}, body("Olá")}},
		{Name: "picture", Components: []graphsim.Component{{Type: "HEADER", Format: "IMAGE"}, body("Olá")}},
		{Name: "buttons", Components: []graphsim.Component{body("Olá"), {Type: "BUTTONS", Buttons: []graphsim.Button{
			{Type: "QUICK_REPLY", Text: "Sim"}, {Type: "URL", Text: "Abrir", URL: "https://a.b/{{1}}"}, {Type: "URL", Text: "Site", URL: "https://a.b"},
		}}}},
		{Name: "coupon", Components: []graphsim.Component{body("Olá"), {Type: "BUTTONS", Buttons: []graphsim.Button{{Type: "COPY_CODE", Text: "Copiar"}}}}},
		{Name: "pending", Status: "PENDING", Components: []graphsim.Component{body("Olá")}},
		{Name: "rejected", Status: "REJECTED", Components: []graphsim.Component{body("Olá")}},
		{Name: "paused", Status: "PAUSED", Components: []graphsim.Component{body("Olá")}},
		{Name: "disabled", Status: "DISABLED", Components: []graphsim.Component{body("Olá")}},
		{Name: "promo", Category: "MARKETING", Components: []graphsim.Component{body("Promoção")}},
	} {
		if _, err := r.s.AddTemplate(r.link.WABA, x); err != nil {
			r.t.Fatal(err)
		}
	}
}

// tpl is the members of a template message.
func tpl(name, components string) string {
	return `"type":"template","template":{"name":"` + name + `","language":{"code":"pt_BR"},"components":[` + components + `]}`
}

func params(where, list string) string { return `{"type":"` + where + `","parameters":[` + list + `]}` }

func word(v string) string { return `{"type":"text","text":"` + v + `"}` }

func named(name, v string) string {
	return `{"type":"text","parameter_name":"` + name + `","text":"` + v + `"}`
}

func TestTemplates(t *testing.T) {
	button := func(kind, index, parameter string) string {
		return `{"type":"button","sub_type":"` + kind + `","index":` + index + `,"parameters":[` + parameter + `]}`
	}
	link := button("url", `"1"`, word("x"))
	check(t, addTemplates, []rule{
		{"plain", tpl("plain", ""), 0},
		{"without components", `"type":"template","template":{"name":"plain","language":{"code":"pt_BR","policy":"deterministic"}}`, 0},
		{"unknown", tpl("nothing", ""), 132001},
		{"another language", `"type":"template","template":{"name":"plain","language":{"code":"en_US"}}`, 132001},
		{"no language", `"type":"template","template":{"name":"plain"}`, 131008},
		{"pending", tpl("pending", ""), 132001},
		{"rejected", tpl("rejected", ""), 132001},
		{"paused", tpl("paused", ""), 132015},
		{"disabled", tpl("disabled", ""), 132016},
		{"two parameters", tpl("two", params("body", word("Ana")+","+word("A-17"))), 0},
		{"type in capitals", tpl("two", params("BODY", word("Ana")+","+word("A-17"))), 0},
		{"one of two", tpl("two", params("body", word("Ana"))), 132000},
		{"three of two", tpl("two", params("body", word("a")+","+word("b")+","+word("c"))), 132000},
		{"none of two", tpl("two", ""), 132000},
		{"one of none", tpl("plain", params("body", word("Ana"))), 132000},
		{"name in a positional one", tpl("two", params("body", named("nome", "Ana")+","+word("b"))), 132012},
		{"currency", tpl("two", params("body", `{"type":"currency","currency":{"fallback_value":"R$ 1","code":"BRL","amount_1000":1000}},{"type":"date_time","date_time":{"fallback_value":"hoje"}}`)), 0},
		{"picture in a text", tpl("two", params("body", `{"type":"image","image":{"id":"1"}},`+word("b"))), 132012},
		{"new line", tpl("two", params("body", word(`a\nb`)+","+word("b"))), 132007},
		{"five spaces", tpl("two", params("body", word(`a     b`)+","+word("b"))), 132007},
		{"empty parameter", tpl("two", params("body", word("")+","+word("b"))), 131009},
		{"too long filled in", tpl("two", params("body", word(long(1024))+","+word("b"))), 132005},
		{"body twice", tpl("two", params("body", word("a")+","+word("b"))+","+params("body", word("a")+","+word("b"))), 100},
		{"unknown component", tpl("plain", params("footer", "")), 131009},
		{"named", tpl("named", params("body", named("pedido", "A")+","+named("nome", "Ana"))), 0},
		{"named without names", tpl("named", params("body", word("A")+","+word("Ana"))), 132012},
		{"unknown name", tpl("named", params("body", named("pedido", "A")+","+named("sobrenome", "Ana"))), 132012},
		{"same name twice", tpl("named", params("body", named("pedido", "A")+","+named("pedido", "B"))), 132012},
		{"header", tpl("head", params("header", word("Centro"))), 0},
		{"header missing", tpl("head", ""), 132000},
		{"long header", tpl("head", params("header", word(long(60)))), 132005},
		{"picture", tpl("picture", params("header", `{"type":"image","image":{"link":"https://a.b/c.jpg"}}`)), 0},
		{"picture missing", tpl("picture", ""), 132012},
		{"video for a picture", tpl("picture", params("header", `{"type":"video","video":{"link":"https://a.b/c.mp4"}}`)), 132012},
		{"picture that does not exist", tpl("picture", params("header", `{"type":"image","image":{"id":"1"}}`)), 131009},
		{"link", tpl("buttons", link), 0},
		{"link and payload", tpl("buttons", link+","+button("quick_reply", `0`, `{"type":"payload","payload":"SIM"}`)), 0},
		{"link missing", tpl("buttons", ""), 131008},
		{"link with payload", tpl("buttons", button("url", `"1"`, `{"type":"payload","payload":"SIM"}`)), 132012},
		{"no such button", tpl("buttons", link+","+button("url", `"7"`, word("x"))), 132012},
		{"button of another sort", tpl("buttons", link+","+button("url", `"0"`, word("x"))), 132012},
		{"link that takes nothing", tpl("buttons", link+","+button("url", `"2"`, word("x"))), 132000},
		{"index is no number", tpl("buttons", button("url", `"one"`, word("x"))), 131009},
		{"coupon", tpl("coupon", button("copy_code", `"0"`, `{"type":"coupon_code","coupon_code":"DEZ"}`)), 0},
		{"coupon missing", tpl("coupon", ""), 131008},
	})
}

func TestTemplatesOutsideTheWindow(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		addTemplates(r)
		r.s.SetLimits(graphsim.Limits{WithoutPair: true})
		a := r.message(tpl("two", params("body", word("Ana")+","+word("A-17"))))
		if got := r.statuses(a.wamid()); got != "sent delivered" || a.get("messages") == nil {
			t.Errorf("%q after %s", got, a.body)
		}
		if m := a.get("messages").([]any)[0].(map[string]any)["message_status"]; m != "accepted" {
			t.Errorf("message_status %v", m)
		}
		if got := r.ana.Received(); got[0].Text != "Olá Ana, pedido A-17\nAté logo" {
			t.Errorf("reads %q", got[0].Text)
		}
		r.ana.Marketing(true)
		if got := r.statuses(r.message(tpl("promo", "")).wamid()); got != "failed131050" {
			t.Errorf("to who opted out: %q", got)
		}
		r.ana.Marketing(false)
		if got := r.statuses(r.message(tpl("promo", "")).wamid()); got != "sent delivered" {
			t.Errorf("resumed: %q", got)
		}
	})
}

func TestQuickReplyCarriesThePayload(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		addTemplates(r)
		a := r.message(tpl("buttons", `{"type":"button","sub_type":"url","index":"1","parameters":[`+word("x")+`]},{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"SIM_17"}]}`))
		r.heard()
		if _, err := r.ana.Choose(a.wamid(), "Sim"); err != nil {
			t.Fatal(err)
		}
		all := r.heard()
		if m := all[len(all)-1].Value.Messages[0]; fmt.Sprint(m["button"]) != "map[payload:SIM_17 text:Sim]" {
			t.Errorf("%v", m)
		}
	})
}

func TestTemplatePages(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		addTemplates(r)
		seen, after := 0, ""
		for pages := 1; ; pages++ {
			a := r.do("GET", r.link.WABA+"/message_templates?fields=name,status,components&limit=5&after="+after, "")
			seen += len(a.get("data").([]any))
			if a.get("paging", "next") == nil {
				if pages != 3 || seen != 12 {
					t.Errorf("%d templates on %d pages", seen, pages)
				}
				break
			}
			after = a.get("paging", "cursors", "after").(string)
		}
		for path, code := range map[string]int{"?limit=0": 100, "?fields=colour": 100, "?after=x": 100, "?status=APPROVED": 0, "?name=two": 0} {
			if a := r.do("GET", r.link.WABA+"/message_templates"+path, ""); a.code() != code {
				t.Errorf("%s: %s", path, a.body)
			}
		}
		for body, code := range map[string]int{
			`{"name":"novo","language":"pt_BR","category":"UTILITY","components":[{"type":"BODY","text":"Oi {{1}}","example":{"body_text":[["a"]]}}]}`: 0,
			`{"name":"novo2","language":"pt_BR","category":"UTILITY","components":[{"type":"BODY","text":"Oi {{1}}"}]}`:                                131008,
			`{"name":"Novo","language":"pt_BR","category":"UTILITY","components":[{"type":"BODY","text":"Oi"}]}`:                                       131009,
			`{"name":"two","language":"pt_BR","category":"UTILITY","components":[{"type":"BODY","text":"Oi"}]}`:                                        100,
			`{"name":"x","language":"pt_BR","category":"OTHER","components":[{"type":"BODY","text":"Oi"}]}`:                                            131009,
		} {
			if a := r.do("POST", r.link.WABA+"/message_templates", body); a.code() != code {
				t.Errorf("%s: %s", body, a.body)
			}
		}
		for path, code := range map[string]int{"?name=novo": 0, "?name=gone": 100} {
			if a := r.do("DELETE", r.link.WABA+"/message_templates"+path, ""); a.code() != code {
				t.Errorf("delete %s: %s", path, a.body)
			}
		}
	})
}
