package desk

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ValueKind says how the value of a setting is checked.
type ValueKind string

// The kinds of setting.
const (
	Bool   ValueKind = "bool"
	Int    ValueKind = "int"
	Choose ValueKind = "choice"
	URL    ValueKind = "url"   // https, or http within the own network, without user, query and fragment; empty for none
	IP     ValueKind = "ip"    // an address of a computer, no name
	Signs  ValueKind = "signs" // signs such as emoji, parted by spaces; at most Max of them, each once
	Keys   ValueKind = "keys"  // JSON: the keys of actions by their ids, such as {"close":"Ctrl+Alt+E"}; "" for an action without keys
)

// Setting is one declaration: it validates a change and answers a read.
type Setting struct {
	Key      string
	Kind     ValueKind
	Default  string
	Allowed  []string // for Choose
	Min, Max int      // for Int; Max for Signs
}

// Settings lists every setting of the program.
func Settings() []Setting {
	return []Setting{
		{Key: "language", Kind: Choose, Allowed: []string{"", "pt-BR", "en", "es"}},
		{Key: "theme", Kind: Choose, Default: "system", Allowed: []string{"system", "light", "dark"}},
		{Key: "density", Kind: Choose, Default: "comfortable", Allowed: []string{"comfortable", "compact"}},
		{Key: "text_size", Kind: Choose, Default: "100", Allowed: []string{"87.5", "100", "112.5", "125", "150"}},
		{Key: "motion", Kind: Choose, Default: "system", Allowed: []string{"system", "reduced"}},
		{Key: "hide_numbers", Kind: Bool, Default: "0"},
		{Key: "steady_reading", Kind: Bool, Default: "0"},
		{Key: "steady_asked", Kind: Bool, Default: ""},
		{Key: "letter_keys", Kind: Bool, Default: "1"},
		{Key: "shortcuts", Kind: Keys},
		{Key: "send_key", Kind: Choose, Default: "enter", Allowed: []string{"enter", "ctrl_enter"}},
		{Key: "undo_seconds", Kind: Choose, Default: "0", Allowed: []string{"0", "3", "5", "10"}},
		{Key: "after_close", Kind: Choose, Default: "next", Allowed: []string{"next", "stay", "list"}},
		{Key: "wait_amber_minutes", Kind: Int, Default: "5", Min: 1, Max: 1440},
		{Key: "wait_red_minutes", Kind: Int, Default: "60", Min: 1, Max: 10080},
		{Key: "reopen_minutes", Kind: Int, Default: "120", Min: 0, Max: 10080},
		{Key: "link_previews", Kind: Bool, Default: "0"},
		{Key: "groups", Kind: Bool, Default: "0"},
		{Key: "courtesy", Kind: Bool, Default: "1"},
		{Key: "courtesy_minutes", Kind: Int, Default: "30", Min: 1, Max: 1440},
		{Key: "list_width", Kind: Int, Default: "348", Min: 280, Max: 440},
		{Key: "details_open", Kind: Bool, Default: "1"},
		{Key: "welcomed", Kind: Bool, Default: ""},
		{Key: "connection_limit", Kind: Int, Default: "3", Min: 1, Max: 50},
		{Key: "heartbeat_interval", Kind: Int, Default: "30", Min: 5, Max: 600},
		{Key: "unhealthy_interval", Kind: Int, Default: "90", Min: 10, Max: 3600},
		{Key: "download_image", Kind: Bool, Default: "1"},
		{Key: "download_video", Kind: Bool, Default: "1"},
		{Key: "download_voice", Kind: Bool, Default: "1"},
		{Key: "download_audio", Kind: Bool, Default: "1"},
		{Key: "download_document", Kind: Bool, Default: "1"},
		{Key: "download_sticker", Kind: Bool, Default: "1"},
		{Key: "download_limit", Kind: Int, Default: strconv.Itoa(FetchUnasked >> 20), Min: 1, Max: 2048},
		{Key: "notices", Kind: Bool, Default: "1"},
		{Key: "notice_preview", Kind: Choose, Default: string(PreviewFull), Allowed: []string{string(PreviewFull), string(PreviewName), string(PreviewNone)}},
		{Key: "notice_sound", Kind: Choose, Default: "two", Allowed: []string{"off", "two", "drop", "bell"}},
		{Key: "notice_volume", Kind: Int, Default: "50", Min: 10, Max: 100},
		{Key: "notice_calls", Kind: Choose, Default: "outside", Allowed: []string{"always", "outside", "never"}},
		{Key: "badge", Kind: Choose, Default: "pending", Allowed: []string{"pending", "unread", "off"}},
		{Key: "quiet", Kind: Bool, Default: "0"},
		{Key: "quiet_from", Kind: Int, Default: "1200", Min: 0, Max: 1439},
		{Key: "quiet_to", Kind: Int, Default: "480", Min: 0, Max: 1439},
		{Key: "quiet_days", Kind: Int, Default: "127", Min: 0, Max: 127},
		{Key: "emoji_last", Kind: Signs, Max: 32},
		{Key: "emoji_tone", Kind: Int, Default: "0", Min: 0, Max: 5},
		{Key: "voice_speed", Kind: Choose, Default: "1", Allowed: []string{"1", "1.5", "2"}},
		{Key: "public_address", Kind: URL},
		{Key: "hook_host", Kind: IP, Default: "127.0.0.1"},
		{Key: "hook_port", Kind: Int, Default: "47615", Min: 1024, Max: 65535},
	}
}

