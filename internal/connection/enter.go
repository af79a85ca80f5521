package connection

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/secret"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Entry is what the operator entered to make a connection, or to mend one.
type Entry struct {
	Connection desk.ConnectionID // 0: a new one
	Kind       desk.Kind
	Values     map[string]string // by field; of a connection that exists, a missing one keeps what it was, an empty one takes it away
}

// Entered is what became of an entry: nothing was saved unless OK.
type Entered struct {
	OK       bool
	Findings []transport.Finding
	Identity transport.Identity
	values   map[string]string
	fields   []transport.Field
	gone     []string // secrets that were taken away
	unpaired bool     // what was entered is in order, and a phone has to be linked to it
}

// Probe tests an entry against the network without keeping anything. Faults in single values are findings; an error means that
// the test itself could not be made.
func (m *Manager) Probe(ctx context.Context, e Entry) (Entered, error) {
	driver, ok := m.Driver(e.Kind)
	if !ok || len(driver.Fields) == 0 {
		return Entered{}, desk.Refuse(desk.CodeUnsupported)
	}
	values, err := m.complete(ctx, e, driver)
	if err != nil {
		return Entered{}, err
	}
	out := Entered{OK: true, values: values, fields: driver.Fields}
	found := func(f transport.Finding) {
		out.Findings = append(out.Findings, f)
		out.OK = out.OK && (f.Fault == nil || f.Warning)
	}
	for _, f := range driver.Fields {
		if v, given := e.Values[f.Key]; f.Secret && given && strings.TrimSpace(v) == "" {
			out.gone = append(out.gone, f.Key)
		}
		if fault := wrong(f, values[f.Key]); fault != nil {
			found(transport.Finding{Field: f.Key, What: "value", Fault: fault})
		}
	}
	if !out.OK {
		return out, nil
	}
	conn, err := driver.Open(m.env(desk.Connection{ID: e.Connection, Kind: e.Kind, Config: plain(driver.Fields, values)},
		func(field string) (string, error) { return values[field], nil }))
	if err != nil {
		return Entered{}, desk.AsFault(err)
	}
	prober, can := conn.(transport.Prober)
	if !can {
		return Entered{}, desk.Refuse(desk.CodeUnsupported)
	}
	if out.Identity, err = prober.Probe(ctx, found); err != nil {
		if len(out.Findings) == 0 || out.OK {
			found(transport.Finding{What: "network", Fault: desk.AsFault(err)})
		}
		return out, nil
	}
	out.unpaired = driver.Pairs && out.Identity.Number == ""
	if out.OK {
		err = m.onlyOne(ctx, e, out.Identity, found)
	}
	return out, err
}

// complete adds what an existing connection was made of to what was entered now.
func (m *Manager) complete(ctx context.Context, e Entry, d transport.Driver) (map[string]string, error) {
	values := map[string]string{}
	if e.Connection != 0 {
		c, err := m.row(ctx, e.Connection)
		if err != nil {
			return nil, err
		}
		maps.Copy(values, c.Config)
		for _, f := range d.Fields {
			if _, given := e.Values[f.Key]; !f.Secret || given {
				continue
			}
			old, err := m.secret(e.Connection, f.Key)
			if err != nil { // taken for none, it would be taken away
				return nil, &desk.Fault{Code: desk.CodeVault, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("look for a secret: %w", err)}
			}
			values[f.Key] = old
		}
	}
	for _, f := range d.Fields {
		if v, given := e.Values[f.Key]; given {
			values[f.Key] = strings.TrimSpace(v)
		}
	}
	return values, nil
}

func wrong(f transport.Field, value string) *desk.Fault {
	switch {
	case value == "" && f.Optional:
		return nil
	case value == "":
		return &desk.Fault{Code: desk.CodeEmptyField, Next: desk.Stop, Params: map[string]string{"key": f.Key}}
	case f.Check != nil:
		return f.Check(value)
	}
	return nil
}

// onlyOne refuses a number that another connection of the same kind has.
func (m *Manager) onlyOne(ctx context.Context, e Entry, id transport.Identity, found func(transport.Finding)) error {
	var all []desk.Connection
	if err := m.DB.Read(ctx, func(v *store.View) (err error) { all, err = v.Connections(); return err }); err != nil {
		return err
	}
	for _, c := range all {
		if c.ID != e.Connection && c.Kind == e.Kind && c.Account == id.Account {
			found(transport.Finding{What: "number", Fault: desk.Refuse(desk.CodePairSame)})
		}
	}
	return nil
}

// Save keeps a probed entry as the connection with this id and connects it; one that a phone has to be linked to is signed out and
// waits for Pair. The secrets are kept before the row says that they are there, and those that were taken away go after it.
func (m *Manager) Save(ctx context.Context, id desk.ConnectionID, e Entered) error {
	if !e.OK {
		return desk.Refuse(desk.CodeBadRequest)
	}
	for _, f := range e.fields {
		if !f.Secret || e.values[f.Key] == "" {
			continue
		}
		if err := m.Vault.Put(secretName(id, f.Key), e.values[f.Key]); err != nil {
			return &desk.Fault{Code: desk.CodeVault, Next: desk.Stop, Scope: desk.OfConnection, Err: err}
		}
	}
	if e.unpaired {
		m.halt(id)
	}
	err := m.DB.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.Connection(id)
		if err != nil {
			return err
		}
		if err := tx.SetConfig(id, plain(e.fields, e.values)); err != nil {
			return err
		}
		if c.Hook == "" {
			if err := tx.SetHook(id, newHook()); err != nil {
				return err
			}
		}
		health, code := desk.HealthOff, desk.Code("")
		if e.unpaired {
			health, code = desk.HealthSignedOut, desk.CodeSignedOut
		}
		if err := tx.SetHealth(id, health, code, time.Now(), time.Time{}); err != nil {
			return err
		}
		// The conversations of a connection are its number's, also while nobody is linked.
		return tx.SetAccount(id, e.Identity.Account, cmp.Or(e.Identity.Number, c.Number))
	})
	if err != nil {
		return err
	}
	m.forget(id)
	for _, key := range e.gone {
		if err := m.Vault.Remove(secretName(id, key)); err != nil {
			return &desk.Fault{Code: desk.CodeVault, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("remove a secret: %w", err)}
		}
	}
	if e.unpaired {
		return nil
	}
	return m.Connect(ctx, id)
}

// plain are the values that are no secrets.
func plain(fields []transport.Field, values map[string]string) map[string]string {
	out := map[string]string{}
	for _, f := range fields {
		if !f.Secret && values[f.Key] != "" {
			out[f.Key] = values[f.Key]
		}
	}
	return out
}

func secretName(id desk.ConnectionID, field string) string {
	return fmt.Sprintf("connection/%d/%s", id, field)
}

// secret reads a secret field; one that was not entered is empty.
func (m *Manager) secret(id desk.ConnectionID, field string) (string, error) {
	value, err := m.Vault.Get(secretName(id, field))
	if errors.Is(err, secret.ErrNone) {
		return "", nil
	}
	return value, err
}

func (m *Manager) row(ctx context.Context, id desk.ConnectionID) (c desk.Connection, err error) {
	err = m.DB.Read(ctx, func(v *store.View) (err error) { c, err = v.Connection(id); return err })
	return c, err
}
