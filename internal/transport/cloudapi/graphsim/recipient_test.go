package graphsim_test

import (
	"testing"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// to sends a text to an address written in some way.
func (r *rig) to(members string) answer {
	return r.do("POST", r.link.Number+"/messages", `{"messaging_product":"whatsapp",`+members+`,"type":"text","text":{"body":"a"}}`)
}

func TestWhoGetsIt(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.s.SetLimits(graphsim.Limits{WithoutPair: true})
		r.s.Customer("553184461234").Write("Oi")  // an old account without the ninth digit
		r.s.Customer("16505551234").Write("Hi")   // abroad
		r.s.Customer("5516505551234").Write("Oi") // whom a missing + reaches instead
		r.ana.Write("Oi")
		for _, c := range []struct{ written, waID string }{
			{"+5511912345678", ana}, {"+55 (11) 91234-5678", ana}, {"5511912345678", ana}, {"11912345678", ana},
			{"+551112345678", ""}, {"+553184461234", "553184461234"}, {"+5531984461234", "553184461234"},
			{"+16505551234", "16505551234"}, {"16505551234", "5516505551234"},
		} {
			a := r.to(`"to":"` + c.written + `"`)
			if a.wamid() == "" {
				t.Fatalf("%s: %s", c.written, a.body)
			}
			contact := a.get("contacts").([]any)[0].(map[string]any)
			if c.waID != "" && contact["wa_id"] != c.waID || contact["input"] != c.written {
				t.Errorf("%s: %v", c.written, contact)
			}
			want := "sent delivered"
			if c.waID == "" {
				want = "failed131026"
			}
			if got := r.statuses(a.wamid()); got != want {
				t.Errorf("%s: %q", c.written, got)
			}
		}
	})
}

func TestBusinessScopedUsers(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		bia := r.s.Customer("BR.1349").Set(func(p *graphsim.Person) { p.Name, p.Username = "Bia", "bia.s" })
		bia.Write("Oi")
		m := r.heard()[0].Value
		if m.Messages[0]["from"] != nil || m.Messages[0]["from_user_id"] != "BR.1349" || m.Contacts[0]["wa_id"] != nil || m.Contacts[0]["user_id"] != "BR.1349" {
			t.Errorf("%v from %v", m.Messages[0], m.Contacts[0])
		}
		a := r.to(`"recipient":"BR.1349"`)
		contact := a.get("contacts").([]any)[0].(map[string]any)
		if contact["user_id"] != "BR.1349" || contact["wa_id"] != nil || r.statuses(a.wamid()) != "sent delivered" {
			t.Errorf("%s: %s", a.body, r.statuses(a.wamid()))
		}
		if a := r.to(`"recipient":"BR.9999"`); r.statuses(a.wamid()) != "failed131026" {
			t.Errorf("nobody: %s", a.body)
		}
		r.ana.Write("Oi")
		if a := r.to(`"to":"+` + ana + `","recipient":"BR.1349"`); a.get("contacts").([]any)[0].(map[string]any)["wa_id"] != ana {
			t.Errorf("to wins: %s", a.body)
		}
	})
}

func TestPeopleWhoCannotBeReached(t *testing.T) {
	for name, c := range map[string]struct {
		set      func(*graphsim.Person)
		members  string
		statuses string
	}{
		"absent":       {func(p *graphsim.Person) { p.Absent = true }, "", "failed131026"},
		"blocks":       {func(p *graphsim.Person) { p.Blocks = true }, "", "sent"},
		"offline":      {func(p *graphsim.Person) { p.Offline = true }, "", "sent"},
		"other key":    {func(p *graphsim.Person) { p.IdentityHash = "A" }, `,"recipient_identity_key_hash":"B"`, "failed137000"},
		"known key":    {func(p *graphsim.Person) { p.IdentityHash = "A" }, `,"recipient_identity_key_hash":"A"`, "sent delivered"},
		"reads":        {func(p *graphsim.Person) { p.Receipts.Read = 0 }, "", "sent delivered read"},
		"no receipts":  {func(p *graphsim.Person) { p.Receipts = graphsim.Receipts{Sent: -1, Delivered: -1, Read: -1} }, "", ""},
		"only reading": {func(p *graphsim.Person) { p.Receipts.Delivered, p.Receipts.Read = -1, 0 }, "", "sent read"},
	} {
		t.Run(name, func(t *testing.T) {
			memory(t, func(t *testing.T, r *rig) {
				r.ana.Write("Oi")
				r.ana.Set(c.set)
				a := r.message(`"type":"text","text":{"body":"a"}` + c.members)
				if got := r.statuses(a.wamid()); got != c.statuses {
					t.Errorf("%q after %s", got, a.body)
				}
			})
		})
	}
}

func TestBackOnline(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.Write("Oi")
		r.ana.Set(func(p *graphsim.Person) { p.Offline = true })
		a := r.text("a", "x")
		if n := len(r.heard()); n != 2 || len(r.ana.Received()) != 0 {
			t.Errorf("%d updates, received %v", n, r.ana.Received())
		}
		r.ana.Set(func(p *graphsim.Person) { p.Offline = false })
		if got := r.statuses(a.wamid()); got != "sent delivered" || r.ana.Count("x") != 1 {
			t.Errorf("%q", got)
		}
		r.ana.Read()
		r.ana.Play(a.wamid())
		if got := r.statuses(a.wamid()); got != "sent delivered read played" {
			t.Errorf("%q", got)
		}
	})
}

func TestTestNumbersReachTheirListOnly(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.Write("Oi")
		r.s.ChangeNumber(r.link.Number, func(n *graphsim.Number) { n.Allowed = []string{"5511955555555"} })
		if a := r.text("a", ""); a.code() != 131030 {
			t.Errorf("%s", a.body)
		}
	})
}

func TestNumbersThatCannotSend(t *testing.T) {
	for code, change := range map[int]func(*graphsim.Number){
		133010: func(n *graphsim.Number) { n.Registered = false },
		131057: func(n *graphsim.Number) { n.Maintenance = true },
		368:    func(n *graphsim.Number) { n.Status = "BANNED" },
		131037: func(n *graphsim.Number) { n.NameStatus = "DECLINED" },
	} {
		memory(t, func(t *testing.T, r *rig) {
			r.ana.Write("Oi")
			r.s.ChangeNumber(r.link.Number, change)
			if a := r.text("a", ""); a.code() != code {
				t.Errorf("%d: %s", code, a.body)
			}
		})
	}
	memory(t, func(t *testing.T, r *rig) {
		r.s.ChangeAccount(r.link.WABA, func(a *graphsim.Account) { a.Locked = true })
		if a := r.text("a", ""); a.code() != 131031 {
			t.Errorf("%s", a.body)
		}
	})
}
