package wuzapi

import (
	"bufio"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// fetchFor bounds the way of one file: the server gets it from WhatsApp first.
const fetchFor = 10 * time.Minute

// Fetch brings the file that ref names. The server decrypts it; it goes through a temporary file, so that nothing is written to w
// before the whole of it proved right, and so that large ones do not fill the memory.
func (c *conn) Fetch(ctx context.Context, ref []byte, limit int64, w io.Writer) error {
	var r fileRef
	if err := json.Unmarshal(ref, &r); err != nil || !known(r.Type) || r.Path == "" || r.Key == "" {
		return gone("", errors.New("message names no file"))
	}
	ctx, cancel := context.WithTimeout(ctx, fetchFor)
	defer cancel()
	body := object{"Url": whatsapps(r.URL), "DirectPath": r.Path, "MediaKey": r.Key, "Mimetype": r.Mime, "FileEncSHA256": r.Enc,
		"FileSHA256": r.Sum, "FileLength": r.Size}
	path := "/chat/download" + r.Type
	resp, f := c.api.do(ctx, http.MethodPost, path, nil, body)
	if f != nil {
		return f
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return c.fetchFault(path, resp)
	}
	if f := c.unpack(resp.Body, r, limit, w); f != nil {
		return f
	}
	return nil
}

// fetching begins the name of a file on its way.
const fetching = "fetch-"

// sweep removes what a crash left half-fetched. It is called before anything is fetched.
func (c *conn) sweep() {
	left, _ := filepath.Glob(filepath.Join(c.dir, fetching+"*")) // the pattern is good
	for _, name := range left {
		if err := os.Remove(name); err != nil {
			c.log.Warn("half-fetched file not removed", "err", err)
		}
	}
}

func known(kind string) bool {
	for _, k := range []string{"image", "video", "audio", "document", "sticker"} {
		if k == kind {
			return true
		}
	}
	return false
}

// whatsapps passes on an address only if it is one of WhatsApp's: whoever sent the message wrote it, and the server would go there.
func whatsapps(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.User != nil || !strings.HasSuffix(u.Hostname(), ".whatsapp.net") {
		return ""
	}
	return address
}

func gone(raw string, err error) *desk.Fault {
	return &desk.Fault{Code: desk.CodeGone, Next: desk.Stop, Scope: desk.OfMessage, Raw: raw, Err: err}
}

var goneWords = regexp.MustCompile(`(?i)status code (403|404|410)`)

// fetchFault tells a file that will never come from one that may be asked for again.
func (c *conn) fetchFault(path string, resp *http.Response) *desk.Fault {
	body, err := io.ReadAll(io.LimitReader(resp.Body, longestWord))
	if err != nil {
		return offline(fmt.Errorf("read the answer to %s: %w", path, c.api.clean(err)))
	}
	s := understand(resp.StatusCode, body)
	if m := goneWords.FindStringSubmatch(s.words); s.judged && m != nil {
		return gone(m[1], c.api.cause(path, s))
	}
	f := passing(c.api.refusal(path, s))
	return &desk.Fault{Code: f.Code, Next: desk.Retry, Scope: desk.OfMessage, After: f.After, Raw: f.Raw, Err: f.Err}
}

// unpack decodes the file out of the answer and compares it with what the message announced.
func (c *conn) unpack(from io.Reader, r fileRef, limit int64, w io.Writer) *desk.Fault {
	data := &dataReader{r: bufio.NewReaderSize(io.LimitReader(from, limit/3*4+longestWord), 32<<10)}
	if err := data.begin(); err != nil {
		return offline(fmt.Errorf("read a file: %w", err))
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return broken(err)
	}
	tmp, err := os.CreateTemp(c.dir, fetching+"*")
	if err != nil {
		return broken(err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(tmp, hash), io.LimitReader(base64.NewDecoder(base64.StdEncoding, data), limit+1))
	switch {
	case n > limit:
		return desk.TooLarge(fmt.Errorf("a file of more than %d bytes", limit))
	case err != nil || !data.ended:
		return offline(errors.New("read a file: the answer ends too early"))
	case r.Sum != "" && !sameHash(r.Sum, hash.Sum(nil)):
		return &desk.Fault{Code: desk.CodeCorrupt, Next: desk.Stop, Scope: desk.OfMessage, Err: errors.New("a file is not what was announced")}
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return broken(err)
	}
	if _, err := io.Copy(w, tmp); err != nil {
		return broken(err)
	}
	return nil
}

func broken(err error) *desk.Fault {
	return &desk.Fault{Code: desk.CodeInternal, Next: desk.Retry, Scope: desk.OfConnection, Err: fmt.Errorf("keep a file: %w", err)}
}

func sameHash(text string, sum []byte) bool {
	want, err := base64.StdEncoding.DecodeString(text)
	return err == nil && subtle.ConstantTimeCompare(want, sum) == 1
}

// dataReader reads the base64 of a data address out of a JSON answer, without holding it.
type dataReader struct {
	r     *bufio.Reader
	ended bool // its closing quote was read
}

var errNoData = errors.New("no file in the answer")

// begin goes to the first string that is a data address, and behind its comma.
func (d *dataReader) begin() error {
	for strings := 0; strings < 1000; strings++ {
		if _, err := d.r.ReadSlice('"'); err != nil {
			return errNoData
		}
		if head, _ := d.r.Peek(5); string(head) == "data:" {
			head, err := d.r.ReadSlice(',')
			if err != nil || len(head) > 300 || bytesHas(head, '"') {
				return errNoData
			}
			return nil
		}
		if err := d.skip(); err != nil {
			return errNoData
		}
	}
	return errNoData
}

// skip goes behind the closing quote of a string.
func (d *dataReader) skip() error {
	for range longestWord {
		b, err := d.r.ReadByte()
		switch {
		case err != nil:
			return err
		case b == '\\':
			if _, err := d.r.ReadByte(); err != nil {
				return err
			}
		case b == '"':
			return nil
		}
	}
	return errNoData
}

func bytesHas(b []byte, c byte) bool {
	for _, x := range b {
		if x == c {
			return true
		}
	}
	return false
}

func (d *dataReader) Read(p []byte) (int, error) {
	if d.ended {
		return 0, io.EOF
	}
	n, err := d.r.Read(p)
	for i := range n {
		if p[i] == '"' {
			d.ended = true
			return i, io.EOF
		}
	}
	return n, err
}
