package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// builtHouse is the data folder of 10,000 tickets and 1,000,000 messages that end-to-end tests copy. It takes a minute to make, so it is kept
// until something changes of which it is made.
const builtHouse = "artifacts/house"

// houseOf are the packages that decide what stands in a house.
var houseOf = []string{"internal/desk", "internal/house", "internal/search", "internal/store"}

func buildHouse(ctx context.Context, out io.Writer) error {
	want, err := houseHash()
	if err != nil {
		return err
	}
	stamp := builtHouse + ".made-of"
	if have, err := os.ReadFile(stamp); err == nil && string(have) == want {
		fmt.Fprintln(out, builtHouse, "is up to date")
		return nil
	}
	if err := os.Remove(stamp); err != nil && !os.IsNotExist(err) {
		return err
	}
	if err := os.RemoveAll(builtHouse); err != nil {
		return fmt.Errorf("remove the house that was there: %w", err)
	}
	c := command{name: "go", args: []string{"run", "./internal/house/build", "-folder", builtHouse}, env: []string{"CGO_ENABLED=0"}, out: out, log: out}
	if err := c.run(ctx); err != nil {
		return err
	}
	return os.WriteFile(stamp, []byte(want), 0o644)
}

func houseHash() (string, error) {
	h := sha256.New()
	for _, dir := range houseOf {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			fmt.Fprintf(h, "%s %d\n%s", filepath.ToSlash(path), len(text), text)
			return err
		})
		if err != nil {
			return "", fmt.Errorf("read what a house is made of: %w", err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
