package graphsim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

func TestNumbers(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		for i := range 3 {
			if _, err := r.s.AddNumber(r.link.WABA, fmt.Sprintf("551190000000%d", i+1), i == 0); err != nil {
				t.Fatal(err)
			}
		}
		a := r.do("GET", r.link.WABA+"/phone_numbers?limit=3&fields=id,display_phone_number,is_on_biz_app,status", "")
		if len(a.get("data").([]any)) != 3 || a.get("paging", "next") == nil || !strings.Contains(string(a.body), "+55 11 90000-0001") {
			t.Errorf("%s", a.body)
		}
		a = r.do("GET", r.link.Number+"?fields=health_status,status,quality_rating,whatsapp_business_manager_messaging_limit", "")
		if a.get("health_status", "can_send_message") != "AVAILABLE" || a.get("status") != "CONNECTED" || a.get("quality_rating") != "GREEN" {
			t.Errorf("%s", a.body)
		}
		if a := r.do("GET", r.link.Number+"?fields=colour", ""); a.code() != 100 {
			t.Errorf("%s", a.body)
		}
		r.s.ChangeAccount(r.link.WABA, func(a *graphsim.Account) { a.Locked = true })
		if a := r.do("GET", r.link.Number+"?fields=health_status", ""); a.get("health_status", "can_send_message") != "BLOCKED" {
			t.Errorf("%s", a.body)
		}
		r.s.ChangeNumber(r.link.Number, func(n *graphsim.Number) { n.Registered = false })
		if a := r.do("GET", r.link.Number+"?fields=status,platform_type", ""); a.get("status") != "DISCONNECTED" || a.get("platform_type") != "NOT_APPLICABLE" {
			t.Errorf("%s", a.body)
		}
		if a := r.do("GET", r.link.WABA+"?fields=id,name", ""); a.get("name") != "Padaria da Esquina" {
			t.Errorf("%s", a.body)
		}
	})
}

func TestVerifyingANumber(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.s.ChangeNumber(r.link.Number, func(n *graphsim.Number) { n.Verified, n.Registered, n.PIN = false, false, "" })
		register := `{"messaging_product":"whatsapp","pin":"123456"}`
		for _, c := range []struct {
			edge, body string
			code       int
		}{
			{"register", register, 133006},
			{"request_code", `{"code_method":"PIGEON","language":"pt_BR"}`, 131009},
			{"request_code", `{"code_method":"SMS","language":"pt_BR"}`, 0},
			{"verify_code", `{"code":"000000"}`, 136025},
			{"verify_code", `{"code":"` + graphsim.VerifyCode + `"}`, 0},
			{"register", register, 0},
			{"deregister", "", 0},
			{"deregister", "", 133010},
		} {
			if a := r.do("POST", r.link.Number+"/"+c.edge, c.body); a.code() != c.code {
				t.Errorf("%s %s: %s", c.edge, c.body, a.body)
			}
		}
		if a := r.do("POST", r.link.Number, `{"pin":"111111"}`); a.status != 200 || r.s.Number(r.link.Number).PIN != "111111" {
			t.Errorf("%s", a.body)
		}
		r.s.ChangeNumber(r.link.Number, func(n *graphsim.Number) { n.Coexistence = true })
		for _, edge := range []string{"register", "deregister"} {
			if a := r.do("POST", r.link.Number+"/"+edge, register); a.code() != 100 {
				t.Errorf("%s of a number in the app: %s", edge, a.body)
			}
		}
	})
}

func TestProfile(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		path := r.link.Number + "/whatsapp_business_profile"
		for members, code := range map[string]int{
			`"about":"Pães","websites":["https://a.b"],"vertical":"RETAIL","email":"a@b.c"`: 0,
			`"about":""`: 131009, `"about":"` + long(140) + `"`: 131009, `"description":"` + long(513) + `"`: 131009,
			`"vertical":"PIRACY"`: 131009, `"websites":["https://a","https://b","https://c"]`: 131009, `"websites":["a.b"]`: 131009,
			`"motto":"x"`: 100,
		} {
			if a := r.do("POST", path, `{"messaging_product":"whatsapp",`+members+`}`); a.code() != code {
				t.Errorf("%.80s: %s", members, a.body)
			}
		}
		a := r.do("GET", path+"?fields=about,vertical,websites", "")
		if p := a.get("data").([]any)[0].(map[string]any); p["about"] != "Pães" || p["vertical"] != "RETAIL" || p["messaging_product"] != "whatsapp" || p["email"] != nil {
			t.Errorf("%s", a.body)
		}
	})
}

