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
	want := map[DeliveryState][]DeliveryState{q: {s, h, u, c}, s: {a, q, f, h, u}, u: {a, f, q, c}, h: {q, f, c}, a: {f, u}, f: nil, c: nil}
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
	const reopen = 2 * time.Hour
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	for name, c := range map[string]struct {
		tickets []Live
		want    TicketID
	}{
		"nothing":                      {nil, 0},
		"live at home":                 {[]Live{{Ticket: 1, Channel: 1, Status: Pending}}, 1},
		"live elsewhere":               {[]Live{{Ticket: 1, Channel: 2, Status: Open}}, 0},
		"answered by this connection":  {[]Live{{Ticket: 1, Channel: 1, Status: Open}, {Ticket: 2, Channel: 2, Status: Open, OutBy: 7, Routed: true, OutAt: ago(time.Hour)}}, 2},
		"answered last of two":         {[]Live{{Ticket: 1, Channel: 2, Status: Open, OutBy: 7, Routed: true, OutAt: ago(2)}, {Ticket: 2, Channel: 3, Status: Open, OutBy: 7, Routed: true, OutAt: ago(1)}}, 2},
		"answered, and given back":     {[]Live{{Ticket: 2, Channel: 2, Status: Open, OutBy: 7, OutAt: ago(1)}}, 0},
		"answered, and just closed":    {[]Live{{Ticket: 2, Channel: 2, Status: Closed, OutBy: 7, Routed: true, OutAt: ago(1), ClosedAt: ago(1)}}, 2},
		"closed, and given back":       {[]Live{{Ticket: 2, Channel: 2, Status: Closed, OutBy: 7, OutAt: ago(1), ClosedAt: ago(1)}}, 0},
		"closed, and begun anew there": {[]Live{{Ticket: 3, Channel: 2, Status: Open, OutBy: 8}, {Ticket: 2, Channel: 2, Status: Closed, OutBy: 7, Routed: true, OutAt: ago(1), ClosedAt: ago(1)}}, 0},
		"closed in two channels":       {[]Live{{Ticket: 2, Channel: 2, Status: Closed, OutBy: 7, Routed: true, ClosedAt: ago(2)}, {Ticket: 1, Channel: 1, Status: Closed, ClosedAt: ago(1)}}, 1},
		"imported elsewhere":           {[]Live{{Ticket: 2, Channel: 2, Status: Closed, Imported: true, OutBy: 7, Routed: true, ClosedAt: ago(1)}}, 0},
		"closed a moment ago":          {[]Live{{Ticket: 1, Channel: 1, Status: Closed, ClosedAt: ago(reopen - 1)}}, 1},
		"closed long ago":              {[]Live{{Ticket: 1, Channel: 1, Status: Closed, ClosedAt: ago(reopen)}}, 0},
		"closed last of two":           {[]Live{{Ticket: 1, Channel: 1, Status: Closed, ClosedAt: ago(2)}, {Ticket: 2, Channel: 1, Status: Closed, ClosedAt: ago(1)}}, 2},
		"live before closed":           {[]Live{{Ticket: 2, Channel: 1, Status: Closed, ClosedAt: ago(1)}, {Ticket: 1, Channel: 1, Status: Open}}, 1},
		"written elsewhere, years ago": {[]Live{{Ticket: 1, Channel: 1, Status: Closed, Imported: true, ClosedAt: ago(1e5 * time.Hour)}}, 1},
		"closed after it was written":  {[]Live{{Ticket: 1, Channel: 1, Status: Closed, ClosedAt: noon.Add(time.Hour)}}, 1},
	} {
		got, found := Join(7, 1, c.tickets, noon, reopen)
		if got != c.want || found != (c.want != 0) {
			t.Errorf("%s: %d, %v", name, got, found)
		}
	}
}

