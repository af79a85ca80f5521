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
	return map[string]string{"an answer names the message that it answers": "no letter of Acme refers to another"}
}