func TestBlockedUsers(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		path, body := r.link.Number+"/block_users", `{"messaging_product":"whatsapp","block_users":[{"user":"+`+ana+`"}]}`
		if a := r.do("POST", path, body); a.get("errors", "code") != 139100.0 {
			t.Errorf("who never wrote: %s", a.body)
		}
		r.ana.Write("Oi")
		if a := r.do("POST", path, body); a.get("errors") != nil || a.status != 200 {
			t.Errorf("%s", a.body)
		}
		if a := r.do("GET", path, ""); !strings.Contains(string(a.body), ana) {
			t.Errorf("%s", a.body)
		}
		if a := r.text("a", ""); a.code() != 131026 && r.statuses(a.wamid()) != "failed131026" {
			t.Errorf("to a blocked user: %s", a.body)
		}
		n := len(r.heard())
		r.ana.Write("Oi?")
		if len(r.heard()) != n {
			t.Error("a blocked user was heard")
		}
		if a := r.do("DELETE", path, body); a.status != 200 {
			t.Errorf("%s", a.body)
		}
		r.ana.Write("Oi!")
		if len(r.heard()) != n+1 {
			t.Error("an unblocked user was not heard")
		}
	})
}

func TestReadAndTyping(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		first, second, third := r.ana.Write("1"), r.ana.Write("2"), r.ana.Write("3")
		mark := func(rest string) answer {
			return r.do("POST", r.link.Number+"/messages", `{"messaging_product":"whatsapp","status":"read",`+rest+`}`)
		}
		sent := r.text("a", "").wamid()
		for rest, code := range map[string]int{
			`"message_id":"` + second + `"`: 0, `"message_id":"wamid.x"`: 131009, `"message_id":"` + sent + `"`: 131009,
			`"message":"x"`: 131008, `"message_id":"` + second + `","typing_indicator":{"type":"text"}`: 0,
			`"message_id":"` + second + `","typing_indicator":{"type":"voice"}`: 131009, `"message_id":"` + second + `","to":"+1"`: 100,
		} {
			if a := mark(rest); a.code() != code {
				t.Errorf("%s: %s", rest, a.body)
			}
		}
		if !r.ana.SeenByBusiness(first) || !r.ana.SeenByBusiness(second) || r.ana.SeenByBusiness(third) || r.ana.Typings() != 1 {
			t.Errorf("seen %t %t %t, typed %d", r.ana.SeenByBusiness(first), r.ana.SeenByBusiness(second), r.ana.SeenByBusiness(third), r.ana.Typings())
		}
	})
}

func TestMessageHistory(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.Write("Oi")
		id := r.text("a", "").wamid()
		r.heard()
		r.ana.Read()
		path := r.link.Number + "/message_history?message_id=" + id
		a := r.do("GET", path+"&fields=id,message_id,events{delivery_status,timestamp,webhook_update_state,error_description}", "")
		var got []string
		for _, e := range a.get("data").([]any)[0].(map[string]any)["events"].(map[string]any)["data"].([]any) {
			got = append(got, e.(map[string]any)["delivery_status"].(string))
		}
		if fmt.Sprint(got) != "[SENT DELIVERED READ]" {
			t.Errorf("%s", a.body)
		}
		r.s.Script(graphsim.Fault{Kind: graphsim.AcceptNoStatus})
		untold := r.text("b", "").wamid()
		r.heard()
		a = r.do("GET", r.link.Number+"/message_history?message_id="+untold+"&fields=events", "")
		if strings.Count(string(a.body), `"webhook_update_state":"FAILED"`) != 2 {
			t.Errorf("%s", a.body)
		}
		if a := r.do("GET", path+"&limit=101", ""); a.code() != 100 {
			t.Errorf("%s", a.body)
		}
	})
}

