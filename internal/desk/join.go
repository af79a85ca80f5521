package desk

import "time"

// Live is a ticket of a contact that an inbound message could belong to.
type Live struct {
	Ticket   TicketID
	Channel  ChannelID
	Status   TicketStatus
	Imported bool         // closed, and nobody ever worked on it: it only keeps what was written elsewhere
	ClosedAt time.Time    // zero while not closed
	OutBy    ConnectionID // connection of its last outgoing message
	OutAt    time.Time
	Routed   bool // its channel still sends by that connection
}

// answers reports whether what comes in by a connection answers a ticket: it is at home in the ticket's channel, or lent to it and was the
// last that wrote from there.
func (t Live) answers(on ConnectionID, home ChannelID) bool {
	return t.Channel == home || t.OutBy == on && t.Routed
}

// Join finds the ticket an inbound message of now belongs to: the live one whose last answer left by this connection, else
// the live one in the connection's home channel, else one that it answers and that was closed less than the reopening period ago, or in
// the home channel one holding nothing but what was written elsewhere. False = open a new one.
func Join(on ConnectionID, home ChannelID, tickets []Live, now time.Time, reopen time.Duration) (TicketID, bool) {
	var best Live
	for _, t := range tickets {
		if t.Status != Closed && t.OutBy == on && t.answers(on, home) && (best.Ticket == 0 || t.OutAt.After(best.OutAt)) {
			best = t
		}
	}
	if best.Ticket != 0 {
		return best.Ticket, true
	}
	live := map[ChannelID]bool{} // a conversation lives once in each channel
	for _, t := range tickets {
		if t.Channel == home && t.Status != Closed {
			return t.Ticket, true
		}
		live[t.Channel] = live[t.Channel] || t.Status != Closed
	}
	for _, t := range tickets {
		takes := now.Sub(t.ClosedAt) < reopen
		if t.Imported {
			takes = t.Channel == home
		}
		if takes && t.answers(on, home) && !live[t.Channel] && t.ClosedAt.After(best.ClosedAt) {
			best = t
		}
	}
	return best.Ticket, best.Ticket != 0
}
