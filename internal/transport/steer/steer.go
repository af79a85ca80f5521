// Package steer is how another process steers a simulator: who is let in, and how questions and answers look. It stands beside the
// protocols that are simulated and knows none of them.
package steer

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// maxBody limits what one request may say, in bytes.
const maxBody = 8 << 20

// Guard is who is let in.
type Guard struct {
	Host  string // the only host name that is answered to, with its port
	Token string // the secret that every request has to bring
}

// NewGuard makes the guard of an interface at host, with a fresh token.
func NewGuard(host string) Guard { return Guard{Host: host, Token: rand.Text() + rand.Text()} }

// Let hands on to next what comes from those who hold the token, name this host and are no web page.
func (g Guard) Let(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		switch {
		case r.Host != g.Host:
			Fail(w, problem{http.StatusMisdirectedRequest, "unknown host"})
		case r.Header.Get("Origin") != "":
			Fail(w, problem{http.StatusForbidden, "not for web pages"})
		case !bearer || g.Token == "" || subtle.ConstantTimeCompare([]byte(given), []byte(g.Token)) != 1:
			Fail(w, problem{http.StatusUnauthorized, "wrong token"})
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			next.ServeHTTP(w, r)
		}
	})
}

// problem is a failure with its HTTP status.
type problem struct {
	status int
	text   string
}

func (p problem) Error() string { return p.text }

// Wrong is the failure of a request that cannot be meant.
func Wrong(format string, args ...any) error {
	return problem{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// Absent is the failure of a request for what is not there.
func Absent(format string, args ...any) error {
	return problem{http.StatusNotFound, fmt.Sprintf(format, args...)}
}

// Read takes what a request says. An empty body counts as {}.
func Read[Q any](r *http.Request) (q Q, err error) {
	if r.ContentLength == 0 {
		return q, nil
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&q); err != nil {
		return q, Wrong("body: %v", err)
	}
	return q, nil
}

// Call turns a function from request to answer into a handler.
func Call[Q any](fn func(r *http.Request, q Q) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q, err := Read[Q](r)
		if err != nil {
			Fail(w, err)
			return
		}
		answer, err := fn(r, q)
		if err != nil {
			Fail(w, err)
			return
		}
		Reply(w, http.StatusOK, answer)
	}
}

// Fail answers with a failure. What the simulator refuses is the caller's fault too, and reported as a conflict.
func Fail(w http.ResponseWriter, err error) {
	status := http.StatusConflict
	if p, ok := errors.AsType[problem](err); ok {
		status = p.status
	}
	Reply(w, status, map[string]string{"error": err.Error()})
}

// Reply answers with a status and a body.
func Reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // whoever asked is gone otherwise
}
