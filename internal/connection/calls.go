package connection

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// longestAnswer bounds the text that answers a call, in runes.
const longestAnswer = 1000

// SetCalls records what a connection does about calls, and the text with which it answers those that it rejects; empty for none. Faults:
// bad_request, too_long, not_found, and unsupported where its network cannot be asked to reject one.
func (m *Manager) SetCalls(ctx context.Context, id desk.ConnectionID, rule desk.CallRule, text string) error {
	text = strings.TrimSpace(desk.Clean(text))
	switch {
	case rule != desk.CallRing && rule != desk.CallReject:
		return desk.Refuse(desk.CodeBadRequest)
	case utf8.RuneCountInString(text) > longestAnswer:
		return desk.Refuse(desk.CodeTooLong)
	}
	return m.DB.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.Connection(id)
		if err != nil {
			return err
		}
		if driver, ok := m.Driver(c.Kind); rule == desk.CallReject && (!ok || !driver.Caps.Reject) {
			return desk.Refuse(desk.CodeUnsupported)
		}
		return tx.SetCalls(id, rule, text)
	})
}

// webphoneField is the name under which the tokens of the webphone lie in the vault, beside the secrets of the connection.
const webphoneField = "webphone"

// The bounds of what is entered: a linked number has four places for devices, and each token takes one.
const (
	mostTokens   = 20
	longestToken = 200
)

// SetWebphone keeps the tokens of a connection's webphone, separated by commas; none takes them away. They go into the vault before the row
// says that they are there, and leave it after. Faults: webphone_token, vault, not_found.
func (m *Manager) SetWebphone(ctx context.Context, id desk.ConnectionID, tokens string) error {
	list, ok := tokensOf(tokens)
	if !ok {
		return desk.Refuse(desk.CodeWebphone)
	}
	m.entering.Lock()
	defer m.entering.Unlock()
	if _, err := m.row(ctx, id); err != nil {
		return err
	}
	if len(list) > 0 {
		if err := m.Vault.Put(secretName(id, webphoneField), strings.Join(list, ",")); err != nil {
			return &desk.Fault{Code: desk.CodeVault, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("keep tokens: %w", err)}
		}
	}
	if err := m.DB.Write(ctx, func(tx *store.Tx) error { return tx.SetWebphone(id, len(list) > 0) }); err != nil || len(list) > 0 {
		return err
	}
	if err := m.Vault.Remove(secretName(id, webphoneField)); err != nil {
		return &desk.Fault{Code: desk.CodeVault, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("remove tokens: %w", err)}
	}
	return nil
}

// tokensOf reads a list of tokens; false if one of them can be none.
func tokensOf(text string) (all []string, ok bool) {
	for _, one := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '\n' }) {
		if one = strings.TrimSpace(one); one == "" || slices.Contains(all, one) {
			continue
		}
		odd := strings.ContainsFunc(one, func(r rune) bool { return r <= ' ' || r > '~' || r == '/' })
		if odd || len(one) > longestToken || len(all) == mostTokens {
			return nil, false
		}
		all = append(all, one)
	}
	return all, true
}
