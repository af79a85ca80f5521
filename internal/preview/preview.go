// Package preview makes the card of a link: the title, the description and the picture that the page behind it gives of itself. It asks the address
// of the link and where that leads, as long as these are public ones, and no other. Whether it may ask at all is for its callers to know.
package preview

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/balcao-app/balcao/internal/media/thumb"
)

// What one card may cost.
const (
	patience     = 5 * time.Second // the whole of it, redirects and the picture included
	pageBytes    = 512 << 10       // of the page, after it was unpacked
	pictureBytes = 2 << 20
	headBytes    = 64 << 10 // of the header of an answer
	redirects    = 3
)

// small are the bounds of the picture of a card, which has to lie in a message.
var small = thumb.Bounds{Side: 192, Pixels: 16_000_000}

// ErrNothing is returned for a page that was reached and says nothing of itself.
var ErrNothing = errors.New("preview: the page gives no title")

// Card is what a page says of itself. It is as true as the page: whoever shows it shows the host of the link beside it.
type Card struct {
	Title       string // one line of at most 200 characters, never empty
	Description string // one line of at most 400 characters, or empty
	Picture     []byte // a JPEG of at most 192 pixels in each direction, or nil
}

// Options are the ways outside, for tests. The zero value is the real world.
type Options struct {
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)         // the system's, if nil
	Dial   func(ctx context.Context, network, address string) (net.Conn, error) // the system's, if nil; sees only addresses that are allowed
	Roots  *x509.CertPool                                                       // the system's, if nil
}

// Finder makes cards. Make it with New.
type Finder struct{ client *http.Client }

// New makes a finder. It keeps no connection open and no cookie, and goes through no proxy.
func New(o Options) *Finder {
	return &Finder{client: &http.Client{Transport: newWay(o), CheckRedirect: follow}}
}

// Find asks for the page of a link, and for the picture that it names, and returns its card. It takes 5 seconds at most. The error is
// ErrNothing, that of ctx, or says why the page was not asked or not read; none of them means more than that the link goes without a card.
func (f *Finder) Find(ctx context.Context, link string) (Card, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	page, err := f.ask(ctx, link, "text/html, application/xhtml+xml")
	if err != nil {
		return Card{}, err
	}
	defer page.Body.Close()
	form := page.Header.Get("Content-Type")
	if kind, _, err := mime.ParseMediaType(form); err != nil || kind != "text/html" && kind != "application/xhtml+xml" {
		return Card{}, fmt.Errorf("preview: %q is no page", form)
	}
	said, err := read(io.LimitReader(page.Body, pageBytes), form)
	if err != nil {
		return Card{}, err
	}
	return Card{said.title, said.description, f.picture(ctx, page.Request.URL, said.picture)}, nil
}

// picture makes the picture of a page small; nil where it names none that can be had. That is no reason not to have the card.
func (f *Finder) picture(ctx context.Context, page *url.URL, link string) []byte {
	at, err := page.Parse(link)
	if err != nil || link == "" {
		return nil
	}
	answer, err := f.ask(ctx, at.String(), "image/jpeg, image/png")
	if err != nil {
		return nil
	}
	defer answer.Body.Close()
	if answer.ContentLength > pictureBytes {
		return nil
	}
	return small.Of(io.LimitReader(answer.Body, pictureBytes))
}

// ask asks an address for something. Whoever gets the answer closes it.
func (f *Finder) ask(ctx context.Context, link, accept string) (*http.Response, error) {
	u, err := url.Parse(link)
	if err != nil {
		return nil, fmt.Errorf("preview: %w", err)
	}
	if err := allowed(u); err != nil {
		return nil, err
	}
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("preview: %w", err)
	}
	// It names neither this program nor its version: who answers shall learn nothing of who asks.
	ask.Header.Set("User-Agent", "Mozilla/5.0 (compatible; link preview)")
	ask.Header.Set("Accept", accept)
	answer, err := f.client.Do(ask)
	if err != nil {
		return nil, fmt.Errorf("preview: %w", err)
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return nil, fmt.Errorf("preview: the address answered %d", answer.StatusCode)
	}
	return answer, nil
}

// follow decides on each redirect as on the link itself, and takes off what net/http would tell of where it came from.
func follow(next *http.Request, before []*http.Request) error {
	if len(before) > redirects {
		return errors.New("preview: too many redirects")
	}
	next.Header.Del("Referer")
	return allowed(next.URL)
}
