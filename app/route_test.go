package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
)

func testHandler(log io.Writer, methods ...Method) http.Handler {
	media := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "file "+r.PathValue("id"))
	})
	return Handler(methods, NewStream(0), media, nil, nil, slog.New(slog.NewTextHandler(log, nil)))
}

func request(h http.Handler, verb, path, body string) (int, string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(verb, path, strings.NewReader(body)))
	return w.Code, w.Body.String()
}

func TestCallsDecodeStrictlyAndAnswerTyped(t *testing.T) {
	h := testHandler(io.Discard, method("Contacts.Rename", func(_ context.Context, r RenameRequest) (ID, error) {
		if r.ID != 7 || r.Name != "Ana" {
			t.Errorf("the method received %+v", r)
		}
		return ID{9}, nil
	}))
	const call = "/api/call/Contacts.Rename"
	const bad, missing = `{"code":"bad_request","params":{}}`, `{"code":"not_found","params":{}}`
	for _, c := range []struct {
		path, body string
		status     int
		answer     string
	}{
		{call, ` {"id":7,"name":"Ana"} `, 200, `{"id":9}`},
		{call, `{"id":7,"name":"Ana","extra":1}`, 400, bad},
		{call, `{"id":"7","name":"Ana"}`, 400, bad},
		{call, `{"id":7.5,"name":"Ana"}`, 400, bad},
		{call, `{"id":7,"name":"Ana"}{}`, 400, bad},
		{call, `{"id":7,"name":"Ana"`, 400, bad},
		{call, `[7]`, 400, bad},
		{call, `null`, 400, bad},
		{call, ``, 400, bad},
		{call, `{"id":7,"name":"` + strings.Repeat("a", bodyLimit) + `"}`, 400, bad},
		{"/api/call/Contacts.Burn", `{}`, 404, missing},
	} {
		if status, answer := request(h, "POST", c.path, c.body); status != c.status || answer != c.answer {
			t.Errorf("%s %.60s: %d %s", c.path, c.body, status, answer)
		}
	}
	if status, _ := request(h, "GET", call, ""); status != http.StatusMethodNotAllowed {
		t.Errorf("reading a call answered %d", status)
	}
	if status, body := request(h, "GET", "/media/12", ""); status != 200 || body != "file 12" {
		t.Errorf("media answered %d %s", status, body)
	}
	if status, _ := request(h, "GET", "/api/other", ""); status != http.StatusNotFound {
		t.Errorf("an unknown path answered %d", status)
	}
}

func TestFaultsCrossAsCodesAndTextsStayInTheLog(t *testing.T) {
	held := &desk.Fault{Code: "policy", Raw: "131048", Params: map[string]string{"until": "5"}, Err: errors.New("secret detail")}
	for _, c := range []struct {
		err    error
		status int
		answer string
	}{
		{held, 422, `{"code":"policy","params":{"raw":"131048","until":"5"}}`},
		{errors.Join(errors.New("secret detail"), desk.Refuse(desk.CodeWrongState)), 409, `{"code":"wrong_state","params":{}}`},
		{desk.Refuse(desk.CodeNotFound), 404, `{"code":"not_found","params":{}}`},
		{errors.New("secret detail"), 500, `{"code":"internal","params":{}}`},
	} {
		var log bytes.Buffer
		h := testHandler(&log, method("X.Y", func(context.Context, Empty) (Empty, error) { return Empty{}, c.err }))
		status, answer := request(h, "POST", "/api/call/X.Y", "{}")
		if status != c.status || answer != c.answer {
			t.Errorf("%v: %d %s", c.err, status, answer)
		}
		if strings.Contains(c.err.Error(), "secret detail") && !strings.Contains(log.String(), "secret detail") {
			t.Errorf("%v: the log lacks the text: %s", c.err, &log)
		}
	}
	if held.Params["raw"] != "" {
		t.Error("answering changed the fault itself")
	}
}

func TestAPanicIsAnInternalFault(t *testing.T) {
	var log bytes.Buffer
	h := testHandler(&log, method("X.Y", func(context.Context, Empty) (Empty, error) { panic("broken part") }))
	if status, answer := request(h, "POST", "/api/call/X.Y", "{}"); status != 500 || answer != `{"code":"internal","params":{}}` {
		t.Errorf("%d %s", status, answer)
	}
	if !strings.Contains(log.String(), "broken part") || !strings.Contains(log.String(), "route_test.go") {
		t.Error("the log does not say where:", log.String())
	}
}
