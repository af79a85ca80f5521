package wwebjs

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/balcao-app/balcao/internal/transport"
)

// accountName is the file that keeps whose session a connection is of: when its fields are entered again while the session is down, the
// server cannot tell.
const accountName = "account.json"

type accountFile struct {
	Of      string `json:"of"` // address and name of the session
	Account string `json:"account"`
	Number  string `json:"number"`
	Name    string `json:"name"`
}

// remember writes down whose session this is.
func (l *line) remember() error {
	if l.dir == "" {
		return nil
	}
	raw, err := json.Marshal(accountFile{l.waitingAccount(), l.who.id.String(), l.who.id.user, l.who.name})
	if err != nil {
		return fmt.Errorf("write whose session it is: %w", err)
	}
	file := filepath.Join(l.dir, accountName)
	if old, err := os.ReadFile(file); err == nil && string(old) == string(raw) {
		return nil
	}
	return errors.Join(os.MkdirAll(l.dir, 0o700), replace(file, raw))
}

// recall is whose session this was when it was last connected; nobody's if it never was.
func (c *conn) recall() transport.Identity {
	var f accountFile
	if c.dir != "" {
		raw, err := os.ReadFile(filepath.Join(c.dir, accountName))
		if err == nil && json.Unmarshal(raw, &f) == nil && f.Of == c.waitingAccount() && f.Account != "" {
			return transport.Identity{Account: f.Account, Number: f.Number, Name: f.Name}
		}
	}
	return transport.Identity{Account: c.waitingAccount()}
}
