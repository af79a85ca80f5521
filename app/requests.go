package app

import "github.com/balcao-app/balcao/internal/desk"

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

// HoldRequest is practice mode only: a simulated customer confirms no more than At of what reaches them, "sent" or "delivered", until
// it is empty.
type HoldRequest struct {
	Customer string `json:"customer"`
	At       string `json:"at"`
}

// PracticeAccountRequest asks what to enter for a way into WhatsApp.
type PracticeAccountRequest struct {
	Kind string `json:"kind"`
}

// PracticeAccount is practice mode only: what to enter to connect a practice number, by the keys of the fields.
type PracticeAccount struct {
	Values map[string]string `json:"values"`
}

// Kind is a way into WhatsApp and what the operator enters to connect it; no fields means that it is paired by phone alone.
type Kind struct {
	Kind     string `json:"kind"`
	Official bool   `json:"official"`
	// Pairs says that a phone is linked to it; where it has fields, after those were entered.
	Pairs  bool    `json:"pairs"`
	Fields []Field `json:"fields"`
	// Asks are the fields of the operator's own app at the network; none means that it has no page for it.
	Asks []Field `json:"asks"`
}

type Field struct {
	Key      string `json:"key"`
	Secret   bool   `json:"secret"`
	Optional bool   `json:"optional"`
}

type Kinds struct {
	Kinds []Kind `json:"kinds"`
}

// EnterRequest tests what was entered and keeps it if nothing is wrong. Connection is one that exists, 0 = a new one; Channel is the
// one that gets it as a reserve, 0 = a new channel called Name. Of an existing connection, what is not given stays and what is given
// empty goes.
type EnterRequest struct {
	Connection int64             `json:"connection"`
	Channel    int64             `json:"channel"`
	Name       string            `json:"name"`
	Kind       string            `json:"kind"`
	Values     map[string]string `json:"values"`
	TestOnly   bool              `json:"testOnly"`
	// Consent and Offer name a number that the operator chose on the network's own page; its values never reach this page.
	Consent int64 `json:"consent"`
	Offer   int   `json:"offer"`
}

// ConsentRequest begins a visit to the network's own page. Words is what the browser shows when it came back.
type ConsentRequest struct {
	Kind   string            `json:"kind"`
	Values map[string]string `json:"values"` // of the fields in Kind.asks
	Words  string            `json:"words"`
	// Language is that of the words, as pt-BR.
	Language string `json:"language"`
}

type ConsentAnswer struct {
	ID    int64  `json:"id"`
	URL   string `json:"url"`   // to be opened in the system's browser
	Until int64  `json:"until"` // when an answer is no longer awaited
}

// Consented is how a visit stands.
type Consented struct {
	Done   bool            `json:"done"`
	Fault  *Fault          `json:"fault"`
	Offers []OfferedNumber `json:"offers"`
}

// OfferedNumber is a number that may be connected.
type OfferedNumber struct {
	Number string `json:"number"`
	Name   string `json:"name"`
}

// Kept is what a connection holds that is never shown by itself; of connection 0, which is still to be made, only the place.
type Kept struct {
	Secrets []string `json:"secrets"` // keys of the secret fields that are kept
	Shakes  bool     `json:"shakes"`  // whether its network shows a word before it first calls its address
	Word    string   `json:"word"`    // that word; empty if it cannot call
	Place   string   `json:"place"`   // where a secret that is kept now would lie: "keychain" of the system, or "file" in the data folder
}

type ActivateRequest struct {
	Connection int64  `json:"connection"`
	Pin        string `json:"pin"` // of a number that was never registered, else empty
}

// EnterAnswer is what the test found. Connection is 0 when nothing was kept.
type EnterAnswer struct {
	OK         bool      `json:"ok"`
	Findings   []Finding `json:"findings"`
	Number     string    `json:"number"`
	Name       string    `json:"name"`
	Channel    int64     `json:"channel"`
	Connection int64     `json:"connection"`
	// Called says that its network can be told where to call us.
	Called bool `json:"called"`
}

// Finding is one thing that was tested; without a fault it is well.
type Finding struct {
	Field   string            `json:"field"` // whose value it is about, empty if of none
	What    string            `json:"what"`
	Fault   *Fault            `json:"fault"`
	Warning bool              `json:"warning"` // the fault does not keep it from being saved
	Params  map[string]string `json:"params"`
}

type ReserveRequest struct {
	Channel int64  `json:"channel"`
	Kind    string `json:"kind"`
}

// BorrowRequest names a connection of another channel that is, or was, a reserve of this one.
type BorrowRequest struct {
	Channel    int64 `json:"channel"`
	Connection int64 `json:"connection"`
}

// Refreshed is what a look at a connection found.
type Refreshed struct {
	Found  string `json:"found"`  // alive | silent | trying | renewed | ready | refused | unlinked | off | blocked
	At     int64  `json:"at"`     // when it was looked
	Millis int64  `json:"millis"` // until its network answered, 0 where nobody was asked
	Fault  *Fault `json:"fault"`
}

type PolicyRequest struct {
	Channel int64  `json:"channel"`
	Policy  string `json:"policy"` // automatic | ask | never
}

type IgnoreRequest struct {
	Channel int64 `json:"channel"`
	On      bool  `json:"on"`
}

// OrderRequest names all connections of a channel, the main one first.
type OrderRequest struct {
	Channel     int64   `json:"channel"`
	Connections []int64 `json:"connections"`
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
