package app

import "github.com/balcao-app/balcao/internal/desk"

// The requests and answers about single messages: writing, sending, changing and following them.

// SendRequest writes a message. Key is made by the page once per press of send; the same key never makes a second message.
type SendRequest struct {
	Ticket  int64  `json:"ticket"`
	Key     string `json:"key"`
	Text    string `json:"text"`
	ReplyTo int64  `json:"replyTo"`
	Note    bool   `json:"note"` // an internal note: never leaves
	// Template, where set, is sent instead; Text is then what the customer reads.
	Template *desk.TemplateUse `json:"template"`
	// Connection is the only one that may carry it, 0: as the channel's order and policy say.
	Connection int64 `json:"connection"`
	// Despite sends it although the 24 hours count as over: the network has the last word.
	Despite bool `json:"despite"`
	// Confirmed says that the operator was warned of sending the same words to many: without it the sixth contact within ten minutes is
	// refused with many_contacts.
	Confirmed bool `json:"confirmed"`
}

// FileRequest sends a file that was given before. Key is as in SendRequest.
type FileRequest struct {
	Ticket  int64  `json:"ticket"`
	Key     string `json:"key"`
	Upload  int64  `json:"upload"`
	Kind    string `json:"kind"` // image | video | voice | audio | document | sticker
	Text    string `json:"text"` // the caption
	ReplyTo int64  `json:"replyTo"`
	Millis  int64  `json:"millis"` // of what is played, 0 = not known
	Wave    []int  `json:"wave"`   // of a voice message: 64 values from 0 to 100, or empty
	// Despite and Confirmed are as in SendRequest.
	Despite   bool `json:"despite"`
	Confirmed bool `json:"confirmed"`
}

// PlaceRequest sends a location.
type PlaceRequest struct {
	Ticket  int64      `json:"ticket"`
	Key     string     `json:"key"`
	Place   desk.Place `json:"place"`
	ReplyTo int64      `json:"replyTo"`
}

// CardsRequest sends contacts.
type CardsRequest struct {
	Ticket  int64       `json:"ticket"`
	Key     string      `json:"key"`
	Cards   []desk.Card `json:"cards"`
	ReplyTo int64       `json:"replyTo"`
}

// CheckRequest asks what could not be sent as it is; nothing is written.
type CheckRequest struct {
	Files []FileRequest `json:"files"` // Key may be empty
}

type Faults struct {
	Faults []*Fault `json:"faults"` // in the order of the question, null: nothing is wrong
}

// GestureRequest reacts to a message, edits it or deletes it for everyone.
type GestureRequest struct {
	Message int64  `json:"message"`
	Act     string `json:"act"`   // react | edit | revoke
	Words   string `json:"words"` // the emoji, empty to take it back; or the new text
}

// ForwardRequest passes messages on. Key is made by the page once per press.
type ForwardRequest struct {
	Key      string  `json:"key"`
	Messages []int64 `json:"messages"`
	Tickets  []int64 `json:"tickets"`
	// Confirmed is as in SendRequest.
	Confirmed bool `json:"confirmed"`
}

// Passable is which of several messages can be passed on together.
type Passable struct {
	Faults []*Fault `json:"faults"` // in the order of the question, null: it can be passed on
	// Forwards is to how many conversations at once, Messages how many messages at once.
	Forwards int `json:"forwards"`
	Messages int `json:"messages"`
}

type StarRequest struct {
	Message int64 `json:"message"`
	On      bool  `json:"on"`
}

// Actions are what can be done with a message, each with the reason where it cannot.
type Actions struct {
	Actions []Action `json:"actions"`
	// Forwards is to how many conversations at once it may be passed on.
	Forwards int `json:"forwards"`
}

type Action struct {
	Act   string `json:"act"`   // reply | react | forward | copy | star | edit | revoke
	Fault *Fault `json:"fault"` // null: it can be done
}

// BesideRequest asks for the next picture or video of a conversation.
type BesideRequest struct {
	Message int64 `json:"message"`
	Before  bool  `json:"before"` // the one before, else the one after
}

// FilesRequest asks for the files of a conversation.
type FilesRequest struct {
	Contact int64  `json:"contact"`
	Sort    string `json:"sort"`   // media | documents | empty for both
	Before  int64  `json:"before"` // message id: those older than it, 0 = the newest
	Limit   int    `json:"limit"`  // at most 200
}

// Files are messages that have a file, newest first.
type Files struct {
	Messages []Message `json:"messages"`
	More     bool      `json:"more"`
	Total    int       `json:"total"` // of the conversation, of both sorts, up to 1000
}

type SendByRequest struct {
	Message    int64 `json:"message"`
	Connection int64 `json:"connection"`
}

type ResolveRequest struct {
	Message int64  `json:"message"`
	Choice  string `json:"choice"` // arrived | again | elsewhere | give_up
	// Connection is the one of elsewhere, else 0.
	Connection int64 `json:"connection"`
}

type Path struct {
	Attempts []Attempt `json:"attempts"`
	Receipts []Receipt `json:"receipts"` // those of which the time is known
	Offers   []Offer   `json:"offers"`   // what may be done about it now, most useful first
}

// Offer is something the operator may do about a message.
type Offer struct {
	Act        string `json:"act"`        // retry | send_by | template | resolve | cancel
	Connection int64  `json:"connection"` // of send_by and template
}
