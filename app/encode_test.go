package app

import (
	"encoding/json"
	"testing"
)

func TestEncodeLeavesOnlyPointersNull(t *testing.T) {
	shared := &Fault{Code: "offline"}
	for _, c := range []struct {
		v    any
		want string
	}{
		{ListAnswer{}, `{"tickets":[],"next":"","counts":{"pending":0,"open":0,"snoozed":0,"unread":0,"queued":0,"waiting":0,"groups":0},"rev":0}`},
		{Path{Attempts: []Attempt{{ID: 1, Fault: shared}}}, `{"attempts":[{"id":1,"connection":0,"state":"","hop":0,"try":0,` +
			`"startedAt":0,"endedAt":0,"nextAt":0,"fault":{"code":"offline","params":{}},"rawCode":"","doubtful":false}],"receipts":[],"offers":[]}`},
		{&Batch{}, `{"from":0,"rev":0,"changes":[],"resync":false}`},
		{IDs{IDs: []int64{3, 4}}, `{"ids":[3,4]}`},
		{Fault{Params: map[string]string{"a": "b"}}, `{"code":"","params":{"a":"b"}}`},
		{PairStep{}, `{"connection":0,"step":"","image":"","n":0,"of":0,"until":0,"code":"","number":"","name":"","fault":null}`},
		{Empty{}, `{}`},
		{map[string][]int{"a": nil}, `{"a":[]}`},
		{nil, `null`},
	} {
		got, err := encode(c.v)
		if err != nil || string(got) != c.want {
			t.Errorf("%#v: %s, %v", c.v, got, err)
		}
	}
	if shared.Params != nil {
		t.Error("encoding changed a shared value")
	}
}

func TestEncodeKeepsEverythingElse(t *testing.T) {
	full := Messages{Messages: []Message{{
		ID: 1, Body: "oi", ReplyTo: &Quote{ID: 2}, Reactions: []Reaction{{Direction: "in", Emoji: "👍"}}, Params: map[string]string{"k": "v"},
		Attachment: &Attachment{ID: 3, Wave: []int{}}, Gestures: []Gesture{}, Fault: &Fault{Code: "busy", Params: map[string]string{"x": "y"}},
	}}}
	want, err := json.Marshal(full)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := encode(full); err != nil || string(got) != string(want) {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
}
