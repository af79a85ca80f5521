package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// bench prints the table of what Go measures, and below it what a browser does.
func bench(ctx context.Context, args []string) error {
	if err := buildHouse(ctx, os.Stderr); err != nil {
		return err
	}
	house, err := filepath.Abs(builtHouse)
	if err != nil {
		return err
	}
	if err := goRun(ctx, "./internal/bench/table", []string{"BALCAO_HOUSE=" + house}, args); err != nil {
		return err
	}
	chromium := findChromium()
	if chromium == "" {
		fmt.Fprintln(os.Stderr, "no Chromium, Chrome or Edge was found: start and scroll are not measured")
		return nil
	}
	for _, step := range []func() error{
		func() error { return fetchPackages(ctx, os.Stderr) },
		func() error { return buildPage(ctx, os.Stderr) },
		func() error {
			return playwright(ctx, os.Stdout, []string{"BALCAO_CHROMIUM=" + chromium, "BALCAO_STARTS=9"}, "--workers=1", "start.spec.ts", "million.spec.ts")
		},
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