func TestPlan(t *testing.T) {
	able, mute := Caps{Text: 10}, Caps{}
	refused := &Fault{Code: CodeNotReady, Next: Reroute}
	out := &Fault{Code: CodeSignedOut, Next: Reroute, Scope: OfConnection}
	law := &Fault{Code: CodePolicy, Next: Hold, Scope: OfChannel}
	banned := &Fault{Code: CodeBlocked, Next: Reroute, Scope: OfConnection}
	one, two, three := Way{Connection: 1, Caps: able}, Way{Connection: 2, Caps: able}, Way{Connection: 3, Caps: able}
	tried, down := one, one
	tried.Tried, down.Down = true, out
	up := three
	up.Up = true
	late := Way{Connection: 1, Caps: Caps{Text: 10, Window: 24 * time.Hour}, LastInbound: noon.Add(-25 * time.Hour)}
	type want struct {
		to            ConnectionID
		reserve, asks bool
		hold          Code
		skips         map[ConnectionID]Code
	}
	for name, c := range map[string]struct {
		policy Policy
		ways   []Way
		last   *Fault
		body   string
		want   want
	}{
		"the main one":                     {PolicyAutomatic, []Way{one, two}, nil, "x", want{to: 1}},
		"the main one waits while off":     {PolicyAutomatic, []Way{one, up}, nil, "x", want{to: 1}},
		"the main one never asks":          {PolicyAsk, []Way{one}, nil, "x", want{to: 1}},
		"the main one despite never":       {PolicyNever, []Way{one}, nil, "x", want{to: 1}},
		"what the main one cannot":         {PolicyAutomatic, []Way{{Connection: 1, Caps: mute}, two}, nil, "x", want{2, true, false, "", map[ConnectionID]Code{1: CodeUnsupported}}},
		"foreseen, but ask":                {PolicyAsk, []Way{late, two}, nil, "x", want{2, true, true, "", map[ConnectionID]Code{1: CodeWindow}}},
		"foreseen, never on":               {PolicyNever, []Way{late, two}, nil, "x", want{0, false, false, "", map[ConnectionID]Code{1: CodeWindow}}},
		"a main one to be mended":          {PolicyAutomatic, []Way{down, two}, nil, "x", want{2, true, false, "", map[ConnectionID]Code{1: CodeSignedOut}}},
		"to be mended, and never on":       {PolicyNever, []Way{down, two}, nil, "x", want{1, false, false, "", map[ConnectionID]Code{1: CodeSignedOut}}},
		"to be mended, and alone":          {PolicyAutomatic, []Way{down}, nil, "x", want{1, false, false, "", map[ConnectionID]Code{1: CodeSignedOut}}},
		"late, the reserve to be mended":   {PolicyAutomatic, []Way{late, {Connection: 2, Caps: able, Down: out}}, nil, "x", want{2, true, false, "", map[ConnectionID]Code{1: CodeWindow, 2: CodeSignedOut}}},
		"too long for all":                 {PolicyAutomatic, []Way{one}, nil, strings.Repeat("x", 11), want{0, false, false, "", map[ConnectionID]Code{1: CodeTooLong}}},
		"on to the reserve":                {PolicyAutomatic, []Way{tried, two}, refused, "x", want{2, true, false, "", map[ConnectionID]Code{1: CodeNotReady}}},
		"on to the reserve that is up":     {PolicyAutomatic, []Way{tried, two, up}, refused, "x", want{3, true, false, "", map[ConnectionID]Code{1: CodeNotReady}}},
		"back to the main one":             {PolicyAsk, []Way{one, {Connection: 2, Caps: able, Tried: true}}, refused, "x", want{to: 1}},
		"on, but ask":                      {PolicyAsk, []Way{tried, two}, refused, "x", want{2, true, true, "", map[ConnectionID]Code{1: CodeNotReady}}},
		"never on":                         {PolicyNever, []Way{tried, two}, refused, "x", want{}},
		"doubt never moves on":             {PolicyAutomatic, []Way{tried, two}, &Fault{Next: Doubt}, "x", want{}},
		"hold never moves on":              {PolicyAutomatic, []Way{two}, &Fault{Next: Hold}, "x", want{}},
		"a reserve to be mended is no way": {PolicyAutomatic, []Way{tried, {Connection: 2, Caps: able, Down: out}}, refused, "x", want{0, false, false, "", map[ConnectionID]Code{1: CodeNotReady, 2: CodeSignedOut}}},
		"all tried":                        {PolicyAutomatic, []Way{tried}, refused, "x", want{0, false, false, "", map[ConnectionID]Code{1: CodeNotReady}}},
		"no way at all":                    {PolicyAutomatic, nil, nil, "x", want{}},
		"a policy block stops all":         {PolicyAutomatic, []Way{{Connection: 1, Caps: able, Down: law}, up}, nil, "x", want{to: 1, hold: CodePolicy}},
		"a restricted session":             {PolicyAutomatic, []Way{{Connection: 1, Caps: able, Down: banned}, two}, nil, "x", want{1, false, false, "", map[ConnectionID]Code{1: CodeBlocked}}},
		"restricted, an official reserve":  {PolicyAutomatic, []Way{{Connection: 1, Caps: able, Down: banned}, two, {Connection: 4, Caps: able, Official: true}}, nil, "x", want{4, true, false, "", map[ConnectionID]Code{1: CodeBlocked}}},
	} {
		body := c.body
		got := Plan(Draft{Kind: Text, Body: body}, c.policy, c.ways, c.last, noon)
		hold := Code("")
		if got.Hold != nil {
			hold = got.Hold.Code
		}
		if got.Connection != c.want.to || got.Reserve != c.want.reserve || got.Ask != c.want.asks || hold != c.want.hold || len(got.Skipped) != len(c.want.skips) {
			t.Errorf("%s: %+v", name, got)
		}
		for id, code := range c.want.skips {
			if got.Skipped[id] == nil || got.Skipped[id].Code != code {
				t.Errorf("%s: skipped %d for %v", name, id, got.Skipped[id])
			}
		}
	}
}

