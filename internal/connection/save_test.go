package connection

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/secret"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
)

func entry(account, number string) Entered {
	return Entered{OK: true, Identity: transport.Identity{Account: account, Number: number}}
}

// TestOneNumberOneConnection: what was tested may be outdated when it is saved, so it is looked at once more with the rows themselves.
func TestOneNumberOneConnection(t *testing.T) {
	for name, second := range map[string]Entered{
		"the same account": entry("N1", "5511900000002"), "the same number": entry("N2", "5511900000001"),
	} {
		at(t, 2, func(b *bench) {
			b.must(b.Save(b.Context(), 1, entry("N1", "5511900000001")))
			b.refused(b.Save(b.Context(), 2, second), desk.CodePairSame)
			b.refused(b.DB.Write(b.Context(), func(tx *store.Tx) error { return write(tx, 2, second) }), desk.CodePairSame)
			if c := b.row(2); c.Account != "" || c.Health != desk.HealthOff {
				t.Errorf("%s: %+v", name, c)
			}
			b.must(b.Save(b.Context(), 2, entry("N3", "5511900000003")))
		})
	}
}

// TestAnEditKeepsTheNumber: what waits for a connection was written to leave by its number.
func TestAnEditKeepsTheNumber(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.must(b.Save(b.Context(), 1, entry("N1", "5511900000001")))
		b.is(1, desk.HealthOnline, "")
		err := b.Save(b.Context(), 1, entry("N2", "5511900000002"))
		b.refused(err, desk.CodePairOther)
		if p := desk.AsFault(err).Params; p["expected"] != "5511900000001" || p["came"] != "5511900000002" {
			t.Errorf("%v", p)
		}
		b.is(1, desk.HealthOnline, "")
		if c := b.row(1); c.Account != "N1" || c.Number != "5511900000001" {
			t.Errorf("%+v", c)
		}
		b.must(b.Save(b.Context(), 1, entry("N4", "5511900000001"))) // the same number, under another account of the business
		b.is(1, desk.HealthOnline, "")
	})
}

// TestRefusedSaveLeavesTheVault: secrets of what was refused do not take the place of those that are in use.
func TestRefusedSaveLeavesTheVault(t *testing.T) {
	m, sim := meta(t)
	id := entered(t, m, sim)
	values := account(sim)
	other := entry("other", "5511999990000")
	other.fields = cloudapi.Driver(cloudapi.Options{}).Fields
	other.values = map[string]string{cloudapi.FieldToken: "a token of the other number"}
	if err := m.Save(t.Context(), id, other); desk.AsFault(err).Code != desk.CodePairOther {
		t.Errorf("%v", err)
	}
	before, err := m.keep(t.Context(), id, Entered{fields: other.fields, values: other.values, Identity: transport.Identity{Account: values[cloudapi.FieldNumber]}})
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := m.secret(id, cloudapi.FieldToken); got == values[cloudapi.FieldToken] {
		t.Error("the new token is not there")
	}
	if err := m.restore(id, before); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{cloudapi.FieldToken, cloudapi.FieldSecret} {
		if got, err := m.secret(id, key); got != values[key] || err != nil {
			t.Errorf("%s was changed: %v", key, err)
		}
	}
	// The operator is told before anything is saved.
	l, err := sim.AddNumber(sim.Link().WABA, "5511988887777", false)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.Probe(t.Context(), Entry{Connection: id, Kind: cloudapi.Kind, Values: map[string]string{cloudapi.FieldNumber: l}})
	if err != nil || got.OK || got.Findings[len(got.Findings)-1].Fault.Code != desk.CodePairOther {
		t.Errorf("%+v, %v", got.Findings, err)
	}
}

