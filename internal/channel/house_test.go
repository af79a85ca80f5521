package channel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // reads the rows as they are

	"github.com/balcao-app/balcao/internal/connection"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/secret"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// house is a data folder with two channels, and the real services around it. Their network is one that never says anything.
type house struct {
	DB       *store.DB
	Outbox   *outbox.Service
	Manager  *connection.Manager
	Removals *Removals
}

// quiet is a connection to nowhere. Its end is written into a file, which outlives the program.
type quiet struct{ dir string }

func (quiet) Run(ctx context.Context, take transport.Take) error {
	if err := take(ctx, transport.Health{State: desk.HealthOnline}); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
func (quiet) Send(context.Context, transport.Outgoing) (transport.Accepted, error) {
	return transport.Accepted{}, &desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection}
}
func (quiet) Caps(desk.Address) desk.Caps { return desk.Caps{Text: 100} }

func (q quiet) Unlink(context.Context) error {
	return os.WriteFile(filepath.Join(q.dir, "..", "..", "unlinked-"+filepath.Base(q.dir)), nil, 0o600)
}

func driver(k desk.Kind) (transport.Driver, bool) {
	return transport.Driver{Kind: k, Caps: desk.Caps{Text: 100, Templates: k == "official"}, Official: k == "official",
		NewID: func() desk.RemoteID { return desk.RemoteID(fmt.Sprintf("new-%016x", rand.Uint64())) },
		Open:  func(e transport.Env) (transport.Conn, error) { return quiet{e.Dir}, nil }}, true
}

func openHouse(dir string, between func(string)) (*house, error) {
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		return nil, err
	}
	vault, err := secret.Open(dir, secret.FileOnly)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	h := &house{DB: db, Outbox: outbox.New(outbox.Needs{DB: db, Driver: driver})}
	h.Manager = connection.New(connection.Needs{DB: db, Driver: driver, Vault: vault, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Replan: h.Outbox.Replan,
		Take: func(context.Context, desk.ConnectionID, transport.Event) error { return nil }})
	h.Removals = NewRemovals(RemovalNeeds{DB: db, Replan: h.Outbox.Replan, Drain: h.Manager.Drain, Wipe: h.Manager.Wipe, Revive: h.Manager.Revive,
		Between: between, Caps: func(k desk.Kind) (desk.Caps, bool) { d, ok := driver(k); return d.Caps, ok }})
	return h, errors.Join(h.Outbox.Recover(context.Background()), h.Manager.Start(context.Background()))
}

func (h *house) close(t *testing.T) {
	t.Helper()
	h.Manager.Stop()
	if err := h.DB.Close(); err != nil {
		t.Error(err)
	}
}

// open starts a house and fills it, where it is empty, with people who talk to one channel, the other, or both.
func open(t *testing.T, dir string, seed uint64) *house {
	t.Helper()
	h, err := openHouse(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if seed > 0 {
		if err := h.DB.Write(t.Context(), func(tx *store.Tx) error { return furnish(tx, rand.New(rand.NewPCG(seed, 7))) }); err != nil {
			t.Fatal(err)
		}
		for id := range 4 {
			if err := os.MkdirAll(filepath.Join(dir, "connections", fmt.Sprint(id+1)), 0o700); err != nil {
				t.Fatal(err)
			}
		}
	}
	return h
}

// furnish makes the channels Loja (1: official, 2: a session), which will go, and Filial (3), with a session (4) lent to both.
func furnish(tx *store.Tx, dice *rand.Rand) error {
	for i, name := range []string{"Loja", "Filial"} {
		ch, err := tx.AddChannel(name)
		if err != nil {
			return err
		}
		for j, kind := range []desk.Kind{"official", "session"} {
			id, err := tx.AddConnection(ch, kind, name)
			if err == nil {
				err = tx.SetAccount(id, fmt.Sprint("linked-", id), fmt.Sprintf("55119000000%d%d", i, j))
			}
			if err != nil {
				return err
			}
		}
	}
	for i := range 60 {
		if err := talk(tx, dice, i); err != nil {
			return err
		}
	}
	return nil
}

// talk is one person with up to three conversations.
func talk(tx *store.Tx, dice *rand.Rand, i int) error {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	who, _, err := tx.PutContact([]desk.Address{desk.Phone(fmt.Sprintf("551198765%04d", i))})
	if err != nil {
		return err
	}
	for ch := desk.ChannelID(1); ch <= 2; ch++ {
		for _, status := range []desk.TicketStatus{desk.Closed, []desk.TicketStatus{desk.Open, desk.Pending}[dice.IntN(2)]} {
			if dice.IntN(3) == 0 {
				continue
			}
			at := noon.Add(time.Duration(dice.IntN(1000)) * time.Minute)
			id, err := tx.AddTicket(ch, who, status, at, false)
			if err != nil {
				return err
			}
			if dice.IntN(3) == 0 && status != desk.Closed {
				if err := tx.SetDraft(id, fmt.Sprintf("rascunho %d", id)); err != nil {
					return err
				}
			}
			for n := range 1 + dice.IntN(4) {
				if err := say(tx, dice, id, who, ch, at.Add(time.Duration(n)*time.Minute)); err != nil {
					return err
				}
			}
			if err := tx.Recount(id); err != nil {
				return err
			}
		}
	}
	return nil
}

func say(tx *store.Tx, dice *rand.Rand, ticket desk.TicketID, who desk.ContactID, ch desk.ChannelID, at time.Time) error {
	by := desk.ConnectionID(2*int(ch) - 1 + dice.IntN(2))
	m := desk.Message{Ticket: ticket, Contact: who, Connection: by, Direction: desk.In, Origin: desk.FromCustomer, Kind: desk.Text, Body: "oi", At: at, Status: desk.Received}
	state := []desk.DeliveryState{"", "", desk.DeliveryQueued, desk.DeliveryHeld, desk.DeliveryUnsure}[dice.IntN(5)]
	if state != "" {
		m.Direction, m.Origin, m.Status = desk.Out, desk.FromOperator, desk.MessageStatus(state)
	}
	id, err := tx.AddMessage(m, true, dice.IntN(2) == 0, at, "")
	if err != nil || state == "" {
		return err
	}
	_, err = tx.AddDelivery(desk.Delivery{Message: id, Contact: who, Connection: by, Client: desk.RemoteID(fmt.Sprint("C", id)), State: state})
	return err
}

// dump is every row of every table, but of those in which a removal keeps its own account.
func dump(t *testing.T, dir string) map[string][]string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, store.File)+"?_pragma=query_only(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tables := lines(t, db, "SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'removal%' AND name NOT LIKE '%_fts%'")
	all := map[string][]string{}
	for _, table := range tables {
		all[table] = lines(t, db, "SELECT * FROM "+table)
		slices.Sort(all[table])
	}
	return all
}

func lines(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		cells, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			to[i] = &cells[i]
		}
		if err := rows.Scan(to...); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for i, c := range cells {
			if len(columns) == 1 {
				fmt.Fprint(&b, c)
			} else {
				fmt.Fprintf(&b, "%s=%v ", columns[i], c)
			}
		}
		all = append(all, b.String())
	}
	return all
}
