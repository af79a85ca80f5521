package control

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// api is the steering interface of one world.
type api struct {
	world *world.World
	host  string // the only host name it answers to
	token string

	beside http.Handler // steers other simulators; nil: there are none
}

// maxBody limits what one request may say.
const maxBody = 8 << 20

// problem is a failure with its HTTP status.
type problem struct {
	status int
	text   string
}

func (p problem) Error() string { return p.text }

func wrong(format string, args ...any) error {
	return problem{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// guarded lets only those in who hold the token, name this host and are no web page.
func (a *api) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		switch {
		case r.Host != a.host:
			fail(w, problem{http.StatusMisdirectedRequest, "unknown host"})
		case r.Header.Get("Origin") != "":
			fail(w, problem{http.StatusForbidden, "not for web pages"})
		case !bearer || subtle.ConstantTimeCompare([]byte(given), []byte(a.token)) != 1:
			fail(w, problem{http.StatusUnauthorized, "wrong token"})
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			next.ServeHTTP(w, r)
		}
	})
}

// call turns a function from request to answer into a handler. An empty body counts as {}.
func call[Q any](fn func(r *http.Request, q Q) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var q Q
		if r.ContentLength != 0 {
			d := json.NewDecoder(r.Body)
			d.DisallowUnknownFields()
			if err := d.Decode(&q); err != nil {
				fail(w, wrong("body: %v", err))
				return
			}
		}
		answer, err := fn(r, q)
		if err != nil {
			fail(w, err)
			return
		}
		reply(w, http.StatusOK, answer)
	}
}

// fail answers with a failure. What the world refuses is the caller's fault too, and reported as a conflict.
func fail(w http.ResponseWriter, err error) {
	status := http.StatusConflict
	if p, ok := errors.AsType[problem](err); ok {
		status = p.status
	}
	reply(w, status, map[string]string{"error": err.Error()})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}
