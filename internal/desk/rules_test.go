package desk

import (
	"slices"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestDeliveryMoves(t *testing.T) {
	q, s, a, f, h, u, c := DeliveryQueued, DeliverySending, DeliveryAccepted, DeliveryFailed, DeliveryHeld, DeliveryUnsure, DeliveryCancelled
	want := map[DeliveryState][]DeliveryState{q: {s, h, c}, s: {a, q, f, h, u}, u: {a, f, q, c}, h: {q, f, c}, a: {f}, f: nil, c: nil}
	for from, to := range want {
		for _, other := range []DeliveryState{q, s, a, f, h, u, c} {
			if got := from.Can(other); got != slices.Contains(to, other) {
				t.Errorf("%s to %s: %v", from, other, got)
			}
			if got := slices.Contains(other.From(), from); got != slices.Contains(to, other) {
				t.Errorf("%s from %s: %v", other, from, got)
			}
		}
	}
}

func TestClimb(t *testing.T) {
	steps := []MessageStatus{Queued, Accepted, Sent, Delivered, Read, Played}
	for i, now := range steps {
		for j, news := range steps {
			if got := now.Climb(news); got != steps[max(i, j)] {
				t.Errorf("%s hears %s: %s", now, news, got)
			}
		}
	}
	for _, low := range []MessageStatus{Unsure, Held, Failed, Cancelled} {
		if got := low.Climb(Delivered); got != Delivered {
			t.Errorf("proof that it arrived leaves %s", got)
		}
		if got := Delivered.Climb(low); got != Delivered {
			t.Errorf("a delivered message becomes %s", got)
		}
		if got := low.Climb("nonsense"); got != low {
			t.Errorf("%s climbs to %s", low, got)
		}
	}
}

// TestAfter: what ends a connection is decided in one place, and a replaced session never fights back.
func TestAfter(t *testing.T) {
	for code, want := range map[Code]Health{CodeSignedOut: HealthSignedOut, CodeBlocked: HealthBlocked, CodeOutdated: HealthBlocked,
		CodeReplaced: HealthOff, CodeUnsupported: HealthOff, CodeNotFound: HealthOff} {
		if h, last := code.After(); h != want || !last {
			t.Errorf("%s: %s, %v", code, h, last)
		}
	}
	for _, code := range []Code{CodeOffline, CodeBusy, CodeInternal, CodeUnknown, ""} {
		if h, last := code.After(); h != HealthRetrying || last {
			t.Errorf("%s: %s, %v", code, h, last)
		}
	}
}

func TestJoin(t *testing.T) {
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	for name, c := range map[string]struct {
		tickets []Live
		want    TicketID
	}{
		"nothing":                      {nil, 0},
		"live at home":                 {[]Live{{Ticket: 1, Channel: 1, Status: Pending}}, 1},
		"live elsewhere":               {[]Live{{Ticket: 1, Channel: 2, Status: Open}}, 0},
		"answered by this connection":  {[]Live{{Ticket: 1, Channel: 1, Status: Open}, {Ticket: 2, Channel: 2, Status: Open, OutBy: 7, OutAt: ago(time.Hour)}}, 2},
		"answered last of two":         {[]Live{{Ticket: 1, Channel: 2, Status: Open, OutBy: 7, OutAt: ago(2)}, {Ticket: 2, Channel: 3, Status: Open, OutBy: 7, OutAt: ago(1)}}, 2},
		"answered, but closed":         {[]Live{{Ticket: 2, Channel: 2, Status: Closed, OutBy: 7, OutAt: ago(1), ClosedAt: ago(1)}}, 0},
		"closed a moment ago":          {[]Live{{Ticket: 1, Channel: 1, Status: Closed, ClosedAt: ago(ReopenWithin - 1)}}, 1},
		"closed long ago":              {[]Live{{Ticket: 1, Channel: 1, Status: Closed, ClosedAt: ago(ReopenWithin)}}, 0},
		"closed last of two":           {[]Live{{Ticket: 1, Channel: 1, Status: Closed, ClosedAt: ago(2)}, {Ticket: 2, Channel: 1, Status: Closed, ClosedAt: ago(1)}}, 2},
		"live before closed":           {[]Live{{Ticket: 2, Channel: 1, Status: Closed, ClosedAt: ago(1)}, {Ticket: 1, Channel: 1, Status: Open}}, 1},
		"written elsewhere, years ago": {[]Live{{Ticket: 1, Channel: 1, Status: Closed, Imported: true, ClosedAt: ago(1e9)}}, 1},
		"closed after it was written":  {[]Live{{Ticket: 1, Channel: 1, Status: Closed, ClosedAt: noon.Add(time.Hour)}}, 1},
	} {
		got, found := Join(7, 1, c.tickets, noon)
		if got != c.want || found != (c.want != 0) {
			t.Errorf("%s: %d, %v", name, got, found)
		}
	}
}

func TestPlan(t *testing.T) {
	able, mute := Caps{Text: 10}, Caps{}
	refused := &Fault{Code: CodeNotReady, Next: Reroute}
	for name, c := range map[string]struct {
		policy Policy
		ways   []Way
		last   *Fault
		body   string
		want   ConnectionID
		ask    bool
		skips  map[ConnectionID]Code
	}{
		"the first":             {PolicyAutomatic, []Way{{Connection: 1, Caps: able}, {Connection: 2, Caps: able}}, nil, "x", 1, false, nil},
		"the first that can":    {PolicyAutomatic, []Way{{Connection: 1, Caps: mute}, {Connection: 2, Caps: able}}, nil, "x", 2, false, map[ConnectionID]Code{1: CodeUnsupported}},
		"paused":                {PolicyAutomatic, []Way{{Connection: 1, Caps: able, Paused: true}, {Connection: 2, Caps: able}}, nil, "x", 2, false, map[ConnectionID]Code{1: CodeNotReady}},
		"a first never asks":    {PolicyAsk, []Way{{Connection: 1, Caps: able}}, nil, "x", 1, false, nil},
		"a first despite never": {PolicyNever, []Way{{Connection: 1, Caps: able}}, nil, "x", 1, false, nil},
		"too long for all":      {PolicyAutomatic, []Way{{Connection: 1, Caps: able}}, nil, strings.Repeat("x", 11), 0, false, map[ConnectionID]Code{1: CodeTooLong}},
		"on to the reserve":     {PolicyAutomatic, []Way{{Connection: 1, Caps: able, Tried: true}, {Connection: 2, Caps: able}}, refused, "x", 2, false, map[ConnectionID]Code{1: CodeNotReady}},
		"on, but ask":           {PolicyAsk, []Way{{Connection: 1, Caps: able, Tried: true}, {Connection: 2, Caps: able}}, refused, "x", 2, true, map[ConnectionID]Code{1: CodeNotReady}},
		"never on":              {PolicyNever, []Way{{Connection: 1, Caps: able, Tried: true}, {Connection: 2, Caps: able}}, refused, "x", 0, false, nil},
		"doubt never moves on":  {PolicyAutomatic, []Way{{Connection: 1, Caps: able, Tried: true}, {Connection: 2, Caps: able}}, &Fault{Next: Doubt}, "x", 0, false, nil},
		"hold never moves on":   {PolicyAutomatic, []Way{{Connection: 2, Caps: able}}, &Fault{Next: Hold}, "x", 0, false, nil},
		"all tried":             {PolicyAutomatic, []Way{{Connection: 1, Caps: able, Tried: true}}, refused, "x", 0, false, map[ConnectionID]Code{1: CodeNotReady}},
		"no way at all":         {PolicyAutomatic, nil, nil, "x", 0, false, nil},
	} {
		got := Plan(Draft{Kind: Text, Body: c.body}, c.policy, c.ways, c.last, noon)
		if got.Connection != c.want || got.Ask != c.ask || len(got.Skipped) != len(c.skips) {
			t.Errorf("%s: %+v", name, got)
		}
		for id, code := range c.skips {
			if got.Skipped[id] == nil || got.Skipped[id].Code != code {
				t.Errorf("%s: skipped %d for %v", name, id, got.Skipped[id])
			}
		}
	}
}

func TestRefuses(t *testing.T) {
	day := Caps{Text: 5, Window: 24 * time.Hour}
	for name, c := range map[string]struct {
		caps Caps
		m    Draft
		last time.Time
		want Code
	}{
		"fits":                 {Caps{Text: 5}, Draft{Kind: Text, Body: "olá!!"}, time.Time{}, ""},
		"counts runes":         {Caps{Text: 5}, Draft{Kind: Text, Body: "ççççç"}, time.Time{}, ""},
		"too long":             {Caps{Text: 5}, Draft{Kind: Text, Body: "çççççç"}, time.Time{}, CodeTooLong},
		"no text":              {Caps{}, Draft{Kind: Text}, time.Time{}, CodeUnsupported},
		"other kind":           {Caps{Text: 5}, Draft{Kind: Image}, time.Time{}, CodeUnsupported},
		"within the window":    {day, Draft{Kind: Text}, noon.Add(-24 * time.Hour), ""},
		"after the window":     {day, Draft{Kind: Text}, noon.Add(-24*time.Hour - 1), "window_closed"},
		"never wrote":          {day, Draft{Kind: Text}, time.Time{}, "window_closed"},
		"window does not bind": {Caps{Text: 5}, Draft{Kind: Text}, noon.Add(-1000 * time.Hour), ""},
	} {
		got := Code("")
		if f := c.caps.Refuses(c.m, c.last, noon); f != nil {
			got = f.Code
			if f.Next != Reroute {
				t.Errorf("%s: %s", name, f.Next)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestSettings(t *testing.T) {
	keys := map[string]bool{}
	for _, s := range Settings() {
		if keys[s.Key] {
			t.Errorf("%s is declared twice", s.Key)
		}
		keys[s.Key] = true
		if got, f := CheckSetting(s.Key, s.Default); f != nil || got != s.Default {
			t.Errorf("%s refuses its default: %v", s.Key, f)
		}
	}
	for _, c := range []struct{ key, value, want string }{
		{"theme", "dark", "dark"}, {"theme", "pink", ""}, {"theme", "", ""}, {"nowhere", "1", ""}, {"", "", ""},
		{"list_width", "280", "280"}, {"list_width", "0300", "300"}, {"list_width", "+300", "300"}, {"list_width", "279", ""},
		{"list_width", "441", ""}, {"list_width", "3e2", ""}, {"list_width", "99999999999999999999", ""},
		{"details_open", "0", "0"}, {"details_open", "2", ""}, {"text_size", "87.5", "87.5"}, {"text_size", "87,5", ""},
	} {
		got, f := CheckSetting(c.key, c.value)
		if got != c.want || (f != nil) != (c.want == "") {
			t.Errorf("%s=%q: %q, %v", c.key, c.value, got, f)
		}
		if f != nil && (f.Code != CodeBadRequest || f.Params["key"] != c.key) {
			t.Errorf("%s=%q: %+v", c.key, c.value, f)
		}
	}
}
