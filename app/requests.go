package app

// The requests and answers of the API, one pair for each method, in the order of the list in list.go. Those about single messages and those
// about channels stand in files of their own.

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
	Tab    string `json:"tab"`    // pending | open | snoozed | closed | groups
	After  string `json:"after"`  // cursor of the page before, empty for the first
	Limit  int    `json:"limit"`  // at most 200
	Unread bool   `json:"unread"` // only tickets with unread messages
	Query  string `json:"query"`  // filter by contact name or number, or a protocol number
	Tag    int64  `json:"tag"`    // only contacts that have it, 0 = all
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
	// Stretches are the tickets of the contact, the newest first, at most 200.
	Stretches []Stretch `json:"stretches"`
}

// Stretch is a ticket as a part of the conversation with its contact.
type Stretch struct {
	ID       int64  `json:"id"`
	Protocol string `json:"protocol"`
	Status   string `json:"status"`
	Reason   int64  `json:"reason"`
	OpenedAt int64  `json:"openedAt"`
	ClosedAt int64  `json:"closedAt"`
}

// ActRequest does one thing to tickets, as one step.
type ActRequest struct {
	Tickets []int64 `json:"tickets"`
	Act     string  `json:"act"`    // take | close | reopen | snooze | wake | pin | unpin | mute | unmute | unread | tag | untag
	Until   int64   `json:"until"`  // of snooze, -1 = until the customer writes
	Reason  int64   `json:"reason"` // of close, 0 = none
	Tag     int64   `json:"tag"`    // of tag and untag
}

// Acted says what an act came to.
type Acted struct {
	Undo    int64 `json:"undo"`    // token for Undo, 0 = nothing changed
	Changed int   `json:"changed"` // tickets
	First   int64 `json:"first"`   // of those that changed, 0 = none did
	Next    int64 `json:"next"`    // of close: the next waiting ticket, 0 = none
}

// Tag is a word of the operator for contacts. As a request, an id of 0 makes one.
type Tag struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Color int    `json:"color"` // 1 to 8
}

// Tagged says how many contacts a tag hangs on.
type Tagged struct {
	Contacts int `json:"contacts"`
}

// Reason is why tickets are closed. As a request, an id of 0 makes one.
type Reason struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type DraftRequest struct {
	Ticket int64  `json:"ticket"`
	Text   string `json:"text"`
}

type PageRequest struct {
	Contact int64 `json:"contact"`
	Before  int64 `json:"before"` // message id: the page older than it
	After   int64 `json:"after"`  // message id: the page newer than it
	Around  int64 `json:"around"` // message id: a page with it in the middle
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

type Templates struct {
	Templates []Template `json:"templates"`
}

// Template is a form of the account that the platform approved, or not.
type Template struct {
	Name       string           `json:"name"`
	Language   string           `json:"language"`
	Category   string           `json:"category"`
	Status     string           `json:"status"` // only APPROVED can be sent
	Header     string           `json:"header"`
	HeaderKind string           `json:"headerKind"` // text | image | video | document | location, empty = none
	Body       string           `json:"body"`       // with places: {{1}}, or {{name}} when Named
	Footer     string           `json:"footer"`
	Named      bool             `json:"named"`
	Buttons    []TemplateButton `json:"buttons"`
}

type TemplateButton struct {
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Place bool   `json:"place"` // it takes a value
}

// Way is what the composer should know before a message to a ticket leaves.
type Way struct {
	Connection int64  `json:"connection"` // 0: nothing can carry it
	Reserve    bool   `json:"reserve"`
	Ask        bool   `json:"ask"`      // it would wait for a decision
	Fault      *Fault `json:"fault"`    // why not the main connection, or why nothing
	Stranger   bool   `json:"stranger"` // it leaves from Number, which this customer has not heard of
	Number     string `json:"number"`
	Templates  int64  `json:"templates"` // the connection by which a template can be sent, 0 = none
}

type Replies struct {
	Replies []Reply `json:"replies"` // those used most in front
}

type ReplyRequest struct {
	ID       int64   `json:"id"`       // 0 = a new one
	Shortcut string  `json:"shortcut"` // with or without the slash
	Text     string  `json:"text"`
	Files    []int64 `json:"files"`   // of those it has, the ones that stay
	Uploads  []int64 `json:"uploads"` // the ones that are new
}

type UseReplyRequest struct {
	Reply    int64  `json:"reply"`
	Ticket   int64  `json:"ticket"`
	Language string `json:"language"` // of the screen: pt-BR | en | es
}

// Filled is a text with its variables filled in; what nothing is known of stands in it between braces.
type Filled struct {
	Text  string   `json:"text"`
	Files []Upload `json:"files"` // what goes along with it
}
