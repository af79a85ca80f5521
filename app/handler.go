package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// heartbeat is how often a silent event stream says that it is alive; a page or a proxy may take longer silence for a
// lost connection. writeWithin is how long one event may take to leave before its reader counts as gone.
const (
	heartbeat   = 15 * time.Second
	writeWithin = 30 * time.Second
)

// Handler answers everything of the API: POST /api/call/{Name}, GET /api/events, POST uploadPath, which upload takes, GET /media/{id},
// which media serves, and GET exportPath with the name of an export. It trusts its caller: each face guards its own door. Texts of errors go to log, never into an answer.
func Handler(methods []Method, stream *Stream, media http.Handler, upload takeFile, exports map[string]http.HandlerFunc, log *slog.Logger) http.Handler {
	h := &handler{methods: make(map[string]Method, len(methods)), stream: stream, log: log}
	for _, m := range methods {
		h.methods[m.Name] = m
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/call/{name}", h.call)
	mux.HandleFunc("POST "+uploadPath, func(w http.ResponseWriter, r *http.Request) { h.upload(w, r, upload) })
	mux.HandleFunc("GET /api/events", h.events)
	mux.Handle("GET /media/{id}", media)
	for name, export := range exports {
		mux.HandleFunc("GET "+exportPath+name, export)
	}
	return h.recovered(mux)
}

type handler struct {
	methods map[string]Method
	stream  *Stream
	log     *slog.Logger
}

func (h *handler) call(w http.ResponseWriter, r *http.Request) {
	m, ok := h.methods[r.PathValue("name")]
	if !ok {
		h.refuse(w, r, desk.Refuse(desk.CodeNotFound))
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil {
		h.refuse(w, r, badRequest(fmt.Errorf("read request: %w", err)))
		return
	}
	ans, err := m.call(r.Context(), body)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	text, err := encode(ans)
	if err != nil {
		h.refuse(w, r, fmt.Errorf("encode answer: %w", err))
		return
	}
	answer(w, http.StatusOK, text)
}

// takeFile keeps the body of a request as a file.
type takeFile func(http.ResponseWriter, *http.Request) (Upload, error)

func (h *handler) upload(w http.ResponseWriter, r *http.Request, take takeFile) {
	got, err := take(w, r)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	text, err := encode(got)
	if err != nil {
		h.refuse(w, r, fmt.Errorf("encode answer: %w", err))
		return
	}
	answer(w, http.StatusOK, text)
}

// refuse answers err as {code, params} and logs what it says.
func (h *handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	f := desk.AsFault(err)
	level := slog.LevelInfo
	switch {
	case errors.Is(err, context.Canceled):
		level = slog.LevelDebug
	case f.Code == desk.CodeInternal:
		level = slog.LevelError
	}
	h.log.Log(r.Context(), level, "call refused", "call", r.PathValue("name"), "code", string(f.Code), "err", err)
	text, err := encode(faultOf(f))
	if err != nil {
		h.log.Error("encode fault", "err", err)
	}
	answer(w, statusOf(f.Code), text)
}

func answer(w http.ResponseWriter, status int, text []byte) {
	head := w.Header()
	head.Set("Content-Type", "application/json")
	head.Set("Cache-Control", "no-store")
	head.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	// The reader may have gone; there is nobody left to tell.
	_, _ = w.Write(text)
}

func (h *handler) events(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Content-Type", "text/event-stream")
	head.Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	if _, err := io.WriteString(w, "retry: 1000\n\n"); err != nil || out.Flush() != nil {
		return
	}
	l := h.stream.listen()
	defer h.stream.leave(l)
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		var text []byte
		select {
		case <-r.Context().Done():
			return
		case <-beat.C:
			text = []byte(": alive\n\n")
		case <-l.ready:
			for _, e := range l.take() {
				text = fmt.Appendf(text, "event: %s\ndata: %s\n\n", e.name, e.data)
			}
		}
		// A face that cannot set deadlines still delivers.
		_ = out.SetWriteDeadline(time.Now().Add(writeWithin))
		if _, err := w.Write(text); err != nil || out.Flush() != nil {
			return
		}
	}
}

// recovered turns a panic into an internal fault, so that one broken call does not end the program.
func (h *handler) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler {
				panic(p)
			}
			h.log.Error("call panicked", "path", r.URL.Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			h.refuse(w, r, fmt.Errorf("panic: %v", p))
		}()
		next.ServeHTTP(w, r)
	})
}
