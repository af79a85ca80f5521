package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const (
	frontEnd = "frontend"
	// keep holds the place of the built page in a fresh checkout, so that the program compiles before the first build.
	keep = frontEnd + "/dist/.gitkeep"
)

// fetchPackages runs `npm ci` unless node_modules already holds exactly what the lock file names.
func fetchPackages(ctx context.Context, out io.Writer) error {
	if !has("npm") {
		return errors.New("npm is missing: install Node.js 20.19 or newer from https://nodejs.org")
	}
	want, err := lockHash()
	if err != nil {
		return err
	}
	stamp := filepath.Join(frontEnd, "node_modules", ".balcao-lock")
	if have, err := os.ReadFile(stamp); err == nil && string(have) == want {
		fmt.Fprintln(out, "node_modules is up to date")
		return nil
	}
	c := npm(out, "ci", "--no-audit", "--no-fund")
	c.env = []string{"PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1"}
	if err := c.run(ctx); err != nil {
		return err
	}
	return os.WriteFile(stamp, []byte(want), 0o644)
}

// lockHash changes with everything that decides what npm installs.
func lockHash() (string, error) {
	h := sha256.New()
	for _, name := range []string{"package.json", "package-lock.json"} {
		text, err := os.ReadFile(filepath.Join(frontEnd, name))
		if err != nil {
			return "", fmt.Errorf("read what the page needs: %w", err)
		}
		h.Write(text)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// buildPage writes frontend/dist.
func buildPage(ctx context.Context, out io.Writer) error {
	if err := npm(out, "run", "build").run(ctx); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(frontEnd, "dist", "index.html")); err != nil {
		return fmt.Errorf("the build left no page: %w", err)
	}
	return os.WriteFile(keep, nil, 0o644)
}

func npm(out io.Writer, args ...string) command {
	return command{name: "npm", args: args, dir: frontEnd, out: out, log: out}
}
