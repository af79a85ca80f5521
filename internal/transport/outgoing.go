package transport

import (
	"io"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Outgoing is what can be given to a connection. Closed set: Say, React, Reword, Unsay, MarkRead, Reject, Block.
type Outgoing interface{ outgoing() }

// Say sends one message under an id that was fixed and stored before.
type Say struct {
	Client  desk.RemoteID
	To      []desk.Address // best first
	Kind    desk.MessageKind
	Body    string // the text, or the caption of a file
	ReplyTo *Quoted
	File    *File         // of image, video, audio, voice, document and sticker, and of a template whose header shows one
	Content *desk.Content // of location, contacts, template and choices
	// Forwarded marks it as one that somebody else wrote, Often as one that went through many hands. Networks without such a mark send
	// it without.
	Forwarded, Often bool
}

// File is the file of a message. Open may be called again by a second try.
type File struct {
	Name, Mime string
	Bytes      int64
	SHA256     string // hex
	Open       func() (io.ReadCloser, error)
	// Width and Height are of pictures and videos, in pixels, and Duration of what is played; 0 where they are not known.
	Width, Height int
	Duration      time.Duration
	Pages         int    // of a document, 0 if not known
	Wave          []byte // how loud a voice message is along its length: desk.WavePeaks bytes from 0 to 100; empty: not known
}

// Quoted is the message that Say answers or React is about.
type Quoted struct {
	Remote desk.RemoteID
	Ours   bool
	Author []desk.Address // of one that somebody wrote in a group, best first
	Body   string
}

// React sets our reaction to a message; an empty emoji removes it.
type React struct {
	Client desk.RemoteID
	To     []desk.Address
	About  Quoted
	Emoji  string
}

// Reword replaces the text, or the caption, of a message of ours.
type Reword struct {
	Client desk.RemoteID
	To     []desk.Address
	About  Quoted
	Kind   desk.MessageKind // of that message
	Body   string
}

// Unsay deletes a message of ours for everyone.
type Unsay struct {
	Client desk.RemoteID
	To     []desk.Address
	About  Quoted
}

// MarkRead tells the customer that their messages were read, and with Typing that an answer is on its way.
type MarkRead struct {
	To     []desk.Address
	Remote []desk.RemoteID // oldest first
	At     time.Time
	Typing bool
}

// Reject rejects a call that rings. Rejecting one twice, or one that is over, does no harm.
type Reject struct {
	Call desk.RemoteID
	To   []desk.Address // of the customer who calls, best first
}

// Block has the network keep a customer from writing and calling or, with On false, ends that. The same twice ends as once.
type Block struct {
	To []desk.Address
	On bool
}

func (Say) outgoing()      {}
func (React) outgoing()    {}
func (Reword) outgoing()   {}
func (Unsay) outgoing()    {}
func (MarkRead) outgoing() {}
func (Reject) outgoing()   {}
func (Block) outgoing()    {}
