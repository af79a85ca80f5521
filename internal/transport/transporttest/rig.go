// Package transporttest is what every adapter has to keep of the contract of package transport, as named cases that run against the
// adapter's simulator. A new adapter writes a Rig and calls Run.
package transporttest

import (
	"context"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Rig is a simulated network with one account of ours in it. Each case gets a rig of its own.
type Rig interface {
	Driver() transport.Driver
	// Open makes a connection that is linked to the account and was not used before. It uses no network.
	Open(t *testing.T) transport.Conn
	// Run is the connection's Run, together with whatever lets its network call it. It returns when that ended as well.
	Run(ctx context.Context, c transport.Conn, take transport.Take) error
	// Customer finds or makes the customer with a number, in digits.
	Customer(number string) Customer
	// Fail lets what is described befall the next message that we send; false when that cannot befall this network.
	Fail(f Failure) bool
	// Cut takes the network away, Mend brings it back.
	Cut()
	Mend()
	// SignOut ends our session, or our rights, at the network.
	SignOut()
	// Lacks names the promises that ask for what this network cannot do, each with the reason. Every other one is kept, and of these
	// none could be.
	Lacks() map[string]string
	// Audit tells what the network did not understand of what it got.
	Audit() []string
}

// Customer is somebody on the other side.
type Customer interface {
	// Write sends us a text.
	Write(text string) error
	// Received are the texts that reached the customer, in order. A repetition that the customer's program hides is not among them.
	Received() []string
	// Read opens the conversation.
	Read()
	// SeenByUs reports whether the customer was told that we read the last message.
	SeenByUs() bool
}

// Caller is a customer who can call us. A driver that tells of calls has such customers.
type Caller interface {
	// Call begins a call and gives its id; false where this network does not tell of it at once.
	Call(video bool) (id desk.RemoteID, told bool)
	// HangUp ends it; false where that is not told.
	HangUp(id desk.RemoteID) (told bool)
	// Rejected reports whether we rejected it.
	Rejected(id desk.RemoteID) bool
}

// Parcel is a file with its message, as somebody sends or gets it.
type Parcel struct {
	Kind       desk.MessageKind
	Mime, Name string // the name is that of a document
	Caption    string
	Data       []byte
}

// Filer is a customer who sends and gets files. A driver that carries files has such customers.
type Filer interface {
	// Give sends us a file.
	Give(Parcel) error
	// Parcels are the files that reached the customer, in order.
	Parcels() []Parcel
}

// View is what a customer sees of one message.
type View struct {
	Text     string // the latest
	Reaction string // ours
	Deleted  bool
}

// Gesturer is a customer who reacts to messages, edits and deletes them, and sees when we do. What is done to a message here is false where
// this network does not tell us of it.
type Gesturer interface {
	Sees(id desk.RemoteID) View
	React(id desk.RemoteID, ours bool, emoji string) (told bool) // ours: to a message of ours
	Edit(id desk.RemoteID, text string) (told bool)
	Delete(id desk.RemoteID) (told bool)
}

// Blockable is a customer whom the business can block. A driver that can block has such customers.
type Blockable interface {
	// Blocked reports whether the network keeps the customer from writing to us.
	Blocked() bool
}

// Failure is what befalls a message.
type Failure int

// The failures. What they mean for the message is said by Next of the fault that must follow.
const (
	Refused Failure = iota // the network says clearly that it does not take it: never Retry by itself nor Doubt
	Busy                   // the network asks for patience, and took nothing: Retry
	Lost                   // the network took it, and its answer is lost: Doubt, and it arrives once
	Cracked                // the network broke down over it: Doubt, unless the adapter knows better
)

// Someone are the addresses of a customer.
func Someone(number string) []desk.Address { return []desk.Address{desk.Phone(number)} }