// TestWithoutASecretThereIsNoDoor: what cannot be called has no address at which it would be, and gets one with its secret.
func TestWithoutASecretThereIsNoDoor(t *testing.T) {
	m, sim := meta(t)
	id := entered(t, m, sim)
	for _, step := range []struct {
		secret string
		door   bool
	}{{"", false}, {account(sim)[cloudapi.FieldSecret], true}, {"", false}} {
		got, err := m.Probe(t.Context(), Entry{Connection: id, Kind: cloudapi.Kind, Values: map[string]string{cloudapi.FieldSecret: step.secret}})
		if err != nil || !got.OK {
			t.Fatalf("%+v, %v", got.Findings, err)
		}
		if err := m.Save(t.Context(), id, got); err != nil {
			t.Fatal(err)
		}
		if c, err := m.row(t.Context(), id); err != nil || (c.Hook != "") != step.door {
			t.Errorf("secret %t, door %q, %v", step.secret != "", c.Hook, err)
		}
	}
}

// TestAnEmptiedFolderHasNoSecrets: ids begin anew in it, and a connection must not find the secrets of an older one with its id.
func TestAnEmptiedFolderHasNoSecrets(t *testing.T) {
	m, sim := meta(t)
	left := func() {
		t.Helper()
		for _, key := range []string{cloudapi.FieldToken, cloudapi.FieldSecret} {
			if err := m.Vault.Put(secretName(1, key), "of an older connection, long gone"); err != nil {
				t.Fatal(err)
			}
		}
	}
	left()
	if err := m.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{cloudapi.FieldToken, cloudapi.FieldSecret} {
		if got, err := m.secret(1, key); got != "" || err != nil {
			t.Errorf("%s is still there: %v", key, err)
		}
	}
	left()
	err := m.DB.Write(t.Context(), func(tx *store.Tx) error {
		ch, err := tx.AddChannel("Loja")
		if err == nil {
			_, err = tx.AddConnection(ch, cloudapi.Kind, "Loja")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	values := account(sim)
	delete(values, cloudapi.FieldSecret)
	got, err := m.Probe(t.Context(), Entry{Kind: cloudapi.Kind, Values: values})
	if err != nil || !got.OK {
		t.Fatalf("%+v, %v", got.Findings, err)
	}
	if err := m.Save(t.Context(), 1, got); err != nil {
		t.Fatal(err)
	}
	if got, err := m.secret(1, cloudapi.FieldSecret); got != "" || err != nil {
		t.Errorf("a connection without a secret found one: %v", err)
	}
	if err := m.Remove(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Vault.Get(secretName(1, cloudapi.FieldToken)); err == nil {
		t.Error("a removed connection left its token")
	}
}

// TestASilentVaultIsNoMissingSecret: an edit while the vault cannot be read would take away what it leaves out, so it is refused.
func TestASilentVaultIsNoMissingSecret(t *testing.T) {
	m, sim := meta(t)
	id := entered(t, m, sim)
	file := filepath.Join(m.DB.Dir(), secret.File)
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text []byte
		want desk.Code
	}{{[]byte("no vault"), desk.CodeVault}, {good, ""}} {
		if err := os.WriteFile(file, c.text, 0o600); err != nil {
			t.Fatal(err)
		}
		if m.Vault, err = secret.Open(m.DB.Dir(), secret.FileOnly); err != nil {
			t.Fatal(err)
		}
		for _, some := range []map[string]string{nil, {cloudapi.FieldToken: account(sim)[cloudapi.FieldToken]}} {
			got, err := m.Probe(t.Context(), Entry{Connection: id, Kind: cloudapi.Kind, Values: some})
			if c.want != "" && desk.AsFault(err).Code != c.want || c.want == "" && (err != nil || !got.OK) {
				t.Errorf("%q: %+v, %v", c.want, got.Findings, err)
			}
		}
	}
}

// TestRefusedSaveLeavesTheConnection: where what was entered is not kept, the connection goes on as it was.
func TestRefusedSaveLeavesTheConnection(t *testing.T) {
	at(t, 2, func(b *bench) {
		b.must(b.Save(b.Context(), 1, entry("N1", "5511900000001")))
		b.must(b.Save(b.Context(), 2, entry("waiting", "5511900000002")))
		waits := entry("waiting", "")
		waits.unpaired = true
		b.refused(b.Save(b.Context(), 1, waits), desk.CodePairSame)
		b.is(1, desk.HealthOnline, "")
		if l := b.loop(1); l == nil || l.stopped() {
			t.Error("it is said to be online, and nothing runs")
		}
	})
}
