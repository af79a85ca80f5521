package connection_test

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // dumps the tables

	"github.com/balcao-app/balcao/internal/engine"
	"github.com/balcao-app/balcao/internal/secret"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
)

const (
	appSecret = "0123456789abcdef0123456789abcdef"
	hookPath  = "PATHPATHPATHPATHPATHPATHPA"
	numberID  = "100000000007919"
	accountID = "100000000015838"
)

// doorRig is the program with one official connection that is called from outside and never calls.
type doorRig struct {
	*testing.T
	engine *engine.Engine
	dir    string
	addr   string
}

func newDoorRig(t *testing.T) *doorRig {
	t.Helper()
	r := &doorRig{T: t, dir: t.TempDir(), addr: "127.0.0.1:" + freePort(t)}
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	r.rows()
	vault, err := secret.Open(r.dir, secret.FileOnly)
	r.must(err)
	r.must(vault.Put("connection/1/"+cloudapi.FieldToken, "EAAtokentokentokentokentoken"))
	r.must(vault.Put("connection/1/"+cloudapi.FieldSecret, appSecret))
	r.engine, err = engine.Start(t.Context(), engine.Config{Dir: r.dir, Simulated: true, Log: slog.New(slog.DiscardHandler),
		Graph: engine.Hosts{Graph: "http://127.0.0.1:1", Media: "http://127.0.0.1:1", Dialog: "http://127.0.0.1:1"}})
	r.must(err)
	t.Cleanup(r.engine.Stop)
	return r
}

// rows makes the connection as the operator's form leaves it.
func (r *doorRig) rows() {
	r.Helper()
	db, err := store.Open(store.Options{Dir: r.dir})
	r.must(err)
	r.must(db.Write(r.Context(), func(tx *store.Tx) error {
		channel, err := tx.AddChannel("Padaria")
		r.must(err)
		id, err := tx.AddConnection(channel, cloudapi.Kind, "Padaria")
		r.must(err)
		r.must(tx.SetConfig(id, map[string]string{cloudapi.FieldNumber: numberID, cloudapi.FieldAccount: accountID}))
		r.must(tx.SetHook(id, hookPath))
		r.must(tx.SetAccount(id, numberID, "5511900000000"))
		r.must(tx.SetWanted(id, false))
		r.must(tx.Set("public_address", "http://"+r.addr))
		_, port, err := net.SplitHostPort(r.addr)
		r.must(err)
		return tx.Set("hook_port", port)
	}))
	r.must(db.Close())
}

func (r *doorRig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := quietPort()
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// dump is everything that the database holds, but for what the search index writes in its own time.
func (r *doorRig) dump() string {
	r.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(r.dir, store.File))+"?_pragma=query_only(1)")
	r.must(err)
	defer db.Close()
	var out strings.Builder
	for _, table := range column(r, db, "SELECT name FROM sqlite_master WHERE type='table' AND name NOT IN ('search_todo','search_stamp') ORDER BY name") {
		lines := column(r, db, "SELECT "+strings.Join(column(r, db, "SELECT 'quote('||name||')' FROM pragma_table_info('"+table+"')"), "||' '||")+" FROM "+table)
		if table == "sqlite_sequence" { // counts the rows of the index too
			lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "'search_") })
		}
		slices.Sort(lines)
		fmt.Fprintf(&out, "%s\n  %s\n", table, strings.Join(lines, "\n  "))
	}
	return out.String()
}

func column(r *doorRig, db *sql.DB, query string) (all []string) {
	r.Helper()
	rows, err := db.Query(query)
	r.must(err)
	defer rows.Close()
	for rows.Next() {
		var one sql.NullString
		r.must(rows.Scan(&one))
		all = append(all, one.String)
	}
	r.must(rows.Err())
	return all
}

// letter is one call to the door; the zero value is one that the network would make, with no body.
type letter struct {
	method, path string
	body         []byte
	header       map[string]string
	chunked      bool // without a length
}

