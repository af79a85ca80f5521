package store_test

import (
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TestNothingIsLeftOfADeletedMessage: a place, cards and the words of an edit go as its text does.
func TestNothingIsLeftOfADeletedMessage(t *testing.T) {
	db := open(t, nil)
	on := connection(t, db)
	now := time.UnixMilli(1_700_000_000_000)
	var m desk.Message
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		who, _, err := tx.PutContact([]desk.Address{desk.Phone("5511987654321")})
		if err != nil {
			return err
		}
		ticket, err := tx.AddTicket(1, who, desk.Open, now, false)
		if err != nil {
			return err
		}
		id, err := tx.AddMessage(desk.Message{Ticket: ticket, Contact: who, Connection: on, Direction: desk.Out, Origin: desk.FromOperator, Kind: desk.Location,
			Body: "Rua das Flores", Content: &desk.Content{Location: &desk.Place{Latitude: -23, Longitude: -46, Name: "Casa"}}, At: now, Status: desk.Sent}, true, true, now, "")
		if err != nil {
			return err
		}
		g := desk.Gesture{Message: id, Act: desk.Edit, Words: "Rua das Rosas", Connection: on, Client: "G", MadeAt: now, NextAt: now}
		if _, err := tx.AddGesture(g); err != nil {
			return err
		}
		g, _, _, err = tx.ClaimGesture(on, now)
		if err != nil {
			return err
		}
		if _, err := tx.SettleGesture(g, desk.GestureDone, nil, time.Time{}); err != nil {
			return err
		}
		if err := tx.SetRevoked(id, now); err != nil {
			return err
		}
		if g, err = tx.Gesture(g.ID); err == nil && g.Words != "" {
			t.Errorf("the edit still says %q", g.Words)
		}
		m, err = tx.Message(id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if m.Body != "" || m.Content != nil || m.RevokedAt.IsZero() {
		t.Errorf("left: %q, %+v", m.Body, m.Content)
	}
}
