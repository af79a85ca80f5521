package memnet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/transport/memnet"
)

// pair is both ends of one connection.
func pair(t *testing.T) (near, far net.Conn) {
	t.Helper()
	l := memnet.NewListener("far")
	t.Cleanup(func() { _ = l.Close() })
	accepted := make(chan net.Conn, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			t.Error(err)
		}
		accepted <- c
	}()
	near, err := l.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return near, <-accepted
}

func TestWhatWasWrittenBeforeTheGoodbyeIsRead(t *testing.T) {
	near, far := pair(t)
	if _, err := near.Write([]byte("tchau")); err != nil {
		t.Fatal(err)
	}
	_ = near.Close()
	if got, err := io.ReadAll(far); string(got) != "tchau" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := far.Write([]byte("?")); err == nil {
		t.Error("nobody is there, and it was written")
	}
}

func TestADeadlineEndsAReadAndMayBeMoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := pair(t)
		begun := time.Now()
		_ = near.SetReadDeadline(begun.Add(time.Minute))
		_ = near.SetReadDeadline(begun.Add(time.Hour))
		if _, err := near.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begun) != time.Hour {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		_ = near.SetReadDeadline(time.Time{})
		_, _ = far.Write([]byte("a"))
		if n, err := near.Read(make([]byte, 1)); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	})
}

func TestANameLeadsToItsListenerUntilThatIsClosed(t *testing.T) {
	n := memnet.New()
	l, err := n.Listen("shop")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Listen("shop"); err == nil {
		t.Error("two listen under one name")
	}
	if _, err := n.Dial(t.Context(), "tcp", "other.test:80"); err == nil {
		t.Error("a name that nobody has was reached")
	}
	given, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := n.Dial(given, "tcp", "shop.test:80"); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	_ = l.Close()
	if _, err := n.Dial(t.Context(), "tcp", "shop.test"); !errors.Is(err, net.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
	if got := n.Dialled(); !slices.Equal(got, []string{"other.test", "shop.test", "shop.test"}) {
		t.Errorf("called: %q", got)
	}
}
