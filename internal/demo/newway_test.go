package demo

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/transport/transporttest/acme"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/scenario"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// acmePlace is the far side of a way that nobody else knows of.
type acmePlace struct{ n *acme.Network }

func (p acmePlace) account() map[string]string {
	return map[string]string{acme.FieldOffice: "1", acme.FieldKey: "chave"}
}

func (acmePlace) number() string       { return "551140000000" }
func (acmePlace) address() string      { return "" }
func (p acmePlace) away(on bool) error { p.n.Cut(on); return nil }
func (acmePlace) linked() bool         { return true } // there is no phone to link
func (acmePlace) scan(string) error    { return errElsewhere }
func (acmePlace) enter(string) error   { return errElsewhere }
func (acmePlace) trouble() []string    { return nil }
func (acmePlace) close() error         { return nil }

func (p acmePlace) person(number, _ string) scenario.Chat { return acmeChat{p.n.Person(number)} }

type acmeChat struct{ *acme.Person }

func (c acmeChat) Received(from int) (out []world.Text) {
	for i, text := range c.Person.Received() {
		if i >= from {
			out = append(out, world.Text{ID: strconv.Itoa(i), Text: text, At: time.Now()})
		}
	}
	return out
}

func (c acmeChat) Wait(ctx context.Context, is func() bool) error { return lookUntil(ctx, is) }
func (c acmeChat) Delivered(...string)                            {}
func (c acmeChat) Read(...string)                                 { c.Person.Read() }
func (c acmeChat) Typing(bool)                                    {}
func (c acmeChat) Write(text string) (string, error)              { return "", c.Person.Write(text) }

// TestANewWayIsPractised: a way that was added as one folder and one line of the list has practice as well: its form is filled in, somebody
// writes there, the answer is read, and its network goes away and comes back.
func TestANewWayIsPractised(t *testing.T) {
	n := acme.NewNetwork("chave")
	w, p := practiseOn(t, append(stages(), stage{string(acme.Kind), func() (place, error) { return acmePlace{n}, nil }}), acme.Driver(n))

	values := call[app.PracticeAccount](p, "Practice.Account", app.PracticeAccountRequest{Kind: string(acme.Kind)}).Values
	got := call[app.EnterAnswer](p, "Connections.Enter", app.EnterRequest{Kind: string(acme.Kind), Name: "Acme", Values: values})
	if !got.OK || got.Connection == 0 {
		t.Fatalf("entered: %+v", got)
	}
	p.online(got.Connection)
	if err := w.Write("", ""); err != nil {
		t.Fatal(err)
	}
	talk := p.ticket("", "Oi, bom dia! Vocês entregam hoje?")
	p.send(talk, "Entregamos!")
	p.reaches(talk, "Entregamos!", "read")

	if err := w.own[len(w.own)-1].away(true); err != nil {
		t.Fatal(err)
	}
	p.health(got.Connection, "retrying")
	p.send(talk, "Até às 18h")
	p.reaches(talk, "Até às 18h", "queued")
	if err := w.own[len(w.own)-1].away(false); err != nil {
		t.Fatal(err)
	}
	p.reaches(talk, "Até às 18h", "read")
	if all := n.Person("5511955500301").Received(); len(all) != 2 {
		t.Errorf("it arrived as %q", all)
	}
}
