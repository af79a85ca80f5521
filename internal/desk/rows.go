package desk

import "time"

// Channel is who the business is to its customers. Tickets belong to it.
type Channel struct {
	ID            ChannelID
	Name          string
	Position      int
	Policy        Policy
	IgnoreOutside bool // what our account writes outside the program is not stored
}

// Connection is one way into WhatsApp. Its inbound tickets go to its home channel.
type Connection struct {
	ID      ConnectionID
	Channel ChannelID
	Kind    Kind
	Name    string
	Number  string            // digits, empty before pairing
	Account string            // opaque to all but the adapter, empty before pairing
	Config  map[string]string // the fields it is made of that are no secrets
	Hook    string            // where its network calls us, empty if it does not
	Wanted  bool              // false: the operator disconnected it
	Health  Health
	Fault   Code
	Since   time.Time
	RetryAt time.Time
	Percent int // of the announced history
	// Unshared says that the owner of the number did not share its old conversations.
	Unshared bool
	Calls    CallRule
	CallText string // what answers a rejected call, empty for nothing
	Webphone bool   // tokens of a webphone are in the vault
}

// Contact is a customer.
type Contact struct {
	ID                  ContactID
	Name, Saved, Pushed string // given by the operator, by the phone's address book, by the customer
	Number, Note        string // number in digits, empty when only a hidden one is known
	NoMarketing         bool   // they asked for no marketing messages
	Blocked             bool   // what they write is kept and calls for nothing
	Group               bool   // it is one, and no customer
	Tags                []TagID
}

// Tag is a word of the operator for contacts. It shows on all their tickets. Color is one of eight, from 1.
type Tag struct {
	ID    TagID
	Name  string
	Color int
}

// Reason is why tickets are closed.
type Reason struct {
	ID   ReasonID
	Name string
}

// Stretch is a ticket as a part of the conversation with its contact.
type Stretch struct {
	ID                 TicketID
	Protocol           string
	Status             TicketStatus
	Reason             ReasonID
	OpenedAt, ClosedAt time.Time
}

// Title is how a contact is called: the operator's name, else the address book's, else the customer's own.
func (c Contact) Title() string {
	for _, name := range []string{c.Name, c.Saved, c.Pushed} {
		if name != "" {
			return name
		}
	}
	return ""
}

// Ticket is a stretch of conversation with one contact on one channel.
type Ticket struct {
	ID           TicketID
	Channel      ChannelID
	Contact      Contact
	Status       TicketStatus
	SnoozedUntil time.Time
	Pinned       bool
	Muted        bool // it brings no notification
	Reason       ReasonID
	Protocol     string // its number for the customer: the year in which it was made, and its id, as in 2026-1042
	Unread       int
	WaitingSince time.Time
	LastAt       time.Time
	Last         *Message // nil when there is none
	Draft        string
	OpenedAt     time.Time
	ClosedAt     time.Time
	Out          ConnectionID // connection of its last outgoing message
}

// Message is one bubble, note or system line.
type Message struct {
	ID         MessageID
	Ticket     TicketID
	Contact    ContactID
	Connection ConnectionID
	Number     string       // ours, digits
	Only       ConnectionID // the one it was chosen for, and no other; 0: none
	Wire       RemoteID     // its id on every device of that number, empty where that is not known
	Direction  Direction
	Origin     Origin
	Kind       MessageKind
	Body       string
	ReplyTo    MessageID
	ReplyText  string
	Forwarded  bool
	Often      bool // forwarded many times
	Starred    bool
	Listened   bool // a voice message, by the operator
	At         time.Time
	Status     MessageStatus
	Fault      Code
	UndoUntil  time.Time // it leaves no earlier; zero: at once
	EditedAt   time.Time
	RevokedAt  time.Time
	Author     *Author // who wrote it in a group; nil elsewhere and of our side
	Hop        int     // above 0: it left, or tries to leave, by a reserve
	Content    *Content
	Quoted     *Message
	Reactions  []Reaction
	Gestures   []Gesture // of ours that the network has not taken yet
	Attachment *Attachment
}

// Reaction is the emoji of one side on a message, in a group that of each person.
type Reaction struct {
	Direction Direction
	Author    *Author // who reacted in a group; nil elsewhere and of our side
	Emoji     string
	At        time.Time
	By        RemoteID
}

// Attachment is a file that belongs to a message.
type Attachment struct {
	ID            AttachmentID
	Message       MessageID
	Kind          MessageKind
	Mime, Name    string
	Bytes         int64
	Width, Height int
	Duration      time.Duration
	Pages         int    // that a document says it has, 0 if not known
	State         string // remote | wanted | fetching | ready | gone | failed
	SHA256        string
	Wave          []byte // loudness along a voice message: WavePeaks bytes from 0 to 100; empty: not known
	Ref           []byte
}

// Upload is a file that the operator gave the program for a message that is not written yet.
type Upload struct {
	ID            UploadID
	At            time.Time
	Mime, Name    string // the type is what its bytes say
	Bytes         int64
	Width, Height int // of a picture, 0 if not known
	Pages         int // see Attachment
	SHA256        string
}

// Piece is a file that waits below a conversation to be sent.
type Piece struct {
	Upload  Upload
	Ticket  TicketID
	Key     string      // of the message that it becomes, empty while it has none
	Kind    MessageKind // how it is sent, empty while that is not known
	Caption string
	Length  time.Duration // of what was spoken
	Wave    []byte        // its loudness, see Attachment
}

// Delivery is one attempt to use one connection for one message.
type Delivery struct {
	ID         DeliveryID
	Message    MessageID
	Contact    ContactID
	Connection ConnectionID
	Client     RemoteID // fixed before the first try
	Remote     RemoteID // the network's own id, where it makes one
	State      DeliveryState
	Attempt    int
	Hop        int
	Doubtful   bool // sent again although an earlier try may have arrived: no other connection may take the message
	NextAt     time.Time
	Fault      Code
	Raw        string
	StartedAt  time.Time
	EndedAt    time.Time
}

// Receipt is a word of the customer's side about a message of ours, and when its network first said it.
type Receipt struct {
	Status MessageStatus // delivered, read or played
	At     time.Time
}

// Counts feeds the tabs and the strip.
type Counts struct {
	Pending, Open, Snoozed, Unread, Queued, Waiting int
	Groups                                          int // with unread messages; these are in no other figure
}
