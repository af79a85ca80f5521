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
}

// Join finds the ticket an inbound message of now belongs to: the live one whose last answer left by this connection, else
// the live one in the connection's home channel, else one of that channel closed less than the reopening period ago or
// holding nothing but what was written elsewhere. False = open a new one.
func Join(on ConnectionID, home ChannelID, tickets []Live, now time.Time, reopen time.Duration) (TicketID, bool) {
	var best Live
	for _, t := range tickets {
		if t.Status != Closed && t.OutBy == on && (best.Ticket == 0 || t.OutAt.After(best.OutAt)) {
			best = t
		}
	}
	if best.Ticket != 0 {
		return best.Ticket, true
	}
	for _, t := range tickets {
		if t.Channel == home && t.Status != Closed {
			return t.Ticket, true
		}
	}
	for _, t := range tickets {
		if t.Channel == home && (t.Imported || now.Sub(t.ClosedAt) < reopen) && t.ClosedAt.After(best.ClosedAt) {
			best = t
		}
	}
	return best.Ticket, best.Ticket != 0
}
