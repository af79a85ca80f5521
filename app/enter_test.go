package app

import (
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/engine"
	"github.com/balcao-app/balcao/internal/secret"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// TestAFailedEntryLeavesNothing: what could not be kept leaves no empty channel and no empty reserve, however often it is tried.
func TestAFailedEntryLeavesNothing(t *testing.T) {
	sim, err := graphsim.New(graphsim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	l, dir := sim.Link(), t.TempDir()
	a, err := Start(t.Context(), Config{Dir: dir, Mode: ModeSimulator, Log: slog.New(slog.DiscardHandler),
		Graph: engine.Hosts{Graph: l.Graph, Media: l.Media, Dialog: l.Dialog}})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Stop()
	channels := func(reserves int) (n int) {
		t.Helper()
		err := a.engine.DB.Read(t.Context(), func(v *store.View) error {
			all, err := v.Channels()
			if err != nil || len(all) == 0 {
				return err
			}
			n = len(all)
			routes, err := v.Routes(all[0].ID)
			if len(routes) != reserves+1 {
				t.Errorf("%d routes", len(routes))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	values := map[string]string{cloudapi.FieldNumber: l.Number, cloudapi.FieldAccount: l.WABA, cloudapi.FieldToken: l.Token, cloudapi.FieldSecret: l.AppSecret}
	try := func(channel int64, number string) (EnterAnswer, error) {
		with := maps.Clone(values)
		with[cloudapi.FieldNumber] = number
		return a.enter(t.Context(), EnterRequest{Kind: string(cloudapi.Kind), Channel: channel, Name: "Loja", Values: with})
	}
	jam := filepath.Join(dir, secret.File) // a folder in the place of the vault's file: nothing can be put into it
	jammed := func(channel int64, number string) {
		t.Helper()
		for range 2 {
			if out, err := try(channel, number); desk.AsFault(err).Code != desk.CodeVault || out.Connection != 0 || out.Channel != 0 {
				t.Errorf("%+v, %v", out, err)
			}
		}
	}
	if err := os.Mkdir(jam, 0o700); err != nil {
		t.Fatal(err)
	}
	jammed(0, l.Number)
	if n := channels(0); n != 0 {
		t.Errorf("%d channels", n)
	}
	nothingMade(t, a, 1)
	if err := os.Remove(jam); err != nil {
		t.Fatal(err)
	}
	out, err := try(0, l.Number)
	if err != nil || !out.OK || channels(0) != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	other, err := sim.AddNumber(l.WABA, "5511988887777", false)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(jam, jam+".away"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(jam, 0o700); err != nil {
		t.Fatal(err)
	}
	jammed(out.Channel, other)
	channels(0)
	nothingMade(t, a, out.Connection+1)
	if err := os.Remove(jam); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(jam+".away", jam); err != nil {
		t.Fatal(err)
	}
	if out, err := try(out.Channel, other); err != nil || !out.OK {
		t.Errorf("%+v, %v", out, err)
	}
	channels(1)
}

// nothingMade fails where a try that failed left a tombstone, or a word among the events.
func nothingMade(t *testing.T, a *API, from int64) {
	t.Helper()
	err := a.engine.DB.Read(t.Context(), func(v *store.View) error {
		for id := from; id < from+9; id++ {
			if c, err := v.Tombstone(desk.ConnectionID(id)); desk.AsFault(err).Code != desk.CodeNotFound {
				t.Errorf("%+v, %v", c, err)
			}
		}
		events, err := v.Events(recentEvents)
		for _, e := range events {
			if e.Kind == desk.EventRemoved || int64(e.Connection) >= from {
				t.Errorf("%+v", e)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
