package connection

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
)

func (b *bench) finds(want Found, code desk.Code) {
	b.Helper()
	got, err := b.Refresh(b.Context(), 1)
	b.must(err)
	is := desk.Code("")
	if got.Fault != nil {
		is = got.Fault.Code
	}
	if got.Found != want || is != code || !got.At.Equal(time.Now()) {
		b.Errorf("it found %s %q at %s, want %s %q", got.Found, is, got.At, want, code)
	}
}

// TestRefreshAsks: a session counts as alive only once it answered; one that is silent is begun anew at once.
func TestRefreshAsks(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.finds(FoundUnlinked, "")
		b.link(1, "5511900000001")
		b.must(b.Connect(b.Context(), 1))
		b.is(1, desk.HealthOnline, "")
		b.finds(FoundAlive, "")
		if b.beats != 1 {
			t.Errorf("it was asked %d times", b.beats)
		}
		b.onBeat = func(int) error { return errors.New("nobody") }
		b.finds(FoundSilent, "")
		b.is(1, desk.HealthRetrying, desk.CodeOffline)
		runs := len(b.runs)
		b.finds(FoundTrying, "")
		b.is(1, desk.HealthOnline, "")
		if len(b.runs) != runs+1 {
			t.Errorf("%d runs, and there were %d", len(b.runs), runs)
		}
		b.must(b.Disconnect(b.Context(), 1))
		beats := b.beats
		b.finds(FoundOff, "")
		b.is(1, desk.HealthOff, "")
		if b.beats != beats {
			t.Error("it was asked although it is off")
		}
	})
}

// TestRefreshLeavesTheBlockedAlone: the platform is not bothered with what it keeps from working, and nothing comes up by it.
func TestRefreshLeavesTheBlockedAlone(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.link(1, "5511900000001")
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
			return tx.SetHealth(1, desk.HealthBlocked, desk.CodePolicy, time.Now(), time.Time{})
		}))
		b.finds(FoundBlocked, desk.CodePolicy)
		b.is(1, desk.HealthBlocked, desk.CodePolicy)
		if len(b.runs) > 0 || b.beats > 0 {
			t.Error("it was tried")
		}
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
			return tx.SetHealth(1, desk.HealthRemoving, "", time.Now(), time.Time{})
		}))
		_, err := b.Refresh(b.Context(), 1)
		b.refused(err, desk.CodeWrongState)
		_, err = b.Refresh(b.Context(), 7)
		b.refused(err, desk.CodeNotFound)
	})
}

// TestRefreshRenewsTheCode: a connection that is being linked shows a fresh code.
func TestRefreshRenewsTheCode(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.onPair = waits
		b.must(b.Pair(b.Context(), 1, ""))
		synctest.Wait()
		b.finds(FoundRenewed, "")
		b.heardAre("transport.QR", "cancelled", "transport.QR")
		b.CancelPair(1)
	})
}

// TestRefreshOfAServer: a server is asked what it knows. A session that was linked there meanwhile comes up, and one that is gone is not
// said to be connected.
func TestRefreshOfAServer(t *testing.T) {
	onServer(t, func(b *bench, number *string) {
		b.enter("http://127.0.0.1:3000")
		b.finds(FoundUnlinked, "")
		*number = "5511900000001"
		b.finds(FoundTrying, "")
		b.is(1, desk.HealthOnline, "")
		b.finds(FoundAlive, "")
		b.must(b.Disconnect(b.Context(), 1))
		b.finds(FoundReady, "")
		b.is(1, desk.HealthOff, "")
		b.must(b.Connect(b.Context(), 1))
		b.is(1, desk.HealthOnline, "")
		runs := len(b.runs)
		*number = ""
		b.finds(FoundUnlinked, "")
		synctest.Wait()
		if len(b.runs) != runs+1 {
			t.Error("it was not begun anew")
		}
	})
}

// TestRefreshOfAnOfficialNumber: a token that the platform does not take any more is told, with its reason.
func TestRefreshOfAnOfficialNumber(t *testing.T) {
	m, sim := meta(t)
	id := entered(t, m, sim)
	if err := m.Disconnect(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	got, err := m.Refresh(t.Context(), id)
	if err != nil || got.Found != FoundReady || got.Took <= 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if err := m.Vault.Put(secretName(id, cloudapi.FieldToken), "a token of nobody"); err != nil {
		t.Fatal(err)
	}
	if got, err = m.Refresh(t.Context(), id); err != nil || got.Found != FoundRefused || got.Fault == nil {
		t.Errorf("%+v, %v", got, err)
	}
	if c, err := m.row(t.Context(), id); err != nil || c.Health != desk.HealthOff {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestRefreshOfAPageThatLeft: a look that nobody waits for any more says nothing about the connection, which stays up.
func TestRefreshOfAPageThatLeft(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.link(1, "5511900000001")
		b.must(b.Connect(b.Context(), 1))
		b.is(1, desk.HealthOnline, "")
		page, leave := context.WithCancel(b.Context())
		b.onBeat = func(int) error { leave(); return nil }
		if got, err := b.Refresh(page, 1); err != nil || got.Found != FoundAlive {
			t.Errorf("%+v, %v", got, err)
		}
		synctest.Wait()
		b.is(1, desk.HealthOnline, "")
		if len(b.runs) != 1 {
			t.Error("it was begun anew")
		}
	})
}

// TestRefreshBringsUpNothingUnwanted: what the operator disconnects while its server is asked stays down, whatever is found.
func TestRefreshBringsUpNothingUnwanted(t *testing.T) {
	for name, to := range map[string]string{"gone": "", "linked": "5511900000001"} {
		t.Run(name, func(t *testing.T) {
			onServer(t, func(b *bench, number *string) {
				b.enter("http://127.0.0.1:3000")
				*number = "5511900000001"
				b.finds(FoundTrying, "")
				b.is(1, desk.HealthOnline, "")
				if to != "" { // it is signed out, and linked while it is asked
					b.must(b.health(1, desk.HealthSignedOut, desk.Refuse(desk.CodeSignedOut), time.Time{}))
				}
				*number = to
				runs := len(b.runs)
				c := b.row(1)
				b.must(b.Disconnect(b.Context(), 1))
				_, err := b.inspect(b.Context(), c)
				b.must(err)
				synctest.Wait()
				b.is(1, desk.HealthOff, "")
				if len(b.runs) != runs {
					t.Error("it was brought up")
				}
			})
		})
	}
}

// TestSaveOfAConnectionThatLeaves: new details bring nothing up that is being removed.
func TestSaveOfAConnectionThatLeaves(t *testing.T) {
	onServer(t, func(b *bench, number *string) {
		*number = "5511900000001"
		b.enter("http://127.0.0.1:3000")
		b.is(1, desk.HealthOnline, "")
		got, err := b.Probe(b.Context(), Entry{Connection: 1, Kind: "server", Values: map[string]string{"address": "http://127.0.0.1:3001"}})
		b.must(err)
		b.must(b.Drain(b.Context(), 1))
		b.refused(b.Save(b.Context(), 1, got), desk.CodeWrongState)
		b.is(1, desk.HealthRemoving, "")
		if c := b.row(1); c.Config["address"] != "http://127.0.0.1:3000" {
			t.Errorf("kept: %v", c.Config)
		}
	})
}
