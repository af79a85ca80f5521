package graphsim

import (
	"slices"
	"time"
)

// window is how long a customer's message lets the business write freely.
const window = 24 * time.Hour

// admit checks everything about a well-formed message that depends on accounts, rates and people. What Meta finds out
// only later goes to draft.late. Under the lock.
func (s *state) admit(d *draft) *Error {
	if e := s.standing(d.number); e != nil {
		return e
	}
	if d.to.phone == d.number.Digits || otherForm(d.to.phone) == d.number.Digits {
		return fail(131021).because("The recipient is the sender.")
	}
	if d.number.Allowed != nil && !slices.Contains(d.number.Allowed, d.to.phone) {
		return fail(131030).because("Recipient phone number not in allowed list.")
	}
	if d.to.bsuid != "" && d.template != nil && d.template.Category == "AUTHENTICATION" {
		return fail(131062).because("Authentication templates need a phone number.")
	}
	if !s.windowOpen(d) {
		e := fail(131047).because("Message failed to send because more than 24 hours have passed since the customer " +
			"last replied to this number.")
		if s.strict.SyncWindow {
			return e
		}
		d.fails(e)
	}
	s.doubts(d)
	return s.pace(d)
}

func (d *draft) fails(e *Error) {
	if d.late == nil {
		d.late = e
	}
}

// standing tells whether a number may send at all.
func (s *state) standing(n *Number) *Error {
	account := s.accounts[n.Account]
	switch {
	case account.Locked:
		return fail(131031).because("Business Account locked.")
	case !n.Registered:
		return fail(133010).because("The phone number is not registered on the Cloud API.")
	case n.Maintenance:
		return fail(131057).because("Account is in maintenance mode.")
	case n.Status == "BANNED" || n.Status == "RESTRICTED":
		return fail(368).because("The phone number is restricted.")
	case n.NameStatus == "DECLINED":
		return fail(131037).because("The display name was declined.")
	}
	return nil
}

// windowOpen tells whether the message may go out now.
func (s *state) windowOpen(d *draft) bool {
	if d.template != nil {
		return true
	}
	if d.person == nil {
		return true // it fails for another reason
	}
	last, wrote := d.person.lastWrote[d.number.ID]
	return wrote && time.Since(last) < window
}

// doubts are the reasons to fail that Meta reports by webhook only.
func (s *state) doubts(d *draft) {
	p := d.person
	switch {
	case p == nil || p.Absent || s.blocked[d.number.ID][p]:
		d.late = fail(131026).because("Message Undeliverable.")
	case d.identity != "" && d.identity != p.IdentityHash:
		d.fails(fail(137000).because("The recipient's identity key hash does not match."))
	case p.OptedOut && d.template != nil && d.template.Category == "MARKETING":
		d.fails(fail(131050).because("User has stopped marketing messages."))
	case s.accounts[d.number.Account].Unpaid && d.template != nil:
		d.fails(fail(131042).because("Business eligibility payment issue."))
	}
}
