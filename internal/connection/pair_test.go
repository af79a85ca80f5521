package connection

import (
	"bytes"
	"context"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// links shows a code and then agrees.
func links(number string) func(context.Context, func(transport.Step)) (transport.Identity, error) {
	return func(_ context.Context, show func(transport.Step)) (transport.Identity, error) {
		show(transport.QR{Text: "secret"})
		return transport.Identity{Account: "account " + number, Number: number}, nil
	}
}

// waits shows a code that nobody scans.
func waits(ctx context.Context, show func(transport.Step)) (transport.Identity, error) {
	show(transport.QR{Text: "secret"})
	<-ctx.Done()
	show(transport.QR{Text: "late"})
	return transport.Identity{}, ctx.Err()
}

func (b *bench) heardAre(want ...string) {
	b.Helper()
	synctest.Wait()
	if !slices.Equal(b.steps, want) {
		b.Errorf("the dialog saw %q, want %q", b.steps, want)
	}
	b.steps = nil
}

// TestPair links and comes online by itself; a linked one is not linked again.
func TestPair(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.onPair = links("5511900000001")
		b.must(b.Pair(b.Context(), 1, ""))
		b.heardAre("transport.QR", "linked 5511900000001")
		b.is(1, desk.HealthOnline, "")
		if c := b.row(1); c.Number != "5511900000001" || c.Account == "" {
			t.Errorf("linked as %+v", c)
		}
		b.refused(b.Pair(b.Context(), 1, ""), desk.CodeWrongState)
	})
}

// TestPairSame: a number that is linked already is refused, and the second session is ended at the network.
func TestPairSame(t *testing.T) {
	at(t, 2, func(b *bench) {
		b.link(1, "5511900000001")
		b.onPair = links("5511900000001")
		b.must(b.Pair(b.Context(), 2, ""))
		b.heardAre("transport.QR", "fault "+string(desk.CodePairSame))
		b.is(2, desk.HealthOff, "")
		if c := b.row(2); c.Account != "" || c.Number != "" {
			t.Errorf("left behind %+v", c)
		}
		if b.unlinked != 1 {
			t.Errorf("the second session was ended %d times", b.unlinked)
		}
	})
}

// TestPairOther: linking a connection again with the phone of another number changes nothing, says which numbers, ends the fresh link
// at the network, and writes no number to the log.
func TestPairOther(t *testing.T) {
	at(t, 1, func(b *bench) {
		var log bytes.Buffer
		b.Manager.Log = slog.New(slog.NewTextHandler(&log, nil))
		b.link(1, "5511900000001")
		b.onRun = func(context.Context, int, transport.Take) error { return &desk.Fault{Code: desk.CodeSignedOut} }
		b.must(b.Start(b.Context()))
		b.is(1, desk.HealthSignedOut, desk.CodeSignedOut)
		before := b.row(1)
		var said *desk.Fault
		b.Manager.Pairing = func(id desk.ConnectionID, p Pairing) {
			if p.Fault != nil {
				said = p.Fault
			}
			b.heard(id, p)
		}
		b.onPair = links("5511900000002")
		b.must(b.Pair(b.Context(), 1, ""))
		b.heardAre("transport.QR", "fault "+string(desk.CodePairOther))
		b.is(1, desk.HealthSignedOut, desk.CodeSignedOut)
		if said.Params["expected"] != "5511900000001" || said.Params["came"] != "5511900000002" {
			t.Errorf("the screen gets %v", said.Params)
		}
		if after := b.row(1); after.Account != before.Account || after.Number != before.Number {
			t.Errorf("was %+v, is %+v", before, after)
		}
		if b.unlinked != 1 {
			t.Errorf("the fresh link was ended %d times", b.unlinked)
		}
		if strings.Contains(log.String(), "55119") {
			t.Errorf("a number is in the log: %s", log.String())
		}
	})
}

