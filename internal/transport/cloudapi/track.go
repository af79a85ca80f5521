package cloudapi

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// How often it is asked. An account whose numbers are not in use yet may ask 200 times in an hour, for whatever purpose; a fourth of
// that leaves enough for the rest, and for other numbers of the same account.
const (
	trackAtOnce = 4                // messages asked about in one go
	trackPause  = 72 * time.Second // per message
)

// Track asks about messages one by one, see transport.Tracker. It keeps its pace also where the connection comes and goes.
func (c *conn) Track(ctx context.Context, remote []desk.RemoteID, take transport.Take) (again time.Duration, err error) {
	picked, again := c.rota.due(remote, time.Now())
	var no *desk.Fault
	for _, id := range picked {
		events, err := c.story(ctx, id)
		switch f := trackFault(err); {
		case f == nil:
			c.rota.answered()
		case f.Code == desk.CodeUnsupported && aboutOne[f.Raw]:
			no = f
		default:
			c.rota.rest(f.After)
			return max(again, f.After), f
		}
		for _, e := range events {
			if ev := e.event(id); ev != nil {
				if err := take(ctx, ev); err != nil {
					return again, err
				}
			}
		}
	}
	if no != nil && !c.rota.answers() {
		return again, no
	}
	return again, nil
}

// rota says whose turn it is to be asked about. Its zero value is ready.
type rota struct {
	mu       sync.Mutex
	next     time.Time             // before which nothing is asked
	turn     int                   // counts the times something was asked
	since    map[desk.RemoteID]int // the turn in which each open message was asked about last, or first seen
	listened bool                  // the network answered once
}

// due picks the messages to ask about now, and says how long to wait then: half are the first of the list, half those that have waited
// longest, whatever their place in it.
func (r *rota) due(remote []desk.RemoteID, now time.Time) ([]desk.RemoteID, time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if wait := r.next.Sub(now); wait > 0 || len(remote) == 0 {
		return nil, max(wait, trackPause)
	}
	r.turn++
	since := make(map[desk.RemoteID]int, len(remote))
	for _, id := range remote {
		since[id] = cmp.Or(r.since[id], r.turn)
	}
	picked := remote
	if len(remote) > trackAtOnce {
		const half = trackAtOnce / 2
		others := slices.Clone(remote[half:])
		slices.SortStableFunc(others, func(a, b desk.RemoteID) int { return cmp.Compare(since[a], since[b]) })
		picked = append(slices.Clone(remote[:half]), others[:trackAtOnce-half]...)
	}
	for _, id := range picked {
		since[id] = r.turn
	}
	r.since = since
	again := time.Duration(len(picked)) * trackPause
	r.next = now.Add(again)
	return picked, again
}

// rest puts off the next time by what the network asked for.
func (r *rota) rest(after time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if until := time.Now().Add(after); until.After(r.next) {
		r.next = until
	}
}

func (r *rota) answered() { r.mu.Lock(); defer r.mu.Unlock(); r.listened = true }

func (r *rota) answers() bool { r.mu.Lock(); defer r.mu.Unlock(); return r.listened }

// aboutOne are the codes by which the network may mean the message and not the question.
var aboutOne = map[string]bool{"100": true}

// trackFault tells a network that does not know the question from one that will answer later; nil if it answered.
func trackFault(err error) *desk.Fault {
	if err == nil {
		return nil
	}
	f := desk.AsFault(err)
	switch f.Raw {
	case "3", "10", "100", "131005", "2500":
		return unsupported.Fault(f.Raw, f.Err)
	}
	return f
}

// episode is one thing that happened to a message.
type episode struct {
	Status string     `json:"delivery_status"`
	At     moment     `json:"timestamp"`
	Error  episodeWhy `json:"error_description"`
}

// episodeWhy is a text, or an object with a code.
type episodeWhy struct{ remote remote }

var codeInText = regexp.MustCompile(`\(#([0-9]+)\)|\b(1[0-9]{5})\b`)

func (w *episodeWhy) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		w.remote.Message = text
		if found := codeInText.FindStringSubmatch(text); found != nil {
			if n, err := strconv.Atoi(found[1] + found[2]); err == nil {
				code := number(n)
				w.remote.Code = &code
			}
		}
		return nil
	}
	_ = json.Unmarshal(b, &w.remote) // without a code it is an unknown reason
	return nil
}

// story is all that happened to a message, in the order in which the network gives it.
func (c *conn) story(ctx context.Context, id desk.RemoteID) ([]episode, error) {
	var got struct {
		Data []struct {
			Events json.RawMessage `json:"events"`
		} `json:"data"`
	}
	err := c.graph.get(ctx, c.number+"/message_history", url.Values{
		"message_id": {string(id)},
		"fields":     {"id,message_id,events{delivery_status,timestamp,webhook_update_state,error_description}"},
	}, &got)
	if err != nil {
		return nil, err
	}
	var all []episode
	for _, d := range got.Data {
		var list []episode
		var edge struct {
			Data []episode `json:"data"`
		}
		if json.Unmarshal(d.Events, &list) == nil {
			all = append(all, list...)
		} else if json.Unmarshal(d.Events, &edge) == nil {
			all = append(all, edge.Data...)
		}
	}
	return all, nil
}

func (e episode) event(id desk.RemoteID) transport.Event {
	at := e.At.clamp(time.Now())
	status := map[string]desk.MessageStatus{"SENT": desk.Sent, "DELIVERED": desk.Delivered, "READ": desk.Read, "PLAYED": desk.Played}[e.Status]
	switch {
	case status != "":
		return transport.Receipt{Remote: []desk.RemoteID{id}, Status: status, At: at}
	case e.Status == "FAILED":
		why := e.Error.remote
		f := failedFault(&why, errors.New(scrub(why.Message)))
		if why.Code == nil { // the words may be those of a block, which no other way may carry past
			f.Next = desk.Hold
		}
		return transport.Refusal{Remote: id, Fault: f, At: at}
	}
	return nil
}
