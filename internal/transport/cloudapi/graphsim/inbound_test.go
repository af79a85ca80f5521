package graphsim_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

func TestEveryKindOfInboundMessage(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.s.ChangeNumber(r.link.Number, func(n *graphsim.Number) { n.Coexistence = true })
		r.s.SetStrictness(graphsim.Strictness{WithoutURL: true})
		first := r.ana.Write("Oi")
		for kind, c := range map[string]struct {
			send func() string
			want string // in the JSON of the message, names in order
		}{
			"reply":     {func() string { return r.ana.Reply(first, "a") }, `"context":{"from":"` + ana + `","id":"` + first + `"}`},
			"forwarded": {func() string { return r.ana.Forward("a", false) }, `"context":{"forwarded":true}`},
			"many":      {func() string { return r.ana.Forward("a", true) }, `"context":{"frequently_forwarded":true}`},
			"ad": {func() string {
				return r.ana.FromAd("a", graphsim.Content{"source_type": "ad", "source_id": "1", "ctwa_clid": "x"})
			}, `"referral":{"ctwa_clid":"x","source_id":"1","source_type":"ad"}`},
			"voice":    {func() string { return r.ana.SendVoice(opus) }, `"voice":true`},
			"document": {func() string { return r.ana.SendDocument("a.pdf", "application/pdf", []byte("%PDF")) }, `"filename":"a.pdf"`},
			"sticker":  {func() string { return r.ana.SendSticker(webp, true) }, `"animated":true`},
			"video":    {func() string { return r.ana.SendFile("video", "video/mp4", mp4, graphsim.Content{"caption": "v"}) }, `"caption":"v"`},
			"location": {func() string { return r.ana.SendLocation(-23.5, -46.6, "Loja", "Rua A") }, `"location":{"address":"Rua A","latitude":-23.5,"longitude":-46.6,"name":"Loja"}`},
			"cards": {func() string {
				return r.ana.SendCards(graphsim.Content{"name": graphsim.Content{"formatted_name": "Rui"}})
			}, `"contacts":[{"name":{"formatted_name":"Rui"}}]`},
			"reaction":   {func() string { return r.ana.React(first, "👍") }, `"reaction":{"emoji":"👍","message_id":"` + first + `"}`},
			"taken back": {func() string { return r.ana.React(first, "") }, `"reaction":{"message_id":"` + first + `"}`},
			"order": {func() string {
				return r.ana.Order("7", "para hoje", graphsim.Item{Product: "pao", Quantity: 2, Price: 1.5, Currency: "BRL"})
			}, `"product_items":[{"currency":"BRL","item_price":1.5,"product_retailer_id":"pao","quantity":2}]`},
			"edit":         {func() string { return r.ana.Edit(first, "Olá") }, `"original_message_id":"` + first + `"`},
			"revoke":       {func() string { return r.ana.Revoke(first) }, `"revoke":{"original_message_id":"` + first + `"}`},
			"poll":         {func() string { return r.ana.SendUnsupported("poll") }, `"unsupported":{"type":"poll"}`},
			"on the phone": {func() string { return r.ana.SendBroken(131060, "", "x") }, `"code":131060`},
		} {
			before := len(r.heard())
			id := c.send()
			all := r.heard()
			if len(all) != before+1 {
				t.Fatalf("%s: %d updates", kind, len(all)-before)
			}
			m := all[before].Value.Messages[0]
			raw, _ := json.Marshal(m)
			if m["id"] != id || m["from"] != ana || !strings.Contains(string(raw), c.want) {
				t.Errorf("%s: %s", kind, raw)
			}
			if _, text := m["timestamp"].(string); !text {
				t.Errorf("%s: timestamp %v", kind, m["timestamp"])
			}
		}
	})
}

func TestALateWebhookTellsWhenTheCustomerWrote(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.s.SetStrictness(graphsim.Strictness{SyncWindow: true})
		for _, c := range []struct {
			age  time.Duration
			code int
		}{{25 * time.Hour, 131047}, {23 * time.Hour, 0}, {26 * time.Hour, 0}} { // what is older opens no window and closes none
			at := strconv.FormatInt(time.Now().Add(-c.age).Unix(), 10)
			id := r.ana.WriteLate("", "Oi", c.age)
			if !slices.ContainsFunc(r.heard(), func(u change) bool {
				return len(u.Value.Messages) == 1 && u.Value.Messages[0]["id"] == id && u.Value.Messages[0]["timestamp"] == at
			}) {
				t.Errorf("%s ago: no webhook tells of %s at %s", c.age, id, at)
			}
			if a := r.text("a", c.age.String()); a.code() != c.code {
				t.Errorf("%s ago: %s", c.age, a.body)
			}
		}
	})
}

func TestMovingToAnotherNumber(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.ChangeNumber("5511933333333")
		v := r.heard()[0].Value
		system := v.Messages[0]["system"].(map[string]any)
		if len(v.Contacts) != 0 || v.Messages[0]["from"] != ana || system["wa_id"] != "5511933333333" || system["type"] != "user_changed_number" {
			t.Errorf("%v", v)
		}
		r.s.Customer("5511933333333").Write("Oi")
		a := r.to(`"to":"+5511933333333"`)
		if r.statuses(a.wamid()) != "sent delivered" || len(r.ana.Received()) != 1 {
			t.Errorf("%s", a.body)
		}
	})
}

func TestANewSecurityCode(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.ChangeKey("B")
		r.ana.Write("Oi")
		heard := r.heard()
		system := heard[0].Value.Messages[0]["system"].(map[string]any)
		if len(heard[0].Value.Contacts) != 0 || system["type"] != "customer_identity_changed" || system["identity"] != "B" {
			t.Errorf("%v", heard[0].Value)
		}
		if a := r.to(`"to":"` + ana + `","recipient_identity_key_hash":"A"`); !strings.Contains(r.statuses(a.wamid()), "failed") {
			t.Errorf("%s", a.body)
		}
	})
}

