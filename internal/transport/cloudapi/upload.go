package cloudapi

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// uploads remembers which files the network holds, so that a catalogue sent to many customers travels once.
type uploads struct {
	mu      sync.Mutex
	held    map[string]held
	flights map[string]*flight
}

// flight is a file on its way. Whoever wants the same file waits for the same flight.
type flight struct {
	done  chan struct{} // closed when the rest is known
	id    string
	fault *desk.Fault
}

type held struct {
	id    string
	until time.Time
}

// keepFor is how long an uploaded file is used again: a day less than the network keeps it.
const keepFor = 29 * 24 * time.Hour

// uploadKey tells files apart. The type belongs to it: the same bytes may go as a picture and as a document.
func uploadKey(f *transport.File) string { return f.SHA256 + " " + f.Mime }

func (u *uploads) find(f *transport.File) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	h, ok := u.held[uploadKey(f)]
	if !ok || f.SHA256 == "" || time.Now().After(h.until) {
		return ""
	}
	return h.id
}

func (u *uploads) keep(f *transport.File, id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	now := time.Now()
	if u.held == nil || len(u.held) > 10000 {
		u.held = map[string]held{}
	}
	for key, h := range u.held {
		if now.After(h.until) {
			delete(u.held, key)
		}
	}
	u.held[uploadKey(f)] = held{id, now.Add(keepFor)}
}

func (u *uploads) forget(f *transport.File) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.held, uploadKey(f))
}

// file brings the file of a message to the network and gives its id there; empty for messages without one. Nothing of the
// message itself has left by then, so every failure is a sure one.
func (c *conn) file(ctx context.Context, m transport.Say) (id string, remembered bool, f *desk.Fault) {
	if m.File == nil {
		return "", false, nil
	}
	if id := c.uploads.find(m.File); id != "" {
		return id, true, nil
	}
	way := c.fly(ctx, m.File)
	select {
	case <-way.done:
	case <-ctx.Done(): // it may have landed in the same moment
	}
	select {
	case <-way.done:
	default: // it flies on, and the next try finds it further, or there
		return "", false, transport.Busy(desk.OfMessage, time.Second).Fault("", fmt.Errorf("the file is on its way: %w", ctx.Err()))
	}
	if deadline, limited := ctx.Deadline(); way.fault == nil && limited && time.Until(deadline) < leastForAnswer {
		return "", false, transport.Busy(desk.OfMessage, 0).Fault("", errors.New("the file arrived, and too little time is left for the message"))
	}
	return way.id, false, way.fault
}

// leastForAnswer is the time that the network must have for an answer to a message, lest a slow file leave it in doubt.
const leastForAnswer = 10 * time.Second

// uploadFor bounds the way of one file.
const uploadFor = 15 * time.Minute

// fly finds the flight of a file or starts one. It belongs to the running connection and may take longer than one try; without
// one it belongs to the caller.
func (c *conn) fly(ctx context.Context, file *transport.File) *flight {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.uploads.mu.Lock()
	defer c.uploads.mu.Unlock()
	key := uploadKey(file)
	if way := c.uploads.flights[key]; way != nil && file.SHA256 != "" {
		return way
	}
	way := &flight{done: make(chan struct{})}
	l := c.line
	if l == nil {
		l = &line{ctx: ctx}
	}
	if c.uploads.flights == nil {
		c.uploads.flights = map[string]*flight{}
	}
	c.uploads.flights[key] = way
	l.wait.Go(func() {
		ctx, cancel := context.WithTimeout(l.ctx, uploadFor)
		defer cancel()
		way.id, way.fault = c.upload(ctx, file)
		c.uploads.land(file, way)
		close(way.done)
	})
	return way
}

// land takes a flight off the list and remembers where it went.
func (u *uploads) land(file *transport.File, way *flight) {
	if way.fault == nil {
		u.keep(file, way.id)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.flights[uploadKey(file)] == way {
		delete(u.flights, uploadKey(file))
	}
}

func (c *conn) upload(ctx context.Context, file *transport.File) (string, *desk.Fault) {
	r, err := file.Open()
	if err != nil {
		return "", &desk.Fault{Code: desk.CodeNotFound, Next: desk.Hold, Scope: desk.OfMessage, Err: fmt.Errorf("open the file: %w", err)}
	}
	defer r.Close() //nolint:errcheck // only read
	head, tail, kind := envelope(file)
	body := io.MultiReader(bytes.NewReader(head), io.LimitReader(r, file.Bytes), bytes.NewReader(tail))
	var got struct {
		ID string `json:"id"`
	}
	size := int64(len(head)) + file.Bytes + int64(len(tail))
	err = c.graph.do(ctx, http.MethodPost, c.graph.address(c.number+"/media", nil), kind, body, size, &got)
	switch {
	case err != nil:
		f := desk.AsFault(err)
		if f.Code == desk.CodeInvalid { // of the file, not of a message: it may fit elsewhere
			f = unsupported.Fault(f.Raw, f.Err)
		}
		return "", f
	case got.ID == "":
		return "", transport.Busy(desk.OfMessage, 10*time.Second).Fault("", errors.New("no id for the file"))
	}
	return got.ID, nil
}

// envelope is what stands before and after the file in the body, whose size has to be known before it is sent.
func envelope(file *transport.File) (head, tail []byte, kind string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	mime := strings.TrimSpace(file.Mime)
	_ = w.WriteField("messaging_product", "whatsapp") // a buffer takes everything
	_ = w.WriteField("type", mime)
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", multipart.FileContentDisposition("file", cmp.Or(file.Name, "file")))
	h.Set("Content-Type", mime)
	_, _ = w.CreatePart(h)
	head = bytes.Clone(b.Bytes())
	b.Reset()
	_ = w.Close()
	return head, bytes.Clone(b.Bytes()), w.FormDataContentType()
}
