package wwebjs

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	cursorName   = "seen.json"
	cursorMargin = 10 * time.Minute    // by which every look begins before the end of the one before
	cursorOldest = 14 * 24 * time.Hour // what was written before is not new talk any more
)

// cursor is the time, by WhatsApp's clock, up to which everything in the server's conversations was stored. It outlives the program.
type cursor struct {
	file string
	cursorFile
}

type cursorFile struct {
	At        time.Time `json:"at"`
	Announced bool      `json:"announced"` // the old conversations were
}

// open reads the cursor of a folder. A connection without one begins now. One that cannot be read begins as early as there is new talk: what
// was stored already is known by its id, and what was not must not pass for old.
func (c *cursor) open(dir string) error {
	now := time.Now()
	c.At = now
	if dir == "" {
		return nil
	}
	c.file = filepath.Join(dir, cursorName)
	raw, err := os.ReadFile(c.file)
	if errors.Is(err, os.ErrNotExist) {
		return c.keep()
	}
	if err != nil {
		return fmt.Errorf("read what was seen: %w", err)
	}
	var f cursorFile
	if json.Unmarshal(raw, &f) == nil && !f.At.IsZero() && f.At.Before(now.Add(24*time.Hour)) {
		c.cursorFile = f
		if f.At.Before(now.Add(-cursorOldest)) { // what is between is old talk by now, and was never announced as such
			c.Announced = false
		}
		return nil
	}
	c.At = now.Add(-cursorOldest)
	return c.keep()
}

// since is where a look begins.
func (c *cursor) since() time.Time {
	since := c.At.Add(-cursorMargin)
	if oldest := time.Now().Add(-cursorOldest); since.Before(oldest) {
		return oldest
	}
	return since
}

// set moves the cursor on, never back.
func (c *cursor) set(at time.Time) error {
	if !at.After(c.At) {
		return nil
	}
	c.At = at
	return c.keep()
}

// announced notes that the old conversations were.
func (c *cursor) announced() error {
	c.Announced = true
	return c.keep()
}

func (c *cursor) keep() error {
	if c.file == "" {
		return nil
	}
	raw, err := json.Marshal(c.cursorFile)
	if err != nil {
		return fmt.Errorf("write what was seen: %w", err)
	}
	return replace(c.file, raw)
}
