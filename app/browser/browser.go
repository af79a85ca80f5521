// Package browser is the face in an ordinary browser: a page on a loopback port that only the person who started the
// program can open.
//
// It owns the port and its guard and knows nothing of tickets or messages.
package browser

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// lastCalls is how long calls may still take when the program ends.
const lastCalls = 5 * time.Second

// Options is what the face needs from the program around it.
type Options struct {
	// Handler answers calls, events and media: everything under /api/ and /media/. The page asks for
	// them relative to its own address, which is a random folder.
	Handler http.Handler
	// Assets is the built page with index.html at its root.
	Assets fs.FS
	// Out receives one line: the address to open. It works once, for the first browser that opens it.
	Out io.Writer
	// Log receives what the server has to say; nil means slog's default.
	Log *slog.Logger
	// Addr is where to listen, "127.0.0.1:0" when empty. Any host but 127.0.0.1 is refused.
	Addr string
	// Token opens the page; empty means a random one of 256 bits, which is right everywhere but in tests.
	Token string
}

// Run serves the page until ctx ends, then lets running calls finish and returns nil. It returns an error when the
// address cannot be listened on or the address line cannot be written.
func Run(ctx context.Context, o Options) error {
	if err := o.complete(); err != nil {
		return err
	}
	l, err := net.Listen("tcp4", o.Addr)
	if err != nil {
		return fmt.Errorf("listen for the browser: %w", err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	door := newGuard(port, o.Token, endReading(ctx, routes(o)))
	server := &http.Server{
		Handler:           door,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
	}
	if _, err := fmt.Fprintf(o.Out, "http://127.0.0.1:%d%s?token=%s\n", port, door.base, o.Token); err != nil {
		return errors.Join(fmt.Errorf("write the address: %w", err), l.Close())
	}
	return serve(ctx, server, l)
}

func (o *Options) complete() error {
	if o.Handler == nil || o.Assets == nil || o.Out == nil {
		return errors.New("open the browser's page: handler, page and output are needed")
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if host, port, err := net.SplitHostPort(o.Addr); err != nil || host != "127.0.0.1" || !isPort(port) {
		return fmt.Errorf("listen for the browser: %q is not 127.0.0.1:port", o.Addr)
	}
	if _, err := fs.Stat(o.Assets, "index.html"); err != nil {
		return fmt.Errorf("find the built page: %w", err)
	}
	if o.Token == "" {
		o.Token = secret()
	}
	return nil
}

func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

// secret is 260 random bits as letters and digits.
func secret() string { return rand.Text() + rand.Text() }

func serve(ctx context.Context, server *http.Server, l net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve the browser: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastCalls)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		// A call took longer; its transaction rolls back.
		_ = server.Close()
	}
	<-ended
	return nil
}

// endReading ends event streams and downloads with ctx, which would otherwise keep the program alive. Calls go on: they
// may be writing.
func endReading(ctx context.Context, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			reading, cancel := context.WithCancel(r.Context())
			defer cancel()
			defer context.AfterFunc(ctx, cancel)()
			r = r.WithContext(reading)
		}
		next.ServeHTTP(w, r)
	})
}

func routes(o Options) http.Handler {
	files := http.FileServerFS(o.Assets)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.Path
		if strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/media/") {
			o.Handler.ServeHTTP(w, r)
			return
		}
		if path != "/" && strings.HasSuffix(path, "/") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", cacheOf(path))
		files.ServeHTTP(w, r)
	})
}

// cacheOf is how long a file of the page may be kept. Names under /assets/ carry a hash of their content.
func cacheOf(path string) string {
	if strings.HasPrefix(path, "/assets/") {
		return "private, max-age=31536000, immutable"
	}
	return "no-store"
}