// CheckSetting returns the normal form of a value, or a bad_request fault naming the key.
func CheckSetting(key, value string) (string, *Fault) {
	bad := &Fault{Code: CodeBadRequest, Next: Stop, Params: map[string]string{"key": key}}
	i := slices.IndexFunc(Settings(), func(s Setting) bool { return s.Key == key })
	if i < 0 {
		return "", bad
	}
	s := Settings()[i]
	switch s.Kind {
	case Bool:
		if value != "" && value != "0" && value != "1" {
			return "", bad
		}
	case Int:
		n, err := strconv.Atoi(value)
		if err != nil || n < s.Min || n > s.Max {
			return "", bad
		}
		return strconv.Itoa(n), nil
	case URL:
		if value = strings.TrimRight(strings.TrimSpace(value), "/"); value != "" && !public(value) {
			return "", bad
		}
	case IP:
		ip, err := netip.ParseAddr(strings.TrimSpace(value))
		if err != nil || ip.Zone() != "" {
			return "", bad
		}
		return ip.Unmap().String(), nil
	case Signs:
		signs, ok := signsOf(value, s.Max)
		if !ok {
			return "", bad
		}
		return signs, nil
	case Keys:
		keys, ok := checkKeys(value)
		if !ok {
			return "", bad
		}
		return keys, nil
	case Choose:
		if !slices.Contains(s.Allowed, value) {
			return "", bad
		}
	}
	return value, nil
}

// longestSign is in bytes: a family of four with tones of skin has 41.
const longestSign = 64

// signsOf are the signs of a list, each once, the first ones where they are too many; false where one is too long for a sign.
func signsOf(list string, most int) (string, bool) {
	var all []string
	for _, s := range strings.Fields(list) {
		if len(s) > longestSign || !utf8.ValidString(s) {
			return "", false
		}
		if !slices.Contains(all, s) && len(all) < most {
			all = append(all, s)
		}
	}
	return strings.Join(all, " "), true
}

// public reports whether an address can be called: from outside under https, and without encryption only from where nothing leaves this
// computer and its own network.
func public(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Opaque != "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && err == nil && Near(ip)
}

// carried is the range between a carrier and its customers (RFC 6598), in which private tunnels live too.
var carried = netip.MustParsePrefix("100.64.0.0/10")

// Near reports whether what goes to an address stays on this computer or in its own network.
func Near(ip netip.Addr) bool {
	ip = ip.Unmap()
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || carried.Contains(ip)
}
