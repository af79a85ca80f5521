package cloudapi

import (
	"bytes"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

const (
	oneMessage = `{"from":"5511955500321","id":"wamid.1","timestamp":"1760000000","type":"text","text":{"body":"oi"}}`
	oneStatus  = `{"id":"wamid.2","status":"delivered","timestamp":"1760000000","recipient_id":"5511955500321"}`
)

// aboutNumber is the body of a call about a number, with the parts of its value.
func aboutNumber(number, parts string) []byte {
	return []byte(`{"object":"whatsapp_business_account","entry":[{"id":"` + testWABA + `","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"` +
		number + `"},` + parts + `}}]}]}`)
}

// TestOddNeighbours: a part that is not as it should be costs none of the others, for the call is answered as a whole.
func TestOddNeighbours(t *testing.T) {
	const messages, statuses = `"messages":[` + oneMessage + `]`, `"statuses":[` + oneStatus + `]`
	for name, parts := range map[string]string{
		"errors as an object":       `"errors":{},` + messages,
		"errors as a text":          `"errors":"x",` + messages,
		"statuses as an object":     `"statuses":{},` + messages,
		"statuses as a number":      `"statuses":3,` + messages,
		"contacts as an object":     `"contacts":{},` + messages,
		"contacts as a list of odd": `"contacts":[7,{"profile":3}],` + messages,
		"event as a number":         `"event":7,` + messages,
		"other lists":               `"message_echoes":1,"history":"x","state_sync":{},"user_preferences":true,` + messages,
		"nothing":                   `"errors":null,"statuses":null,"contacts":null,` + messages,
		"an odd message":            `"messages":[7,"x",null,{"id":3},` + oneMessage + `]`,
		"a message alone":           `"messages":` + oneMessage,
		"messages as a number":      `"messages":7,` + statuses,
		"a status alone":            `"statuses":` + oneStatus,
		"errors of a status":        `"statuses":[{"errors":{},` + oneStatus[1:] + `]`,
		"recipient of a status":     `"statuses":[{"recipient_user_id":7,` + oneStatus[1:] + `]`,
		"an odd status":             `"statuses":[7,{"id":7},` + oneStatus + `]`,
	} {
		body := aboutNumber(testNumber, parts)
		c := connect(t, "http://graph.test", nil, nil)
		status, got := hear(c, body, sign(body, testSecret), nil)
		if status != 200 || len(got) != 1 {
			t.Errorf("%s: %d, %v", name, status, got)
		}
	}
	// The parts around the lists, too.
	for name, body := range map[string]string{
		"entry":          strings.Replace(string(aboutNumber(testNumber, messages)), `"entry":[`, `"x":7,"entry":[7,{"changes":"x"},{"id":7,"changes":[3]},`, 1),
		"change":         strings.Replace(string(aboutNumber(testNumber, messages)), `"changes":[`, `"changes":[{"field":7},{"value":"x"},`, 1),
		"id of an entry": strings.Replace(string(aboutNumber(testNumber, messages)), `"id":"`+testWABA+`"`, `"id":102290129340398`, 1),
	} {
		status, got := hear(connect(t, "http://graph.test", nil, nil), []byte(body), sign([]byte(body), testSecret), nil)
		if status != 200 || len(got) != 1 {
			t.Errorf("%s: %d, %v", name, status, got)
		}
	}
}

// TestWhatCannotBeReadIsCounted and logged, without a word of it.
func TestWhatCannotBeReadIsCounted(t *testing.T) {
	for _, body := range []string{"", "azul", `"azul"`, "[]", `{"entry":[7]}`, strings.Repeat("[", 99), string(aboutNumber(testNumber, `"messages":["azul"]`))} {
		var log bytes.Buffer
		r := testReader(&log)
		r.unread = &atomic.Int64{}
		if events, _ := r.events([]byte(body)); len(events) > 0 || r.unread.Load() == 0 || !strings.Contains(log.String(), "so_far=1") || strings.Contains(log.String(), "azul") {
			t.Errorf("%.30q: %d, %d, %s", body, len(events), r.unread.Load(), log.String())
		}
	}
}

// TestAnotherNumber: one app has one address for all its numbers, so what is about another number is told as that.
func TestAnotherNumber(t *testing.T) {
	c := connect(t, "http://graph.test", nil, nil)
	body := aboutNumber("999", `"messages":[`+oneMessage+`],"statuses":[`+oneStatus+`]`)
	_, got := hear(c, body, sign(body, testSecret), nil)
	if len(got) != 2 {
		t.Fatalf("%v", got)
	}
	for _, e := range got {
		if there, is := e.(transport.Elsewhere); !is || there.Account != "999" || there.Event == nil {
			t.Errorf("%+v", e)
		}
	}
	if in := got[0].(transport.Elsewhere).Event.(transport.Incoming); in.Body != "oi" || in.From.Addresses[0] != desk.Phone("5511955500321") {
		t.Errorf("%+v", in)
	}
}
