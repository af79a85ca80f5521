package wasim_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
)

// TestMain runs the tests, or, in a process of its own, the client that a test is about to kill.
func TestMain(m *testing.M) {
	if text := os.Getenv("WASIM_VICTIM_LINK"); text != "" {
		victim(text, os.Getenv("WASIM_VICTIM_STORE"))
	}
	whatsmeow.WACertPubKey = wasim.RootKey()
	os.Exit(m.Run())
}

// victim connects a linked client that gets stuck in its first message.
func victim(text, path string) {
	link, err := wasim.ParseLink([]byte(text))
	if err != nil {
		panic(err)
	}
	whatsmeow.WACertPubKey, _ = link.RootKey()
	_, cli, err := open(context.Background(), path, link)
	if err != nil {
		panic(err)
	}
	cli.AddEventHandlerWithSuccessStatus(func(e any) bool {
		if m, ok := e.(*events.Message); ok {
			fmt.Println(m.Info.ID)
			select {}
		}
		return true
	})
	if err := cli.Connect(); err != nil {
		panic(err)
	}
	select {}
}

func TestKilledProcessGetsItsMessageAgain(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	c.close()
	id := must(t)(r.customer.Text(r.owner, "sobrevive"))
	link, err := json.Marshal(r.server.Link())
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "WASIM_VICTIM_LINK="+string(link), "WASIM_VICTIM_STORE="+c.path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	cmd.Process.Kill()
	cmd.Wait()
	if line != id+"\n" {
		t.Fatalf("the process that was killed had read %q", line)
	}
	again := r.openClient(c.path)
	again.connect()
	if m := await[*events.Message](again, 1); m.Info.ID != id || m.Message.GetConversation() != "sobrevive" {
		t.Fatalf("redelivered %+v", m)
	}
	r.wait("empty queue", func() bool { return len(r.server.Pending(*again.Store.ID)) == 0 })
}
