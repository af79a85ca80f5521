package bench

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/engine"
	"github.com/balcao-app/balcao/internal/secret"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// official is the program without its faces, with a channel of official connections to a simulated network.
type official struct {
	*engine.Engine
	t       testing.TB
	sim     *graphsim.Server
	link    graphsim.Link
	door    string // where the network calls
	tickets []desk.TicketID
}

const hook = "benchbenchbenchbenchbench"

// newOfficial makes a channel with the number of the simulated network and a reserve, and a ticket for each customer.
func newOfficial(t testing.TB, customers int) *official {
	t.Helper()
	sim, err := graphsim.New(graphsim.Options{Limits: graphsim.Limits{Throughput: -1, WithoutPair: true}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	o := &official{t: t, sim: sim, link: sim.Link()}
	other, err := sim.AddNumber(o.link.WABA, "5511900000002", false)
	if err != nil {
		t.Fatal(err)
	}
	l, err := quietPort()
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	o.door = fmt.Sprintf("http://127.0.0.1:%d/hook/%s", port, hook)
	dir := t.TempDir()
	t.(interface{ Setenv(string, string) }).Setenv("XDG_CONFIG_HOME", t.TempDir())
	o.furnish(dir, port, customers, o.link.Number, other)
	o.Engine, err = engine.Start(context.Background(), engine.Config{Dir: dir, Simulated: true, Log: slog.New(slog.DiscardHandler),
		Graph: engine.Hosts{Graph: o.link.Graph, Media: o.link.Media, Dialog: o.link.Dialog, Unpaced: true}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Stop)
	return o
}

// furnish writes the rows that the operator's forms and the customers would leave.
func (o *official) furnish(dir string, port, customers int, numbers ...string) {
	o.t.Helper()
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		o.t.Fatal(err)
	}
	err = db.Write(context.Background(), func(tx *store.Tx) error {
		channel, err := tx.AddChannel("Padaria")
		if err != nil {
			return err
		}
		for i, number := range numbers {
			if err := o.connect(tx, channel, number, o.sim.Number(number).Digits, i == 0); err != nil {
				return err
			}
		}
		for i := range customers {
			if err := o.customer(tx, channel, fmt.Sprintf("55119%08d", 50000000+i), numbers); err != nil {
				return err
			}
		}
		if err := tx.Set("hook_port", strconv.Itoa(port)); err != nil {
			return err
		}
		return tx.Set("public_address", fmt.Sprintf("http://127.0.0.1:%d", port))
	})
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		o.t.Fatal(err)
	}
	vault, err := secret.Open(dir, secret.FileOnly)
	for i := range numbers {
		for key, value := range map[string]string{cloudapi.FieldToken: o.link.Token, cloudapi.FieldSecret: o.link.AppSecret} {
			if err == nil {
				err = vault.Put(fmt.Sprintf("connection/%d/%s", i+1, key), value)
			}
		}
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *official) connect(tx *store.Tx, channel desk.ChannelID, number, digits string, called bool) error {
	id, err := tx.AddConnection(channel, cloudapi.Kind, "Padaria")
	if err == nil {
		err = tx.SetConfig(id, map[string]string{cloudapi.FieldNumber: number, cloudapi.FieldAccount: o.link.WABA})
	}
	if err == nil && called {
		err = tx.SetHook(id, hook)
	}
	if err == nil {
		err = tx.SetAccount(id, number, digits)
	}
	return err
}

func (o *official) customer(tx *store.Tx, channel desk.ChannelID, digits string, numbers []string) error {
	c := o.sim.Customer(digits).Set(func(p *graphsim.Person) { p.Receipts = graphsim.Receipts{Sent: -1, Delivered: -1, Read: -1} })
	who, _, err := tx.PutContact([]desk.Address{desk.Phone(digits)})
	if err != nil {
		return err
	}
	for _, n := range numbers {
		c.At(n).OpenedWindow(0)
		if err := tx.HeardFrom(who, o.sim.Number(n).Digits, time.Now()); err != nil {
			return err
		}
	}
	t, err := tx.AddTicket(channel, who, desk.Open, time.Now(), false)
	o.tickets = append(o.tickets, t)
	return err
}

// quietPort listens on a free port that no connection leaves by: systems give those from 32768 on, and could take it between two uses.
func quietPort() (l net.Listener, err error) {
	for range 100 {
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(10000))); err == nil {
			return l, nil
		}
	}
	return nil, err
}
