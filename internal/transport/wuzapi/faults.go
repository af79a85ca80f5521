package wuzapi

import (
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

var (
	doubtful    = transport.Rule(desk.CodeUnsure, desk.Doubt, desk.OfMessage, 0)
	signedOut   = transport.Rule(desk.CodeSignedOut, desk.Reroute, desk.OfConnection, 0)
	unsupported = transport.Rule(desk.CodeUnsupported, desk.Reroute, desk.OfMessage, 0)
	tooBig      = transport.Rule(desk.CodeTooBig, desk.Reroute, desk.OfMessage, 0)
	unreachable = transport.Rule(desk.CodeUndeliverable, desk.Reroute, desk.OfContact, 0)
	nobody      = transport.Rule(desk.CodeNoWhatsApp, desk.Stop, desk.OfContact, 0)
	refused     = transport.Rule(desk.CodeUnknown, desk.Reroute, desk.OfMessage, 0)
	// restricted is an account that may not begin conversations for now. A detour would endanger the number further.
	restricted = transport.Rule(desk.CodeBlocked, desk.Hold, desk.OfContact, 0)
)

func notReady(after time.Duration) transport.Verdict {
	return transport.Rule(desk.CodeNotReady, desk.Retry, desk.OfConnection, after)
}

// offline is the fault of a request of which nothing was carried out, or that may be made again.
func offline(err error) *desk.Fault {
	return transport.Offline(err)
}

// ruling is the verdict over one kind of refusal of a message: by the status of the answer, 0 for any, and by its words, empty for any.
type ruling struct {
	status int
	words  string
	transport.Verdict
}

// rulings is the only table of the server's refusals. The first one that fits counts; what none fits is in doubt, for the server
// says 500 to everything, also to what WhatsApp took.
//
// "websocket not connected" is in doubt on purpose: the session library says it too when it lost the connection while it repeated a
// message that had left.
func rulings() []ruling {
	return []ruling{
		{http.StatusUnauthorized, "", signedOut},
		{http.StatusBadRequest, "could not parse phone", unreachable},
		{http.StatusBadRequest, "", unsupported},
		{http.StatusRequestEntityTooLarge, "", tooBig},
		{http.StatusNotFound, "404 page not found", unsupported}, // a release without this call
		{http.StatusNotFound, "found", unreachable},              // neither such a user nor such a hidden number
		{0, "no session", notReady(10 * time.Second)},
		{0, "the store doesn't contain a device jid", signedOut},
		{0, "failed to upload file", transport.Busy(desk.OfContact, 5*time.Second)},
		{0, "no lid found", unreachable},
		{0, "failed to get user info", transport.Busy(desk.OfContact, 5*time.Second)},
	}
}

// nacks are the codes by which WhatsApp itself refused a message, as the server quotes them.
func nacks() map[int]transport.Verdict {
	return map[int]transport.Verdict{
		401: signedOut,
		403: transport.Rule(desk.CodeUnknown, desk.Hold, desk.OfContact, 0),
		404: nobody,
		405: unsupported,
		406: unsupported,
		420: transport.Busy(desk.OfConnection, time.Minute),
		429: transport.Busy(desk.OfConnection, time.Minute),
		463: restricted,
		479: unsupported,
	}
}

var nackWords = regexp.MustCompile(`server returned error (\d{3})\b`)

// judge says what follows from the answer to a message. Raw is the code that is shown in brackets.
func judge(s sheet, err error) *desk.Fault {
	raw := strconv.Itoa(s.status)
	words := strings.ToLower(s.words)
	if m := nackWords.FindStringSubmatch(words); s.judged && m != nil {
		code, _ := strconv.Atoi(m[1]) // three digits
		return nack(code).Fault(m[1], err)
	}
	for _, r := range rulings() {
		if r.status != 0 && r.status != s.status || r.words != "" && (!s.judged || !strings.Contains(words, r.words)) {
			continue
		}
		if r.status == 0 && s.status < 500 {
			continue
		}
		return r.Fault(raw, err)
	}
	return doubtful.Fault(raw, err)
}

func nack(code int) transport.Verdict {
	v, known := nacks()[code]
	switch {
	case known:
		return v
	case code >= 400 && code < 500:
		return refused
	}
	return doubtful
}

// errRefused begins what the log says about a message that was not taken.
var errRefused = errors.New("message not taken")
