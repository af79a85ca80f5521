package cloudapi

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Login is the operator's own app at Meta, by which accounts are connected in the browser.
type Login struct {
	AppID    string
	Secret   string // of the app; it never leaves this computer but towards Meta
	ConfigID string // of the sign-in, made in the app's dashboard
	Redirect string // address that the browser comes back to
	Version  string // of the API; empty: DefaultVersion
}

// Try is one sign-in under way. Both values are secrets that live in memory until it ended: the state proves that an answer
// belongs to it, the verifier that whoever exchanges the code is who asked for it.
type Try struct{ State, Verifier string }

// NewTry makes the secrets of one sign-in.
func NewTry() Try { return Try{State: secretText(), Verifier: secretText()} }

func secretText() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Dialog is the address of the page on which the operator agrees.
func (l Login) Dialog(o Options, t Try) string {
	sum := sha256.Sum256([]byte(t.Verifier))
	q := url.Values{
		"client_id": {l.AppID}, "redirect_uri": {l.Redirect}, "state": {t.State}, "response_type": {"code"},
		"override_default_response_type": {"true"},
		"code_challenge":                 {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	if l.ConfigID != "" {
		q.Set("config_id", l.ConfigID)
	} else {
		q.Set("scope", strings.Join(scopes(), ","))
	}
	version := l.Version
	if version == "" {
		version = DefaultVersion
	}
	return o.normal().Dialog + "/" + version + "/dialog/oauth?" + q.Encode()
}

// Exchange turns the code that came back into a token. The code lives for 30 seconds. Expires is zero for a token without end.
// A code that did not come by Dialog, as from a page of Meta's, has no verifier: Try is empty then. Faults: offline, and
// pair_refused for everything that the network says against it.
func (l Login) Exchange(ctx context.Context, o Options, client *http.Client, t Try, code string) (token string, expires time.Time, err error) {
	g := NewGraph(o, client, l.Version, "", l.Secret, code, t.Verifier)
	in := url.Values{"client_id": {l.AppID}, "client_secret": {l.Secret}, "code": {code}}
	if t.Verifier != "" {
		in.Set("code_verifier", t.Verifier)
	}
	if l.Redirect != "" {
		in.Set("redirect_uri", l.Redirect)
	}
	var got struct {
		Token string `json:"access_token"`
		Lives number `json:"expires_in"`
	}
	err = g.form(ctx, "oauth/access_token", in, &got)
	if f := desk.AsFault(err); err != nil && !f.Code.Offline() {
		return "", time.Time{}, &desk.Fault{Code: desk.CodePairRefused, Next: desk.Stop, Scope: desk.OfConnection, Raw: f.Raw, Err: f.Err}
	}
	if err == nil && got.Token == "" {
		err = &desk.Fault{Code: desk.CodePairRefused, Next: desk.Stop, Scope: desk.OfConnection, Err: errors.New("no token for the code")}
	}
	if err != nil {
		return "", time.Time{}, err
	}
	if got.Lives > 0 {
		expires = time.Now().Add(time.Duration(got.Lives) * time.Second)
	}
	return got.Token, expires, nil
}

// Accounts lists the accounts that a token may manage, as the app that it was made for sees it.
func (l Login) Accounts(ctx context.Context, o Options, client *http.Client, token string) ([]string, error) {
	t, err := NewGraph(o, client, l.Version, l.AppID+"|"+l.Secret, l.Secret, token).inspect(ctx, token)
	if err != nil {
		return nil, err
	}
	if !t.Valid || t.App != l.AppID {
		return nil, signedOut.Fault("", errors.New("the token is not one of this app"))
	}
	var all []string
	for _, s := range t.Granular {
		for _, id := range s.Targets {
			if s.Scope == scopeManagement && !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all, nil
}

// The permissions that a connection needs.
const (
	scopeMessaging  = "whatsapp_business_messaging"
	scopeManagement = "whatsapp_business_management"
)

func scopes() []string { return []string{scopeManagement, scopeMessaging} }

// tokenFacts is what the network says about a token.
type tokenFacts struct {
	App      string   `json:"app_id"`
	Valid    bool     `json:"is_valid"`
	Expires  number   `json:"expires_at"` // seconds since 1970, 0 = never
	Scopes   []string `json:"scopes"`
	Granular []struct {
		Scope   string   `json:"scope"`
		Targets []string `json:"target_ids"`
	} `json:"granular_scopes"`
}

// inspect asks about a token. The question is posted as a form that stands for a GET, because an address is written into
// logs and a token does not belong there.
func (g *Graph) inspect(ctx context.Context, token string) (tokenFacts, error) {
	var got struct {
		Data *tokenFacts `json:"data"`
	}
	err := g.form(ctx, "debug_token", url.Values{"method": {"get"}, "input_token": {token}}, &got)
	if err == nil && got.Data == nil {
		err = &desk.Fault{Code: desk.CodeUnknown, Next: desk.Hold, Scope: desk.OfConnection, Err: errors.New("no facts about the token")}
	}
	if err != nil {
		return tokenFacts{}, err
	}
	return *got.Data, nil
}
