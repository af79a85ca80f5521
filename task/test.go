package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// step is one named check. Its output goes to out; its error says why it failed, or that it was skipped.
type step struct {
	name string
	// limit ends a step that hangs.
	limit time.Duration
	do    func(ctx context.Context, out io.Writer) error
}

// stage is what may run at the same time: lanes beside each other, the steps of a lane one after the other.
type stage []lane
type lane []step

// skipped is the reason why a step could not run here.
type skipped string

func (s skipped) Error() string { return string(s) }

// errStopped is what cancels everything that still runs when a step has failed.
var errStopped = errors.New("stopped because another step failed")

// test runs the named steps, or all, up to the first failure, and prints what each took.
func test(ctx context.Context, names []string) error {
	stages, err := pick(allStages(), names)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r := &report{out: os.Stdout, begun: time.Now()}
	for _, s := range stages {
		s.run(ctx, stop, r)
	}
	return r.close()
}

// pick keeps the named steps, in their usual order. No name keeps all.
func pick(stages []stage, names []string) ([]stage, error) {
	var known []string
	for _, s := range stages {
		for l, lane := range s {
			for _, step := range lane {
				known = append(known, step.name)
			}
			if len(names) > 0 {
				s[l] = slices.DeleteFunc(lane, func(t step) bool { return !slices.Contains(names, t.name) })
			}
		}
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("there is no step %q; the steps are %s", name, strings.Join(known, ", "))
		}
	}
	return stages, nil
}

func (s stage) run(ctx context.Context, stop context.CancelCauseFunc, r *report) {
	var lanes sync.WaitGroup
	for _, l := range s {
		lanes.Go(func() {
			for _, t := range l {
				if !t.run(ctx, r) {
					stop(errStopped)
				}
			}
		})
	}
	lanes.Wait()
}

// run tells whether the steps after t may go on.
func (t step) run(ctx context.Context, r *report) bool {
	if ctx.Err() != nil {
		r.end(t.name, 0, context.Cause(ctx), nil)
		return true
	}
	limited, cancel := context.WithTimeoutCause(ctx, t.limit, fmt.Errorf("took longer than %v", t.limit))
	defer cancel()
	out := r.begin(t.name)
	from := time.Now()
	err := t.do(limited, out)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	r.end(t.name, time.Since(from), err, out)
	return err == nil || errors.As(err, new(skipped)) || errors.Is(err, errStopped)
}

// mustHave turns a missing tool into a failure where the machine is expected to be complete, and elsewhere into a
// step that says clearly that it did not run.
func mustHave(why string) error {
	if os.Getenv("CI") == "true" {
		return errors.New(why)
	}
	return skipped(why)
}
