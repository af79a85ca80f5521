package graphsim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// method is what a call asks for. A form that is posted may stand for another method by its member method, which keeps
// parameters out of the address; they then count as those of the query.
func (c *call) method() string {
	kind, _, _ := mime.ParseMediaType(c.http.Header.Get("Content-Type"))
	if c.http.Method != http.MethodPost || kind != "application/x-www-form-urlencoded" {
		return c.http.Method
	}
	form, err := url.ParseQuery(string(c.body))
	method := strings.ToUpper(form.Get("method"))
	if err != nil || method != http.MethodGet && method != http.MethodDelete {
		return c.http.Method
	}
	c.asked["method"], c.body = true, nil
	maps.Copy(c.query, form)
	return method
}

// proven checks the proof, where one is given, that the caller knows the secret of the token's app.
func (c *call) proven(token string, app *App) *Error {
	given := c.param("appsecret_proof")
	if !c.query.Has("appsecret_proof") {
		return nil
	}
	mac := hmac.New(sha256.New, []byte(app.Secret))
	mac.Write([]byte(token))
	if !hmac.Equal([]byte(given), []byte(hex.EncodeToString(mac.Sum(nil)))) {
		return graphMethod("Invalid appsecret_proof provided in the API argument")
	}
	return nil
}
