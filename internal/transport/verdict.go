package transport

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Verdict is what an answer of a network means here: a fault without its cause. Adapters keep tables of them.
type Verdict struct {
	Code  desk.Code
	Next  desk.Next
	Scope desk.Scope
	After time.Duration
}

// Rule makes a verdict; after 0 where the network asks for no pause.
func Rule(code desk.Code, next desk.Next, scope desk.Scope, after time.Duration) Verdict {
	return Verdict{code, next, scope, after}
}

// Fault is the fault that a verdict makes of one answer. Raw is the network's own code, which is shown in brackets.
func (v Verdict) Fault(raw string, err error) *desk.Fault {
	return &desk.Fault{Code: v.Code, Next: v.Next, Scope: v.Scope, After: v.After, Raw: raw, Err: err}
}

// Busy is the verdict that somebody wants to be left alone for a time.
func Busy(s desk.Scope, after time.Duration) Verdict {
	return Verdict{desk.CodeBusy, desk.Retry, s, after}
}

// Local is the fault of a message that does not fit before anything is tried. What this network cannot carry another one may.
func Local(code desk.Code) *desk.Fault {
	f := desk.Refuse(code)
	switch code {
	case desk.CodeUnsupported, desk.CodeTooLong, desk.CodeFileType, desk.CodeTooBig:
		f.Next = desk.Reroute
	case desk.CodeTemplate:
		f.Next = desk.Hold
	}
	return f
}
