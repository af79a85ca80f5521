package app

// The requests and answers of the API, one pair for each method, in the order of the list in list.go.

type Empty struct{}

type ID struct {
	ID int64 `json:"id"`
}

type IDs struct {
	IDs []int64 `json:"ids"`
}

type SettingRequest struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Elsewhere is an address at which the program now runs; empty when the window itself moved there.
type Elsewhere struct {
	URL string `json:"url"`
}

type ListRequest struct {
	Tab    string `json:"tab"`    // pending | open | snoozed | closed
	After  string `json:"after"`  // cursor of the page before, empty for the first
	Limit  int    `json:"limit"`  // at most 200
	Unread bool   `json:"unread"` // only tickets with unread messages
	Query  string `json:"query"`  // filter by contact name or number
}

type ListAnswer struct {
	Tickets []Ticket `json:"tickets"`
	Next    string   `json:"next"` // empty: no more
	Counts  Counts   `json:"counts"`
	Rev     uint64   `json:"rev"`
}

type Tickets struct {
	Tickets []Ticket `json:"tickets"`
	Counts  Counts   `json:"counts"`
}

// View opens a ticket: its row, where the unread divider stands, and the newest page.
type View struct {
	Ticket     Ticket    `json:"ticket"`
	FirstNew   int64     `json:"firstNew"` // first unread message, 0 = none
	Messages   []Message `json:"messages"` // oldest first
	MoreBefore bool      `json:"moreBefore"`
	Rev        uint64    `json:"rev"`
}

// Closed answers Close: what to select next and how to undo.
type Closed struct {
	Next int64 `json:"next"` // next waiting ticket, 0 = none
	Undo int64 `json:"undo"` // token for Undo, valid 8 s on screen, in the program until quit
}

type DraftRequest struct {
	Ticket int64  `json:"ticket"`
	Text   string `json:"text"`
}

type SnoozeRequest struct {
	Ticket int64 `json:"ticket"`
	Until  int64 `json:"until"` // 0 = wake now
}

type PinRequest struct {
	Ticket int64 `json:"ticket"`
	Pinned bool  `json:"pinned"`
}

type PageRequest struct {
	Contact int64 `json:"contact"`
	Before  int64 `json:"before"` // message id: the page older than it
	After   int64 `json:"after"`  // message id: the page newer than it
	Limit   int   `json:"limit"`  // at most 200
}

type Page struct {
	Messages   []Message `json:"messages"` // oldest first
	MoreBefore bool      `json:"moreBefore"`
	MoreAfter  bool      `json:"moreAfter"`
}

type Messages struct {
	Messages []Message `json:"messages"`
}

// SendRequest writes a message. Key is made by the page once per press of send; the same key never makes a second message.
type SendRequest struct {
	Ticket  int64  `json:"ticket"`
	Key     string `json:"key"`
	Text    string `json:"text"`
	ReplyTo int64  `json:"replyTo"`
	Note    bool   `json:"note"` // an internal note: never leaves
}

type ResolveRequest struct {
	Message int64  `json:"message"`
	Choice  string `json:"choice"` // arrived | again | give_up
}

type Path struct {
	Attempts []Attempt `json:"attempts"`
}

type Contact struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`   // given by the operator, may be empty
	Pushed string `json:"pushed"` // the name the customer uses
	Number string `json:"number"`
	Note   string `json:"note"`
}

type RenameRequest struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type CreateRequest struct {
	Kind string `json:"kind"` // waweb
	Name string `json:"name"` // of the channel
}

type Created struct {
	Channel    int64 `json:"channel"`
	Connection int64 `json:"connection"`
}

// PairRequest starts pairing; steps come as "pairing" events. With Phone set a code is shown instead of a QR.
type PairRequest struct {
	Connection int64  `json:"connection"`
	Phone      string `json:"phone"`
}

// ScanRequest is practice mode only: hand this QR text to the practice phone; empty = the code on screen.
type ScanRequest struct {
	Text string `json:"text"`
}

type EnterCodeRequest struct {
	Code string `json:"code"`
}

// WriteRequest is practice mode only: let a simulated customer write; empty fields are chosen by the script.
type WriteRequest struct {
	Customer string `json:"customer"` // number
	Text     string `json:"text"`
}
