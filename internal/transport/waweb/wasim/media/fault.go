package media

import (
	"net/http"
	"strconv"
	"time"
)

// Direction tells uploads from downloads.
type Direction int

// The two directions a fault can concern.
const (
	Upload Direction = iota
	Download
)

// Fault makes the host refuse requests.
type Fault struct {
	Direction  Direction
	Status     int           // HTTP status of the refusal: 404 and 410 end an attempt, 429 and 5xx are tried again
	RetryAfter time.Duration // sent in whole seconds when positive
	Times      int           // requests it lasts for; negative: until Heal
}

// Fail adds a fault. Faults are used up in the order they were added.
func (h *Host) Fail(f Fault) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.faults = append(h.faults, f)
}

// Heal removes all faults. Expired files stay expired.
func (h *Host) Heal() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.faults = nil
}

// Expire makes one file unavailable with the given status (404, 410 or 403), as old links are.
func (h *Host) Expire(directPath string, status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.expire(bare(directPath), status)
}

// ExpireAll expires every file stored so far.
func (h *Host) ExpireAll(status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for path := range h.files {
		h.expire(path, status)
	}
}

func (h *Host) expire(path string, status int) {
	delete(h.files, path)
	h.gone[path] = status
}

// refused answers a request that a fault or an expired link forbids.
func (h *Host) refused(w http.ResponseWriter, d Direction, path string) bool {
	status, after := h.refusal(d, path)
	if status == 0 {
		return false
	}
	if after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(after.Seconds())))
	}
	w.WriteHeader(status)
	return true
}

func (h *Host) refusal(d Direction, path string) (int, time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if status, ok := h.gone[path]; ok && d == Download {
		h.counts.Refused++
		return status, 0
	}
	for i := range h.faults {
		f := &h.faults[i]
		if f.Direction != d || f.Times == 0 {
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		h.counts.Refused++
		return f.Status, f.RetryAfter
	}
	return 0, 0
}
