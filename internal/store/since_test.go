package store

import (
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// TestSince: a connection that tries to come back has been away since it was lost, however often it tries.
func TestSince(t *testing.T) {
	db, err := Open(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	err = db.Write(t.Context(), func(tx *Tx) error {
		ch, err := tx.AddChannel("Loja")
		if err != nil {
			return err
		}
		id, err := tx.AddConnection(ch, "fake", "Loja")
		if err != nil {
			return err
		}
		for i, step := range []struct {
			health desk.Health
			since  int // minutes after noon
		}{
			{desk.HealthOnline, 0}, {desk.HealthOnline, 0}, {desk.HealthRetrying, 2}, {desk.HealthConnecting, 2}, {desk.HealthRetrying, 2},
			{desk.HealthOnline, 5}, {desk.HealthSignedOut, 6}, {desk.HealthConnecting, 7},
		} {
			at := noon.Add(time.Duration(i) * time.Minute)
			if err := tx.SetHealth(id, step.health, "", at, time.Time{}); err != nil {
				return err
			}
			c, err := tx.Connection(id)
			if err != nil {
				return err
			}
			if want := noon.Add(time.Duration(step.since) * time.Minute); !c.Since.Equal(want) {
				t.Errorf("step %d, %s: since %s, want %s", i, step.health, c.Since, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
