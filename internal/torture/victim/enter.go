package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/connection"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
)

// enter makes a channel of official connections that are called by a local door, and a ticket for each customer.
type enter struct {
	Account, Token, Secret string
	Numbers                []string // ids, the main one first
	Port                   int
	Customers              []string // digits
	Policy                 desk.Policy
}

func (v *victim) enter(ctx context.Context, e enter) ([]desk.TicketID, error) {
	err := v.DB.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Set("public_address", fmt.Sprintf("http://127.0.0.1:%d", e.Port)); err != nil {
			return err
		}
		return tx.Set("hook_port", strconv.Itoa(e.Port))
	})
	if err != nil {
		return nil, err
	}
	if err := v.Connections.OpenDoor(ctx); err != nil {
		return nil, err
	}
	var channel desk.ChannelID
	for i, number := range e.Numbers {
		if channel, err = v.connect(ctx, e, channel, i, number); err != nil {
			return nil, fmt.Errorf("connect number %d: %w", i, err)
		}
	}
	if err := v.Channels.SetPolicy(ctx, channel, e.Policy); err != nil {
		return nil, err
	}
	return v.people(ctx, channel, e.Customers)
}

// connect makes one connection as the operator's form does.
func (v *victim) connect(ctx context.Context, e enter, channel desk.ChannelID, i int, number string) (desk.ChannelID, error) {
	got, err := v.Connections.Probe(ctx, connection.Entry{Kind: cloudapi.Kind, Values: map[string]string{cloudapi.FieldNumber: number,
		cloudapi.FieldAccount: e.Account, cloudapi.FieldToken: e.Token, cloudapi.FieldSecret: e.Secret}})
	if err != nil {
		return 0, err
	}
	if !got.OK {
		return 0, fmt.Errorf("not accepted: %+v", got.Findings)
	}
	var id desk.ConnectionID
	if i == 0 {
		channel, id, err = v.Channels.Create(ctx, "Padaria", cloudapi.Kind)
	} else {
		id, err = v.Channels.Reserve(ctx, channel, cloudapi.Kind)
	}
	if err != nil {
		return 0, err
	}
	if err := v.Connections.Save(ctx, id, got); err != nil {
		return 0, err
	}
	return channel, v.Connections.Subscribe(ctx, id)
}

// people makes a ticket for each customer, as if each had just written to every number.
func (v *victim) people(ctx context.Context, channel desk.ChannelID, digits []string) (tickets []desk.TicketID, err error) {
	err = v.DB.Write(ctx, func(tx *store.Tx) error {
		ways, err := tx.Routes(channel)
		if err != nil {
			return err
		}
		for _, d := range digits {
			who, _, err := tx.PutContact([]desk.Address{desk.Phone(d)})
			if err != nil {
				return err
			}
			for _, w := range ways {
				if err := tx.HeardFrom(who, w.Number, time.Now()); err != nil {
					return err
				}
			}
			t, err := tx.AddTicket(channel, who, desk.Open, time.Now(), false)
			if err != nil {
				return err
			}
			tickets = append(tickets, t)
		}
		return nil
	})
	return tickets, err
}
