package preview

import (
	"compress/gzip"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
)

// site is a server on this computer, seen at a public address. The certificate is good for example.com.
type site struct {
	*Finder
	mu      sync.Mutex
	asked   []*http.Request
	dialled []string
	answers map[string][]string // the addresses of a host: one more for each look, the last for good
}

const open, shut = "93.184.215.14", "127.0.0.1"

func serve(t *testing.T, page http.HandlerFunc) *site {
	s := &site{answers: map[string][]string{"example.com": {open}}}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r)
		s.mu.Unlock()
		page(w, r)
	}))
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	s.Finder = New(Options{Roots: roots, Lookup: s.lookup, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		s.mu.Lock()
		s.dialled = append(s.dialled, address)
		s.mu.Unlock()
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}})
	return s
}

func (s *site) lookup(_ context.Context, host string) ([]netip.Addr, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.answers[host]
	if len(all) == 0 {
		return nil, errors.New("no such host")
	}
	if len(all) > 1 {
		s.answers[host] = all[1:]
	}
	return []netip.Addr{netip.MustParseAddr(all[0])}, nil
}

func says(page string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, page)
	}
}

const plain = `<html><head><title>Bolo de milho</title><meta name="description" content="Hoje"></head></html>`

func TestAPageIsAskedOnceAndToldNothing(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "you", Path: "/"})
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/next", http.StatusFound)
			return
		}
		says(plain)(w, r)
	})
	c, err := s.Find(t.Context(), "https://example.com/")
	if err != nil || c.Title != "Bolo de milho" || c.Description != "Hoje" || c.Picture != nil {
		t.Fatalf("got %+v, %v", c, err)
	}
	if len(s.asked) != 2 || strings.Join(s.dialled, " ") != open+":443 "+open+":443" {
		t.Fatalf("asked %d times, dialled %v", len(s.asked), s.dialled)
	}
	for _, r := range s.asked {
		if r.Header.Get("Cookie") != "" || r.Header.Get("Referer") != "" || r.UserAgent() != "Mozilla/5.0 (compatible; link preview)" {
			t.Errorf("told %v", r.Header)
		}
	}
}

func TestOnlyPublicAddressesAreDialled(t *testing.T) {
	for _, a := range []string{
		"0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1", "172.31.255.255",
		"192.0.0.8", "192.0.2.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "203.0.113.1", "224.0.0.1", "239.1.1.1", "255.255.255.255",
		"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1",
		"2002:7f00:1::1", "2002:c0a8:101::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
	} {
		t.Run(a, func(t *testing.T) {
			s := serve(t, says(plain))
			s.answers["example.com"] = []string{a}
			links := []string{"https://example.com/"}
			if b := netip.MustParseAddr(a); b.Is4() {
				links = append(links, "https://"+a+"/")
			} else if b.Zone() == "" {
				links = append(links, "https://["+a+"]/")
			}
			for _, link := range links {
				if c, err := s.Find(t.Context(), link); err == nil || len(s.dialled) != 0 {
					t.Errorf("%s: got %+v, dialled %v", link, c, s.dialled)
				}
			}
		})
	}
	for _, a := range []string{open, "1.1.1.1", "172.32.0.1", "100.128.0.1", "::ffff:1.1.1.1", "2606:4700::1111"} {
		if !public(netip.MustParseAddr(a)) {
			t.Errorf("%s is public", a)
		}
	}
}

func TestANameThatMovesHomeIsNotFollowed(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) })
	s.answers["example.com"] = []string{open, shut}
	if _, err := s.Find(t.Context(), "https://example.com/"); err == nil || len(s.asked) != 1 || len(s.dialled) != 1 {
		t.Fatalf("%v: asked %d times, dialled %v", err, len(s.asked), s.dialled)
	}
}

func TestRedirectsLeadOnlyWhereALinkMay(t *testing.T) {
	for _, to := range []string{
		"http://example.com/x", "https://127.0.0.1/", "https://[::1]/", "https://example.com:8443/", "https://me:secret@example.com/", "file:///etc/passwd",
		"https://home.example/", "https://nobody.example/",
	} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
		s.answers["home.example"] = []string{"192.168.0.1"}
		if _, err := s.Find(t.Context(), "https://example.com/"); err == nil || len(s.dialled) != 1 {
			t.Errorf("%s: %v, dialled %v", to, err, s.dialled)
		}
	}
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) })
	if _, err := s.Find(t.Context(), "https://example.com/"); err == nil || len(s.asked) != 1+redirects {
		t.Errorf("%v: asked %d times", err, len(s.asked))
	}
}

func TestOtherLinksAreNotAsked(t *testing.T) {
	s := serve(t, says(plain))
	for _, link := range []string{"", "example.com", "http://example.com/", "https://", "https:///x",
		"https://example.com:80/", "https://a:b@example.com/", "https://exa mple/"} {
		if _, err := s.Find(t.Context(), link); err == nil || len(s.dialled) != 0 {
			t.Errorf("%q: %v, dialled %v", link, err, s.dialled)
		}
	}
}

func TestAPageCostsNoMoreThanItsBound(t *testing.T) {
	endless := func(w io.Writer) {
		_, _ = io.WriteString(w, "<head>")
		for junk := strings.Repeat("<meta name=a content=b>", 1000); ; {
			if _, err := io.WriteString(w, junk); err != nil {
				return
			}
		}
	}
	for name, page := range map[string]http.HandlerFunc{
		"never ending": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			endless(w)
		},
		"unpacks for ever": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			endless(z)
		},
		"one tag":  says("<meta content=\"" + strings.Repeat("a", 1<<20)),
		"no title": says("<p>hello"), "empty": says(""),
	} {
		t.Run(name, func(t *testing.T) {
			if c, err := serve(t, page).Find(t.Context(), "https://example.com/"); !errors.Is(err, ErrNothing) {
				t.Errorf("got %+v, %v", c, err)
			}
		})
	}
}

func TestWhatIsNoPageIsNotRead(t *testing.T) {
	for _, form := range []string{"application/pdf", "image/png", "text/plain", ";;"} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", form)
			_, _ = io.WriteString(w, plain)
		})
		if c, err := s.Find(t.Context(), "https://example.com/"); err == nil {
			t.Errorf("%s: got %+v", form, c)
		}
	}
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, plain)
	})
	if c, err := s.Find(t.Context(), "https://example.com/"); err == nil {
		t.Errorf("got %+v of a page that is not there", c)
	}
}

func TestWhoeverAsksCanStop(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel(fmt.Errorf("undone"))
		<-r.Context().Done()
	})
	if _, err := s.Find(ctx, "https://example.com/"); !errors.Is(err, context.Canceled) && (err == nil || !strings.Contains(err.Error(), "undone")) {
		t.Errorf("got %v", err)
	}
}
