package wuzapi

import (
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/balcao-app/balcao/internal/transport"
)

// newTransport is the way to the server and to nothing else: no proxy stands between, and what is not encrypted reaches only the own
// network.
func newTransport(base *url.URL) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	if base.Scheme == "http" {
		dialer.Control = transport.OnlyNear
	}
	return &http.Transport{
		DialContext: dialer.DialContext, TLSHandshakeTimeout: 15 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		MaxIdleConnsPerHost: 4, IdleConnTimeout: 90 * time.Second,
	}
}
