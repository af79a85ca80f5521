package cloudapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"
)

// tired counts the refusals for speed in a row, by customer. It lies in the connection's private folder and goes with it, because a
// number that begins with short waits at each start of the program is refused over and over. Nothing in it is needed: without it the waits
// begin anew. It is not safe for use at the same time.
type tired struct {
	dir  string // empty: it is not kept
	rows map[string]refusals
}

// refusals are those of one customer, who is named by a hash: the file shall not be a list of customers.
type refusals struct {
	Count int       `json:"count"`
	Last  time.Time `json:"last"`
}

const tiredName = "cloudapi.json"

// tiredFor is how long refusals count. It is longer than the longest wait after one.
const tiredFor = 24 * time.Hour

func hashed(customer string) string {
	sum := sha256.Sum256([]byte(customer))
	return hex.EncodeToString(sum[:16])
}

// recall reads what was kept in a folder, unless a folder was read before. What cannot be read is begun anew.
func (t *tired) recall(dir string) error {
	if t.dir != "" || dir == "" {
		return nil
	}
	t.dir = dir
	raw, err := os.ReadFile(filepath.Join(dir, tiredName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	rows := map[string]refusals{}
	if err == nil {
		err = json.Unmarshal(raw, &rows)
	}
	if err == nil {
		maps.Copy(t.rows, rows)
	}
	return err
}

// refused counts one more and tells how many there were before.
func (t *tired) refused(customer string, now time.Time) (before int, err error) {
	maps.DeleteFunc(t.rows, func(_ string, r refusals) bool { return now.Sub(r.Last) > tiredFor })
	key := hashed(customer)
	before = max(t.rows[key].Count, 0)
	t.rows[key] = refusals{Count: before + 1, Last: now}
	return before, t.keep()
}

// forget says that refusals of this customer's messages count no more.
func (t *tired) forget(customer string) error {
	key := hashed(customer)
	if _, there := t.rows[key]; !there {
		return nil
	}
	delete(t.rows, key)
	return t.keep()
}

func (t *tired) keep() error {
	if t.dir == "" {
		return nil
	}
	raw, err := json.Marshal(t.rows)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(t.dir, 0o700); err != nil {
		return err
	}
	name := filepath.Join(t.dir, tiredName)
	if err := os.WriteFile(name+".new", raw, 0o600); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}
