package desk

import (
	"testing"
	"time"
)

// TestWhyAMessageWaits: of several reasons the one that the operator can do something about comes first.
func TestWhyAMessageWaits(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	written, gone, soon := now.Add(-time.Hour), now.Add(-time.Minute), now.Add(time.Minute)
	for name, c := range map[string]struct {
		of   Waiting
		want Wait
	}{
		"leaves":                    {Waiting{State: DeliveryQueued, Health: HealthOnline}, WaitSoon},
		"has to be patient":         {Waiting{State: DeliveryQueued, Health: HealthOnline, NextAt: soon}, WaitLater},
		"was due":                   {Waiting{State: DeliveryQueued, Health: HealthOnline, NextAt: gone}, WaitSoon},
		"its turn":                  {Waiting{State: DeliveryQueued, Health: HealthOnline, Behind: true, NextAt: soon}, WaitTurn},
		"no link":                   {Waiting{State: DeliveryQueued, Health: HealthRetrying, Behind: true}, WaitLink},
		"no link yet":               {Waiting{State: DeliveryQueued, Health: HealthConnecting}, WaitLink},
		"signed out":                {Waiting{State: DeliveryQueued, Health: HealthSignedOut}, WaitMend},
		"switched off":              {Waiting{State: DeliveryQueued, Health: HealthOff}, WaitMend},
		"blocked":                   {Waiting{State: DeliveryQueued, Health: HealthBlocked}, WaitMend},
		"unpaid":                    {Waiting{State: DeliveryQueued, Health: HealthOnline, Fault: CodeBilling}, WaitMend},
		"the 24 hours are over":     {Waiting{State: DeliveryQueued, Health: HealthRetrying, Written: written, Until: gone}, WaitShut},
		"they end this moment":      {Waiting{State: DeliveryQueued, Health: HealthOnline, Written: written, Until: now}, WaitShut},
		"they last":                 {Waiting{State: DeliveryQueued, Health: HealthRetrying, Written: written, Until: soon}, WaitLink},
		"written despite them":      {Waiting{State: DeliveryQueued, Health: HealthOnline, Written: written, Until: written.Add(-time.Hour)}, WaitSoon},
		"held, whatever else":       {Waiting{State: DeliveryHeld, Health: HealthOff, Written: written, Until: gone}, WaitHeld},
		"nobody knows":              {Waiting{State: DeliveryUnsure, Health: HealthOff}, WaitUnsure},
		"under way, also when over": {Waiting{State: DeliverySending, Health: HealthOnline, Written: written, Until: gone}, WaitSending},
	} {
		if got := c.of.Why(now); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
