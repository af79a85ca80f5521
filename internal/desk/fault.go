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
	CodeOffline        Code = "offline"
	CodeNoNetwork      Code = "no_network" // this computer has no way out
	CodeBusy           Code = "busy"
	CodeNotReady       Code = "not_ready"
	CodeSignedOut      Code = "signed_out"
	CodeBlocked        Code = "blocked"
	CodeOutdated       Code = "outdated"
	CodeReplaced       Code = "replaced"
	CodeUnsure         Code = "unsure"
	CodeUnsupported    Code = "unsupported"
	CodeNoWhatsApp     Code = "not_on_whatsapp"
	CodeNoKeys         Code = "no_keys"     // no device of the recipient could be written to
	CodeStuck          Code = "not_leaving" // tried for long on a connection that is online
	CodeUnknown        Code = "remote_unknown"
	CodeTooLong        Code = "too_long"
	CodeEmpty          Code = "empty_message"
	CodeNotFound       Code = "not_found"
	CodeLimit          Code = "connection_limit" // params: max
	CodeWrongState     Code = "wrong_state"
	CodeBadRequest     Code = "bad_request"
	CodeNameTaken      Code = "name_taken" // another one is called so
	CodeTooMany        Code = "too_many"   // there are as many as there can be
	CodeInternal       Code = "internal"
	CodeNoRoute        Code = "no_connection"
	CodeDiskFull       Code = "disk_full"
	CodeDiskError      Code = "disk_error" // the disk has room and does not do its work
	CodeReadOnly       Code = "read_only"
	CodeCorrupt        Code = "corrupt"
	CodeNewerSchema    Code = "newer_schema"
	CodeRunning        Code = "already_running"
	CodePairTimeout    Code = "pair_timeout"
	CodePairRefused    Code = "pair_refused"
	CodePairPhone      Code = "pair_bad_phone"
	CodePairSame       Code = "pair_same_number"
	CodePairOther      Code = "pair_other_number" // params: expected, came
	CodePairKept       Code = "pair_other_kept"   // the same, and the phone still has the device
	CodeUndoLater      Code = "undo_later"        // a removal may be taken back only after a later one that it is mixed with; params: name
	CodeUndoTaken      Code = "undo_taken"        // a number of a removed channel is connected again
	CodePractice       Code = "practice_only"
	CodeGone           Code = "gone"
	CodeWebphone       Code = "webphone_token" // it can be none
	CodeMany           Code = "many_contacts"  // params: n, by
	CodeFileSize       Code = "file_size"      // a received file is larger than its sender said
	CodeLeft           Code = "left_already"   // it left, or may have left, before it could be taken back
	CodeTooLate        Code = "too_late"       // it was written too long ago for that; params: minutes
	CodeNotOurs        Code = "not_ours"       // only what we wrote can be changed
	CodeNotEditable    Code = "not_editable"   // a kind whose text cannot be replaced
	CodeNotOffered     Code = "not_offered"    // this connection cannot do that to a message
	CodeNotThere       Code = "not_there"      // the network does not have that message, or not yet
	CodeForwards       Code = "forward_limit"  // more conversations at once than the platform allows; params: max
	CodeFileAway       Code = "file_away"      // the file is not on this computer
	CodeEmptyFile      Code = "empty_file"
	CodeNoVoice        Code = "no_voice"       // what was recorded holds no sound, or none that can be read
	CodeShortcut       Code = "shortcut_form"  // it cannot call a quick reply
	CodeShortcutTaken  Code = "shortcut_taken" // another quick reply is called so; params: shortcut
	CodeEmptyReply     Code = "empty_reply"
	CodeLongReply      Code = "long_reply"      // params: max
	CodeFieldValue     Code = "field_value"     // not a value of that kind; params: kind
	CodePhone          Code = "phone_form"      // no telephone number
	CodeNoTable        Code = "no_table"        // a file in which no rows can be read
	CodeSamePerson     Code = "same_person"     // a contact cannot be merged with itself
	CodeMergedOn       Code = "merged_on"       // a contact went into yet another one since
	CodeErasing        Code = "erase_name"      // what was typed is not the name
	CodeGroupsOff      Code = "groups_off"      // the operator does not want to see groups
	CodeManyRows       Code = "many_rows"       // more than one call may name; params: max
	CodeContactBlocked Code = "contact_blocked" // the operator blocked them: nothing is sent to them
	CodeManyFiles      Code = "many_files"      // more than a quick reply may have; params: max
	CodeBlockWindow    Code = "block_window"    // the platform blocks only who wrote within the last 24 hours
	CodeNotInGroup     Code = "not_in_group"    // we left it, were taken out, or it is gone
	CodeGroupShut      Code = "group_shut"      // only its administrators write there
)

// Codes of what Meta's official interface refuses.
const (
	CodeWindow        Code = "window_closed"    // the customer wrote more than 24 hours ago: only a template is carried
	CodeUndeliverable Code = "undeliverable"    // the customer cannot get it: no WhatsApp, terms not accepted, old program
	CodeTemplate      Code = "template_invalid" // the template is unknown, paused, or filled in wrongly
	CodeExpired       Code = "expired"          // not delivered in its time
	CodePolicy        Code = "policy"           // the platform restricts the business
	CodeDeclined      Code = "declined"         // the platform chose not to deliver
	CodeOptedOut      Code = "opted_out"        // the customer stopped such messages
	CodeIdentity      Code = "identity_changed" // the customer's security code changed
	CodeBilling       Code = "billing"          // the platform wants to be paid
	CodeInvalid       Code = "invalid"          // our request is wrong
	CodeEmptyField    Code = "empty_field"      // a field that must not be empty
	CodeVault         Code = "vault"            // the keychain, or the file in its place, did not take a secret
	CodePortTaken     Code = "port_taken"       // another program listens there
	CodeHostElsewhere Code = "host_elsewhere"   // an address to listen on that this computer does not have
	CodeNoAddress     Code = "no_address"       // no public address was entered
	CodeDoorShut      Code = "door_unreachable" // the public address does not lead here
	CodePin           Code = "pin_refused"      // the number's two-step PIN is wrong or was tried too often
	CodeNoHistory     Code = "no_history"       // old conversations are not shared, or no longer
	CodeFileType      Code = "file_type"        // not a type of file that can be sent so
	CodeTooBig        Code = "file_too_big"     // larger than can be sent so
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

// Offline reports whether a code says that a connection is not there now and may come back by itself.
func (c Code) Offline() bool { return c == CodeOffline || c == CodeNoNetwork }

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
