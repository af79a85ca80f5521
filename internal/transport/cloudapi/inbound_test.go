package cloudapi

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

var update = flag.Bool("update", false, "write the golden files")

// golden compares got with a file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func testReader(log *bytes.Buffer) reader {
	h := slog.Handler(slog.DiscardHandler)
	if log != nil {
		h = slog.NewTextHandler(log, nil)
	}
	return reader{number: testNumber, account: testWABA, now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), log: slog.New(h)}
}

func TestInboundGolden(t *testing.T) {
	all, err := filepath.Glob("testdata/in/*.json")
	if err != nil || len(all) < 50 {
		t.Fatal(err, len(all))
	}
	for _, file := range all {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var log bytes.Buffer
			events, alarms := testReader(&log).events(raw)
			var b strings.Builder
			for _, e := range events {
				b.WriteString(render(t, e))
			}
			for _, f := range alarms {
				fmt.Fprintf(&b, "alarm %s %s %s\n", f.Code, f.Next, f.Raw)
			}
			if len(events) == 0 && len(alarms) == 0 {
				b.WriteString("nothing\n")
			}
			golden(t, strings.TrimSuffix(file, ".json")+".golden", b.String())
			for _, private := range []string{"5511912345678", "azul", "Maria", "5511955554444"} {
				if strings.Contains(log.String(), private) {
					t.Errorf("%s in the log: %s", private, log.String())
				}
			}
		})
	}
}

// render shows an event as text; what is opaque to others is shown opened.
func render(t *testing.T, e transport.Event) string {
	t.Helper()
	tail := ""
	switch x := e.(type) {
	case transport.Incoming:
		if x.Attachment != nil {
			a := *x.Attachment
			tail, a.Ref = string(a.Ref)+"\n", nil
			x.Attachment = &a
		}
		e = x
	case transport.Chunk:
		var small bytes.Buffer
		if err := json.Compact(&small, x.Blob); err != nil {
			t.Fatal(err)
		}
		tail, x.Blob = small.String()+"\n", nil
		e = x
	case transport.Refusal:
		tail = fmt.Sprintln(describe(x.Fault), x.Fault.Raw, x.Fault.Err)
		x.Fault = nil
		e = x
	}
	text, err := json.MarshalIndent(e, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%T %s\n%s", e, text, tail)
}

func TestWamid(t *testing.T) {
	for id, want := range map[desk.RemoteID]anatomy{
		"wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUFERjg0NDEzNDdFODU3MUMxMAA=": {"3AADF8441347E8571C10", 0x12},
		"wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUFERjg0NDEzNDdFODU3MUMxMAA":  {"3AADF8441347E8571C10", 0x12},
		"wamid.HBUCABEYFDNBQURGODQ0MTM0N0U4NTcxQzEwAA==":                 {"3AADF8441347E8571C10", 0x11},
		"wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUFERjg0NDEz":                 {},
		"wamid.": {}, "wamid.!!!": {}, "": {}, "3AADF8441347E8571C10": {}, "wamid.HBj/": {}, "wamid.HA==": {},
	} {
		got, ok := dissect(id)
		if got.stanza != want.stanza || ok != (want.stanza != "") || ok && got.direction != want.direction {
			t.Errorf("%s: %+v", id, got)
		}
	}
	if ours("wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUFERjg0NDEzNDdFODU3MUMxMAA=") || !ours("wamid.X") {
		t.Error("whose message it is")
	}
}

func TestDeepNesting(t *testing.T) {
	for text, want := range map[string]bool{
		strings.Repeat("[", 64) + strings.Repeat("]", 64): false,
		strings.Repeat("[", 65) + strings.Repeat("]", 65): true,
		`{"a":"` + strings.Repeat("[", 100) + `"}`:        false,
		`{"a":"\"` + strings.Repeat("{", 100) + `"}`:      false,
		`["\\",` + strings.Repeat(`{"a":`, 70):            true,
		strings.Repeat("[]", 1000):                        false,
	} {
		if got := transport.TooDeep([]byte(text)); got != want {
			t.Errorf("%.40s: %v", text, got)
		}
	}
}

// FuzzEvents: whatever a signed call says, it is read without a panic, and what comes out can be stored.
func FuzzEvents(f *testing.F) {
	all, err := filepath.Glob("testdata/in/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range all {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r := testReader(nil)
		events, alarms := r.events(body)
		for _, e := range events {
			switch e := e.(type) {
			case transport.Incoming:
				if e.Remote == "" || e.Kind == "" || len(e.From.Addresses) == 0 || e.At.IsZero() {
					t.Errorf("%+v", e)
				}
			case transport.Refusal:
				if e.Fault == nil || e.Fault.Next == desk.Doubt {
					t.Errorf("%+v", e)
				}
			case transport.Moved:
				if len(e.To.Addresses) == 0 {
					t.Errorf("%+v", e)
				}
			case transport.Preference:
				if e.Remote == "" || len(e.From.Addresses) == 0 || e.At.IsZero() {
					t.Errorf("%+v", e)
				}
			case transport.Rekeyed:
				if e.Remote == "" || len(e.From.Addresses) == 0 {
					t.Errorf("%+v", e)
				}
			case transport.Chunk:
				c := &conn{office: &office{}, log: r.log, number: testNumber}
				err := c.Download(t.Context(), e.Blob, func(b transport.Batch) error {
					if len(b.Messages) == 0 || len(b.Messages) > batchSize {
						t.Errorf("batch of %d", len(b.Messages))
					}
					return nil
				})
				if err != nil && desk.AsFault(err).Next != desk.Stop {
					t.Error(err)
				}
			}
		}
		for _, f := range alarms {
			if f.Code == "" {
				t.Errorf("%+v", f)
			}
		}
	})
}
