package desk

import "time"

// EventKind is what befell a channel or a connection.
type EventKind string

// The kinds of event.
const (
	EventOnline    EventKind = "online"     // connected, or connected again
	EventLost      EventKind = "lost"       // was online and is not, and comes back by itself
	EventSignedOut EventKind = "signed_out" // has to be linked anew
	EventBlocked   EventKind = "blocked"    // the platform, or an outdated program, keeps it from working
	EventAdded     EventKind = "added"
	EventRemoved   EventKind = "removed"
	EventChannel   EventKind = "channel_removed"
	EventRestored  EventKind = "channel_restored"
	EventBorrowed  EventKind = "borrowed" // the channel uses a connection of another one
	EventReturned  EventKind = "returned" // and does so no more
	EventRefused   EventKind = "refused"  // the platform or the customer decided against a message
	EventReserve   EventKind = "reserve"  // a message left by a reserve
	EventUnsure    EventKind = "unsure"   // nobody confirmed a message
)

// Event is one thing that befell a channel or a connection.
type Event struct {
	ID         int64
	At         time.Time
	Kind       EventKind
	Channel    ChannelID
	Connection ConnectionID // 0: the channel itself
	Code       Code         // why
	Ticket     TicketID     // of the message it is about, 0 if none
	Who        Contact      // of that message
	Times      int          // how often it came within a minute
}

var healthEvents = map[Health]EventKind{HealthOnline: EventOnline, HealthRetrying: EventLost, HealthSignedOut: EventSignedOut, HealthBlocked: EventBlocked}

// EventOf is the event that a new state of a connection is; false where the operator need not be told.
func EventOf(h Health) (EventKind, bool) {
	k, told := healthEvents[h]
	return k, told
}

// Day counts what one connection did in a day.
type Day struct {
	Sent, Read int
	Reserve    int // of those sent, as a reserve
	Refused    int
}
