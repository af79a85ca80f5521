package desk

import "slices"

// TicketStatus is where a ticket stands.
type TicketStatus string

// The statuses of a ticket. Snoozed is not one of them: it is a time on a pending or open ticket.
const (
	Pending TicketStatus = "pending"
	Open    TicketStatus = "open"
	Closed  TicketStatus = "closed"
	// InGroup is that of a group's ticket, always: nobody takes, closes or snoozes it, and nobody waits in it.
	InGroup TicketStatus = "group"
)

// DeliveryState is the state of one attempt to use one connection for one message.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryQueued    DeliveryState = "queued"
	DeliverySending   DeliveryState = "sending"
	DeliveryAccepted  DeliveryState = "accepted"
	DeliveryFailed    DeliveryState = "failed"
	DeliveryHeld      DeliveryState = "held"
	DeliveryUnsure    DeliveryState = "unsure"
	DeliveryCancelled DeliveryState = "cancelled"
)

var deliveryMoves = map[DeliveryState][]DeliveryState{
	DeliveryQueued:   {DeliverySending, DeliveryHeld, DeliveryUnsure, DeliveryCancelled}, // unsure: an earlier try of it is
	DeliverySending:  {DeliveryAccepted, DeliveryQueued, DeliveryFailed, DeliveryHeld, DeliveryUnsure},
	DeliveryUnsure:   {DeliveryAccepted, DeliveryFailed, DeliveryQueued, DeliveryCancelled},
	DeliveryHeld:     {DeliveryQueued, DeliveryFailed, DeliveryCancelled},
	DeliveryAccepted: {DeliveryFailed, DeliveryUnsure},
}

// Can reports whether a delivery may move from one state to the other.
func (s DeliveryState) Can(to DeliveryState) bool { return slices.Contains(deliveryMoves[s], to) }

// From lists the states that may move to s, for the WHERE of an update.
func (s DeliveryState) From() []DeliveryState {
	var from []DeliveryState
	for _, f := range []DeliveryState{DeliveryQueued, DeliverySending, DeliveryUnsure, DeliveryHeld, DeliveryAccepted} {
		if f.Can(s) {
			from = append(from, f)
		}
	}
	return from
}

// MessageStatus is what is known of a message. For outgoing ones it is a ladder that only climbs.
type MessageStatus string

// The statuses of a message.
const (
	Received  MessageStatus = "received"
	Queued    MessageStatus = "queued"
	Accepted  MessageStatus = "accepted"
	Sent      MessageStatus = "sent"
	Delivered MessageStatus = "delivered"
	Read      MessageStatus = "read"
	Played    MessageStatus = "played"
	Unsure    MessageStatus = "unsure"
	Held      MessageStatus = "held"
	Failed    MessageStatus = "failed"
	Cancelled MessageStatus = "cancelled"
)

var ladder = []MessageStatus{Queued, Accepted, Sent, Delivered, Read, Played}

// Rung is the height of a status on the ladder. Unsure, held, failed and cancelled stand below accepted, because proof
// that the message arrived overrules each of them.
func (s MessageStatus) Rung() int { return max(0, slices.Index(ladder, s)) }

// Climb returns the higher of two statuses: what is known after hearing news, whatever the order of the news.
func (s MessageStatus) Climb(news MessageStatus) MessageStatus {
	if news.Rung() > s.Rung() {
		return news
	}
	return s
}

// Health is the state of a connection.
type Health string

// The states of a connection.
const (
	HealthOff        Health = "off"
	HealthPairing    Health = "pairing"
	HealthConnecting Health = "connecting"
	HealthOnline     Health = "online"
	HealthRetrying   Health = "retrying"
	HealthSignedOut  Health = "signed_out"
	HealthBlocked    Health = "blocked"
	HealthRemoving   Health = "removing"
)
