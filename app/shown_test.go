package app

import (
	"fmt"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/engine"
	"github.com/balcao-app/balcao/internal/store"
)

// TestOnlyANetworkRefuses: a message that waits at a reserve was refused when a network said so, not when that was foreseen and
// not when a connection was down.
func TestOnlyANetworkRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		asked bool
		fault desk.Code
		want  bool
	}{
		"said by the network":  {true, desk.CodeWindow, true},
		"foreseen":             {false, desk.CodeWindow, false},
		"down before a try":    {false, desk.CodeSignedOut, false},
		"down when it tried":   {true, desk.CodeOffline, false},
		"fails in the program": {true, desk.CodeInternal, false},
	} {
		t.Run(name, func(t *testing.T) {
			db, err := store.Open(store.Options{Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			ticket := waiting(t, db, c.asked, c.fault)
			err = db.Read(t.Context(), func(v *store.View) error {
				k, err := v.Ticket(ticket)
				if err != nil {
					return err
				}
				if got, err := refused(v, *k.Last); err != nil || got != c.want {
					t.Errorf("in the list: %v, %v", got, err)
				}
				rows, _, err := v.Page(store.PageAsk{Contact: k.Contact.ID, Limit: 1})
				if err != nil {
					return err
				}
				if shown, err := messagesOf(v, rows); err != nil || shown[0].Refused != c.want {
					t.Errorf("in the conversation: %+v, %v", shown, err)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestPreview(t *testing.T) {
	for _, c := range []struct {
		kind       desk.MessageKind
		body, want string
	}{
		{desk.Text, "Oi,\ntem bolo?", "Oi, tem bolo?"},
		{desk.Order, "para hoje\n2 × bolo\n", "para hoje · 2 × bolo"},
		{desk.Location, "Loja\nRua A, 10", "Loja · Rua A, 10"},
		{desk.Template, "Pedido\nOlá, Ana!", "Pedido · Olá, Ana!"},
		{desk.Image, "", ""},
	} {
		if got := preview(c.kind, c.body, 160); got != c.want {
			t.Errorf("%s: %q", c.kind, got)
		}
	}
}

// waiting makes a message whose first attempt ended with a fault, and that waits at the reserve.
func waiting(t *testing.T, db *store.DB, asked bool, fault desk.Code) (ticket desk.TicketID) {
	t.Helper()
	on, now := shop(t, db), time.Now()
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		contact, _, err := tx.PutContact([]desk.Address{desk.Phone("5511955500001")})
		if err != nil {
			return err
		}
		if ticket, err = tx.AddTicket(1, contact, desk.Open, now, false); err != nil {
			return err
		}
		m, err := tx.AddMessage(desk.Message{Ticket: ticket, Contact: contact, Connection: on, Direction: desk.Out, Origin: desk.FromOperator,
			Kind: desk.Text, Body: "Oi", At: now, Status: desk.Queued}, true, true, now, "")
		if err != nil {
			return err
		}
		first := desk.Delivery{Message: m, Contact: contact, Connection: on, Client: "C1", State: desk.DeliveryHeld}
		if asked {
			first.State = desk.DeliveryQueued
		}
		if first.ID, err = tx.AddDelivery(first); err != nil {
			return err
		}
		if asked {
			if _, _, _, err := tx.Claim(on, now); err != nil {
				return err
			}
		}
		if _, err := tx.Settle(first.ID, desk.DeliveryFailed, &desk.Fault{Code: fault}, time.Time{}, now); err != nil {
			return err
		}
		_, err = tx.AddDelivery(desk.Delivery{Message: m, Contact: contact, Connection: on, Client: "C2", State: desk.DeliveryQueued, Hop: 1})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ticket
}

// TestWhatALineNames: the words of a line about a new number name what the network told, and nothing of the line's own content crosses.
func TestWhatALineNames(t *testing.T) {
	line := desk.Message{Ticket: 7, Direction: desk.System, Kind: "contact.moved", Body: "in the network's words"}
	for want, moved := range map[string]*desk.NewNumber{
		"map[ticket:7]": nil,
		"map[from:+5511987650001 ticket:7 to:+5511955554444]": {From: "5511987650001", To: "5511955554444"},
		"map[ticket:7 to:+5511955554444]":                     {To: "5511955554444"},
	} {
		if line.Content = nil; moved != nil {
			line.Content = &desk.Content{Moved: moved}
		}
		got := messageOf(line)
		if fmt.Sprint(got.Params) != want || got.System != "contact.moved" || got.Body != "" || got.Content != nil {
			t.Errorf("%+v, want %s", got, want)
		}
	}
}

// TestUnsharedIsNotSaidOfWhatCame: a connection that brought old conversations after all shows them.
func TestUnsharedIsNotSaidOfWhatCame(t *testing.T) {
	a := API{engine: &engine.Engine{}}
	for percent, want := range map[int]bool{0: true, 40: false} {
		if got := a.connectionOf(desk.Connection{Unshared: true, Percent: percent}, nil, nil); got.Unshared != want {
			t.Errorf("%d percent: %v", percent, got.Unshared)
		}
	}
}
