// Package desk holds the words and the rules of the program: tickets, messages, deliveries, plans, capabilities, faults and
// settings. It does no input or output, starts no goroutine and reads no clock: every rule is a function of its arguments.
package desk

// Ids of rows. They are never reused and stay below 2^53, so that JavaScript can hold them.
type (
	ChannelID    int64
	ConnectionID int64
	ContactID    int64
	TicketID     int64
	MessageID    int64
	DeliveryID   int64
	AttachmentID int64
	UploadID     int64
	GestureID    int64
	ChunkID      int64
	TagID        int64
	ReasonID     int64
	StepID       int64
	AuthorID     int64 // 0: of a message, our side or a customer
)

// RemoteID is an identifier of the outside network. Only the adapter that made it may look inside.
type RemoteID string

// Kind names a way into WhatsApp, such as "waweb".
type Kind string

// Direction says which way a message went. A note stays here; a system line is written by the program about the ticket.
type Direction string

// The directions of a message.
const (
	In     Direction = "in"
	Out    Direction = "out"
	Note   Direction = "note"
	System Direction = "system"
)

// Origin says who wrote a message.
type Origin string

// The origins of a message.
const (
	FromCustomer Origin = "customer"
	FromOperator Origin = "operator"
	FromPhone    Origin = "phone"
	FromRoutine  Origin = "routine" // written by the program itself, as a rule of the operator's says
)

// MessageKind says what a message is made of.
type MessageKind string

// The kinds of message the program tells apart.
const (
	Text        MessageKind = "text"
	Image       MessageKind = "image"
	Video       MessageKind = "video"
	Voice       MessageKind = "voice"
	Audio       MessageKind = "audio"
	Document    MessageKind = "document"
	Sticker     MessageKind = "sticker"
	Contacts    MessageKind = "contacts"
	Location    MessageKind = "location"
	Poll        MessageKind = "poll"
	Unsupported MessageKind = "unsupported"
)

// Change names a row that changed, for whoever shows it. Of is the row's owner: a message's contact, a ticket's contact.
type Change struct {
	Kind string
	ID   int64
	Of   int64
}
