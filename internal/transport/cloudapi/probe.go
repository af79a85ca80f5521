package cloudapi

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// What a finding is about.
const (
	foundToken        = "token"        // it is valid; params: scopes
	foundScopes       = "scopes"       // it may not do all that is needed; params: missing
	foundExpiry       = "expiry"       // it ends; params: until
	foundAccount      = "account"      // the token reaches it
	foundNumber       = "number"       // it is there; params: number, name, quality, status, limit
	foundShared       = "coexistence"  // the business app on a phone uses it too
	foundWebhook      = "webhook"      // the app's secret fits; as a warning: without it nothing is received
	foundSubscription = "subscription" // the app gets the account's webhooks
)

// Probe looks at token, account, number, the app's secret and the subscription, in this order. It stops where what follows
// would only fail for the same reason. The error is for a network that could not be asked.
func (c *conn) Probe(ctx context.Context, found func(transport.Finding)) (transport.Identity, error) {
	ok, err := c.probeToken(ctx, found)
	if err != nil || !ok {
		return transport.Identity{}, err
	}
	ok, err = c.probeAccount(ctx, found)
	if err != nil || !ok {
		return transport.Identity{}, err
	}
	id, err := c.probeNumber(ctx, found)
	if err != nil {
		return transport.Identity{}, err
	}
	if err := c.probeSecret(ctx, found); err != nil {
		return transport.Identity{}, err
	}
	return id, c.probeSubscription(ctx, found)
}

// passing tells a network that did not answer from one that said no.
func passing(f *desk.Fault) bool { return f.Next == desk.Retry }

// CodeScopes says that a token is good but lacks permissions; params: missing, their names.
const CodeScopes desk.Code = "token_scopes"

// missing are the permissions that are needed and not there.
func missing(have []string) []string {
	return slices.DeleteFunc(scopes(), func(s string) bool { return slices.Contains(have, s) })
}

func (c *conn) probeToken(ctx context.Context, found func(transport.Finding)) (bool, error) {
	t, err := c.graph.inspect(ctx, c.graph.token)
	finding := transport.Finding{Field: FieldToken, What: foundToken}
	switch f := desk.AsFault(err); {
	case err == nil:
	case f.Code.Offline():
		return false, f
	case f.Code == desk.CodeSignedOut:
		finding.Fault = f
		found(finding)
		return false, nil
	default: // it does not tell this app about its token; account and number will show what the token can do
		finding.Fault, finding.Warning = f, true
		found(finding)
		return true, nil
	}
	finding.Params = map[string]string{"scopes": strings.Join(t.Scopes, ", ")}
	if !t.Valid {
		finding.Fault = signedOut.Fault("", errors.New("the token is not valid"))
	}
	found(finding)
	if missing := missing(t.Scopes); t.Valid && len(missing) > 0 {
		params := map[string]string{"missing": strings.Join(missing, ", ")}
		found(transport.Finding{Field: FieldToken, What: foundScopes, Params: params,
			Fault: &desk.Fault{Code: CodeScopes, Next: desk.Stop, Scope: desk.OfConnection, Params: params}})
		return false, nil
	}
	if t.Expires > 0 {
		until := time.Unix(int64(t.Expires), 0).UTC()
		found(transport.Finding{Field: FieldToken, What: foundExpiry, Warning: true, Params: map[string]string{"until": until.Format(time.RFC3339)}})
	}
	for _, s := range t.Granular {
		if s.Scope == scopeManagement && len(s.Targets) > 0 && !slices.Contains(s.Targets, c.account) {
			found(transport.Finding{Field: FieldAccount, What: foundAccount, Fault: desk.Refuse(desk.CodeNotFound)})
			return false, nil
		}
	}
	return finding.Fault == nil, nil
}

// probeAccount looks whether the number belongs to the account.
func (c *conn) probeAccount(ctx context.Context, found func(transport.Finding)) (bool, error) {
	all, err := c.graph.Numbers(ctx, c.account)
	if err != nil {
		f := desk.AsFault(err)
		if passing(f) {
			return false, f
		}
		if f.Code == desk.CodeNotReady || f.Code == desk.CodeUnsupported { // no account has this id, or it is no account
			f = &desk.Fault{Code: desk.CodeNotFound, Next: desk.Stop, Scope: desk.OfConnection, Raw: f.Raw, Err: f.Err}
		}
		field := FieldAccount
		if f.Code == desk.CodeSignedOut && f.Raw == "190" {
			field = FieldToken
		}
		found(transport.Finding{Field: field, What: foundAccount, Fault: f})
		return false, nil
	}
	found(transport.Finding{Field: FieldAccount, What: foundAccount})
	if slices.ContainsFunc(all, func(n Number) bool { return n.ID == c.number }) {
		return true, nil
	}
	found(transport.Finding{Field: FieldNumber, What: foundNumber, Fault: desk.Refuse(desk.CodeNotFound)})
	return false, nil
}

// probeNumber describes the number. One that only has to be registered, or paid for, can be saved; a banned one cannot.
func (c *conn) probeNumber(ctx context.Context, found func(transport.Finding)) (transport.Identity, error) {
	n, err := c.graph.Number(ctx, c.number)
	if err != nil {
		f := desk.AsFault(err)
		if passing(f) {
			return transport.Identity{}, f
		}
		found(transport.Finding{Field: FieldNumber, What: foundNumber, Fault: f})
		return transport.Identity{}, nil
	}
	down, warning := n.condition()
	finding := transport.Finding{Field: FieldNumber, What: foundNumber, Fault: down, Params: map[string]string{
		"number": n.Display, "name": n.Name, "quality": n.Quality, "status": n.Status, "limit": n.Limit,
	}}
	if down == nil {
		finding.Fault = warning
	}
	finding.Warning = finding.Fault != nil && finding.Fault.Code != desk.CodeBlocked
	found(finding)
	if n.Shared() {
		found(transport.Finding{Field: FieldNumber, What: foundShared})
	}
	return transport.Identity{Account: n.ID, Number: n.Digits(), Name: n.Name}, nil
}

// probeSecret checks the app's secret by a proof that the network compares with its own; the secret itself stays here.
func (c *conn) probeSecret(ctx context.Context, found func(transport.Finding)) error {
	finding := transport.Finding{Field: FieldSecret, What: foundWebhook}
	if c.secret == "" {
		finding.Warning = true
		found(finding)
		return nil
	}
	mac := hmac.New(sha256.New, []byte(c.secret))
	mac.Write([]byte(c.graph.token))
	err := c.graph.get(ctx, c.number, url.Values{"fields": {"id"}, "appsecret_proof": {hex.EncodeToString(mac.Sum(nil))}}, nil)
	if err != nil {
		f := desk.AsFault(err)
		if passing(f) {
			return f
		}
		finding.Fault = &desk.Fault{Code: desk.CodeBadRequest, Next: desk.Stop, Scope: desk.OfConnection, Raw: f.Raw, Err: f.Err}
	}
	found(finding)
	return nil
}

func (c *conn) probeSubscription(ctx context.Context, found func(transport.Finding)) error {
	apps, err := c.graph.Subscriptions(ctx, c.account)
	finding := transport.Finding{Field: FieldAccount, What: foundSubscription, Warning: err != nil || len(apps) == 0}
	if err != nil {
		finding.Fault = desk.AsFault(err)
		if passing(finding.Fault) {
			return finding.Fault
		}
	}
	found(finding)
	return nil
}
