package waweb

import (
	"fmt"
	"log/slog"
	"regexp"

	waBinary "go.mau.fi/whatsmeow/binary"
	waLog "go.mau.fi/whatsmeow/util/log"
)

// libLog gives the library's log to ours. Its debug lines, which hold whole stanzas, are dropped; the rest is made safe.
type libLog struct {
	log   *slog.Logger
	trace *trace
}

var _ waLog.Logger = libLog{}

func newLog(l *slog.Logger, t *trace) libLog { return libLog{log: l, trace: t} }

func (l libLog) Errorf(msg string, args ...any) { l.log.Error(safe(msg, args)) }
func (l libLog) Warnf(msg string, args ...any)  { l.log.Warn(safe(msg, args)) }
func (l libLog) Infof(msg string, args ...any)  { l.log.Info(safe(msg, args)) }

func (l libLog) Debugf(_ string, args ...any) {
	if l.trace == nil {
		return
	}
	for _, a := range args {
		if n, ok := a.(*waBinary.Node); ok {
			l.trace.see(n)
		}
	}
}

func (l libLog) Sub(module string) waLog.Logger {
	return libLog{log: l.log.With("module", module), trace: l.trace}
}

var (
	stanza = regexp.MustCompile(`(?s)<[a-z].*`)
	secret = regexp.MustCompile(`[A-Za-z0-9+/=_,@#-]{40,}`)
	number = regexp.MustCompile(`\d{4,}(\d{2})`)
)

// safe renders a line without stanzas, keys, codes to scan and full telephone numbers.
func safe(msg string, args []any) string {
	shown := make([]any, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case *waBinary.Node:
			shown[i] = "stanza " + a.Tag
		case []byte:
			shown[i] = fmt.Sprintf("%d bytes", len(a))
		default:
			shown[i] = a
		}
	}
	return scrub(fmt.Sprintf(msg, shown...))
}

func scrub(s string) string {
	s = stanza.ReplaceAllString(s, "(stanza)")
	s = secret.ReplaceAllString(s, "(secret)")
	return number.ReplaceAllString(s, "…$1")
}
