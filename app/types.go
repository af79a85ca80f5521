package app

import "github.com/balcao-app/balcao/internal/desk"

// What crosses to the page. Times are unix milliseconds (0 = none), ids stay below 2^53, enums are the strings of desk.

// Snapshot is the first screen: everything the page needs to draw before it asks for anything else.
type Snapshot struct {
	Rev         uint64            `json:"rev"`
	Version     string            `json:"version"`
	Face        string            `json:"face"` // window | browser
	Mode        string            `json:"mode"` // real | practice | simulator
	DataDir     string            `json:"dataDir"`
	Settings    map[string]string `json:"settings"`
	Channels    []Channel         `json:"channels"`
	Connections []Connection      `json:"connections"`
	Removals    []Removal         `json:"removals"`
	Archived    []Archived        `json:"archived"`
	Tags        []Tag             `json:"tags"`    // by name
	Reasons     []Reason          `json:"reasons"` // for closing, those that can be chosen
	Counts      Counts            `json:"counts"`
	Online      bool              `json:"online"` // any connection online
}

// Counts feeds the tabs and the rail's badge.
type Counts struct {
	Pending int `json:"pending"`
	Open    int `json:"open"`
	Snoozed int `json:"snoozed"`
	Unread  int `json:"unread"`  // tickets with unread messages
	Queued  int `json:"queued"`  // messages waiting to leave
	Waiting int `json:"waiting"` // conversations those belong to
	Groups  int `json:"groups"`  // groups with unread messages, which are in no other figure
}

// Channel is who the business is to its customers.
type Channel struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Position int    `json:"position"`
	Policy   string `json:"policy"` // automatic | ask | never
	// IgnoreOutside leaves out what the business writes outside the program.
	IgnoreOutside bool `json:"ignoreOutside"`
	// Routes are its connections in the order in which they are tried, the main one first.
	Routes []int64 `json:"routes"`
	Health string  `json:"health"` // of its best route
}

// Archived is a channel that is no more. Its conversations can be read, and nothing leaves it.
type Archived struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// Connection is one way into WhatsApp.
type Connection struct {
	ID        int64  `json:"id"`
	Channel   int64  `json:"channel"`
	Kind      string `json:"kind"` // waweb
	Name      string `json:"name"`
	Number    string `json:"number"` // +5511… or empty before pairing
	Health    string `json:"health"` // off | pairing | connecting | online | retrying | signed_out | blocked | removing
	Fault     *Fault `json:"fault"`
	Since     int64  `json:"since"`
	RetryAt   int64  `json:"retryAt"`
	Importing int    `json:"importing"` // history progress in percent, 0 = none, 100 = done
	// Unshared says that its old conversations stay away, because the owner of the number did not share them.
	Unshared bool `json:"unshared"`
	Official bool `json:"official"`
	// Called says that its network can be told where to call us.
	Called bool `json:"called"`
	// Config are the fields it was made of that are no secrets; empty for what is paired by phone.
	Config   map[string]string `json:"config"`
	Hook     string            `json:"hook"`     // the address at which its network calls us, empty if it cannot
	Receives string            `json:"receives"` // session | door | companion (another connection of the same number) | none
	// Calls is what it does about calls; CallText answers those that it rejects.
	Calls    string `json:"calls"` // ring | reject
	CallText string `json:"callText"`
	// Rings says that its network tells of calls, Rejects that it can be asked to reject one.
	Rings   bool `json:"rings"`
	Rejects bool `json:"rejects"`
	// Webphone says that tokens of a webphone are kept for it.
	Webphone bool `json:"webphone"`
	// Unheard is why its network was asked in vain to call that address, since the program started.
	Unheard *Fault `json:"unheard"`
}

// Fault is a reason in the program's own codes; the page owns the words.
type Fault struct {
	Code   string            `json:"code"`
	Params map[string]string `json:"params"`
}