func TestRefuses(t *testing.T) {
	day := Caps{Text: 5, Window: 24 * time.Hour, Templates: true}
	files := Caps{Text: 5, Media: map[MessageKind]MediaLimit{Image: {Mimes: []string{"image/png"}, Bytes: 10, Caption: 3}, Document: {Caption: 3}}}
	long := noon.Add(-1000 * time.Hour)
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
		"template any time":    {day, Draft{Kind: Template, Body: "as long as it is"}, long, ""},
		"no templates":         {Caps{Text: 5}, Draft{Kind: Template}, noon, CodeUnsupported},
		"file":                 {files, Draft{Kind: Image, Mime: "image/PNG; q=1", Bytes: 10, Body: "ççç"}, noon, ""},
		"file not known yet":   {files, Draft{Kind: Image}, noon, ""},
		"type of file":         {files, Draft{Kind: Image, Mime: "image/gif", Bytes: 1}, noon, CodeFileType},
		"any type of file":     {files, Draft{Kind: Document, Mime: "image/gif", Bytes: 1 << 40}, noon, ""},
		"size of file":         {files, Draft{Kind: Image, Mime: "image/png", Bytes: 11}, noon, CodeTooBig},
		"caption":              {files, Draft{Kind: Image, Mime: "image/png", Body: "çççç"}, noon, CodeTooLong},
		"kind of file":         {files, Draft{Kind: Video, Mime: "video/mp4"}, noon, CodeUnsupported},
		"place":                {Caps{Text: 5, Location: true}, Draft{Kind: Location}, noon, ""},
		"no place":             {Caps{Text: 5}, Draft{Kind: Location}, noon, CodeUnsupported},
		"cards":                {Caps{Contacts: true}, Draft{Kind: Contacts}, noon, ""},
		"choices":              {Caps{Text: 5, Choices: true}, Draft{Kind: Interactive, Body: "12345"}, noon, ""},
		"poll":                 {Caps{Text: 5, Choices: true}, Draft{Kind: Poll}, noon, CodeUnsupported},
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
		{"public_address", "https://loja.example.com/", "https://loja.example.com"}, {"public_address", "http://loja.example.com", ""},
		{"public_address", "http://192.168.0.7:47615", "http://192.168.0.7:47615"}, {"public_address", "http://172.17.0.1:47615", "http://172.17.0.1:47615"},
		{"public_address", "http://127.0.0.1:47615", "http://127.0.0.1:47615"}, {"public_address", "http://[::1]:47615", "http://[::1]:47615"},
		{"public_address", "http://100.100.1.1", "http://100.100.1.1"}, {"public_address", "http://8.8.8.8", ""}, {"public_address", "http://localhost", ""},
		{"public_address", "http://u:p@192.168.0.7", ""}, {"public_address", "ftp://192.168.0.7", ""}, {"public_address", "http:192.168.0.7", ""},
		{"hook_host", "192.168.0.7", "192.168.0.7"}, {"hook_host", " 0.0.0.0 ", "0.0.0.0"}, {"hook_host", "::1", "::1"}, {"hook_host", "::ffff:10.0.0.1", "10.0.0.1"},
		{"hook_host", "", ""}, {"hook_host", "localhost", ""}, {"hook_host", "127.0.0.1:80", ""}, {"hook_host", "fe80::1%eth0", ""},
		{"emoji_last", " 👍🏽  ❤️ 👍🏽 1️⃣ ", "👍🏽 ❤️ 1️⃣"}, {"emoji_last", "👨‍👩‍👧‍👦 \xff", ""}, {"emoji_last", strings.Repeat("a", 65), ""}, {"emoji_tone", "6", ""},
		{"details_open", "0", "0"}, {"details_open", "2", ""}, {"text_size", "87.5", "87.5"}, {"text_size", "87,5", ""},
		{"shortcuts", ` {"list.pin":"F", "close":"Ctrl+Alt+E"} `, `{"close":"Ctrl+Alt+E","list.pin":"F"}`}, {"shortcuts", `{"close":""}`, `{"close":""}`},
		{"shortcuts", `{"close":"Ctrl+Shift+ArrowUp"}`, `{"close":"Ctrl+Shift+ArrowUp"}`}, {"shortcuts", `{"close":"Shift+Ctrl+E"}`, ""},
		{"shortcuts", `{"close":"E E"}`, ""}, {"shortcuts", `{"close":"\u0007"}`, ""}, {"shortcuts", `{"":"E"}`, ""}, {"shortcuts", `{"1":"E"}`, ""},
		{"shortcuts", `{"close":1}`, ""}, {"shortcuts", `["E"]`, ""}, {"shortcuts", "E", ""}, {"shortcuts", `{"a":"` + strings.Repeat("E", mostKeys) + `"}`, ""},
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
