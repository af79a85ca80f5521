package wwebjs

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

var (
	doubtful   = transport.Rule(desk.CodeUnsure, desk.Doubt, desk.OfMessage, 0)
	keyRefused = transport.Rule(desk.CodeSignedOut, desk.Reroute, desk.OfConnection, 0)
	notReady   = transport.Rule(desk.CodeNotReady, desk.Retry, desk.OfConnection, 5*time.Second)
	busy       = transport.Rule(desk.CodeBusy, desk.Retry, desk.OfConnection, 5*time.Second)
	invalid    = transport.Rule(desk.CodeInvalid, desk.Stop, desk.OfMessage, 0)
	tooBig     = transport.Rule(desk.CodeTooBig, desk.Reroute, desk.OfMessage, 0)
	nobody     = transport.Rule(desk.CodeNoWhatsApp, desk.Stop, desk.OfContact, 0)
	refused    = transport.Rule(desk.CodeUnknown, desk.Reroute, desk.OfMessage, 0)
	errored    = transport.Rule(desk.CodeUnknown, desk.Stop, desk.OfMessage, 0)
	gone       = transport.Rule(desk.CodeGone, desk.Stop, desk.OfMessage, 0)
	notThere   = transport.Rule(desk.CodeNotFound, desk.Stop, desk.OfConnection, 0)
)

// ruling is the verdict over the answers to a posted message with a status between from and to.
type ruling struct {
	from, to int
	verdict  transport.Verdict
}

// rulings is the only table of what the server answers to a message. The first range that holds a status counts; what stands in none
// leaves open whether the message left.
//
// The server looks at key (403), name of the session (422), session (404) and shape of the request (400) before it does anything, and
// its reader of bodies looks at the size (413) before that. Everything later is one big catch that says 500, also after the message
// was given to WhatsApp.
func rulings() []ruling {
	return []ruling{
		{300, 399, notReady}, // another address: nothing is done here, and nothing is followed
		{400, 400, invalid},
		{401, 401, keyRefused},
		{403, 403, keyRefused},
		{404, 404, notReady}, // the session is not connected, or nothing lives at this address
		{405, 405, notReady},
		{408, 408, doubtful},
		{413, 413, tooBig},
		{422, 422, transport.Rule(desk.CodeBadRequest, desk.Reroute, desk.OfConnection, 0)},
		{429, 429, busy},
		{402, 499, refused},
	}
}

func judge(status int) transport.Verdict {
	for _, r := range rulings() {
		if r.from <= status && status <= r.to {
			return r.verdict
		}
	}
	return doubtful
}

// judgeAnswer is the verdict over an answer. The server says itself that it does not take the key; where somebody in between wants
// another proof, that may pass.
func judgeAnswer(status int, said text) transport.Verdict {
	if v := judge(status); v != keyRefused || said != "" {
		return v
	}
	return notReady
}

// asking is the verdict over a question that got no good answer: nothing depends on whether it was done.
func asking(status int, said text) transport.Verdict {
	switch v := judgeAnswer(status, said); {
	case v == doubtful, v == invalid, v == refused:
		return busy
	default:
		return v
	}
}

// situations are the words of the server about a session that is there and not connected, and what follows from each. What stands
// here neither mends itself nor is mended by starting the session again.
var situations = map[string]transport.Verdict{
	"UNPAIRED":           transport.Rule(desk.CodeSignedOut, desk.Reroute, desk.OfConnection, 0),
	"UNPAIRED_IDLE":      transport.Rule(desk.CodeSignedOut, desk.Reroute, desk.OfConnection, 0),
	"DEPRECATED_VERSION": transport.Rule(desk.CodeOutdated, desk.Reroute, desk.OfConnection, 0),
	"TOS_BLOCK":          transport.Rule(desk.CodeBlocked, desk.Reroute, desk.OfConnection, 0),
	"SMB_TOS_BLOCK":      transport.Rule(desk.CodeBlocked, desk.Reroute, desk.OfConnection, 0),
}

var (
	longNumbers = regexp.MustCompile(`\d{8,}`)
	longWords   = regexp.MustCompile(`[A-Za-z0-9+/=_@,.-]{40,}`)
)

// scrub takes secrets and everything that may be a telephone number out of a text of the server, and shortens it.
func scrub(text string, secrets ...string) string {
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, "…")
		}
	}
	text = longWords.ReplaceAllString(longNumbers.ReplaceAllString(text, "…"), "…")
	if r := []rune(text); len(r) > 200 {
		text = string(r[:200]) + "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, text)
}

// errAnswer is the error for the log of an answer that was no good one.
func errAnswer(what string, status int, text string) error {
	if text == "" {
		return fmt.Errorf("%s: status %d", what, status)
	}
	return fmt.Errorf("%s: status %d: %s", what, status, text)
}

func rawOf(status int) string { return strconv.Itoa(status) }

// wait reads how long a busy server wants to be left alone, from 1 s to 5 min.
func wait(h http.Header) time.Duration {
	s, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil {
		return busy.After
	}
	return min(max(time.Duration(s)*time.Second, time.Second), 5*time.Minute)
}

// errUnreadable is an answer that is not of this server's kind.
var errUnreadable = errors.New("the answer is not one of a wwebjs-api server")