// Ticket is one row of the list and the head of a conversation.
type Ticket struct {
	ID           int64     `json:"id"`
	Contact      int64     `json:"contact"`
	Channel      int64     `json:"channel"`
	Connection   int64     `json:"connection"`   // the one its last message used
	Name         string    `json:"name"`         // contact's name, or its number
	Number       string    `json:"number"`       // +5511… or empty when only a LID is known
	Status       string    `json:"status"`       // pending | open | closed | group
	Protocol     string    `json:"protocol"`     // its number for the customer: year and id, as 2026-1042
	SnoozedUntil int64     `json:"snoozedUntil"` // 0 = awake, -1 = until the customer writes
	Pinned       bool      `json:"pinned"`
	Muted        bool      `json:"muted"` // it brings no notification
	Tags         []int64   `json:"tags"`  // of its contact
	Unread       int       `json:"unread"`
	WaitingSince int64     `json:"waitingSince"` // first unanswered customer message, 0 = we spoke last
	LastAt       int64     `json:"lastAt"`
	Last         *LastLine `json:"last"`
	Draft        string    `json:"draft"`
	OpenedAt     int64     `json:"openedAt"`
	ClosedAt     int64     `json:"closedAt"`
	Window       *Window   `json:"window"` // null: free text is always carried
	// NoMarketing says that the customer stopped marketing messages.
	NoMarketing bool `json:"noMarketing"`
}

// Window is the time in which free text is carried by the channel's official connection.
type Window struct {
	Ends int64 `json:"ends"` // 0 = the customer never wrote to that number
}

// LastLine is the last message as one line of the list.
type LastLine struct {
	Direction string `json:"direction"` // in | out | note
	Kind      string `json:"kind"`
	Text      string `json:"text"`
	// Author is who wrote it in a group, null elsewhere and of our side.
	Author  *Author `json:"author"`
	Status  string  `json:"status"`
	Reserve bool    `json:"reserve"`
	Refused bool    `json:"refused"` // it waits at a reserve after a network said no
}

// Message is one bubble.
type Message struct {
	ID         int64             `json:"id"`
	Ticket     int64             `json:"ticket"`
	Contact    int64             `json:"contact"`
	Direction  string            `json:"direction"` // in | out | note | system
	Author     *Author           `json:"author"`    // who wrote it in a group, null elsewhere and of our side
	Origin     string            `json:"origin"`    // customer | operator | phone | routine | assist | api
	Kind       string            `json:"kind"`      // text | image | video | voice | audio | document | sticker | contacts | location | poll | event | call | unsupported
	Body       string            `json:"body"`
	At         int64             `json:"at"`
	Status     string            `json:"status"` // out: queued | sending | accepted | sent | delivered | read | played | unsure | held | failed | cancelled ; in: received
	Fault      *Fault            `json:"fault"`
	Reserve    bool              `json:"reserve"` // left by a reserve
	Refused    bool              `json:"refused"` // it waits at a reserve after a network said no
	ReplyTo    *Quote            `json:"replyTo"`
	Edited     bool              `json:"edited"`
	Revoked    bool              `json:"revoked"`
	Forwarded  bool              `json:"forwarded"`
	Often      bool              `json:"often"` // forwarded many times
	Starred    bool              `json:"starred"`
	Listened   bool              `json:"listened"` // a voice message that was played here
	Gestures   []Gesture         `json:"gestures"` // of ours that the network has not taken
	Reactions  []Reaction        `json:"reactions"`
	Attachment *Attachment       `json:"attachment"`
	Content    *desk.Content     `json:"content"` // what is said beyond the body: a place, cards, a template …
	Connection int64             `json:"connection"`
	UndoUntil  int64             `json:"undoUntil"` // until then it stays here and can be taken back, 0 = it left at once
	System     string            `json:"system"`    // for direction system: i18n key such as ticket.opened
	Params     map[string]string `json:"params"`
}

// Quote is the message this one answers.
type Quote struct {
	ID        int64  `json:"id"` // 0 when the quoted message is not stored here
	Direction string `json:"direction"`
	Kind      string `json:"kind"`
	Text      string `json:"text"`
	// Author is who wrote it in a group, null elsewhere and of our side.
	Author *Author `json:"author"`
}

// Reaction is an emoji of one side on a message, in a group of one person.
type Reaction struct {
	Direction string `json:"direction"`
	Emoji     string `json:"emoji"`
	// Author is who reacted in a group, null elsewhere and of our side.
	Author *Author `json:"author"`
}