func TestUnknownThingsAreWrittenDown(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.do("GET", r.link.Number+"/gossip", "")
		r.do("GET", r.link.Number+"?colour=red", "")
		r.do("PUT", r.link.Number, "")
		q := r.link.Graph + "/v9.0/" + r.link.Number
		if a := r.fetch(q, r.link.Token); a.status != 400 {
			t.Errorf("old version: %s", a.body)
		}
		if a := r.fetch(r.link.Graph+"/"+r.link.Number, r.link.Token); a.status != 200 {
			t.Errorf("without version: %s", a.body)
		}
		if u := r.s.Unknown(); len(u) != 4 {
			t.Errorf("unknown %q", u)
		}
		if n := len(r.s.Requests()); n != 5 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestCoexistence(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		sync := func(kind string) answer {
			return r.do("POST", r.link.Number+"/smb_app_data", `{"messaging_product":"whatsapp","sync_type":"`+kind+`"}`)
		}
		if _, err := r.ana.Echo("", "text", graphsim.Content{"body": "a"}); err == nil || sync("history").code() != 100 {
			t.Error("a number without the app has echoes")
		}
		r.s.ChangeNumber(r.link.Number, func(n *graphsim.Number) { n.Coexistence = true })
		if a := sync("history"); a.get("request_id") == nil || !r.s.SyncRequested(r.link.Number, "history") {
			t.Errorf("%s", a.body)
		}
		if a := sync("history"); a.code() != 2593107 {
			t.Errorf("twice: %s", a.body)
		}
		if a := sync("gossip"); a.code() != 131009 {
			t.Errorf("%s", a.body)
		}
		time.Sleep(24*time.Hour + time.Second)
		if a := sync("smb_app_state_sync"); a.code() != 2593108 {
			t.Errorf("late: %s", a.body)
		}
		id, err := r.ana.Echo("3EB0FIXED", "text", graphsim.Content{"body": "do celular"})
		if err != nil {
			t.Fatal(err)
		}
		stanza, _ := graphsim.Stanza(id)
		e := r.heard()[0].Value.Echoes[0]
		if stanza != "3EB0FIXED" || e["id"] != id || e["to"] != ana || e["from"] != r.link.Phone {
			t.Errorf("%s in %v", stanza, e)
		}
		file, err := r.s.File(r.link.Number, "image/jpeg", jpeg, graphsim.Content{"caption": "do celular"})
		if err != nil {
			t.Fatal(err)
		}
		if a := r.fetch(file["url"].(string), r.link.Token); a.status != 200 || file["caption"] != "do celular" {
			t.Errorf("%v: %d", file, a.status)
		}
		r.s.SyncContacts(r.link.Number, graphsim.Contact{FullName: "Ana Lima", FirstName: "Ana", Phone: ana}, graphsim.Contact{Phone: "1", Removed: true})
		r.s.History(r.link.Number, 1, 2, 100, []graphsim.Past{
			{Customer: r.ana, At: time.Now(), Type: "text", Content: graphsim.Content{"body": "ontem"}},
			{Customer: r.ana, Mine: true, At: time.Now(), Type: "media_placeholder", Status: "DELIVERED"},
		})
		r.s.DeclineHistory(r.link.Number)
		all := r.heard()
		if s := all[1].Value.Sync; len(s) != 2 || s[0]["action"] != "add" || s[1]["action"] != "remove" || s[1]["contact"].(map[string]any)["full_name"] != nil {
			t.Errorf("%v", s)
		}
		if h := fmt.Sprint(all[2].Value.History); !strings.Contains(h, "progress:100") || !strings.Contains(h, "media_placeholder") || all[2].Field != "history" {
			t.Errorf("%s", h)
		}
		if h := fmt.Sprint(all[3].Value.History); !strings.Contains(h, "2.593109e+06") {
			t.Errorf("%s", h)
		}
	})
}
