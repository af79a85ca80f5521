package cloudapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

const (
	trackAtOnce = 20              // messages asked about in one go
	trackPause  = 3 * time.Second // per message: a fourth of what an account with a number may ask in an hour
	trackLeast  = 15 * time.Second
)

// Track asks about messages one by one. It is for connections that no webhook reaches. Remote is oldest first; of many, the
// newest are asked about every time and the others in turn, because a message that nobody reads stays open for long. An
// unsupported fault means that this account is not told; it should not be asked again.
func (c *conn) Track(ctx context.Context, remote []desk.RemoteID, take transport.Take) (again time.Duration, err error) {
	remote = c.due(remote)
	again = max(trackLeast, time.Duration(len(remote))*trackPause)
	for _, id := range remote {
		events, err := c.story(ctx, id)
		if err != nil {
			return again, trackFault(err)
		}
		for _, e := range events {
			if ev := e.event(id); ev != nil {
				if err := take(ctx, ev); err != nil {
					return again, err
				}
			}
		}
	}
	return again, nil
}

// due picks the messages to ask about now.
func (o *office) due(remote []desk.RemoteID) []desk.RemoteID {
	if len(remote) <= trackAtOnce {
		return remote
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	const half = trackAtOnce / 2
	old, newest := remote[:len(remote)-half], remote[len(remote)-half:]
	picked := slices.Clone(newest)
	for range half {
		picked = append(picked, old[o.turn%len(old)])
		o.turn++
	}
	return picked
}

// trackFault tells a network that does not know the question from one that will answer later.
func trackFault(err error) error {
	f := desk.AsFault(err)
	switch f.Raw {
	case "3", "10", "100", "131005", "2500":
		return unsupported.fault(f.Raw, f.Err)
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
