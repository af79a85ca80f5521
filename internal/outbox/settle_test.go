package outbox

import (
	"cmp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestFaults: what follows each kind of answer.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		fault  desk.Fault
		times  int
		policy desk.Policy
		want   string
	}{
		"accepted":                  {want: "sent 1:accepted"},
		"retry, then accepted":      {desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfContact}, 3, desk.PolicyAutomatic, "sent 1:accepted"},
		"tries used up":             {desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfContact}, 99, desk.PolicyAutomatic, "sent 1:failed 2:accepted"},
		"offline never gives up":    {desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection}, 30, desk.PolicyAutomatic, "sent 1:accepted"},
		"no keys":                   {desk.Fault{Code: desk.CodeNoKeys, Next: desk.Retry, Scope: desk.OfContact}, 999, desk.PolicyNever, "failed 1:failed"},
		"reroute":                   {desk.Fault{Code: desk.CodeNotReady, Next: desk.Reroute}, 99, desk.PolicyAutomatic, "sent 1:failed 2:accepted"},
		"reroute, but ask":          {desk.Fault{Code: desk.CodeNotReady, Next: desk.Reroute}, 99, desk.PolicyAsk, "held 1:failed 2:held"},
		"reroute, but never":        {desk.Fault{Code: desk.CodeNotReady, Next: desk.Reroute}, 99, desk.PolicyNever, "failed 1:failed"},
		"hold":                      {desk.Fault{Code: "policy", Next: desk.Hold}, 99, desk.PolicyAutomatic, "held 1:held"},
		"stop":                      {desk.Fault{Code: desk.CodeNoWhatsApp, Next: desk.Stop}, 99, desk.PolicyAutomatic, "failed 1:failed"},
		"doubt sends nothing again": {desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt}, 99, desk.PolicyAutomatic, "unsure 1:unsure"},
		"a fault without a verdict": {desk.Fault{Code: "odd"}, 99, desk.PolicyAutomatic, "failed 1:failed"},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				ticket := b.customer(1)
				b.policy(cmp.Or(c.policy, desk.PolicyAutomatic))
				b.lines[1].fails(c.times, c.fault)
				b.serve(1)
				b.serve(2)
				m := b.reply(ticket, "olá")
				time.Sleep(time.Hour) // of the bubble
				synctest.Wait()
				b.is(m, c.want)
			})
		})
	}
}

// TestFaultsAreCountedByScope: what keeps the connection from sending takes no try away from the customer, nor the other way round.
func TestFaultsAreCountedByScope(t *testing.T) {
	busy := desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfConnection}
	offline := desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection}
	noKeys := desk.Fault{Code: desk.CodeNoKeys, Next: desk.Retry, Scope: desk.OfContact}
	unknown := desk.Fault{Code: desk.CodeUnknown, Next: desk.Retry, Scope: desk.OfContact}
	for name, c := range map[string]struct {
		faults []run
		want   string
	}{
		"one try after a busy connection":   {[]run{{9, busy}, {1, noKeys}}, "sent 1:accepted"},
		"nine tries after one":              {[]run{{9, busy}, {9, noKeys}}, "sent 1:accepted"},
		"ten tries after one":               {[]run{{9, busy}, {10, noKeys}}, "failed 1:failed"},
		"a connection down after the tries": {[]run{{9, noKeys}, {51, busy}}, "sent 1:accepted"},
		"a connection down for long":        {[]run{{9, noKeys}, {30, busy}, {30, offline}}, "held 1:held"},
		"two faults of one customer":        {[]run{{5, noKeys}, {5, unknown}}, "failed 1:failed"},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				ticket := b.customer(1)
				b.policy(desk.PolicyNever)
				b.lines[1].answers(inTurn(c.faults))
				b.serve(1)
				m := b.reply(ticket, "olá")
				time.Sleep(3 * time.Hour) // of the bubble
				synctest.Wait()
				b.is(m, c.want)
			})
		})
	}
}

// run is one fault, so many times.
type run struct {
	times int
	fault desk.Fault
}

