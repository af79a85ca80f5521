package graphsim

import (
	"time"
)

// Person is what a customer is like. Change it with Customer.Set.
type Person struct {
	Name, Username string
	Number         string   // digits with country code as WhatsApp writes them; empty: known by BSUID only
	BSUID          string   // empty: webhooks and answers carry none
	HidesNumber    bool     // webhooks leave the number out
	Offline        bool     // gets nothing until back online
	Blocks         bool     // has blocked the business: sent, never delivered
	Absent         bool     // is not on WhatsApp
	OptedOut       bool     // takes no marketing
	IdentityHash   string   // in webhooks and for recipient_identity_key_hash
	Receipts       Receipts // of what the business writes
}

// Receipts say how long after acceptance each status comes; negative is never. Read comes after Delivered.
type Receipts struct{ Sent, Delivered, Read time.Duration }

// person is a customer with what happened.
type person struct {
	Person
	key       string
	lastWrote map[string]time.Time // number id → last message to the business
	inbox     []*message           // what reached the phone
	waiting   []*message           // what waits until the phone is online
	received  []Delivery
	typings   int
}

// waID is the number by which a message's answer and statuses name the person; empty if it must not be known.
func (p *person) waID(a address) string {
	if a.bsuid != "" && p.HidesNumber {
		return ""
	}
	return p.Number
}