// TestPairOtherKept: where the fresh link could not be ended at the network, the screen does not say that it was.
func TestPairOtherKept(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.link(1, "5511900000001")
		b.onRun = func(context.Context, int, transport.Take) error { return &desk.Fault{Code: desk.CodeSignedOut} }
		b.must(b.Start(b.Context()))
		b.is(1, desk.HealthSignedOut, desk.CodeSignedOut)
		var said *desk.Fault
		b.Manager.Pairing = func(id desk.ConnectionID, p Pairing) {
			if p.Fault != nil {
				said = p.Fault
			}
			b.heard(id, p)
		}
		b.onPair, b.onUnlink = links("5511900000002"), offline()
		b.must(b.Pair(b.Context(), 1, ""))
		b.heardAre("transport.QR", "fault "+string(desk.CodePairKept))
		if said.Params["expected"] != "5511900000001" || said.Params["came"] != "5511900000002" {
			t.Errorf("the screen gets %v", said.Params)
		}
		if b.unlinked != 1 {
			t.Errorf("the fresh link was ended %d times", b.unlinked)
		}
	})
}

// TestCancelPair leaves nothing, shows nothing more, and may be followed by another try.
func TestCancelPair(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.CancelPair(1) // nothing to cancel
		before := b.row(1)
		b.onPair = waits
		b.must(b.Pair(b.Context(), 1, ""))
		b.is(1, desk.HealthPairing, "")
		b.CancelPair(1)
		b.heardAre("transport.QR", "cancelled")
		after := b.row(1)
		before.Since, after.Since = time.Time{}, time.Time{}
		if !reflect.DeepEqual(before, after) {
			t.Errorf("was %+v, is %+v", before, after)
		}
		b.onPair = links("5511900000001")
		b.must(b.Pair(b.Context(), 1, ""))
		b.heardAre("transport.QR", "linked 5511900000001")
	})
}

// TestPairAnew: asking again ends the try before and shows a fresh code.
func TestPairAnew(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.onPair = waits
		b.must(b.Pair(b.Context(), 1, ""))
		synctest.Wait()
		b.must(b.Pair(b.Context(), 1, ""))
		b.heardAre("transport.QR", "cancelled", "transport.QR")
		b.is(1, desk.HealthPairing, "")
	})
}

// TestPairAfterSignOut: what the phone unlinked stays signed out when the operator gives up, and can be linked again.
func TestPairAfterSignOut(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.link(1, "5511900000001")
		b.onRun = func(context.Context, int, transport.Take) error { return &desk.Fault{Code: desk.CodeSignedOut} }
		b.must(b.Start(b.Context()))
		b.is(1, desk.HealthSignedOut, desk.CodeSignedOut)
		b.onPair = waits
		b.must(b.Pair(b.Context(), 1, ""))
		synctest.Wait()
		b.CancelPair(1)
		b.is(1, desk.HealthSignedOut, desk.CodeSignedOut)
		b.onRun, b.onPair = online, links("5511900000001")
		b.must(b.Pair(b.Context(), 1, ""))
		b.is(1, desk.HealthOnline, "")
	})
}

// TestPairRefusals come before anything begins.
func TestPairRefusals(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.refused(b.Pair(b.Context(), 1, "12 34"), desk.CodePairPhone)
		b.refused(b.Pair(b.Context(), 9, ""), desk.CodeNotFound)
		b.heardAre()
	})
}

// TestCancelTooLate: the phone counts the session as linked, so it is.
func TestCancelTooLate(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.onPair = func(ctx context.Context, show func(transport.Step)) (transport.Identity, error) {
			<-ctx.Done()
			return links("5511900000001")(ctx, show)
		}
		b.must(b.Pair(b.Context(), 1, ""))
		synctest.Wait()
		b.CancelPair(1)
		b.heardAre("linked 5511900000001")
		b.is(1, desk.HealthOnline, "")
	})
}

// TestRemoveWhilePairing ends the pairing; a link made at that very moment does not keep the connection alive.
func TestRemoveWhilePairing(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.onPair = func(ctx context.Context, show func(transport.Step)) (transport.Identity, error) {
			<-ctx.Done() // the phone agrees while the operator removes
			return links("5511900000001")(ctx, show)
		}
		b.must(b.Pair(b.Context(), 1, ""))
		synctest.Wait()
		b.must(b.Remove(b.Context(), 1))
		time.Sleep(time.Hour)
		runs := len(b.runs)
		time.Sleep(24 * time.Hour)
		if len(b.runs) != runs {
			t.Errorf("a removed connection was tried %d times more", len(b.runs)-runs)
		}
		if b.unlinked != 1 {
			t.Errorf("the session was ended %d times", b.unlinked)
		}
		b.must(b.DB.Read(b.Context(), func(v *store.View) error {
			if all, err := v.Connections(); err != nil || len(all) != 0 {
				t.Errorf("left are %+v, %v", all, err)
			}
			return nil
		}))
	})
}
