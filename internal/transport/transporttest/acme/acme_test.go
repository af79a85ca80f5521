package acme_test

import (
	"context"
	"testing"

	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/transporttest"
	"github.com/balcao-app/balcao/internal/transport/transporttest/acme"
)

// TestContract: the list of promises is not made for the networks that there are.
func TestContract(t *testing.T) {
	transporttest.Run(t, func(*testing.T) transporttest.Rig { return rig{acme.NewNetwork("chave")} })
}

type rig struct{ n *acme.Network }

func (r rig) Driver() transport.Driver { return acme.Driver(r.n) }

func (r rig) Open(t *testing.T) transport.Conn {
	c, err := r.Driver().Open(transport.Env{Config: map[string]string{acme.FieldOffice: "1"}, Secret: func(string) (string, error) { return "chave", nil }})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (r rig) Run(ctx context.Context, c transport.Conn, take transport.Take) error {
	return c.Run(ctx, take)
}
func (r rig) Customer(number string) transporttest.Customer { return r.n.Person(number) }
func (r rig) Fail(f transporttest.Failure) bool             { r.n.Fail(f); return true }
func (r rig) Cut()                                          { r.n.Cut(true) }
func (r rig) Mend()                                         { r.n.Cut(false) }
func (r rig) SignOut()                                      { r.n.Lock() }
func (r rig) Audit() []string                               { return nil }

func (r rig) Lacks() map[string]string {
	const alone, words = "no letter of Acme refers to another", "Acme carries words alone"
	return map[string]string{
		"an answer names the message that it answers":                                                 alone,
		"our reaction shows on the customer's message and on ours, changes, and goes":                 alone,
		"an edit replaces our text, twice like once, and an empty one is refused":                     alone,
		"a deletion takes our message back for everyone":                                              alone,
		"a customer's reaction is told, and that it was taken back":                                   alone,
		"a customer's edit and deletion are told, and name the message":                               alone,
		"each kind of file that it carries arrives as that, whole, with its caption":                  words,
		"a file that is too large, or of a type that is not carried, is refused without a look at it": words,
		"a text shows the card that was fixed with it, and no other one shows any":                    words,
		"a card that comes with a text is told as it came":                                            words,
		"each kind of file that a customer sends is told with its caption, and is fetched whole":      words,
	}
}
