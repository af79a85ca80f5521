package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func says(err error) func(context.Context, io.Writer) error {
	return func(_ context.Context, out io.Writer) error {
		fmt.Fprint(out, "a line\nand a rest")
		return err
	}
}

func hangs(ctx context.Context, _ io.Writer) error {
	<-ctx.Done()
	return ctx.Err()
}

// perform runs the stages and returns what was printed.
func perform(t *testing.T, stages ...stage) (string, error) {
	ctx, stop := context.WithCancelCause(t.Context())
	defer stop(nil)
	var out bytes.Buffer
	r := &report{out: &out, begun: time.Now()}
	for _, s := range stages {
		s.run(ctx, stop, r)
	}
	err := r.close()
	return out.String(), err
}

func TestEveryStepPassesOrIsSkipped(t *testing.T) {
	said, err := perform(t, stage{{{"one", time.Minute, says(nil)}, {"two", time.Minute, says(skipped("no browser"))}}},
		stage{{{"three", time.Minute, says(nil)}}})
	if err != nil {
		t.Errorf("the run failed: %v", err)
	}
	for _, want := range []string{"[one] a line\n[one] and a rest\n", "skipped: no browser", "\n2 passed, 0 failed\n"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing in:\n%s", want, said)
		}
	}
}

func TestTheFirstFailureStopsTheRestAndTheTableIsPrinted(t *testing.T) {
	said, err := perform(t,
		stage{{{"good", time.Minute, says(nil)}, {"bad", time.Minute, says(errors.New("it broke"))}, {"after", time.Minute, says(nil)}},
			{{"beside", time.Minute, hangs}}},
		stage{{{"later", time.Minute, says(nil)}}})
	if err == nil || err.Error() != "bad failed" {
		t.Errorf("got %v, want the failing step's name", err)
	}
	table := said[strings.LastIndex(said, "step  "):]
	for _, name := range []string{"after", "beside", "later"} {
		if !strings.Contains(table, name) || strings.Contains(said, "["+name+"] a line") {
			t.Errorf("%s ran, or is not in the table:\n%s", name, said)
		}
	}
	for _, want := range []string{"--- bad failed: it broke\na line\nand a rest\n", "not run to its end"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing in:\n%s", want, said)
		}
	}
	if !strings.HasSuffix(said, "\n1 passed, 1 failed\n") {
		t.Errorf("the closing line is missing:\n%s", said)
	}
}

func TestAStepThatHangsFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said, err := perform(t, stage{{{"hanging", 10 * time.Minute, hangs}}})
		if err == nil || !strings.Contains(said, "0 passed, 1 failed") {
			t.Errorf("got %v and:\n%s", err, said)
		}
	})
}

func TestAMissingToolFailsWhereTheMachineMustBeComplete(t *testing.T) {
	for value, want := range map[string]bool{"true": false, "": true} {
		t.Setenv("CI", value)
		if got := errors.As(mustHave("no browser"), new(skipped)); got != want {
			t.Errorf("CI=%q: skipped is %v, want %v", value, got, want)
		}
	}
}

func TestOnlyKnownStepsArePicked(t *testing.T) {
	if _, err := pick(allStages(), []string{"gofmt", "go vett"}); err == nil || !strings.Contains(err.Error(), "go vet,") {
		t.Errorf("got %v, want the names of all steps", err)
	}
	stages, err := pick(allStages(), []string{"gofmt"})
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, s := range stages {
		for _, l := range s {
			for _, step := range l {
				left = append(left, step.name)
			}
		}
	}
	if len(left) != 1 || left[0] != "gofmt" {
		t.Errorf("picked %v", left)
	}
}
