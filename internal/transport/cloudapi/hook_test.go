package cloudapi

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

func sign(body []byte, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// hear posts a body as the network does and gives the answer and what was stored.
func hear(c *conn, body []byte, signature string, take transport.Take) (status int, stored []transport.Event) {
	r := httptest.NewRequest(http.MethodPost, "/hook/x", bytes.NewReader(body))
	if signature != "" {
		r.Header.Set("X-Hub-Signature-256", signature)
	}
	w := httptest.NewRecorder()
	c.ServeHook(w, r, func(ctx context.Context, e transport.Event) error {
		if take != nil {
			if err := take(ctx, e); err != nil {
				return err
			}
		}
		stored = append(stored, e)
		return nil
	})
	return w.Code, stored
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile("testdata/in/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestSignature(t *testing.T) {
	c := connect(t, "http://graph.test", nil, nil)
	body := sample(t, "text")
	good := sign(body, testSecret)
	if status, got := hear(c, body, good, nil); status != 200 || len(got) != 1 {
		t.Errorf("%d, %d events", status, len(got))
	}
	changed := bytes.Replace(body, []byte("azul"), []byte("roxo"), 1)
	for name, x := range map[string]struct {
		body      []byte
		signature string
	}{
		"none":             {body, ""},
		"of another app":   {body, sign(body, "another secret")},
		"of another body":  {changed, good},
		"cut off":          {body, good[:40]},
		"without its name": {body, good[7:]},
		"sha1":             {body, "sha1=" + good[7:]},
		"no hexadecimal":   {body, "sha256=zz"},
		"empty":            {body, "sha256="},
		"of nothing":       {body, sign(nil, testSecret)},
	} {
		if status, got := hear(c, x.body, x.signature, nil); status != http.StatusUnauthorized || len(got) != 0 {
			t.Errorf("%s: %d, %d events", name, status, len(got))
		}
	}
}

func TestWithoutSecretNobodyIsHeard(t *testing.T) {
	c := connect(t, "http://graph.test", nil, map[string]string{FieldToken: testToken})
	body := sample(t, "text")
	for _, secret := range []string{"", testSecret} {
		if status, got := hear(c, body, sign(body, secret), nil); status != http.StatusForbidden || len(got) != 0 {
			t.Errorf("%d, %d events", status, len(got))
		}
	}
	w := httptest.NewRecorder()
	c.ServeHook(w, httptest.NewRequest(http.MethodGet, "/hook?hub.mode=subscribe&hub.challenge=1&hub.verify_token=", nil), nil)
	if w.Code != http.StatusForbidden || c.Handshake() != "" {
		t.Errorf("%d, %q", w.Code, c.Handshake())
	}
}

func TestHandshake(t *testing.T) {
	c := connect(t, "http://graph.test", nil, nil)
	ask := func(mode, word string) (int, string) {
		q := url.Values{"hub.mode": {mode}, "hub.challenge": {"1158201444"}, "hub.verify_token": {word}}
		w := httptest.NewRecorder()
		c.ServeHook(w, httptest.NewRequest(http.MethodGet, "/hook?"+q.Encode(), nil), nil)
		return w.Code, w.Body.String()
	}
	if code, text := ask("subscribe", c.Handshake()); code != 200 || text != "1158201444" {
		t.Errorf("%d %q", code, text)
	}
	for _, x := range [][2]string{{"subscribe", "wrong"}, {"subscribe", ""}, {"unsubscribe", c.Handshake()}, {"", c.Handshake()}} {
		if code, text := ask(x[0], x[1]); code != http.StatusForbidden || strings.Contains(text, "1158") {
			t.Errorf("%q: %d %q", x, code, text)
		}
	}
	if len(c.Handshake()) < 32 || strings.Contains(c.Handshake(), testSecret[:8]) {
		t.Error("a poor word")
	}
	other := *c
	other.number = "1"
	if other.Handshake() == c.Handshake() {
		t.Error("two numbers share a word")
	}
	w := httptest.NewRecorder()
	c.ServeHook(w, httptest.NewRequest(http.MethodPut, "/hook", nil), nil)
	if w.Code != http.StatusMethodNotAllowed {
		t.Error(w.Code)
	}
}

func TestTooLargeACall(t *testing.T) {
	c := connect(t, "http://graph.test", nil, nil)
	body := bytes.Repeat([]byte(" "), longestHook+1)
	if status, _ := hear(c, body, sign(body, testSecret), nil); status != http.StatusRequestEntityTooLarge {
		t.Error(status)
	}
	body = append(sample(t, "text"), bytes.Repeat([]byte(" "), longestHook-len(sample(t, "text")))...)
	if status, got := hear(c, body, sign(body, testSecret), nil); status != 200 || len(got) != 1 {
		t.Errorf("%d, %d events", status, len(got))
	}
}

func TestWhatNobodyCanReadIsNotRepeatedForEver(t *testing.T) {
	c := connect(t, "http://graph.test", nil, nil)
	for _, body := range []string{"", "x", "[]", "null", `{"entry":7}`, strings.Repeat("[", 100000), `{"entry":[{"changes":[{"value":{}}]}]}`} {
		if status, got := hear(c, []byte(body), sign([]byte(body), testSecret), nil); status != 200 || len(got) != 0 {
			t.Errorf("%.20q: %d, %d events", body, status, len(got))
		}
	}
}

// TestNotStoredIsNotAnswered: the network repeats the whole call, and what could be stored was stored nevertheless.
func TestNotStoredIsNotAnswered(t *testing.T) {
	c := connect(t, "http://graph.test", nil, nil)
	body := sample(t, "malformed_parts")
	for name, take := range map[string]transport.Take{
		"refused": func(_ context.Context, e transport.Event) error {
			if e.(transport.Incoming).Remote == "wamid.B1" {
				return errors.New("disk full")
			}
			return nil
		},
		"panics": func(_ context.Context, e transport.Event) error {
			if e.(transport.Incoming).Remote == "wamid.B1" {
				panic("x")
			}
			return nil
		},
	} {
		status, got := hear(c, body, sign(body, testSecret), take)
		if status != http.StatusServiceUnavailable || len(got) != 3 {
			t.Errorf("%s: %d, %d events", name, status, len(got))
		}
	}
}

func TestBatchOfAThousand(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"object":"whatsapp_business_account","entry":[`)
	for n := range 1000 {
		if n > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%q,"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":%q},"messages":[
			{"id":"wamid.%d","from":"55119%08d","timestamp":"1760000000","type":"text","text":{"body":"%d"}}]}}]}`, testWABA, testNumber, n, n, n)
	}
	b.WriteString("]}")
	c := connect(t, "http://graph.test", nil, nil)
	status, got := hear(c, []byte(b.String()), sign([]byte(b.String()), testSecret), nil)
	if status != 200 || len(got) != 1000 {
		t.Fatalf("%d, %d events", status, len(got))
	}
	for n, e := range got {
		if e.(transport.Incoming).Body != fmt.Sprint(n) {
			t.Fatalf("%d: %+v", n, e)
		}
	}
}

func TestHistoryIsTakenInBatches(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"business":"551140028922","part":{"metadata":{"progress":70},"threads":[7,{"id":"5511912345678","messages":[{"id":1},`)
	for n := range 1200 {
		from := "5511912345678"
		if n%2 == 1 {
			from = "551140028922"
		}
		fmt.Fprintf(&b, `{"from":%q,"id":"wamid.%d","timestamp":"%d","type":"text","text":{"body":"x"},"history_context":{"status":"READ"}},`, from, n, 1700000000+n)
	}
	b.WriteString(`{"from":"5511912345678","id":"wamid.M","timestamp":"1","type":"media_placeholder"},
		{"from":"5511912345678","id":"wamid.R","timestamp":"1","type":"reaction","reaction":{"message_id":"wamid.1","emoji":"x"}}]},
		{"id":"BR.1349","messages":[{"from_user_id":"BR.1349","id":"wamid.B","timestamp":"1","type":"text","text":{"body":"x"}}]}]}}`)
	c := connect(t, "http://graph.test", nil, nil)
	var all []transport.Incoming
	sizes := ""
	err := c.Download(t.Context(), []byte(b.String()), func(p transport.Batch) error {
		all, sizes = append(all, p.Messages...), sizes+fmt.Sprintf("%d/%d ", len(p.Messages), p.Percent)
		return nil
	})
	if err != nil || sizes != "500/70 500/70 202/70 " {
		t.Fatalf("%v, %s", err, sizes)
	}
	ana := desk.Phone("5511912345678")
	if m := all[0]; m.Echo || m.From.Addresses[0] != ana || m.Status != "" {
		t.Errorf("%+v", m)
	}
	if m := all[1]; !m.Echo || m.From.Addresses[0] != ana || m.Status != desk.Read {
		t.Errorf("%+v", m)
	}
	if m := all[1200]; m.Kind != desk.Unsupported {
		t.Errorf("%+v", m)
	}
	if m := all[1201]; m.From.Addresses[0] != (desk.Address{Scheme: desk.SchemeBSUID, Value: "BR.1349"}) {
		t.Errorf("%+v", m)
	}
	boom := errors.New("disk full")
	if err := c.Download(t.Context(), []byte(b.String()), func(transport.Batch) error { return boom }); !errors.Is(err, boom) {
		t.Error(err)
	}
	for _, bad := range []string{"", "x", strings.Repeat("[", 99)} {
		if err := c.Download(t.Context(), []byte(bad), nil); desk.AsFault(err).Next != desk.Stop {
			t.Errorf("%.10q: %v", bad, err)
		}
	}
}
