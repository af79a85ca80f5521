package wasim

import (
	"sync/atomic"
	"time"
)

// pace says how slowly the server speaks; it is read for every stanza, so it needs no lock.
type pace struct {
	wait atomic.Int64
	mute atomic.Bool
}

func (p *pace) delay() time.Duration { return time.Duration(p.wait.Load()) }
func (p *pace) silent() bool         { return p.mute.Load() }
