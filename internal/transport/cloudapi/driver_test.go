package cloudapi

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

func TestDriver(t *testing.T) {
	d := Driver(Options{})
	if d.Kind != Kind || !d.Official || d.Caps.Repeat || !d.Caps.Templates || d.Caps.Window != 24*time.Hour {
		t.Errorf("%+v", d)
	}
	seen := map[desk.RemoteID]bool{}
	for range 1000 {
		id := d.NewID()
		if len(id) != 36 || len(id) > 512 || seen[id] {
			t.Fatalf("id %q", id)
		}
		seen[id] = true
	}
	for kind, limit := range d.Caps.Media {
		if limit.Bytes <= 0 || limit.Bytes > largestFile {
			t.Errorf("%s: %d bytes", kind, limit.Bytes)
		}
	}
}

func TestFields(t *testing.T) {
	good := map[string][]string{
		FieldNumber: {"106540352242922"}, FieldAccount: {"102290129340398"}, FieldToken: {testToken}, FieldSecret: {testSecret}, FieldVersion: {"v25.0", "v9.10"},
	}
	bad := map[string][]string{
		FieldNumber: {"", "+5511912345678", "1065 4035", "12", "1/../2"}, FieldAccount: {"x"}, FieldToken: {"short", "with a space and long enough"},
		FieldSecret: {"x"}, FieldVersion: {"25.0", "v25", "v25.0/me", "latest"},
	}
	for _, f := range Driver(Options{}).Fields {
		for _, v := range good[f.Key] {
			if fault := f.Check(v); fault != nil {
				t.Errorf("%s %q: %v", f.Key, v, fault)
			}
		}
		for _, v := range bad[f.Key] {
			if f.Check(v) == nil {
				t.Errorf("%s takes %q", f.Key, v)
			}
		}
		if strings.Contains(f.Key, "host") || strings.Contains(f.Key, "url") {
			t.Errorf("the operator could choose a host by %s", f.Key)
		}
	}
}

func TestOpen(t *testing.T) {
	secret := errors.New("keychain locked")
	for name, c := range map[string]struct {
		config map[string]string
		secret func(string) (string, error)
		want   desk.Code
	}{
		"no number":   {map[string]string{FieldAccount: testWABA}, func(string) (string, error) { return testToken, nil }, desk.CodeBadRequest},
		"bad version": {map[string]string{FieldNumber: testNumber, FieldAccount: testWABA, FieldVersion: "x"}, func(string) (string, error) { return testToken, nil }, desk.CodeBadRequest},
		"no token":    {map[string]string{FieldNumber: testNumber, FieldAccount: testWABA}, func(string) (string, error) { return "", nil }, desk.CodeSignedOut},
		"no vault":    {map[string]string{FieldNumber: testNumber, FieldAccount: testWABA}, func(string) (string, error) { return "", secret }, desk.CodeVault},
		"no answer about the secret": {map[string]string{FieldNumber: testNumber, FieldAccount: testWABA}, func(f string) (string, error) {
			if f == FieldSecret {
				return "", secret
			}
			return testToken, nil
		}, desk.CodeVault},
		"no secret": {map[string]string{FieldNumber: testNumber, FieldAccount: testWABA}, func(f string) (string, error) {
			return map[string]string{FieldToken: testToken}[f], nil
		}, ""},
	} {
		_, err := Driver(Options{}).Open(transport.Env{Config: c.config, Secret: c.secret})
		if err == nil && c.want == "" {
			continue
		}
		if desk.AsFault(err).Code != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMeta: without options the only hosts are Meta's, by TLS.
func TestMeta(t *testing.T) {
	var asked []string
	client := &http.Client{Transport: round(func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.URL.String())
		return nil, errors.New("no network")
	})}
	c, err := Driver(Options{}).Open(transport.Env{
		Config: map[string]string{FieldNumber: testNumber, FieldAccount: testWABA},
		Secret: func(string) (string, error) { return testToken, nil }, HTTP: client,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(t.Context(), text("oi")); desk.AsFault(err).Code != desk.CodeOffline {
		t.Error(err)
	}
	if len(asked) != 1 || asked[0] != "https://graph.facebook.com/"+DefaultVersion+"/"+testNumber+"/messages" {
		t.Error(asked)
	}
	g := c.(*conn).graph
	for address, want := range map[string]bool{
		"https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1": true, "https://graph.facebook.com/x": true,
		"http://lookaside.fbsbx.com/x": false, "https://lookaside.fbsbx.com.evil.example/x": false, "https://evil.example/": false,
		"https://lookaside.fbsbx.com@evil.example/": false, "https://x:y@lookaside.fbsbx.com/": false,
	} {
		if g.trusts(address) != want {
			t.Error(address)
		}
	}
}

func TestTemplateForms(t *testing.T) {
	var f templateForm
	f.Components = append(f.Components, struct {
		Type    string `json:"type"`
		Format  string `json:"format"`
		Text    string `json:"text"`
		Buttons []struct {
			Type string `json:"type"`
			Text string `json:"text"`
			URL  string `json:"url"`
		} `json:"buttons"`
	}{Type: "BODY", Text: "Olá {{ nome }}"})
	if !f.form().Named {
		t.Error("named places are not seen")
	}
	f.Components[0].Text = "Olá {{1}}"
	if f.form().Named {
		t.Error("counted places are taken for named ones")
	}
}
