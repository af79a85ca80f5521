package connection

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
)

func TestTokensOfAWebphone(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "",
		" , ,":                                   "",
		"a":                                      "a",
		" a , b,a\nc ":                           "a,b,c",
		"a b":                                    "refused",
		"á":                                      "refused",
		"https://devices.wavoip.com/a/websocket": "refused",
		strings.Repeat("x", longestToken+1):      "refused",
		strings.Repeat("x", longestToken):        strings.Repeat("x", longestToken),
		"1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21": "refused",
	} {
		got := "refused"
		if all, ok := tokensOf(text); ok {
			got = strings.Join(all, ",")
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestTokensStayInTheVault: no file of the data folder but the vault's own ever holds them, and they go when they are taken away.
func TestTokensStayInTheVault(t *testing.T) {
	const token = "wv-segredo-123"
	m, sim := meta(t)
	id := entered(t, m, sim)
	if err := m.SetWebphone(t.Context(), id, token+", outro"); err != nil {
		t.Fatal(err)
	}
	kept := func() bool {
		c, err := m.row(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return c.Webphone
	}
	if got, err := m.secret(id, webphoneField); got != token+",outro" || err != nil || !kept() {
		t.Errorf("kept %q, %v", got, err)
	}
	err := filepath.WalkDir(m.DB.Dir(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(token)) {
			t.Errorf("the token is in %s", d.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.SetWebphone(t.Context(), id, "dois juntos"); desk.AsFault(err).Code != desk.CodeWebphone || !kept() {
		t.Errorf("%v", err)
	}
	if err := m.SetWebphone(t.Context(), id, ""); err != nil {
		t.Fatal(err)
	}
	if got, err := m.secret(id, webphoneField); got != "" || err != nil || kept() {
		t.Errorf("left %q, %v", got, err)
	}
}

// TestWhatCannotRejectIsNotSetSo, and nothing that does not fit is kept.
func TestWhatCannotRejectIsNotSetSo(t *testing.T) {
	m, sim := meta(t)
	id := entered(t, m, sim)
	for code, c := range map[desk.Code]struct {
		id   desk.ConnectionID
		rule desk.CallRule
		text string
	}{
		desk.CodeUnsupported: {id, desk.CallReject, ""},
		desk.CodeBadRequest:  {id, "silence", ""},
		desk.CodeTooLong:     {id, desk.CallRing, strings.Repeat("x", longestAnswer+1)},
		desk.CodeNotFound:    {id + 9, desk.CallRing, ""},
	} {
		if err := m.SetCalls(t.Context(), c.id, c.rule, c.text); desk.AsFault(err).Code != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
	if err := m.SetCalls(t.Context(), id, desk.CallRing, " oi "); err != nil {
		t.Fatal(err)
	}
	if c, err := m.row(t.Context(), id); err != nil || c.Calls != desk.CallRing || c.CallText != "oi" {
		t.Errorf("%+v, %v", c, err)
	}
}
