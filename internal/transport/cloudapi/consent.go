package cloudapi

import (
	"context"
	"net/http"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// The keys of what the operator of an app of their own enters to be sent to the sign-in page.
const (
	FieldApp    = "app_id"
	FieldConfig = "config_id"
)

func consentFields() []transport.Field {
	return []transport.Field{
		{Key: FieldApp, Check: transport.Match(`^[0-9]{5,32}$`)},
		{Key: FieldSecret, Secret: true, Check: transport.Match(`^[!-~]{8,256}$`)},
		{Key: FieldConfig, Optional: true, Check: transport.Match(`^[0-9]{5,32}$`)},
	}
}

// consent is one visit of the operator to the sign-in page.
type consent struct {
	login   Login
	try     Try
	options Options
	client  *http.Client
}

func (o Options) consent(values map[string]string, back string, client *http.Client) (transport.Consent, error) {
	for _, f := range consentFields() {
		if v := values[f.Key]; (v != "" || !f.Optional) && f.Check(v) != nil {
			return nil, &desk.Fault{Code: desk.CodeBadRequest, Next: desk.Stop, Scope: desk.OfConnection, Params: map[string]string{"key": f.Key}}
		}
	}
	return &consent{options: o, client: client, try: NewTry(),
		login: Login{AppID: values[FieldApp], Secret: values[FieldSecret], ConfigID: values[FieldConfig], Redirect: back}}, nil
}

func (c *consent) URL() string   { return c.login.Dialog(c.options, c.try) }
func (c *consent) State() string { return c.try.State }

// Finish exchanges the code and lists the numbers that the operator gave us.
func (c *consent) Finish(ctx context.Context, code string) ([]transport.Offer, error) {
	token, _, err := c.login.Exchange(ctx, c.options, c.client, c.try, code)
	if err != nil {
		return nil, err
	}
	accounts, err := c.login.Accounts(ctx, c.options, c.client, token)
	if err != nil {
		return nil, err
	}
	g, all := NewGraph(c.options, c.client, c.login.Version, token, c.login.Secret), []transport.Offer{}
	for _, account := range accounts {
		numbers, err := g.Numbers(ctx, account)
		if err != nil {
			return nil, err
		}
		for _, n := range numbers {
			all = append(all, transport.Offer{Number: n.Digits(), Name: n.Name, Values: map[string]string{
				FieldNumber: n.ID, FieldAccount: account, FieldToken: token, FieldSecret: c.login.Secret}})
		}
	}
	return all, nil
}
