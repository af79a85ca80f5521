package wwebjs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// fetchFor bounds the way of one file: the server brings it from WhatsApp first, whole.
const fetchFor = 10 * time.Minute

// fetching begins the name of a file on its way.
const fetching = "fetch-"

// Fetch brings a file that came with a message. It goes through a temporary file, so that nothing is handed over before the whole of it
// is here and its sum is right. The server finds a message only among the newest hundred of its conversation.
func (c *conn) Fetch(ctx context.Context, ref []byte, limit int64, to io.Writer) error {
	var what fileRef
	if json.Unmarshal(ref, &what) != nil || plainID(what.ID) == "" || parseWid(what.Chat).address().Value == "" {
		return gone.Fault("", errors.New("no reference to a file"))
	}
	tmp, err := c.scratch()
	if err != nil {
		return &desk.Fault{Code: desk.CodeDiskError, Next: desk.Retry, Scope: desk.OfConnection, Err: err}
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // the next start sweeps it
	defer tmp.Close()           //nolint:errcheck // nothing was promised of it
	if f := c.load(ctx, what, limit, tmp); f != nil {
		return c.spoil(what.ID, f)
	}
	if _, err = tmp.Seek(0, io.SeekStart); err == nil {
		_, err = io.Copy(to, tmp)
	}
	if err != nil {
		return &desk.Fault{Code: desk.CodeDiskError, Next: desk.Retry, Scope: desk.OfConnection, Err: fmt.Errorf("hand over a file: %w", err)}
	}
	return nil
}

// spoils is how often a file may fail in a way that is its own before it is given up: it would stand before all others for ever.
const spoils = 5

// errOwn is the failure of one file, at a server that may answer well otherwise.
var errOwn = errors.New("the server does not have the file as it was sent")

// spoil gives a file up that the server could not bring, over and over.
func (c *conn) spoil(id string, f *desk.Fault) *desk.Fault {
	if !errors.Is(f, errOwn) {
		return f
	}
	for n := 1; n < spoils; n++ {
		if !c.told.has("spoilt "+id, n) {
			c.told.put("spoilt "+id, n)
			return f
		}
	}
	return errored.Fault(f.Raw, f.Err)
}

func (c *conn) scratch() (*os.File, error) {
	if c.dir != "" {
		if err := os.MkdirAll(c.dir, 0o700); err != nil {
			return nil, fmt.Errorf("make the folder of the connection: %w", err)
		}
	}
	tmp, err := os.CreateTemp(c.dir, fetching+"*")
	if err != nil {
		return nil, fmt.Errorf("make a file: %w", err)
	}
	return tmp, nil
}

// sweepFiles removes what a crash left half-fetched. It is called before a Run, without which nothing is fetched.
func (c *conn) sweepFiles() {
	if c.dir == "" {
		return
	}
	left, _ := filepath.Glob(filepath.Join(c.dir, fetching+"*")) // the pattern is a good one
	for _, name := range left {
		if err := os.Remove(name); err != nil {
			c.log.Warn("half-fetched file not removed", "err", err)
		}
	}
}

// load writes the bytes of a file to w.
func (c *conn) load(ctx context.Context, what fileRef, limit int64, w io.Writer) *desk.Fault {
	ctx, cancel := context.WithTimeout(ctx, fetchFor)
	defer cancel()
	raw, err := json.Marshal(object{"messageId": what.ID, "chatId": what.Chat})
	if err != nil { // two texts
		panic(err)
	}
	req, err := c.request(ctx, http.MethodPost, c.path("message/downloadMediaAsData"), bytes.NewReader(raw))
	if err != nil {
		return invalid.Fault("", err)
	}
	req.Header.Del("Accept")
	resp, err := c.asks.Do(req)
	if err != nil {
		return transport.Offline(fmt.Errorf("ask for a file: %w", c.clean(err)))
	}
	defer resp.Body.Close() //nolint:errcheck // all that matters was read
	if f := c.noFile(resp, what); f != nil {
		return f
	}
	if resp.ContentLength > limit {
		return desk.TooLarge(fmt.Errorf("a file of %d bytes, where %d were expected", resp.ContentLength, limit))
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, h), io.LimitReader(resp.Body, limit+1))
	switch want, bad := base64.StdEncoding.DecodeString(what.Hash); {
	case err != nil:
		return transport.Offline(fmt.Errorf("read a file: %w", c.clean(err)))
	case n > limit:
		return desk.TooLarge(fmt.Errorf("a file of more than %d bytes", limit))
	case n == 0:
		return busy.Fault("", fmt.Errorf("%w: it is empty", errOwn))
	case bad == nil && len(want) == sha256.Size && !bytes.Equal(want, h.Sum(nil)):
		return busy.Fault("", fmt.Errorf("%w: it is another one", errOwn))
	}
	return nil
}

// noFile tells an answer that is no file: the server's own no, or a page of somebody in between.
func (c *conn) noFile(resp *http.Response, what fileRef) *desk.Fault {
	is, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if want, _, _ := mime.ParseMediaType(what.Mime); resp.StatusCode == http.StatusOK && is == want && is != "" {
		return nil
	}
	if resp.StatusCode == http.StatusOK && (what.Mime == "" || is == "") && is != "text/html" && is != "application/json" {
		return nil
	}
	raw, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10)) // as far as it can be read
	var e envelope
	decode(raw, &e)
	err := errAnswer("ask for a file", resp.StatusCode, scrub(string(e.Error), c.key))
	switch {
	case resp.StatusCode == http.StatusInternalServerError && (e.Error == "Message not found" || e.Error == "Message media not found"):
		return gone.Fault(rawOf(resp.StatusCode), err)
	case resp.StatusCode == http.StatusInternalServerError && strings.HasPrefix(string(e.Error), "Cannot destructure"):
		return gone.Fault(rawOf(resp.StatusCode), err) // what WhatsApp no longer has comes as nothing, which the server takes apart
	}
	if resp.StatusCode == http.StatusInternalServerError {
		err = fmt.Errorf("%w: %w", errOwn, err)
	}
	return asking(resp.StatusCode, e.Error).Fault(rawOf(resp.StatusCode), err)
}
