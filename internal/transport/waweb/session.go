package waweb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/store/sqlstore"
	"go.mau.fi/whatsmeow/types"
	_ "modernc.org/sqlite" // the database driver named "sqlite"

	"github.com/balcao-app/balcao/internal/desk"
)

// pool is the number of database handles. One handle would turn a query that the library makes outside a transaction it
// is in into a wait without end; with several, such a query waits for busy_timeout at most.
const pool = 4

func (c *conn) file() string { return filepath.Join(c.env.Dir, "session.db") }

// box is the session database: what the library keeps, and what is kept beside it.
type box struct {
	*sqlstore.Container
	shelf shelf
}

// openBox opens the session database, creating it for this user alone.
func (c *conn) openBox(ctx context.Context) (*box, error) {
	if err := os.MkdirAll(c.env.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("create session folder: %w", err)
	}
	f, err := os.OpenFile(c.file(), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("create session database: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("create session database: %w", err)
	}
	db, err := sql.Open("sqlite", dsn(c.file(), runtime.GOOS))
	if err != nil {
		return nil, fmt.Errorf("open session database: %w", err)
	}
	db.SetMaxOpenConns(pool)
	b := &box{Container: sqlstore.NewWithDB(db, "sqlite", newLog(c.log, nil)), shelf: shelf{db, c.log}}
	if err := errors.Join(b.Upgrade(ctx), b.shelf.prepare(ctx)); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare session database: %w", err), b.Close())
	}
	return b, nil
}

// dsn writes the path as a file URI, because a plain path would be cut at a question mark.
func dsn(path, system string) string {
	p := strings.ReplaceAll(path, `\`, "/")
	if system != "windows" {
		p = path
	} else if len(p) > 1 && p[1] == ':' {
		p = "/" + p
	}
	pragmas := []string{
		"busy_timeout(10000)", "foreign_keys(1)", "journal_mode(WAL)",
		// Losing the last commits in a power cut would reuse encryption keys and lose messages already acknowledged.
		"synchronous(FULL)",
	}
	if system == "darwin" { // a plain fsync does not reach the disk there
		pragmas = append(pragmas, "fullfsync(1)", "checkpoint_fullfsync(1)")
	}
	u := url.URL{Scheme: "file", Path: p, RawQuery: url.Values{"_pragma": pragmas, "_txlock": {"immediate"}}.Encode()}
	return u.String()
}

// device returns the linked device in box, nil if there is none.
func device(ctx context.Context, box *box) (*store.Device, error) {
	all, err := box.GetAllDevices(ctx)
	if err != nil {
		return nil, fmt.Errorf("read session: %w", err)
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all[0], nil
}

// sameAccount reports whether the device belongs to the account; an unknown account matches none.
func sameAccount(dev types.JID, account string) bool {
	jid, err := types.ParseJID(account)
	return err == nil && jid.User != "" && jid.User == dev.User
}

// wipe removes the session files.
func (c *conn) wipe() error {
	var all error
	for _, suffix := range []string{"", "-wal", "-shm", "-journal", toldBook} {
		if err := os.Remove(c.file() + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			all = errors.Join(all, fmt.Errorf("remove session: %w", err))
		}
	}
	return all
}

// load opens the session of the linked account.
func (c *conn) load(ctx context.Context) (*box, *store.Device, *desk.Fault) {
	box, err := c.openBox(ctx)
	if err != nil {
		return nil, nil, broken(err)
	}
	dev, err := device(ctx, box)
	switch {
	case err != nil:
		err = errors.Join(err, box.Close())
		return nil, nil, broken(err)
	case dev == nil, c.linked() != "" && !sameAccount(*dev.ID, c.linked()):
		err = errors.Join(errors.New("no session of this account"), box.Close())
		return nil, nil, signedOut(err, "")
	}
	return box, dev, nil
}
