// Command table runs the benchmarks and prints what they measured as a table, ratios first.
//
//	go run ./internal/bench/table [-rounds N] [-reads N]
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"text/tabwriter"
)

func main() {
	rounds := flag.Int("rounds", 5, "rounds of 2,000 messages in and 500 out, and of 500 calls, that each way takes")
	reads := flag.Int("reads", 2000, "how often each thing is read, and each decision taken")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *rounds, *reads); err != nil {
		fmt.Fprintln(os.Stderr, "table:", err)
		stop()
		os.Exit(1)
	}
}

// row is one figure of one benchmark.
type row struct{ name, unit, value string }

func run(ctx context.Context, rounds, reads int) error {
	var all []row
	for _, part := range []struct {
		name  string
		times int
	}{{"Inbound", rounds}, {"Webhook", rounds}, {"Outbound", rounds}, {"Decision", reads}, {"Reading", reads}, {"Import", reads}, {"Search", reads}, {"Indexing", 1}, {"Memory", 1}} {
		fmt.Fprintln(os.Stderr, "measuring", part.name, "…")
		cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", part.name, "-benchtime", fmt.Sprintf("%dx", part.times),
			"-timeout", "30m", "./internal/bench")
		out, err := cmd.Output()
		if err != nil {
			return fmt.Errorf("measure %s: %w\n%s", part.name, err, out)
		}
		all = append(all, read(out)...)
	}
	return show(all)
}

// read finds the figures in what go test printed: lines of a name, a count, and pairs of value and unit.
func read(out []byte) (all []row) {
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) < 4 || !strings.HasPrefix(words[0], "Benchmark") {
			continue
		}
		name := strings.TrimPrefix(words[0], "Benchmark")
		if i := strings.LastIndexByte(name, '-'); i > 0 { // the number of processors
			name = name[:i]
		}
		for pair := range slices.Chunk(words[2:], 2) {
			if len(pair) == 2 && pair[1] != "ns/op" {
				all = append(all, row{name, pair[1], pair[0]})
			}
		}
	}
	return all
}

func show(all []row) error {
	later := func(r row) int {
		if strings.HasPrefix(r.unit, "ratio") {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b row) int { return cmp.Compare(later(a), later(b)) })
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 1, ' ', 0)
	fmt.Fprintln(w, "| benchmark\t| figure\t| value\t|")
	fmt.Fprintln(w, "|---\t|---\t|---\t|")
	for _, r := range all {
		fmt.Fprintf(w, "| %s\t| %s\t| %s\t|\n", r.name, r.unit, r.value)
	}
	return w.Flush()
}
