package transport_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/transport"
)

// TestOwnServer: one rule says for every kind of server which addresses are taken. Without encryption it is those of this computer and of
// its own network, private tunnels among them.
func TestOwnServer(t *testing.T) {
	for address, want := range map[string]string{
		"http://127.0.0.1:3000": "", "http://localhost:3500/": "http://localhost:3500", "http://[::1]:8080": "", "http://192.168.0.7:8080": "",
		"http://10.1.1.1": "", "http://172.16.1.1": "", "http://100.64.0.1:80": "", "http://100.127.255.254": "", "http://169.254.3.3": "",
		"http://[fd00::1]:3000": "", "http://[fd7a:115c:a1e0::1]": "", "http://nas:8080": "", "https://8.8.8.8": "",
		"https://wa.example.com/base/": "https://wa.example.com/base",

		"http://100.63.255.255": "-", "http://100.128.0.1": "-", "http://172.32.0.1": "-", "http://8.8.8.8": "-", "http://[2001:db8::1]": "-",
		"http://[::ffff:8.8.8.8]:1": "-", "ftp://localhost": "-", "localhost:3000": "-", "": "-", "https://": "-", "javascript:alert(1)": "-",
		"https://user:pass@host": "-", "https://host/?q=1": "-", "https://host?": "-", "https://host/#x": "-", "https://host\\evil": "-",
		"http://a b": "-", "https://example.com/a/../b": "-", "file:///etc/passwd": "-", "https://" + strings.Repeat("a", 300): "-",
	} {
		if want == "" {
			want = address
		}
		got := "-"
		if u, ok := transport.OwnServer(address); ok {
			got = u.String()
		}
		if fault := transport.CheckOwnServer(address); got != want || (fault == nil) != (got != "-") {
			t.Errorf("%q: %s, want %s; %v", address, got, want, fault)
		}
	}
}

// TestReadable: the operator is warned where others may read what goes to a server, and not of one on this computer.
func TestReadable(t *testing.T) {
	for address, want := range map[string]bool{"http://127.0.0.1:3000": false, "http://127.9.9.9": false, "http://[::1]:8080": false, "http://localhost:8080": false,
		"http://LOCALHOST": false, "http://loja.localhost": false, "http://192.168.0.7:8080": true, "http://100.64.0.1": true, "http://nas:8080": true, "https://nas:8080": false} {
		u, ok := transport.OwnServer(address)
		if !ok || transport.Readable(u) != want {
			t.Errorf("%s: %v", address, !want)
		}
	}
}

// TestOnlyNear: whatever a name leads to, nothing outside the own network is dialled.
func TestOnlyNear(t *testing.T) {
	for address, near := range map[string]bool{"127.0.0.1:80": true, "10.1.2.3:80": true, "100.100.1.2:80": true, "[::1]:80": true,
		"[fe80::1%eth0]:80": true, "1.1.1.1:80": false, "[2606:4700::1]:80": false, "[::ffff:1.1.1.1]:80": false, "x": false} {
		if err := transport.OnlyNear("tcp", address, nil); (err == nil) != near || !near && !errors.Is(err, transport.ErrFar) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestTooDeep: brackets inside of texts do not count.
func TestTooDeep(t *testing.T) {
	for text, deep := range map[string]bool{
		strings.Repeat("[", 64): false, strings.Repeat("[", 65): true, strings.Repeat(`{"a":`, 65): true, `"` + strings.Repeat("[", 200) + `"`: false,
		`"\"` + strings.Repeat("[", 200): false, strings.Repeat("[]", 200): false,
	} {
		if transport.TooDeep([]byte(text)) != deep {
			t.Errorf("%.20s…: %v", text, !deep)
		}
	}
}
