package wuzapi

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// diary is what a connection has to remember across starts. It lies in the connection's private folder and goes with it. Nothing in
// it is needed: without it the operator sets the calls up again, and what came meanwhile is not asked for. Of one that cannot be read
// nobody knows up to when everything was stored, so all of the last days is read again; what is known already does no harm.
type diary struct {
	Hook     string    `json:"hook,omitempty"`     // the address under which the server calls us; it is as good as a secret
	Key      string    `json:"key,omitempty"`      // by which the key can be told that the server was given
	Unsigned bool      `json:"unsigned,omitempty"` // a release that cannot sign its calls
	Ours     bool      `json:"ours,omitempty"`     // the session was linked by us, and so is ours to end
	Begun    bool      `json:"begun,omitempty"`    // up to Read everything was stored
	From     time.Time `json:"from,omitzero"`      // what the server stored before is no news; by its clock, as Read is
	Read     time.Time `json:"read,omitzero"`
}

const diaryName = "wuzapi.json"

const rereadFor = 7 * 24 * time.Hour

// recall reads the diary, once for all connections to a session.
func (c *conn) recall() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.diary != nil {
		return
	}
	c.diary = &diary{}
	raw, err := os.ReadFile(filepath.Join(c.dir, diaryName))
	if err == nil {
		if err = json.Unmarshal(raw, c.diary); err != nil {
			c.diary = &diary{Begun: true, Read: time.Now().Add(-rereadFor)}
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		c.log.Warn("diary not read", "err", err)
	}
}

// noted gives the diary as it is.
func (o *office) noted() diary {
	o.mu.Lock()
	defer o.mu.Unlock()
	return *o.diary
}

// note changes the diary and keeps it.
func (c *conn) note(change func(*diary)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := *c.diary
	change(&next)
	if next == *c.diary {
		return nil
	}
	raw, err := json.Marshal(next)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return err
	}
	name := filepath.Join(c.dir, diaryName)
	if err := os.WriteFile(name+".new", raw, 0o600); err != nil {
		return err
	}
	if err := os.Rename(name+".new", name); err != nil {
		return err
	}
	c.diary = &next
	return nil
}