// inTurn answers with one run after the other, then accepts.
func inTurn(all []run) func(transport.Say) (transport.Accepted, error) {
	return func(transport.Say) (transport.Accepted, error) {
		for i := range all {
			if all[i].times--; all[i].times >= 0 {
				return transport.Accepted{}, &all[i].fault
			}
		}
		return transport.Accepted{Status: desk.Sent}, nil
	}
}

// TestNoRouteLeft: where every connection refuses, the message failed and each refusal is kept.
func TestNoRouteLeft(t *testing.T) {
	at(t, func(b *bench) {
		for _, l := range b.lines {
			l.fails(99, desk.Fault{Code: desk.CodeNotReady, Next: desk.Reroute})
		}
		b.serve(1)
		b.serve(2)
		m := b.reply(b.customer(1), "olá")
		synctest.Wait()
		b.is(m, "failed 1:failed 2:failed")
	})
}

// TestReserveCarries: after a reroute the ticket knows the connection that its last answer left by.
func TestReserveCarries(t *testing.T) {
	at(t, func(b *bench) {
		ticket := b.customer(1)
		b.lines[1].fails(99, desk.Fault{Code: desk.CodeNotReady, Next: desk.Reroute})
		b.serve(1)
		b.serve(2)
		b.reply(ticket, "olá")
		synctest.Wait()
		b.must(b.DB.Read(b.Context(), func(v *store.View) error {
			k, err := v.Ticket(ticket)
			if k.Out != 2 {
				b.Errorf("last answer left by %d", k.Out)
			}
			return err
		}))
	})
}

// TestReceiptBeforeAnswer: a receipt that overtakes the answer is proof, whatever the answer says.
func TestReceiptBeforeAnswer(t *testing.T) {
	at(t, func(b *bench) {
		ticket := b.customer(1)
		b.lines[1].answers(func(m transport.Say) (transport.Accepted, error) {
			b.must(b.inbox.Receive(b.Context(), 1, transport.Receipt{Remote: []desk.RemoteID{m.Client}, Status: desk.Delivered,
				From: transport.Party{Addresses: m.To}, At: time.Now()}))
			return transport.Accepted{}, &desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt}
		})
		b.serve(1)
		m := b.reply(ticket, "olá")
		synctest.Wait()
		b.is(m, "delivered 1:accepted")
	})
}

// TestReceiptEndsDoubt: so do a receipt and a copy that come after it.
func TestReceiptEndsDoubt(t *testing.T) {
	for name, proof := range map[string]func(desk.RemoteID, transport.Party) transport.Event{
		"receipt": func(id desk.RemoteID, who transport.Party) transport.Event {
			return transport.Receipt{Remote: []desk.RemoteID{id}, From: who, Status: desk.Sent, At: time.Now()}
		},
		"copy": func(id desk.RemoteID, who transport.Party) transport.Event {
			return transport.Incoming{Remote: id, From: who, Echo: true, Kind: desk.Text, Body: "olá", At: time.Now()}
		},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				ticket := b.customer(1)
				b.lines[1].fails(1, desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt})
				b.serve(1)
				m := b.reply(ticket, "olá")
				synctest.Wait()
				b.is(m, "unsure 1:unsure")
				said := b.lines[1].said[0]
				b.must(b.inbox.Receive(b.Context(), 1, proof(said.Client, transport.Party{Addresses: said.To})))
				b.is(m, "sent 1:accepted")
			})
		})
	}
}

// TestRecover: what was being sent when the program stopped is unsure, and goes again by itself only where that is harmless.
func TestRecover(t *testing.T) {
	for repeat, want := range map[bool]string{false: "unsure 1:unsure", true: "sent 1:accepted"} {
		at(t, func(b *bench) {
			b.caps.Repeat = repeat
			m := b.reply(b.customer(1), "olá")
			b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { _, _, _, err := tx.Claim(1, time.Now()); return err }))
			b.is(m, "queued 1:sending")
			b.must(b.Recover(b.Context()))
			b.serve(1)
			time.Sleep(time.Minute)
			synctest.Wait()
			b.is(m, want)
		})
	}
}
