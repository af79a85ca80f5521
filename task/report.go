package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// tailLines is how much of a failed step's output is repeated at the end, where it is looked for first.
const tailLines = 60

// report prints what the steps say while they run, and the table at the end. Steps may use it at the same time.
type report struct {
	mu     sync.Mutex
	out    io.Writer
	begun  time.Time
	rows   []row
	failed []failure
}

type row struct {
	name, result string
	took         time.Duration
}

type failure struct {
	name string
	err  error
	tail []byte
}

// begin returns where the step writes. Each line carries the step's name, since steps run beside each other.
func (r *report) begin(name string) *voice {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.out, "[%s] begins\n", name)
	return &voice{report: r, name: name}
}

func (r *report) end(name string, took time.Duration, err error, v *voice) {
	if v != nil {
		v.flush()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	result := "passed"
	switch {
	case err == nil:
	case errors.As(err, new(skipped)):
		result = "skipped: " + err.Error()
	case errors.Is(err, errStopped) || v == nil || errors.Is(err, context.Canceled):
		result = "not run to its end"
	default:
		result = "FAILED"
		r.failed = append(r.failed, failure{name: name, err: err, tail: v.tail()})
	}
	r.rows = append(r.rows, row{name: name, result: result, took: took})
	fmt.Fprintf(r.out, "[%s] %s, %s\n", name, result, seconds(took))
}

// close prints failures, the table and the closing line, and returns an error unless every step passed or was skipped.
func (r *report) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range r.failed {
		fmt.Fprintf(r.out, "\n--- %s failed: %v\n%s", f.name, f.err, f.tail)
	}
	fmt.Fprintf(r.out, "\n%-22s %9s  %s\n", "step", "time", "result")
	passed, unfinished := 0, 0
	for _, row := range r.rows {
		fmt.Fprintf(r.out, "%-22s %9s  %s\n", row.name, seconds(row.took), row.result)
		switch row.result {
		case "passed":
			passed++
		case "not run to its end":
			unfinished++
		}
	}
	fmt.Fprintf(r.out, "%-22s %9s\n\n", "all", seconds(time.Since(r.begun)))
	fmt.Fprintf(r.out, "%d passed, %d failed\n", passed, len(r.failed))
	switch {
	case len(r.failed) > 0:
		return fmt.Errorf("%s failed", r.failed[0].name)
	case unfinished > 0:
		return errors.New("interrupted")
	}
	return nil
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// voice writes whole lines into the report, each after the step's name.
type voice struct {
	report *report
	name   string
	mu     sync.Mutex
	rest   []byte
	lines  [][]byte
}

func (v *voice) Write(p []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.rest = append(v.rest, p...)
	for {
		end := bytes.IndexByte(v.rest, '\n')
		if end < 0 {
			return len(p), nil
		}
		v.say(v.rest[:end])
		v.rest = v.rest[end+1:]
	}
}

func (v *voice) flush() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.rest) > 0 {
		v.say(v.rest)
		v.rest = nil
	}
}

func (v *voice) say(line []byte) {
	line = bytes.Clone(bytes.TrimRight(line, "\r"))
	v.lines = append(v.lines, line)
	if len(v.lines) > tailLines {
		v.lines = v.lines[1:]
	}
	v.report.mu.Lock()
	defer v.report.mu.Unlock()
	fmt.Fprintf(v.report.out, "[%s] %s\n", v.name, line)
}

func (v *voice) tail() []byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	var b bytes.Buffer
	for _, line := range v.lines {
		b.Write(line)
		b.WriteByte('\n')
	}
	return b.Bytes()
}
