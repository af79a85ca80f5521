package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
)

// practicePage is the page of a program that was started to practise.
type practicePage struct {
	t    *testing.T
	page *http.Client
	base string
}

func startPractice(t *testing.T) practicePage {
	t.Helper()
	cmd := program(t, t.TempDir(), "en_US.UTF-8")
	cmd.Args = append(cmd.Args, "--demo")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = end(cmd.Process), cmd.Wait() })
	link, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := practicePage{t: t, page: &http.Client{Jar: jar}}
	opened, err := p.page.Get(strings.TrimSpace(link))
	if err != nil {
		t.Fatal(err)
	}
	_ = opened.Body.Close()
	p.base, _, _ = strings.Cut(link, "?")
	return p
}

func (p practicePage) call(method string, request, answer any) {
	p.t.Helper()
	text, err := json.Marshal(request)
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := p.page.Post(p.base+"api/call/"+method, "application/json", bytes.NewReader(text))
	if err != nil {
		p.t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		p.t.Fatalf("%s: %s", method, r.Status)
	}
	if err := json.NewDecoder(r.Body).Decode(answer); err != nil {
		p.t.Fatal(err)
	}
}

// TestThePracticeAccountConnectsByItself drives the whole program: what it offers to enter is accepted, and the network reaches it.
func TestThePracticeAccountConnectsByItself(t *testing.T) {
	p := startPractice(t)
	var account app.PracticeAccount
	p.call("Practice.Account", app.PracticeAccountRequest{Kind: "cloudapi"}, &account)
	var entered app.EnterAnswer
	p.call("Connections.Enter", app.EnterRequest{Kind: string(cloudapi.Kind), Name: "Padaria", Values: account.Values}, &entered)
	if !entered.OK || entered.Number != "+5511955500110" || entered.Name != "Doce Balcão" {
		t.Fatalf("entered: %+v", entered)
	}
	p.call("Connections.Subscribe", app.ID{ID: entered.Connection}, &app.Empty{})
	var s app.Snapshot
	p.call("System.Snapshot", app.Empty{}, &s)
	if len(s.Connections) != 1 || s.Connections[0].Receives != "door" {
		t.Errorf("connections: %+v", s.Connections)
	}
}

// TestThePracticeBusinessHasReplies: whoever types a slash finds something to say.
func TestThePracticeBusinessHasReplies(t *testing.T) {
	p := startPractice(t)
	var all app.Replies
	p.call("Replies.List", app.Empty{}, &all)
	var shortcuts []string
	for _, r := range all.Replies {
		shortcuts = append(shortcuts, r.Shortcut)
	}
	if slices.Sort(shortcuts); !slices.Equal(shortcuts, []string{"entrega", "horario", "pix"}) {
		t.Errorf("replies: %v", shortcuts)
	}
}
