package app

import (
	"strings"
	"testing"
	"time"
)

func TestTypeScriptDeclaresMethodsEventsAndWhatTheyCarry(t *testing.T) {
	out, err := TypeScript([]Method{none[Empty, Snapshot]("System.Snapshot"), none[IDs, Messages]("Messages.Get")})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		"  'System.Snapshot': [Empty, Snapshot];\n  'Messages.Get': [IDs, Messages];\n",
		"  changes: Batch;\n  pairing: PairStep;\n  typing: Typing;\n",
		"export type Empty = Record<string, never>;\n",
		"export interface IDs {\n  ids: number[];\n}\n",
		"  settings: Record<string, string>;\n", "  channels: Channel[];\n", "  fault: Fault | null;\n", "  online: boolean;\n",
		"export interface Quote {", "export interface Reaction {", "export interface Attachment {",
	} {
		if !strings.Contains(string(out), part) {
			t.Errorf("missing: %s", part)
		}
	}
	if strings.Contains(string(out), "ListAnswer") {
		t.Error("a type that no method carries is declared")
	}
}

func TestTypeScriptRefusesWhatWouldTravelOtherwise(t *testing.T) {
	type anything struct {
		V any `json:"v"`
	}
	type moment struct {
		At time.Time `json:"at"`
	}
	type bytes struct {
		B []byte `json:"b"`
	}
	type unnamed struct{ A int }
	type optional struct {
		A int `json:"a,omitempty"`
	}
	type keyed struct {
		A map[int]string `json:"a"`
	}
	for _, m := range []Method{
		none[anything, Empty]("any"), none[Empty, moment]("time"), none[bytes, Empty]("bytes"),
		none[unnamed, Empty]("unnamed"), none[optional, Empty]("optional"), none[keyed, Empty]("keyed"),
	} {
		if _, err := TypeScript([]Method{m}); err == nil {
			t.Errorf("%s was declared", m.Name)
		}
	}
}
