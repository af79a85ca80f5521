package app

// The requests and answers about channels and connections, and those of practice mode.

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
