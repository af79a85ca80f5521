package cloudapi

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// remote is an error as the network words it, in an answer or in a webhook.
type remote struct {
	Code      *number         `json:"code"`
	Subcode   number          `json:"error_subcode"`
	Title     string          `json:"title"`
	Message   string          `json:"message"`
	Data      json.RawMessage `json:"error_data"` // an object with details, on some errors a plain text
	Transient bool            `json:"is_transient"`
	Trace     string          `json:"fbtrace_id"`
}

func (r *remote) UnmarshalJSON(b []byte) error {
	type plain remote
	var p plain
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	*r = remote(p)
	return nil
}

// number is a whole number that may be written as a text; anything else is refused.
type number int64

func (n *number) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	if text == "null" || text == "" {
		return nil
	}
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return errors.New("not a whole number")
	}
	*n = number(v)
	return nil
}

// code is the network's code; 0 and false without one.
func (r *remote) code() (int, bool) {
	if r == nil || r.Code == nil {
		return 0, false
	}
	return int(*r.Code), true
}

// err is the error for the log. The network's own words may hold what it was sent, so secrets and numbers are taken out.
func (r *remote) err(status int, secrets ...string) error {
	var data struct {
		Details string `json:"details"`
	}
	_ = json.Unmarshal(r.Data, &data)
	text := strings.TrimSpace(cmp.Or(r.Message, r.Title) + " " + data.Details)
	return fmt.Errorf("status %d, code %d/%d, trace %s: %s", status, value(r.Code), r.Subcode, scrub(r.Trace, secrets...), scrub(text, secrets...))
}

func value(n *number) number {
	if n == nil {
		return 0
	}
	return *n
}

var longNumbers = regexp.MustCompile(`\+?\d{8,}`)

// scrub takes secrets and everything that may be a telephone number out of a text, and shortens it.
func scrub(text string, secrets ...string) string {
	for _, s := range secrets {
		if len(s) > 3 {
			text = strings.ReplaceAll(text, s, "…")
		}
	}
	text = tokens.ReplaceAllString(longNumbers.ReplaceAllString(text, "…"), "…")
	if r := []rune(text); len(r) > 300 {
		text = string(r[:300]) + "…"
	}
	return text
}

// tokens match what looks like a token of the network or of ours, also a part of one or one that was escaped.
var tokens = regexp.MustCompile(`\bEA[A-Za-z0-9]{10,}|[A-Za-z0-9_%|\-]{40,}`)

// find gives the ruling over a code.
func find(code int) (ruling, bool) {
	for _, r := range rulings() {
		if r.from <= code && code <= r.to {
			return r, true
		}
	}
	return ruling{}, false
}

// answerFault says what follows from an error that answered a request.
func answerFault(status int, r *remote, err error) *desk.Fault {
	code, has := r.code()
	if !has {
		return doubtful.Fault(strconv.Itoa(status), err)
	}
	raw := strconv.Itoa(code)
	rule, known := find(code)
	switch {
	case r.Transient:
		return doubtful.Fault(raw, err)
	case code == 100 && r.Subcode == 33: // the number does not exist for this token
		return notReady.Fault(raw, err)
	case known:
		return rule.answer.Fault(raw, err)
	case status == http.StatusForbidden, status < 500 && decides(code): // may be a policy too new for the table
		return unsent.Fault(raw, err)
	case status >= 400 && status < 500:
		return refused.Fault(raw, err)
	}
	return doubtful.Fault(raw, err)
}

// failedFault says what follows from the reason of a message that was accepted and then failed. Retry means another attempt
// by the same connection: the one that failed is over.
func failedFault(r *remote, err error) *desk.Fault {
	code, has := r.code()
	if !has {
		return refused.Fault("", err)
	}
	raw := strconv.Itoa(code)
	rule, known := find(code)
	switch {
	case !known && decides(code):
		return unsent.Fault(raw, err)
	case !known:
		return refused.Fault(raw, err)
	case rule.failed != transport.Verdict{}:
		return rule.failed.Fault(raw, err)
	}
	return rule.answer.Fault(raw, err)
}

// decides tells whether a code that the table does not know stands where the network keeps its decisions about who may be written to.
// A new one may be a decision as well, and no other number may get around it by itself.
func decides(code int) bool { return code >= 130400 && code < 132000 }

// offline is the fault of a request of which nothing was written.
func offline(err error) *desk.Fault {
	return transport.Offline(err)
}
