package app

import (
	"bytes"
	"os"
	"testing"
)

func TestThePageKnowsTheAPIAsItIs(t *testing.T) {
	want, err := Declarations()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../frontend/src/host/api.gen.ts")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")), want) {
		t.Error("frontend/src/host/api.gen.ts is out of date: run go generate ./app")
	}
}
