package cloudapi

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

const impatient = "5511987654321"

// TestPatienceOutlivesTheProgram: refusals for speed are counted on after a restart, until a message is taken or a day goes by.
func TestPatienceOutlivesTheProgram(t *testing.T) {
	dir, slow := t.TempDir(), transport.Busy(desk.OfContact, pairEvery).Fault(codePair, nil)
	begun := func() *pace {
		p := newPace()
		p.recall(dir, slog.New(slog.DiscardHandler))
		return p
	}
	synctest.Test(t, func(t *testing.T) {
		for _, want := range []time.Duration{6, 6, 16, 64, 256, 1024, 4096} {
			if f := begun().patience(impatient, slow); f.Next != desk.Retry || f.After != want*time.Second {
				t.Fatalf("%+v, want %d s", f, want)
			}
		}
		if f := begun().patience(impatient, slow); f.Next != desk.Hold {
			t.Errorf("%+v", f)
		}
		for range 3 {
			begun().patience(impatient, slow)
		}
		begun().calm(impatient)
		if f := begun().patience(impatient, slow); f.After != pairEvery {
			t.Errorf("after a message that was taken: %s", f.After)
		}
		for range 3 {
			begun().patience(impatient, slow)
		}
		time.Sleep(tiredFor + time.Second)
		if f := begun().patience(impatient, slow); f.After != pairEvery {
			t.Errorf("after a day: %s", f.After)
		}
	})
	raw, err := os.ReadFile(filepath.Join(dir, tiredName))
	if err != nil || bytes.Contains(raw, []byte(impatient[2:])) {
		t.Errorf("%s names the customer (%v)", raw, err)
	}
}

// TestPatienceThatCannotBeRead: what is no count is begun anew, and what cannot be kept holds up nothing.
func TestPatienceThatCannotBeRead(t *testing.T) {
	slow := transport.Busy(desk.OfContact, pairEvery).Fault(codePair, nil)
	for name, text := range map[string]string{"garbage": "no JSON", "another form": `[1]`, "less than none": `{"` + hashed(impatient) + `":{"count":-9,"last":"2999-01-01T00:00:00Z"}}`, "null": "null"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, tiredName), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			p := newPace()
			p.recall(dir, slog.New(slog.DiscardHandler))
			if f := p.patience(impatient, slow); f.After != pairEvery {
				t.Errorf("waits %s", f.After)
			}
		})
	}
	p, file := newPace(), filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p.recall(file, slog.New(slog.DiscardHandler))
	p.patience(impatient, slow)
	p.patience(impatient, slow)
	if f := p.patience(impatient, slow); f.After != 16*time.Second {
		t.Errorf("waits %s", f.After)
	}
}
