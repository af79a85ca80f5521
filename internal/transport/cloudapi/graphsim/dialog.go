package graphsim

import (
	"html/template"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// dialogPage is what the owner of the business sees. The form repeats the request, so that the answer knows it.
var dialogPage = template.Must(template.New("dialog").Parse(`<!DOCTYPE html>
<html lang="{{.Words.Language}}"><head><meta charset="utf-8"><title>{{.Words.Title}}</title><link rel="icon" href="data:,">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 24px}button{font:inherit;padding:6px 18px}</style>
</head><body>
<p>{{.Words.Simulated}}</p>
<h1>{{.App}}</h1>
<p>{{.App}} {{.Words.Asks}} {{.Scopes}}</p>
<form method="post" action="{{.Action}}">
{{range $name, $value := .Values}}<input type="hidden" name="{{$name}}" value="{{$value}}">
{{end}}<button type="submit" name="answer" value="continue">{{.Words.Continue}}</button>
<button type="submit" name="answer" value="cancel">{{.Words.Cancel}}</button>
</form></body></html>
`))

// ask is a request to the dialog.
type ask struct {
	app    *App
	values map[string]string
}

var dialogParameters = []string{
	"client_id", "redirect_uri", "state", "scope", "response_type", "config_id", "code_challenge", "code_challenge_method",
	"override_default_response_type", "auth_type", "display", "extras",
}

// serveDialog is the sign-in page: /{version}/dialog/oauth.
func (s *Server) serveDialog(w http.ResponseWriter, r *http.Request) {
	defer s.changes.happened()
	s.note(Request{At: time.Now(), Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery})
	path := strings.Trim(r.URL.Path, "/")
	if version, rest, ok := strings.Cut(path, "/"); ok && versionPattern.MatchString(version) {
		path = rest
	}
	if path != "dialog/oauth" {
		if path != "favicon.ico" {
			s.unknownf("%s %s on the sign-in host", r.Method, r.URL.Path)
		}
		http.NotFound(w, r)
		return
	}
	a, why := s.readAsk(r)
	if why != "" {
		http.Error(w, why, http.StatusBadRequest)
		return
	}
	if r.Method == http.MethodPost {
		s.answerAsk(w, r, a)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	dialogPage.Execute(w, map[string]any{
		"App": a.app.Name, "Scopes": strings.Join(a.scopes(), ", "), "Action": r.URL.Path, "Values": a.values,
		"Words": wordsFor(r.Header.Get("Accept-Language")),
	})
}

// readAsk reads and checks the request; why says what is wrong.
func (s *Server) readAsk(r *http.Request) (a *ask, why string) {
	if err := r.ParseForm(); err != nil {
		return nil, "The form cannot be read."
	}
	a = &ask{values: map[string]string{}}
	for name := range r.Form {
		switch {
		case slices.Contains(dialogParameters, name):
			a.values[name] = r.Form.Get(name)
		case name != "answer":
			s.unknownf("%s %s: parameter %q", r.Method, r.URL.Path, name)
		}
	}
	app := s.App(a.values["client_id"])
	a.app = &app
	return a, a.problem()
}

func (a *ask) problem() string {
	v := a.values
	switch {
	case a.app.ID == "":
		return "Invalid App ID"
	case v["response_type"] != "" && v["response_type"] != "code":
		return "Only response_type code is supported."
	case !a.app.leadsTo(v["redirect_uri"]):
		return "URL Blocked: This redirect failed because the redirect URI is not whitelisted in the app's Client OAuth Settings."
	case v["config_id"] != "" && v["config_id"] != a.app.ConfigID:
		return "Invalid config_id"
	case v["code_challenge"] == "" && v["code_challenge_method"] != "":
		return "code_challenge is missing."
	case v["code_challenge_method"] != "" && v["code_challenge_method"] != "S256" && v["code_challenge_method"] != "plain":
		return "Invalid code_challenge_method"
	}
	return ""
}

// leadsTo tells whether the dialog may lead back to an address.
func (a *App) leadsTo(redirect string) bool {
	if len(a.Redirects) > 0 {
		return slices.Contains(a.Redirects, redirect)
	}
	u, err := url.Parse(redirect)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || strings.HasSuffix(u.Hostname(), ".test") || ip != nil && ip.IsLoopback()
}

// scopes are what the app asks for; a configuration stands for both permissions of WhatsApp.
func (a *ask) scopes() []string {
	if a.values["scope"] == "" {
		return []string{Messaging, Management}
	}
	return strings.FieldsFunc(a.values["scope"], func(r rune) bool { return r == ',' || r == ' ' })
}

// answerAsk sends the browser back with a code, or with the news that the owner said no.
func (s *Server) answerAsk(w http.ResponseWriter, r *http.Request, a *ask) {
	back, _ := url.Parse(a.values["redirect_uri"]) // was checked
	q := back.Query()
	if r.PostForm.Get("answer") == "cancel" {
		q.Set("error", "access_denied")
		q.Set("error_code", "200")
		q.Set("error_reason", "user_denied")
		q.Set("error_description", "Permissions error")
	} else {
		s.mu.Lock()
		q.Set("code", s.addCode(&grant{
			app: a.app.ID, redirect: a.values["redirect_uri"], challenge: a.values["code_challenge"],
			method: orElse(a.values["code_challenge_method"], "plain"), scopes: a.scopes(),
		}))
		s.mu.Unlock()
	}
	if state, given := a.values["state"]; given {
		q.Set("state", state)
	}
	back.RawQuery = q.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}
