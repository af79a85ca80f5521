package graphsim

import (
	"crypto/sha256"
	"encoding/base64"
	"mime"
	"net/url"
	"slices"
	"time"
)

// codeLife is how long a code of the sign-in is good.
const codeLife = 30 * time.Second

// grant is what a code of the sign-in stands for.
type grant struct {
	app       string
	redirect  string // empty: from a pop-up window
	challenge string // of PKCE; empty: none
	method    string
	scopes    []string
	targets   map[string][]string
	dies      time.Time
}

// IssueCode makes a code as the pop-up of Embedded Signup hands out: for the first app and every account.
func (s *Server) IssueCode() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addCode(&grant{app: s.link.AppID, scopes: []string{Messaging, Management}})
}

func (s *state) addCode(g *grant) string {
	code := "AQ" + s.letters(120)
	g.dies = time.Now().Add(codeLife)
	s.codes[code] = g
	return code
}

type accessToken struct {
	Token   string `json:"access_token"`
	Type    string `json:"token_type"`
	Expires int64  `json:"expires_in,omitempty"`
}

// exchangeCode is GET or POST /oauth/access_token.
func exchangeCode(c *call, _ string) (result, error) {
	q, err := c.formOrJSON("client_id", "client_secret", "code", "redirect_uri", "code_verifier", "grant_type", "fb_exchange_token")
	if err != nil {
		return nil, err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	app := c.s.apps[q["client_id"]]
	if app == nil {
		return nil, oauthError("Error validating application. Cannot get application info due to a system error.", 101)
	}
	switch q["grant_type"] {
	case "fb_exchange_token":
		return c.s.lengthen(app, q)
	case "", "authorization_code":
		return c.s.exchange(app, q)
	}
	return nil, oauthError("Unsupported grant_type.", 100)
}

// exchange turns a code into a token. Whatever comes of it, the code is spent.
func (s *state) exchange(app *App, q map[string]string) (result, error) {
	g := s.codes[q["code"]]
	switch {
	case q["code"] == "":
		return nil, oauthError("Missing authorization code", 1)
	case g == nil || g.app != app.ID:
		return nil, oauthError("Invalid verification code format.", 100)
	}
	if e := s.checkGrant(app, g, q); e != nil {
		return nil, e
	}
	if g.dies.IsZero() {
		return nil, subcode(oauthError("This authorization code has been used.", 100), 36009)
	}
	if !time.Now().Before(g.dies) {
		return nil, subcode(oauthError("This authorization code has expired.", 100), 36007)
	}
	g.dies = time.Time{}
	t := Token{App: app.ID, Scopes: g.scopes, Targets: g.targets}
	out := accessToken{Type: "bearer"}
	if app.TokenLife > 0 {
		t.Expires = time.Now().Add(app.TokenLife)
		out.Expires = int64(app.TokenLife / time.Second)
	}
	out.Token = s.addToken(t)
	return out, nil
}

func (s *state) checkGrant(app *App, g *grant, q map[string]string) *Error {
	public := s.strict.PublicClients && g.challenge != "" && q["client_secret"] == ""
	switch {
	case !public && q["client_secret"] == "":
		return oauthError("Missing client_secret parameter.", 101)
	case !public && q["client_secret"] != app.Secret:
		return oauthError("Error validating client secret.", 1)
	case g.redirect != q["redirect_uri"]:
		return subcode(oauthError("Error validating verification code. Please make sure your "+
			"redirect_uri is identical to the one you used in the OAuth dialog request", 100), 36008)
	case g.challenge != "" && challengeOf(q["code_verifier"], g.method) != g.challenge:
		return oauthError("Invalid code_verifier parameter.", 100)
	case g.challenge == "" && q["code_verifier"] != "":
		return oauthError("code_verifier was given, but the dialog had no code_challenge.", 100)
	}
	return nil
}

// challengeOf is the challenge that a verifier answers.
func challengeOf(verifier, method string) string {
	if method == "plain" {
		return verifier
	}
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// lengthen exchanges a user's short token for one of sixty days.
func (s *state) lengthen(app *App, q map[string]string) (result, error) {
	old := s.tokens[q["fb_exchange_token"]]
	if q["client_secret"] != app.Secret {
		return nil, oauthError("Error validating client secret.", 1)
	}
	if e := s.live(old); e != nil {
		return nil, e
	}
	const life = 60 * 24 * time.Hour
	t := Token{App: app.ID, Kind: old.Kind, Scopes: old.Scopes, Targets: old.Targets, UserID: old.UserID, Expires: time.Now().Add(life)}
	return accessToken{Token: s.addToken(t), Type: "bearer", Expires: int64(life / time.Second)}, nil
}

func oauthError(message string, code int) *Error {
	return &Error{Message: message, Type: "OAuthException", Code: code, status: 400}
}

func subcode(e *Error, sub int) *Error {
	e.Subcode = sub
	return e
}

// formOrJSON reads named values from the query, and from a body that is a form or JSON.
func (c *call) formOrJSON(names ...string) (map[string]string, error) {
	out := map[string]string{}
	for _, name := range names {
		out[name] = c.param(name)
	}
	if len(c.body) == 0 {
		return out, nil
	}
	if kind, _, _ := mime.ParseMediaType(c.http.Header.Get("Content-Type")); kind == "application/x-www-form-urlencoded" {
		return out, c.fromForm(out, names)
	}
	o, in := c.readBody()
	for _, name := range names {
		if v := o.maybe(name, 0); v != "" {
			out[name] = v
		}
	}
	o.done()
	return out, c.outcome(in)
}

func (c *call) fromForm(out map[string]string, names []string) error {
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return fail(100).because("The form cannot be read.")
	}
	for name := range form {
		if !slices.Contains(names, name) && name != "access_token" {
			c.s.unknownf("%s %s: field %s", c.http.Method, c.http.URL.Path, name)
			continue
		}
		out[name] = form.Get(name)
	}
	return nil
}

// debugToken is GET /debug_token.
func debugToken(c *call, _ string) (result, error) {
	input, access := c.param("input_token"), orElse(bearer(c.http), c.param("access_token"))
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	asker := c.s.asker(access)
	if asker == "" {
		return nil, fail(190).say("Invalid OAuth access token - Cannot parse access token")
	}
	t := c.s.tokens[input]
	if t == nil {
		return fields{"data": fields{"is_valid": false, "scopes": []any{}, "error": fields{
			"code": 190, "message": "Invalid OAuth access token - Cannot parse access token",
		}}}, nil
	}
	if t.App != asker {
		return nil, fail(100).say("(#100) The App_id in the input_token did not match the Viewing App")
	}
	return fields{"data": c.s.describeToken(t)}, nil
}

// asker is the app that a token speaks for: its own token, or a live one of somebody. Empty is nobody.
func (s *state) asker(access string) string {
	for _, a := range s.apps {
		if access == a.ID+"|"+a.Secret {
			return a.ID
		}
	}
	if t := s.tokens[access]; s.live(t) == nil {
		return t.App
	}
	return ""
}

func (s *state) describeToken(t *Token) fields {
	granular := []any{}
	for _, scope := range t.Scopes {
		targets, limited := t.Targets[scope]
		if !limited {
			targets = sortedKeys(s.accounts)
		}
		granular = append(granular, fields{"scope": scope, "target_ids": targets})
	}
	data := fields{
		"app_id": t.App, "type": t.Kind, "application": s.apps[t.App].Name, "expires_at": seconds(t.Expires),
		"data_access_expires_at": 0, "is_valid": true, "issued_at": t.IssuedAt.Unix(), "scopes": t.Scopes,
		"granular_scopes": granular, "user_id": t.UserID,
	}
	if e := s.live(t); e != nil {
		data["is_valid"] = false
		data["error"] = fields{"code": e.Code, "message": e.Message, "subcode": e.Subcode}
	}
	return data
}

// seconds is a time as Graph writes it; 0 is never.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
