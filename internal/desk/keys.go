package desk

import (
	"encoding/json"
	"regexp"
	"strings"
)

// mostKeys is how long the setting of kind Keys may be, in bytes: each action of the program several times over.
const mostKeys = 16 << 10

// Which ids there are only the page knows, so the form alone is checked.
var (
	actionID = regexp.MustCompile(`^[A-Za-z][A-Za-z.]{0,39}$`)
	pressed  = regexp.MustCompile(`^((Ctrl\+)?(Alt\+)?(Shift\+)?([^\s\p{C}]|[A-Z][A-Za-z0-9]{1,19}))?$`)
)

// checkKeys returns the normal form of keys by action: its members in order, empty for none of one's own.
func checkKeys(value string) (string, bool) {
	if value = strings.TrimSpace(value); value == "" {
		return "", true
	}
	var all map[string]string
	if len(value) > mostKeys || json.Unmarshal([]byte(value), &all) != nil {
		return "", false
	}
	for id, keys := range all {
		if !actionID.MatchString(id) || !pressed.MatchString(keys) {
			return "", false
		}
	}
	if len(all) == 0 {
		return "", true
	}
	normal, err := json.Marshal(all)
	return string(normal), err == nil && len(normal) <= mostKeys
}
