package bench

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/store"
)

// callers is how many calls the network makes at the same time.
const callers = 8

// caller is the network that calls one address.
type caller struct {
	t       testing.TB
	address string
	number  string
	secret  string
	client  *http.Client
	calls   int
}

func newCaller(t testing.TB, address, number, secret string) *caller {
	return &caller{t: t, address: address, number: number, secret: secret,
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: callers}}}
}

// letters makes n signed calls about one new text each.
func (c *caller) letters(n int) (all []*http.Request) {
	for range n {
		c.calls++
		body := fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",`+
			`"metadata":{"display_phone_number":"5511900000000","phone_number_id":%q},"contacts":[{"profile":{"name":"Ana"},"wa_id":"55119500%05d"}],`+
			`"messages":[{"from":"55119500%05d","id":"wamid.%d","timestamp":"%d","type":"text","text":{"body":"Pedido %d: meio quilo de p\u00e3o de queijo"}}]}}]}]}`,
			c.number, c.calls%200, c.calls%200, c.calls, time.Now().Unix(), c.calls)
		q, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.address, bytes.NewReader(body))
		if err != nil {
			c.t.Fatal(err)
		}
		q.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(signature(body, c.secret)))
		all = append(all, q)
	}
	return all
}

func signature(body []byte, key string) []byte {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	return mac.Sum(nil)
}

// call makes all calls and returns how long everything and how long each took until it was answered with 200.
func (c *caller) call(all []*http.Request) (whole time.Duration, each []time.Duration) {
	c.t.Helper()
	each = make([]time.Duration, len(all))
	began := time.Now()
	var wait sync.WaitGroup
	for w := range callers {
		wait.Go(func() {
			for i := w; i < len(all); i += callers {
				from := time.Now()
				r, err := c.client.Do(all[i])
				if err != nil {
					c.t.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, r.Body)
				r.Body.Close()
				each[i] = time.Since(from)
				if r.StatusCode != http.StatusOK {
					c.t.Errorf("answer %s", r.Status)
				}
			}
		})
	}
	wait.Wait()
	return time.Since(began), each
}

// verifier is a server that looks at the signature and then does keep with the body.
func verifier(t testing.TB, secret string, keep func(body []byte) error) *caller {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		got, _ := hex.DecodeString(r.Header.Get("X-Hub-Signature-256")[len("sha256="):])
		if err != nil || !hmac.Equal(got, signature(body, secret)) || keep(body) != nil {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	t.Cleanup(s.Close)
	return newCaller(t, s.URL, "1", secret)
}

// keeper writes each body as one row that is on the disk before the answer.
func keeper(t testing.TB) func([]byte) error {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(t.TempDir(), "rows.db"))+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	if _, err := db.Exec("CREATE TABLE body(id INTEGER PRIMARY KEY, text BLOB)"); err != nil {
		t.Fatal(err)
	}
	insert, err := db.Prepare("INSERT INTO body(text) VALUES(?)")
	if err != nil {
		t.Fatal(err)
	}
	return func(body []byte) error {
		_, err := insert.Exec(body)
		return err
	}
}

// webhooks lets three servers take rounds of n calls in turn: one that only verifies, one that also keeps, and the program.
func webhooks(t testing.TB, rounds, n int) (rates []float64, spreads []spread, o *official) {
	t.Helper()
	o = newOfficial(t, 0)
	all := []*caller{
		verifier(t, o.link.AppSecret, func([]byte) error { return nil }),
		verifier(t, o.link.AppSecret, keeper(t)),
		newCaller(t, o.door, o.link.Number, o.link.AppSecret),
	}
	total, each := make([]time.Duration, len(all)), make([][]time.Duration, len(all))
	for _, c := range all {
		c.call(c.letters(callers)) // warm
	}
	for round := range rounds {
		for i := range all {
			k := (i + round) % len(all)
			whole, one := all[k].call(all[k].letters(n))
			total[k] += whole
			each[k] = append(each[k], one...)
		}
	}
	for i, d := range total {
		rates, spreads = append(rates, float64(rounds*n)/d.Seconds()), append(spreads, spreadOf(each[i]))
	}
	return rates, spreads, o
}

// BenchmarkWebhook is called by the network until each call is committed and answered with 200, eight calls at a time, as a ratio to a
// server that only looks at the signature, and to one that also keeps the body in one synced row. One iteration is one round of 500
// calls for each.
func BenchmarkWebhook(b *testing.B) {
	rates, spreads, _ := webhooks(b, b.N, 500)
	b.ReportMetric(rates[2]/rates[0], "ratio")
	b.ReportMetric(rates[2]/rates[1], "ratio-to-stored")
	b.ReportMetric(rates[2], "req/s")
	b.ReportMetric(rates[0], "bare-req/s")
	b.ReportMetric(rates[1], "stored-req/s")
	b.ReportMetric(float64(spreads[2].p99.Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(spreads[0].p99.Microseconds())/1000, "bare-p99-ms")
	b.ReportMetric(float64(spreads[1].p99.Microseconds())/1000, "stored-p99-ms")
	b.ReportMetric(0, "ns/op")
}

func TestWebhookAtASmallSize(t *testing.T) {
	rates, spreads, o := webhooks(t, 2, 20)
	for i, r := range rates {
		if r <= 0 || spreads[i].p99 <= 0 {
			t.Errorf("server %d: %f calls per second, %v", i, r, spreads[i])
		}
	}
	n := 0
	err := o.DB.Read(t.Context(), func(v *store.View) error {
		list, _, err := v.List(store.ListAsk{Tab: "pending", Limit: 100})
		for _, k := range list {
			n += k.Unread
		}
		return err
	})
	if want := 2*20 + callers; err != nil || n != want {
		t.Errorf("the program stored %d messages, not %d: %v", n, want, err)
	}
}
