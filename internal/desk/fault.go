package desk

import (
	"errors"
	"time"
)

// Code is the stable name of a reason; the page finds its words under it.
type Code string

// Next says what to do after a fault.
type Next string

// What may follow a fault.
const (
	Retry   Next = "retry"   // certain that nothing was sent: the same connection again
	Reroute Next = "reroute" // refused: another connection may be used
	Hold    Next = "hold"    // only the operator can make this one valid
	Stop    Next = "stop"    // it can never succeed
	Doubt   Next = "unsure"  // it may have arrived: nothing goes out by itself
)

// Scope says how far a fault reaches.
type Scope string

// The scopes of a fault.
const (
	OfMessage    Scope = "message"
	OfContact    Scope = "contact"
	OfConnection Scope = "connection"
	OfChannel    Scope = "channel"
)

// Codes of faults that the program itself tells apart.
const (
	CodeOffline     Code = "offline"
	CodeBusy        Code = "busy"
	CodeNotReady    Code = "not_ready"
	CodeSignedOut   Code = "signed_out"
	CodeBlocked     Code = "blocked"
	CodeOutdated    Code = "outdated"
	CodeReplaced    Code = "replaced"
	CodeUnsure      Code = "unsure"
	CodeUnsupported Code = "unsupported"
	CodeNoWhatsApp  Code = "not_on_whatsapp"
	CodeNoKeys      Code = "no_keys"     // no device of the recipient could be written to
	CodeStuck       Code = "not_leaving" // tried for long on a connection that is online
	CodeUnknown     Code = "remote_unknown"
	CodeTooLong     Code = "too_long"
	CodeEmpty       Code = "empty_message"
	CodeNotFound    Code = "not_found"
	CodeWrongState  Code = "wrong_state"
	CodeBadRequest  Code = "bad_request"
	CodeInternal    Code = "internal"
	CodeNoRoute     Code = "no_connection"
	CodeDiskFull    Code = "disk_full"
	CodeDiskError   Code = "disk_error" // the disk has room and does not do its work
	CodeReadOnly    Code = "read_only"
	CodeCorrupt     Code = "corrupt"
	CodeNewerSchema Code = "newer_schema"
	CodeRunning     Code = "already_running"
	CodePairTimeout Code = "pair_timeout"
	CodePairRefused Code = "pair_refused"
	CodePairPhone   Code = "pair_bad_phone"
	CodePairSame    Code = "pair_same_number"
	CodePairOther   Code = "pair_other_number" // params: expected, came
	CodePairKept    Code = "pair_other_kept"   // the same, and the phone still has the device
	CodePractice    Code = "practice_only"
	CodeGone        Code = "gone"
	CodeFileSize    Code = "file_size" // a received file is larger than its sender said
)

// Fault is an error that says what to do next. Err is for the log and never reaches the screen.
type Fault struct {
	Code   Code
	Next   Next
	Scope  Scope
	After  time.Duration // not before
	Raw    string        // the network's own code, shown in brackets
	Params map[string]string
	Err    error
}

func (f *Fault) Error() string {
	if f.Err == nil {
		return string(f.Code)
	}
	return string(f.Code) + ": " + f.Err.Error()
}

func (f *Fault) Unwrap() error { return f.Err }

// Refuse makes the fault of a request that can not be carried out.
func Refuse(code Code) *Fault { return &Fault{Code: code, Next: Stop, Scope: OfMessage} }

// AsFault finds the fault in err; anything else is an internal one.
func AsFault(err error) *Fault {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	return &Fault{Code: CodeInternal, Next: Stop, Scope: OfMessage, Err: err}
}
