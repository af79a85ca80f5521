package transport

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Event is what a network tells. Closed set: Incoming, Receipt, Refusal, Edit, Revoke, Reaction, Moved, Rekeyed, Preference, Seen,
// Blocklist, Chunk, Unshared, Call, Health, Typing, Elsewhere.
type Event interface{ event() }

// Party is the other side of a conversation, by every address the network gave for it.
type Party struct {
	Addresses []desk.Address
	Name      string // the name the customer chose, empty if not told
	Saved     string // the name in the phone's address book, empty if not told
}

// Incoming is a message of a customer or, with Echo, one that our own account wrote elsewhere.
type Incoming struct {
	Remote desk.RemoteID
	// Wire is the id under which every device of the account knows the message, where the adapter can tell; empty otherwise. Two
	// connections of one number may see the same message, and this is how it stays one.
	Wire       desk.RemoteID `json:",omitempty"`
	From       Party         // the customer's side, also for echoes; of what is written in a group, the group
	Author     *Party        `json:",omitempty"` // who wrote it in a group; nil for echoes and outside groups
	Echo       bool
	At         time.Time
	Kind       desk.MessageKind
	Body       string
	ReplyTo    desk.RemoteID
	ReplyText  string
	Forwarded  bool
	Often      bool `json:",omitempty"` // forwarded many times
	Attachment *Attachment
	Content    *desk.Content      `json:",omitempty"` // what a body cannot say: a place, cards, an order, an answer to a button, the advertisement it came from
	Status     desk.MessageStatus // for echoes out of history: what was known of it
}

// Attachment is a file that came with a message and was not fetched yet.
type Attachment struct {
	Kind          desk.MessageKind
	Mime, Name    string
	Bytes         int64
	Width, Height int
	Duration      time.Duration
	Pages         int    `json:",omitempty"` // see File.Pages
	Wave          []byte `json:",omitempty"` // see File.Wave
	Ref           []byte // what Fetch needs
}

// Receipt says how far messages of ours came.
type Receipt struct {
	Remote []desk.RemoteID
	// Client is our own id of the one message, where the network gives it back; it proves a message whose answer was lost.
	Client desk.RemoteID
	Wire   desk.RemoteID // see Incoming.Wire
	From   Party
	Status desk.MessageStatus
	At     time.Time
}

// Refusal is the late word of a network that it will not deliver a message it had accepted. It never undoes a delivery. Retry in
// its fault means a new attempt by the same connection: the one that was accepted is over.
type Refusal struct {
	Remote desk.RemoteID
	Client desk.RemoteID // our own id of the message, where the network gives it back
	From   Party
	Fault  *desk.Fault
	At     time.Time
}

// Moved says that a customer goes by another address from now on, such as a new number.
type Moved struct {
	Remote   desk.RemoteID // of the line that says so
	From, To Party
	Body     string
	At       time.Time
}

// Rekeyed says that a customer's security code changed: they use another phone, or somebody else uses their number.
type Rekeyed struct {
	Remote desk.RemoteID // of the line that says so
	From   Party
	At     time.Time
}

// Preference says that a customer wants no marketing messages any more, or wants them again. The latest one counts.
type Preference struct {
	Remote  desk.RemoteID // of the line that says so; the same however often it is told
	From    Party
	Stopped bool
	At      time.Time
}

// Call is what a network tells of a call of a customer: that it came (ringing), or what became of it. Each may come in any order and
// any number of times. Calls of groups, and those that we make, are not told.
type Call struct {
	Remote desk.RemoteID // the call, the same on every device of the account
	From   Party
	State  desk.CallState
	Video  bool      // of one that rings; the end of a call does not say it
	At     time.Time // of one that rings: when it began
	// Late says that the network kept the word while we were away: nothing rings any more.
	Late bool
}

// Edit replaces the text of a message.
type Edit struct {
	Remote desk.RemoteID // the message
	By     desk.RemoteID // the edit itself, which orders edits of the same moment
	From   Party
	Author *Party `json:",omitempty"` // see Incoming.Author
	Echo   bool
	Body   string
	// Content is the new one of a message that says more than its text, such as something that is to happen; nil leaves what there is.
	Content *desk.Content `json:",omitempty"`
	At      time.Time
}

// Revoke deletes a message for everyone. Where an administrator of a group deletes the message of somebody else, and the network vouches
// for that, it is told of its author: Author and Echo say whose message it is.
type Revoke struct {
	Remote desk.RemoteID
	From   Party
	Author *Party `json:",omitempty"` // see Incoming.Author
	Echo   bool
	At     time.Time
}

// Reaction sets or, with an empty emoji, removes the reaction of one side to a message. Ours says whose message it is.
type Reaction struct {
	Remote desk.RemoteID
	By     desk.RemoteID
	From   Party
	Author *Party `json:",omitempty"` // see Incoming.Author
	Echo   bool   // we reacted
	Ours   bool   // to a message of ours
	Emoji  string
	At     time.Time
}

// Seen tells facts about a contact.
type Seen struct{ Who Party }

// Blocklist says whom the account blocks, whoever did that and wherever: those of On are blocked, those of Off are not any more. A whole one
// names everybody who is blocked.
type Blocklist struct {
	On, Off []Party
	Whole   bool
}

// Chunk announces history; the blob is stored before anything is fetched.
type Chunk struct {
	Blob    []byte
	Order   int
	Percent int
}

// Unshared says that the old conversations of this account will not come, because its owner did not share them.
type Unshared struct{}

// Health is the connection's own word about itself.
type Health struct {
	State desk.Health
	Fault *desk.Fault
	Again time.Time // of one that comes back by itself: when it tries next, zero where it does not know
}

// Typing says that a customer writes. It is not stored.
type Typing struct {
	From  Party
	Until time.Time
}

// Elsewhere is what a network told one connection about the account of another one, as when several numbers share one address at
// which they are called. Whoever takes it hands it to that connection; it is never inside itself. Only Hooked tells it.
type Elsewhere struct {
	Account string // as in Identity.Account
	Event   Event
}

func (Incoming) event()   {}
func (Receipt) event()    {}
func (Refusal) event()    {}
func (Moved) event()      {}
func (Rekeyed) event()    {}
func (Preference) event() {}
func (Edit) event()       {}
func (Revoke) event()     {}
func (Reaction) event()   {}
func (Seen) event()       {}
func (Blocklist) event()  {}
func (Chunk) event()      {}
func (Unshared) event()   {}
func (Call) event()       {}
func (Health) event()     {}
func (Typing) event()     {}
func (Elsewhere) event()  {}

// Batch is a part of imported history.
type Batch struct {
	Contacts []Party
	Messages []Incoming
	Percent  int
}
