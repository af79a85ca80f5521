package connection

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
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
	called   bool // its network can call it, given these values
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
	if !out.OK {
		return out, nil
	}
	out.called = callable(conn)
	err = m.DB.Read(ctx, func(v *store.View) error { return fits(v, e.Connection, e.Kind, out.Identity) })
	if f := desk.AsFault(err); err != nil && (f.Code == desk.CodePairSame || f.Code == desk.CodePairOther) {
		found(transport.Finding{What: "number", Fault: f})
		err = nil
	}
	return out, err
}

// callable reports whether the network of a connection can call it: without the word that proves it, it cannot.
func callable(conn transport.Conn) bool {
	_, hooked := conn.(transport.Hooked)
	h, shakes := conn.(transport.Handshaker)
	return hooked && (!shakes || h.Handshake() != "")
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

func (m *Manager) row(ctx context.Context, id desk.ConnectionID) (c desk.Connection, err error) {
	err = m.DB.Read(ctx, func(v *store.View) (err error) { c, err = v.Connection(id); return err })
	return c, err
}
