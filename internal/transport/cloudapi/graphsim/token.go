package graphsim

import (
	"fmt"
	"slices"
	"time"
)

// The permissions that this API knows.
const (
	Messaging  = "whatsapp_business_messaging"
	Management = "whatsapp_business_management"
	Business   = "business_management"
)

// Token is an access token. Change it with ChangeToken.
type Token struct {
	Value    string
	App      string              // id
	Kind     string              // SYSTEM_USER or USER; empty: SYSTEM_USER
	Scopes   []string            // nil: all three
	Targets  map[string][]string // scope → account ids; a scope that is missing reaches every account
	Expires  time.Time           // zero: never
	Revoked  bool
	UserID   string
	IssuedAt time.Time
}

// IssueToken makes a token; missing members are filled in. It fails for an app that does not exist.
func (s *Server) IssueToken(t Token) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.App == "" {
		t.App = s.link.AppID
	}
	if s.apps[t.App] == nil {
		return "", fmt.Errorf("issue token: no app %s", t.App)
	}
	return s.addToken(t), nil
}

// ChangeToken lets change alter a token, for instance its expiry; it fails for one that was never issued.
func (s *Server) ChangeToken(value string, change func(*Token)) error {
	return alter(s, "token", s.tokens, value, change)
}

func (s *state) addToken(t Token) string {
	if t.Value == "" {
		t.Value = "EAA" + s.letters(60) + "ZD"
	}
	if t.Kind == "" {
		t.Kind = "SYSTEM_USER"
	}
	if t.Scopes == nil {
		t.Scopes = []string{Messaging, Management, Business}
	}
	if t.UserID == "" {
		t.UserID = s.newID()
	}
	t.IssuedAt = time.Now()
	s.tokens[t.Value] = &t
	return t.Value
}

// live tells whether a token is good, and if not which error Graph gives.
func (s *state) live(t *Token) *Error {
	switch {
	case t == nil:
		return fail(190).say("Invalid OAuth access token - Cannot parse access token")
	case t.Revoked:
		e := fail(190).say("Error validating access token: The session has been invalidated because the user changed their " +
			"password or Facebook has changed the session for security reasons.")
		e.Subcode = 460
		return e
	case !t.Expires.IsZero() && !time.Now().Before(t.Expires):
		const day = "Monday, 02-Jan-06 15:04:05 PST"
		e := fail(190).say("Error validating access token: Session has expired on " + t.Expires.UTC().Format(day) +
			". The current time is " + time.Now().UTC().Format(day) + ".")
		e.Subcode = 463
		return e
	}
	return nil
}

// allowed tells whether a token may use a permission on an account.
func (t *Token) allowed(scope, account string) *Error {
	if !slices.Contains(t.Scopes, scope) {
		return fail(10).say("(#10) Application does not have permission for this action")
	}
	targets, limited := t.Targets[scope]
	if limited && !slices.Contains(targets, account) {
		return fail(200).say("(#200) You do not have the necessary permissions to access this WhatsApp Business Account")
	}
	return nil
}
