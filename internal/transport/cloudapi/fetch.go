package cloudapi

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// largestFile is the most that the network passes on, in bytes.
const largestFile = 100 << 20

// fetchFor bounds the way of one file.
const fetchFor = 10 * time.Minute

// mediaFacts is what the network says about a file. Its address lives for five minutes.
type mediaFacts struct {
	URL    string `json:"url"`
	SHA256 string `json:"sha256"`
	Bytes  number `json:"file_size"`
}

// Fetch brings a file that a customer sent. The network keeps it for seven days. Gone means that it never comes back.
func (c *conn) Fetch(ctx context.Context, ref []byte, limit int64, to io.Writer) error {
	var what fileRef
	if err := json.Unmarshal(ref, &what); err != nil || !plainID(what.ID) {
		return gone("", errors.New("no reference to a file"))
	}
	ctx, cancel := context.WithTimeout(ctx, fetchFor)
	defer cancel()
	for try := 0; ; try++ {
		facts, f := c.facts(ctx, what.ID)
		if f != nil {
			c.alarm(f, true)
			return f
		}
		if facts.SHA256 == "" {
			facts.SHA256 = what.SHA256
		}
		f, stale := c.load(ctx, facts, min(limit, largestFile), to)
		switch {
		case f == nil:
			return nil
		case !stale || try > 0:
			return f
		}
	}
}

func gone(raw string, err error) *desk.Fault {
	return &desk.Fault{Code: desk.CodeGone, Next: desk.Stop, Scope: desk.OfMessage, Raw: raw, Err: err}
}

// plainID keeps what a call said from becoming a path.
func plainID(id string) bool {
	return id != "" && len(id) < 200 && !strings.ContainsFunc(id, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '_' && r != '-'
	})
}

func (c *conn) facts(ctx context.Context, id string) (mediaFacts, *desk.Fault) {
	var m mediaFacts
	err := c.graph.get(ctx, id, url.Values{"phone_number_id": {c.number}}, &m)
	if err == nil {
		return m, nil
	}
	f := desk.AsFault(err)
	switch f.Raw {
	case "100", "33", "131052":
		return m, gone(f.Raw, f.Err)
	}
	return m, f
}

// load brings the bytes. Stale means that the address was too old and nothing was written yet.
func (c *conn) load(ctx context.Context, m mediaFacts, limit int64, to io.Writer) (f *desk.Fault, stale bool) {
	if !c.graph.trusts(m.URL) {
		return &desk.Fault{Code: desk.CodeUnknown, Next: desk.Stop, Scope: desk.OfMessage, Err: errors.New("the file lies on a host that is not the network's")}, false
	}
	if int64(m.Bytes) > limit {
		return tooLarge(int64(m.Bytes), limit), false
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, m.URL, nil)
	if err != nil {
		return gone("", errors.New("make the request for a file")), false
	}
	c.graph.sign(req)
	resp, err := c.graph.http.Do(req)
	if err != nil {
		return offline(fmt.Errorf("ask for a file: %w", c.graph.clean(err))), false
	}
	defer resp.Body.Close() //nolint:errcheck // all that matters was read
	switch {
	case resp.StatusCode == http.StatusNotFound, resp.StatusCode == http.StatusForbidden, resp.StatusCode == http.StatusGone:
		return gone(strconv.Itoa(resp.StatusCode), errors.New("the address of a file leads nowhere")), true
	case resp.StatusCode != http.StatusOK:
		return transport.Busy(desk.OfConnection, 10*time.Second).Fault(strconv.Itoa(resp.StatusCode), errors.New("ask for a file")), true
	case resp.ContentLength > limit:
		return tooLarge(resp.ContentLength, limit), false
	}
	return c.copyFile(to, resp.Body, limit, m), false
}

func tooLarge(has, limit int64) *desk.Fault {
	return desk.TooLarge(fmt.Errorf("a file of %d bytes, where %d were expected", has, limit))
}

// copyFile writes a file as it comes and compares what came with what was announced. Where nobody says how large a file is, or says
// too little, no more than limit is written of one that is larger.
func (c *conn) copyFile(to io.Writer, from io.Reader, limit int64, m mediaFacts) *desk.Fault {
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(to, hash), io.LimitReader(from, limit))
	more := int64(0)
	if err == nil && n == limit {
		more, err = io.CopyN(io.Discard, from, 1)
		if errors.Is(err, io.EOF) {
			err = nil
		}
	}
	switch {
	case err != nil:
		return offline(fmt.Errorf("read a file: %w", c.graph.clean(err)))
	case more > 0:
		return tooLarge(n+more, limit)
	case m.Bytes > 0 && n < int64(m.Bytes):
		return offline(fmt.Errorf("read a file: %d of %d bytes", n, m.Bytes))
	case m.SHA256 != "" && !sameHash(m.SHA256, hash.Sum(nil)):
		return &desk.Fault{Code: desk.CodeCorrupt, Next: desk.Stop, Scope: desk.OfMessage, Err: errors.New("a file is not what was announced")}
	}
	return nil
}

// sameHash compares a hash that is written in hexadecimal or in base64; the network uses both.
func sameHash(text string, sum []byte) bool {
	want, err := hex.DecodeString(text)
	if err != nil {
		want, err = base64.StdEncoding.DecodeString(text)
	}
	return err == nil && subtle.ConstantTimeCompare(want, sum) == 1
}

// trusts tells whether the token may be shown to an address: only to the network's own two hosts.
func (g *Graph) trusts(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Host == "" {
		return false
	}
	for _, base := range []string{g.options.Graph, g.options.Media} {
		if b, err := url.Parse(base); err == nil && base != "" && b.Scheme == u.Scheme && strings.EqualFold(b.Host, u.Host) {
			return true
		}
	}
	return false
}

// DeleteMedia takes a file from the network.
func (g *Graph) DeleteMedia(ctx context.Context, id string) error {
	if !plainID(id) {
		return desk.Refuse(desk.CodeBadRequest)
	}
	return g.ask(ctx, http.MethodDelete, g.address(id, nil), "", nil, nil)
}