func TestNumbersWithoutTheAppHearOfEditsAsUnsupported(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		id := r.ana.Write("Oi")
		r.ana.Edit(id, "Olá")
		r.ana.Revoke(id)
		all := r.heard()
		if len(all) != 2 || fmt.Sprint(all[1].Value.Messages[0]["unsupported"]) != "map[type:edit]" {
			t.Errorf("%v", all)
		}
	})
}

func TestAccountNews(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		id, err := r.s.AddTemplate(r.link.WABA, graphsim.Template{Name: "ola", Components: []graphsim.Component{{Type: "BODY", Text: "Olá"}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{
			r.s.ChangeTemplate(id, func(t *graphsim.Template) { t.Status = "PAUSED" }),
			r.s.Alert(r.link.Number, 131042, "unpaid"),
			r.s.SetQuality(r.link.Number, "DOWNGRADE", "RED", "TIER_250"),
			r.s.AccountUpdate(r.link.WABA, "PARTNER_REMOVED", nil),
		} {
			if err != nil {
				t.Error(err)
			}
		}
		r.ana.Marketing(true)
		var got []string
		for _, c := range r.heard() {
			got = append(got, c.Field+" "+c.Value.Event+fmt.Sprint(len(c.Value.Errors)))
		}
		want := "[message_template_status_update PAUSED0 messages 1 phone_number_quality_update DOWNGRADE0 account_update PARTNER_REMOVED0 user_preferences 0]"
		if fmt.Sprint(got) != want {
			t.Errorf("%v", got)
		}
		for _, err := range []error{r.s.Alert("1", 1, ""), r.s.AccountUpdate("1", "", nil), r.s.Status("wamid.x", "read", 0), r.s.SetQuality("1", "", "", "")} {
			if err == nil {
				t.Error("news of nothing")
			}
		}
	})
}

func TestStatusesByHand(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.Write("Oi")
		r.ana.Set(func(p *graphsim.Person) { p.Receipts = graphsim.Receipts{Sent: -1, Delivered: -1, Read: -1} })
		id := r.text("a", "local-1").wamid()
		for _, status := range []string{"read", "sent", "sent"} {
			if err := r.s.Status(id, status, 0); err != nil {
				t.Error(err)
			}
		}
		if err := r.s.Status(id, "failed", 131026); err != nil {
			t.Error(err)
		}
		if got := r.statuses(id); got != "read sent sent failed131026" {
			t.Errorf("%q", got)
		}
	})
}

func TestHeldTemplates(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		id, err := r.s.AddTemplate(r.link.WABA, graphsim.Template{Name: "promo", Category: "MARKETING", Held: true, Components: []graphsim.Component{{Type: "BODY", Text: "Olá"}}})
		if err != nil {
			t.Fatal(err)
		}
		r.s.SetLimits(graphsim.Limits{WithoutPair: true})
		first := r.message(tpl("promo", ""))
		if m := first.get("messages").([]any)[0].(map[string]any); m["message_status"] != "held_for_quality_assessment" || r.statuses(first.wamid()) != "" {
			t.Errorf("%s, %s", first.body, r.statuses(first.wamid()))
		}
		r.s.ChangeTemplate(id, func(t *graphsim.Template) { t.Held = false })
		if got := r.statuses(first.wamid()); got != "sent delivered" {
			t.Errorf("released: %q", got)
		}
		r.s.ChangeTemplate(id, func(t *graphsim.Template) { t.Held = true })
		second := r.message(tpl("promo", ""))
		r.s.ChangeTemplate(id, func(t *graphsim.Template) { t.Status = "PAUSED" })
		if got := r.statuses(second.wamid()); got != "failed132015" {
			t.Errorf("paused: %q", got)
		}
	})
}

func TestManagementCallsAreLimited(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.s.ChangeNumber(r.link.Number, func(n *graphsim.Number) { n.Registered = false })
		for i := range 201 {
			if a := r.do("GET", r.link.WABA+"/phone_numbers", ""); (a.status == 200) != (i < 200) || i == 200 && a.code() != 80007 {
				t.Fatalf("call %d: %s", i, a.body)
			}
		}
		if a := r.upload("image/png", png); a.status != 200 {
			t.Errorf("media are no management: %s", a.body)
		}
		time.Sleep(time.Hour)
		if a := r.do("GET", r.link.Number, ""); a.status != 200 {
			t.Errorf("an hour later: %s", a.body)
		}
	})
}

func TestUndeliveredMessagesVanishAfterAMonth(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.Write("Oi")
		r.ana.Set(func(p *graphsim.Person) { p.Offline = true })
		id := r.text("a", "").wamid()
		time.Sleep(30*24*time.Hour + time.Second)
		r.ana.Set(func(p *graphsim.Person) { p.Offline = false })
		if got := r.statuses(id); got != "sent" || len(r.ana.Received()) != 0 {
			t.Errorf("%q", got)
		}
	})
}

func TestPricingAndConversation(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.s.SetStrictness(graphsim.Strictness{OldConversation: true})
		r.ana.Write("Oi")
		r.text("a", "")
		r.heard()
		last := string(r.hook.bodies[len(r.hook.bodies)-1])
		for _, want := range []string{`"pricing_model":"PMP"`, `"category":"service"`, `"origin":{"type":"service"}`, `"type":"free_customer_service"`} {
			if !strings.Contains(last, want) {
				t.Errorf("no %s in %s", want, last)
			}
		}
	})
}
