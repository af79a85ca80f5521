package cloudapi

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// ruling is the verdict over a range of codes: as the answer to a request, and as the reason of a message that failed after
// it was accepted. A failed message is over, so nothing is in doubt about it.
type ruling struct {
	from, to int
	answer   transport.Verdict
	failed   transport.Verdict // zero: as the answer
}

// The verdicts that several codes share.
var (
	doubtful    = transport.Rule(desk.CodeUnsure, desk.Doubt, desk.OfMessage, 0)
	refused     = transport.Rule(desk.CodeUnknown, desk.Reroute, desk.OfMessage, 0)
	signedOut   = transport.Rule(desk.CodeSignedOut, desk.Reroute, desk.OfConnection, 0)
	notReady    = transport.Rule(desk.CodeNotReady, desk.Reroute, desk.OfConnection, 0)
	billing     = transport.Rule(desk.CodeBilling, desk.Reroute, desk.OfConnection, 0)
	unsupported = transport.Rule(desk.CodeUnsupported, desk.Reroute, desk.OfMessage, 0)
	badTemplate = transport.Rule(desk.CodeTemplate, desk.Hold, desk.OfMessage, 0)
	policy      = transport.Rule(desk.CodePolicy, desk.Hold, desk.OfChannel, 0)
	declined    = transport.Rule(desk.CodeDeclined, desk.Hold, desk.OfContact, 24*time.Hour)
	invalid     = transport.Rule(desk.CodeInvalid, desk.Stop, desk.OfMessage, 0)
	noHistory   = transport.Rule(desk.CodeNoHistory, desk.Stop, desk.OfConnection, 0)
	unsent      = transport.Rule(desk.CodeUnknown, desk.Hold, desk.OfMessage, 0) // about work that no message is part of
	lawful      = transport.Rule(desk.CodePolicy, desk.Hold, desk.OfMessage, 0)  // a decision about one template, not about the account
)

func ready(after time.Duration) transport.Verdict {
	return transport.Rule(desk.CodeNotReady, desk.Reroute, desk.OfConnection, after)
}

func pin(after time.Duration) transport.Verdict {
	return transport.Rule(desk.CodePin, desk.Hold, desk.OfConnection, after)
}

// one is the ruling over a single code that means the same at once and late.
func one(code int, v transport.Verdict) ruling { return ruling{from: code, to: code, answer: v} }

func span(from, to int, v transport.Verdict) ruling { return ruling{from: from, to: to, answer: v} }

// torn is the ruling over a code that leaves open whether the message was taken, unless it comes as the end of that message.
func torn(code int) ruling { return ruling{from: code, to: code, answer: doubtful, failed: refused} }

// rulings is the only table of Meta's codes. The first range that holds a code counts.
func rulings() []ruling {
	return []ruling{
		one(0, signedOut), // the token
		torn(1),           // a bad request, or the server's own fault
		torn(2),           // down or overloaded
		one(3, signedOut), // the app may not
		one(4, transport.Busy(desk.OfConnection, time.Minute)), // too many calls of this app
		one(10, signedOut),
		one(33, notReady), // the number is gone
		one(100, unsupported),
		one(104, signedOut),
		one(190, signedOut), // expired
		span(200, 299, signedOut),
		one(368, policy),
		{506, 506, doubtful, unsent}, // an identical one exists, so no other may go out by itself
		one(613, transport.Busy(desk.OfConnection, time.Minute)),
		one(80007, transport.Busy(desk.OfConnection, time.Minute)), // too many calls for this account
		one(130429, transport.Busy(desk.OfConnection, 5*time.Second)),
		one(130472, declined), // the customer is part of an experiment
		one(130497, policy),   // not to this country
		torn(131000),
		one(131001, unsupported), // too long
		one(131005, signedOut),
		one(131006, invalid),
		one(131008, invalid),
		one(131009, invalid),
		torn(131016),
		one(131020, unsupported), // groups
		one(131021, invalid),     // to ourselves
		one(131026, transport.Rule(desk.CodeUndeliverable, desk.Reroute, desk.OfContact, 0)),
		one(131030, notReady), // a test number, and the customer is not on its list
		one(131031, policy),   // locked
		one(131037, notReady), // its name awaits approval
		one(131041, unsupported),
		one(131042, billing),
		one(131043, transport.Rule(desk.CodeExpired, desk.Hold, desk.OfMessage, 0)),
		one(131044, billing),
		one(131045, notReady), // not registered rightly
		one(131047, transport.Rule(desk.CodeWindow, desk.Reroute, desk.OfMessage, 0)),
		one(131048, policy), // called spam
		one(131049, declined),
		one(131050, transport.Rule(desk.CodeOptedOut, desk.Hold, desk.OfContact, 0)),
		one(131051, unsupported),
		one(131052, transport.Rule(desk.CodeGone, desk.Stop, desk.OfMessage, 0)), // a file of the customer's
		one(131053, unsupported), // a file of ours
		one(131055, unsupported),
		one(131056, transport.Busy(desk.OfContact, pairEvery)),      // too many to one customer, see patience
		one(131057, transport.Busy(desk.OfConnection, time.Minute)), // maintenance
		one(131059, unsupported),
		one(131060, unsupported), // to be read on the phone
		one(131062, unsupported), // needs the telephone number
		one(131063, policy),
		one(131064, policy),
		span(131201, 131215, unsupported),
		span(132000, 132014, badTemplate),
		span(132015, 132016, lawful), // paused or disabled for what customers said of it
		one(132018, badTemplate),
		span(132068, 132069, unsupported), // forms
		one(133000, notReady),
		torn(133004),
		one(133005, pin(0)),
		one(133006, notReady),
		one(133008, pin(time.Hour)),
		one(133009, pin(5*time.Minute)),
		one(133010, notReady),
		one(133015, ready(5*time.Minute)),
		one(133016, ready(72*time.Hour)),
		one(134011, notReady),
		one(134100, unsupported),
		one(134101, transport.Busy(desk.OfMessage, 10*time.Minute)), // the template is being copied
		one(134102, refused),
		one(135000, refused),
		one(136025, pin(0)),
		one(137000, transport.Rule(desk.CodeIdentity, desk.Hold, desk.OfContact, 0)),
		span(138000, 138018, unsupported), // calls
		span(139000, 139004, unsupported), // forms
		span(139100, 139103, unsent),      // the list of blocked customers
		one(141006, billing),              // as reason of a number's state of health
		span(147001, 147005, unsent),      // the business's user name
		span(200005, 200007, unsent),      // figures on templates
		one(1752041, unsent),
		one(2388001, unsent), // moving a number
		one(2388012, unsent),
		one(2388019, badTemplate), // making templates
		one(2388040, badTemplate),
		one(2388047, badTemplate),
		span(2388072, 2388073, badTemplate),
		one(2388091, unsent),
		one(2388093, unsent),
		one(2388103, unsent),
		one(2388293, badTemplate),
		one(2388299, badTemplate),
		one(2494100, ready(5*time.Minute)),
		one(2593079, unsent), // moving an account
		one(2593085, unsent),
		span(2593107, 2593109, noHistory),
	}
}