// Author is somebody who wrote in a group.
type Author struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`   // empty where nobody told one
	Number string `json:"number"` // +5511… or empty while only a hidden one is known
	Color  int    `json:"color"`  // 1 to 8
	LastAt int64  `json:"lastAt"` // when they wrote last in that group
}

// Gesture is a reaction, an edit or a deletion of ours that the network has not taken yet, or refused.
type Gesture struct {
	ID    int64  `json:"id"`
	Act   string `json:"act"`   // react | edit | revoke
	Words string `json:"words"` // the emoji, empty to take it back; or the new text
	State string `json:"state"` // queued | sending | failed
	Fault *Fault `json:"fault"`
}

// Upload is a file that waits for its message. Kinds are the ways in which it may be sent, best first.
type Upload struct {
	ID     int64    `json:"id"`
	Mime   string   `json:"mime"`
	Name   string   `json:"name"`
	Bytes  int64    `json:"bytes"`
	Width  int      `json:"width"`
	Height int      `json:"height"`
	Kinds  []string `json:"kinds"`
}

// Attachment describes a file that belongs to a message.
type Attachment struct {
	ID     int64  `json:"id"`
	Kind   string `json:"kind"`
	Mime   string `json:"mime"`
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Millis int64  `json:"millis"`
	Pages  int    `json:"pages"` // of a document, 0 if not known
	State  string `json:"state"` // remote | wanted | fetching | ready | gone | failed
	URL    string `json:"url"`   // media/{id} below the page's own address, when ready; with ?save it is a download
	Wave   []int  `json:"wave"`  // of a voice message: 64 values from 0 to 100, or empty
	// Risky says that opening a file of this name may run something.
	Risky bool `json:"risky"`
	// Huge says that the picture has more pixels than can be drawn.
	Huge bool `json:"huge"`
}

// Attempt is what one connection did for a message, for the message's path.
type Attempt struct {
	ID         int64  `json:"id"`
	Connection int64  `json:"connection"`
	State      string `json:"state"`
	Hop        int    `json:"hop"`
	Try        int    `json:"try"`
	StartedAt  int64  `json:"startedAt"`
	EndedAt    int64  `json:"endedAt"`
	NextAt     int64  `json:"nextAt"`
	Fault      *Fault `json:"fault"`
	RawCode    string `json:"rawCode"`
	Doubtful   bool   `json:"doubtful"` // an earlier try of it may have arrived, and it was sent again
}

// Receipt is what the customer's side said of a message, for the message's path.
type Receipt struct {
	Status string `json:"status"` // delivered | read | played
	At     int64  `json:"at"`     // when its network said so first
}

// PairStep is what the pairing dialog shows next; it travels as its own event and is never stored.
type PairStep struct {
	Connection int64  `json:"connection"`
	Step       string `json:"step"`  // starting | qr | none (the server has no code now) | code | phone (confirm on the phone) | passkey | linked | refused | expired | cancelled
	Image      string `json:"image"` // qr: data:image/png;base64,…
	N          int    `json:"n"`     // qr: number of this code, from 1
	Of         int    `json:"of"`
	Until      int64  `json:"until"`  // qr, code: valid until
	Code       string `json:"code"`   // code: ABCD-EFGH
	Number     string `json:"number"` // linked
	Name       string `json:"name"`
	Fault      *Fault `json:"fault"` // refused
}

// Change names a row that changed; the page reads it again if it shows it. Of is the owner: a message's contact.
type Change struct {
	Kind string `json:"kind"` // ticket | message | contact | channel | connection | setting | removal | event | call
	ID   int64  `json:"id"`
	Of   int64  `json:"of"`
}

// Batch is one event of the stream, named "changes"; pairing steps are events named "pairing" holding a PairStep.
// Typing is the event "typing" holding a Typing. A page that sees a gap in Rev asks for a new Snapshot.
type Batch struct {
	From    uint64   `json:"from"` // rev before the first change
	Rev     uint64   `json:"rev"`
	Changes []Change `json:"changes"`
	Resync  bool     `json:"resync"`
}

// Typing says that a customer writes; nothing of it is stored.
type Typing struct {
	Contact int64 `json:"contact"`
	Until   int64 `json:"until"`
}

// Reply is a text that the operator keeps to say again.
type Reply struct {
	ID       int64       `json:"id"`
	Shortcut string      `json:"shortcut"` // without the slash
	Text     string      `json:"text"`     // with variables such as {nome}
	Uses     int         `json:"uses"`
	Files    []ReplyFile `json:"files"`
}

// ReplyFile is a file that goes along with a quick reply.
type ReplyFile struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Mime  string `json:"mime"`
	Bytes int64  `json:"bytes"`
}
