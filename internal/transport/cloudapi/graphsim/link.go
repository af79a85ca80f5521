package graphsim

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
)

// Link is all a client needs to use a Server, also from another process.
type Link struct {
	Graph       string `json:"graph"`   // base URL of the Graph API, without version
	Media       string `json:"media"`   // base URL of the host that media URLs lead to
	Dialog      string `json:"dialog"`  // base URL of the sign-in page; its path is /{version}/dialog/oauth
	Version     string `json:"version"` // the newest version of the API
	AppID       string `json:"app_id"`
	AppSecret   string `json:"app_secret"`
	ConfigID    string `json:"config_id"`    // of the sign-in
	VerifyToken string `json:"verify_token"` // of the app's webhook
	Token       string `json:"token"`        // a system user's, valid for everything and for ever
	WABA        string `json:"waba_id"`
	Number      string `json:"phone_number_id"`
	Phone       string `json:"phone"` // the business's digits with country code

	dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// Link returns what a client needs; ids are those of the first app, account and number.
func (s *Server) Link() Link {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.link
}

// ParseLink reads the JSON form of a Link.
func ParseLink(data []byte) (Link, error) {
	var l Link
	if err := json.Unmarshal(data, &l); err != nil {
		return Link{}, fmt.Errorf("read link of the Cloud API simulator: %w", err)
	}
	return l, nil
}

// HTTPClient returns a client that reaches the server, also when it lives in memory only.
func (l Link) HTTPClient() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: l.dial}}
}

// DialContext reaches the server and, in memory, the listeners made with Net.Listen; nil when the ordinary network does.
func (l Link) DialContext() func(ctx context.Context, network, addr string) (net.Conn, error) {
	return l.dial
}
