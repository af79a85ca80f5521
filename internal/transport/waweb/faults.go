package waweb

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

func offline(err error) *desk.Fault {
	return transport.Offline(err)
}

func unsure(err error) *desk.Fault {
	return &desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt, Scope: desk.OfMessage, Err: err}
}

// noKeys is the fault of a message of which no device of the recipient got a copy. A key may be there in a minute, as when the
// customer's telephone was just renewed; a customer who deleted WhatsApp has none for ever, so the tries are bounded.
func noKeys() *desk.Fault {
	return &desk.Fault{Code: desk.CodeNoKeys, Next: desk.Retry, Scope: desk.OfContact,
		Err: errors.New("send message: no key of any device of the recipient")}
}

func broken(err error) *desk.Fault {
	return &desk.Fault{Code: desk.CodeInternal, Next: desk.Retry, Scope: desk.OfConnection, Err: err}
}

func signedOut(err error, raw string) *desk.Fault {
	return &desk.Fault{Code: desk.CodeSignedOut, Next: desk.Reroute, Scope: desk.OfConnection, Raw: raw, Err: err}
}

// refusals translates the code in the answer to a message. A code says that the network looked at the message and did not
// take it; 5xx may also come from behind the part that took it.
var refusals = map[int]desk.Fault{
	400: {Code: desk.CodeUnknown, Next: desk.Reroute, Scope: desk.OfMessage},
	401: {Code: desk.CodeSignedOut, Next: desk.Reroute, Scope: desk.OfConnection},
	403: {Code: desk.CodeUnknown, Next: desk.Hold, Scope: desk.OfContact},
	404: {Code: desk.CodeNoWhatsApp, Next: desk.Stop, Scope: desk.OfContact},
	405: {Code: desk.CodeUnsupported, Next: desk.Reroute, Scope: desk.OfMessage},
	406: {Code: desk.CodeUnsupported, Next: desk.Reroute, Scope: desk.OfMessage},
	420: {Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfConnection, After: time.Minute},
	429: {Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfConnection, After: time.Minute},
	// The account may not begin conversations for now. A detour would endanger the number further.
	463: {Code: desk.CodeBlocked, Next: desk.Hold, Scope: desk.OfContact},
	479: {Code: desk.CodeUnsupported, Next: desk.Reroute, Scope: desk.OfMessage},
}

// refusal is the fault for the code in the answer to a message.
func refusal(code int, err error) *desk.Fault {
	f, known := refusals[code]
	switch {
	case known:
	case code >= 400 && code < 500:
		f = desk.Fault{Code: desk.CodeUnknown, Next: desk.Reroute, Scope: desk.OfMessage}
	default:
		f = desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt, Scope: desk.OfMessage}
	}
	f.Raw, f.Err = strconv.Itoa(code), err
	return &f
}

// sendFault says what follows from an error of the library's SendMessage, given what was seen of the message.
func sendFault(err error, f flight) *desk.Fault {
	err = fmt.Errorf("send message: %w", err)
	switch {
	case errors.Is(err, whatsmeow.ErrServerReturnedError):
		return refusal(lastNumber(err.Error()), err)
	case f.written:
		return unsure(err)
	}
	return unsentFault(err)
}

// unsentFault is for errors on the way to a message of which nothing was written.
func unsentFault(err error) *desk.Fault {
	switch {
	case errors.Is(err, whatsmeow.ErrNotLoggedIn):
		return signedOut(err, "")
	case errors.Is(err, whatsmeow.ErrUnknownServer), errors.Is(err, whatsmeow.ErrRecipientADJID):
		return &desk.Fault{Code: desk.CodeBadRequest, Next: desk.Stop, Scope: desk.OfContact, Err: err}
	}
	if iq, ok := errors.AsType[*whatsmeow.IQError](err); ok {
		return asked(iq.Code, err)
	}
	return offline(err)
}

// asked is the fault of a question that has to be answered before a message can be written. A refusal means that question alone;
// what slows down or fails on the far side means all of them.
func asked(code int, err error) *desk.Fault {
	f := &desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfConnection, Err: err, Raw: strconv.Itoa(code)}
	switch {
	case code == 420, code == 429:
		f.After = time.Minute
	case code >= 400 && code < 500 && code != 408:
		f.Code, f.Scope = desk.CodeUnknown, desk.OfContact
	}
	return f
}

// lastNumber reads the code that the library only gives as the end of an error's text; 0 if there is none.
func lastNumber(s string) int {
	n, err := strconv.Atoi(s[strings.LastIndexByte(s, ' ')+1:])
	if err != nil {
		return 0
	}
	return n
}

// final is the fault that ends a session after this event, nil for events after which it goes on.
func final(evt any) *desk.Fault {
	f := &desk.Fault{Next: desk.Reroute, Scope: desk.OfConnection}
	switch evt := evt.(type) {
	case *events.LoggedOut:
		return signedOut(nil, logoutReason(evt))
	case *events.StreamReplaced:
		f.Code = desk.CodeReplaced
	case *events.TemporaryBan:
		f.Code, f.After, f.Raw = desk.CodeBlocked, evt.Expire, strconv.Itoa(int(evt.Code))
	case *events.ClientOutdated:
		f.Code = desk.CodeOutdated
	case *events.ConnectFailure:
		f.Code, f.Raw = desk.CodeUnknown, evt.Reason.NumberString()
		f.Next, f.After = desk.Retry, time.Minute
		if evt.Reason == events.ConnectFailureBadUserAgent {
			f.Code, f.Next, f.After = desk.CodeOutdated, desk.Reroute, 0
		}
	default:
		return nil
	}
	return f
}

func logoutReason(evt *events.LoggedOut) string {
	if evt.Reason == 0 {
		return ""
	}
	return evt.Reason.NumberString()
}