func (r *doorRig) post(l letter) (status int, answer string) {
	r.Helper()
	var body io.Reader = bytes.NewReader(l.body)
	if l.chunked {
		body = io.MultiReader(body) // of which the library knows no length
	}
	q, err := http.NewRequestWithContext(r.Context(), cmp.Or(l.method, http.MethodPost), "http://"+r.addr+cmp.Or(l.path, "/hook/"+hookPath), body)
	r.must(err)
	for k, v := range l.header {
		q.Header.Set(k, v)
	}
	client := http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	a, err := client.Do(q)
	if err != nil { // refused before the body was read to its end
		return 0, err.Error()
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	r.must(err)
	return a.StatusCode, string(text)
}

func sum(body []byte, key string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// signed is a call with the signature of who knows the app's secret.
func signed(body []byte) letter {
	return letter{body: body, header: map[string]string{"X-Hub-Signature-256": "sha256=" + sum(body, appSecret)}}
}

func forged(body []byte, name, value string) letter {
	return letter{body: body, header: map[string]string{name: value}}
}

// says is the body of a call about one text to a number. Text is written as it stands, so that it may hold escapes.
func says(number, id, text string) []byte {
	return []byte(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"field":"messages","value":{"messaging_product":"whatsapp",`+
		`"metadata":{"display_phone_number":"5511900000000","phone_number_id":%q},"contacts":[{"profile":{"name":"Ana"},"wa_id":"5511955500321"}],`+
		`"messages":[{"from":"5511955500321","id":%q,"timestamp":"1760000000","type":"text","text":{"body":"%s"}}]}}]}]}`, accountID, number, id, text))
}

func (r *doorRig) bodies() (all []string) {
	r.Helper()
	r.must(r.engine.DB.Read(r.Context(), func(v *store.View) error {
		page, _, err := v.Page(store.PageAsk{Contact: 1, Limit: 100})
		for _, m := range page {
			all = append(all, m.Body)
		}
		return err
	}))
	slices.Sort(all)
	return all
}

// TestGoodLettersAreTaken however their letters are written, and once however often they come.
func TestGoodLettersAreTaken(t *testing.T) {
	r := newDoorRig(t)
	for _, l := range []letter{
		signed(says(numberID, "wamid.1", "bom dia")),
		signed(says(numberID, "wamid.2", "pão 🥖 quentinho 👩🏽‍🍳")),
		signed(says(numberID, "wamid.3", `p\u00e3o \ud83e\udd56 \/ ol\u00e1`)),
		{body: says(numberID, "wamid.4", "sem tamanho"), chunked: true, header: signed(says(numberID, "wamid.4", "sem tamanho")).header},
	} {
		if status, answer := r.post(l); status != http.StatusOK || answer != "" {
			t.Errorf("%s: %d %s", l.body, status, answer)
		}
	}
	want := []string{"bom dia", "pão 🥖 / olá", "pão 🥖 quentinho 👩🏽‍🍳", "sem tamanho"}
	if got := r.bodies(); !slices.Equal(got, want) {
		t.Errorf("stored %q, want %q", got, want)
	}
}

// TestHostileLetters change no row, and each is answered as it deserves: what is not the network's is refused before a word of it is
// read, and what the network sends and nobody can use is taken, because it would come for seven days.
func TestHostileLetters(t *testing.T) {
	r := newDoorRig(t)
	good := says(numberID, "wamid.1", "bom dia, pão 🥖")
	if status, _ := r.post(signed(good)); status != http.StatusOK {
		t.Fatalf("a good letter: %d", status)
	}
	before := r.dump()
	const no, unheard = http.StatusUnauthorized, http.StatusNotFound
	news := says(numberID, "wamid.2", "novo")
	var again any
	r.must(json.Unmarshal(news, &again))
	reencoded, err := json.MarshalIndent(again, "", " ")
	r.must(err)
	mac := hmac.New(sha1.New, []byte(appSecret))
	mac.Write(news)
	old := "sha1=" + hex.EncodeToString(mac.Sum(nil))
	deep := []byte(`{"entry":` + strings.Repeat(`[`, 100_000) + strings.Repeat(`]`, 100_000) + `}`)
	deeper := []byte(strings.Repeat(`{"entry":[`, 100_000))
	huge := append(append([]byte(`{"x":"`), bytes.Repeat([]byte("a"), 4<<20)...), `"}`...)
	cut := signed(news)
	cut.body = news[:len(news)-1]
	upper := signed(good)
	upper.header["X-Hub-Signature-256"] = "sha256=" + strings.ToUpper(sum(good, appSecret))
	hugeChunked := signed(huge)
	hugeChunked.chunked = true
	elsewhere := func(path string) letter {
		l := signed(news)
		l.path = path
		return l
	}
	for name, c := range map[string]struct {
		letter
		status int
	}{
		"no signature":                     {letter{body: news}, no},
		"an empty signature":               {forged(news, "X-Hub-Signature-256", "sha256="), no},
		"a signature without its name":     {forged(news, "X-Hub-Signature-256", sum(news, appSecret)), no},
		"a signature that is not hex":      {forged(news, "X-Hub-Signature-256", "sha256="+strings.Repeat("zz", 32)), no},
		"a wrong signature":                {forged(news, "X-Hub-Signature-256", "sha256="+strings.Repeat("0", 64)), no},
		"a signature cut short":            {forged(news, "X-Hub-Signature-256", "sha256="+sum(news, appSecret)[:62]), no},
		"a signature with more behind":     {forged(news, "X-Hub-Signature-256", "sha256="+sum(news, appSecret)+"00"), no},
		"another app's secret":             {forged(news, "X-Hub-Signature-256", "sha256="+sum(news, "fedcba9876543210fedcba9876543210")), no},
		"an empty secret":                  {forged(news, "X-Hub-Signature-256", "sha256="+sum(news, "")), no},
		"the old signature alone":          {forged(news, "X-Hub-Signature", old), no},
		"the old one under the new name":   {forged(news, "X-Hub-Signature-256", old), no},
		"another letter's signature":       {forged(news, "X-Hub-Signature-256", "sha256="+sum(good, appSecret)), no},
		"a body written anew":              {forged(reencoded, "X-Hub-Signature-256", "sha256="+sum(news, appSecret)), no},
		"a body with a blank behind":       {forged(append(slices.Clone(news), ' '), "X-Hub-Signature-256", "sha256="+sum(news, appSecret)), no},
		"a body cut short":                 {cut, no},
		"deep nonsense without signature":  {letter{body: deep}, no},
		"a good letter again":              {signed(good), http.StatusOK},
		"again, in capital digits":         {upper, http.StatusOK},
		"no body":                          {signed(nil), http.StatusOK},
		"no JSON":                          {signed([]byte("olá <b>")), http.StatusOK},
		"JSON of another form":             {signed([]byte(`[1,"x",null]`)), http.StatusOK},
		"members of other kinds":           {signed([]byte(`{"entry":[{"id":7,"changes":"x"},null,[],{"changes":[{"field":1,"value":[]}]}]}`)), http.StatusOK},
		"a message without its members":    {signed(says(numberID, "", "x")), http.StatusOK},
		"an id out of measure":             {signed(bytes.Replace(news, []byte(`"timestamp":"1760000000"`), []byte(`"timestamp":{"a":[]}`), 1)[:40]), http.StatusOK},
		"a letter a hundred thousand deep": {signed(deep), http.StatusOK},
		"deep and never closed":            {signed(deeper), http.StatusOK},
		"another number of the account":    {signed(says("100000000099999", "wamid.3", "x")), http.StatusOK},
		"4 MiB":                            {signed(huge), http.StatusRequestEntityTooLarge},
		"4 MiB without a length":           {hugeChunked, http.StatusRequestEntityTooLarge},
		"a wrong path":                     {elsewhere("/hook/" + strings.ToLower(hookPath)), unheard},
		"no path":                          {elsewhere("/hook/"), unheard},
		"more path":                        {elsewhere("/hook/" + hookPath + "/x"), unheard},
		"another door":                     {elsewhere("/test/" + hookPath), unheard},
		"the root":                         {elsewhere("/"), unheard},
		"PUT":                              {letter{method: http.MethodPut, body: news, header: signed(news).header}, http.StatusMethodNotAllowed},
		"DELETE":                           {letter{method: http.MethodDelete}, http.StatusMethodNotAllowed},
	} {
		status, answer := r.post(c.letter)
		if status != c.status && (status != 0 || c.status != http.StatusRequestEntityTooLarge) {
			t.Errorf("%s: %d %s, want %d", name, status, answer, c.status)
		}
		if answer = strings.TrimSpace(answer); status != 0 && answer != "" && answer != "404 page not found" {
			t.Errorf("%s: the answer tells %q", name, answer)
		}
		if after := r.dump(); after != before {
			t.Fatalf("%s: rows changed from\n%s\nto\n%s", name, before, after)
		}
	}
}

// TestHandshake: the address is confirmed to whoever knows the word, and the challenge of nobody else is repeated.
func TestHandshake(t *testing.T) {
	r := newDoorRig(t)
	driver, _ := r.engine.Driver(cloudapi.Kind)
	conn, err := driver.Open(transport.Env{Config: map[string]string{cloudapi.FieldNumber: numberID, cloudapi.FieldAccount: accountID},
		Secret: func(string) (string, error) { return appSecret, nil }})
	r.must(err)
	word := conn.(transport.Handshaker).Handshake()
	before := r.dump()
	for query, want := range map[string]string{
		"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=" + word:      "1158201444",
		"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=" + word[1:]:  "",
		"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=":             "",
		"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=" + appSecret: "",
		"hub.mode=unsubscribe&hub.challenge=1158201444&hub.verify_token=" + word:    "",
		"hub.challenge=1158201444": "",
		"":                         "",
	} {
		status, answer := r.post(letter{method: http.MethodGet, path: "/hook/" + hookPath + "?" + query})
		if (status == http.StatusOK) != (want != "") || strings.TrimSpace(answer) != want {
			t.Errorf("%q: %d %q, want %q", query, status, answer, want)
		}
	}
	if after := r.dump(); after != before {
		t.Errorf("rows changed from\n%s\nto\n%s", before, after)
	}
}

// TestASlowLetterHoldsUpNoOther: whoever sends half a body and falls silent keeps nobody waiting, and half a body is nothing.
func TestASlowLetterHoldsUpNoOther(t *testing.T) {
	r := newDoorRig(t)
	before := r.dump()
	news := says(numberID, "wamid.2", "devagar")
	var slow []net.Conn
	for range 50 {
		c, err := net.Dial("tcp", r.addr)
		r.must(err)
		defer c.Close()
		_, err = fmt.Fprintf(c, "POST /hook/%s HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=%s\r\nContent-Length: %d\r\n\r\n%s",
			hookPath, sum(news, appSecret), len(news), news[:len(news)/2])
		r.must(err)
		slow = append(slow, c)
	}
	if status, _ := r.post(letter{body: news}); status != http.StatusUnauthorized {
		t.Errorf("a stranger beside slow ones: %d", status)
	}
	if after := r.dump(); after != before {
		t.Errorf("half a letter changed rows from\n%s\nto\n%s", before, after)
	}
	if status, _ := r.post(signed(news)); status != http.StatusOK {
		t.Errorf("a good letter beside slow ones: %d", status)
	}
	between := r.dump()
	for _, c := range slow[:25] {
		r.must(c.Close())
	}
	for _, c := range slow[25:] { // the rest of it comes in the end: it is a repetition
		_, err := c.Write(news[len(news)/2:])
		r.must(err)
		answer := make([]byte, len("HTTP/1.1 200"))
		_, err = io.ReadFull(c, answer)
		r.must(err)
		if string(answer) != "HTTP/1.1 200" {
			t.Errorf("a slow letter: %s", answer)
		}
	}
	if after := r.dump(); after != between {
		t.Errorf("a repetition changed rows from\n%s\nto\n%s", between, after)
	}
	if got := r.bodies(); !slices.Equal(got, []string{"devagar"}) {
		t.Errorf("stored %q", got)
	}
}

// quietPort listens on a free port that no connection leaves by: systems give those from 32768 on, and could take it between two uses.
func quietPort() (l net.Listener, err error) {
	for range 100 {
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(10000))); err == nil {
			return l, nil
		}
	}
	return nil, err
}
