package cloudapi

import (
	"context"
	"net/url"
	"regexp"
	"slices"

	"github.com/balcao-app/balcao/internal/desk"
)

// Profile is what customers see about the business.
type Profile struct {
	About       string   `json:"about,omitempty"`
	Address     string   `json:"address,omitempty"`
	Description string   `json:"description,omitempty"`
	Email       string   `json:"email,omitempty"`
	Picture     string   `json:"profile_picture_url,omitempty"` // only read
	Websites    []string `json:"websites,omitempty"`            // at most two
	Vertical    string   `json:"vertical,omitempty"`
}

// Profile reads the profile of a number.
func (g *Graph) Profile(ctx context.Context, phoneNumberID string) (Profile, error) {
	var got struct {
		Data []Profile `json:"data"`
	}
	err := g.get(ctx, phoneNumberID+"/whatsapp_business_profile",
		url.Values{"fields": {"about,address,description,email,profile_picture_url,websites,vertical"}}, &got)
	if err != nil || len(got.Data) == 0 {
		return Profile{}, err
	}
	return got.Data[0], nil
}

// SetProfile changes those parts of the profile that are not empty.
func (g *Graph) SetProfile(ctx context.Context, phoneNumberID string, p Profile) error {
	p.Picture = ""
	return g.put(ctx, phoneNumberID+"/whatsapp_business_profile", struct {
		Product string `json:"messaging_product"`
		Profile
	}{"whatsapp", p}, nil)
}

// App is an app that is subscribed to the webhooks of an account.
type App struct {
	Data struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"whatsapp_business_api_data"`
	Callback string `json:"override_callback_uri"`
}

// Subscriptions lists the apps that get an account's webhooks.
func (g *Graph) Subscriptions(ctx context.Context, account string) ([]App, error) {
	var got struct {
		Data []App `json:"data"`
	}
	err := g.get(ctx, account+"/subscribed_apps", nil, &got)
	return got.Data, err
}

// Subscribe makes the token's app get the account's webhooks: at callback, of which the network asks verify first, or with
// an empty one where the app's own settings say.
func (g *Graph) Subscribe(ctx context.Context, account, callback, verify string) error {
	if callback == "" {
		return g.put(ctx, account+"/subscribed_apps", nil, nil)
	}
	return g.put(ctx, account+"/subscribed_apps", map[string]string{"override_callback_uri": callback, "verify_token": verify}, nil)
}

// HookNumber sends the webhooks of one number alone to callback.
func (g *Graph) HookNumber(ctx context.Context, phoneNumberID, callback, verify string) error {
	return g.put(ctx, phoneNumberID, map[string]any{
		"webhook_configuration": map[string]string{"override_callback_uri": callback, "verify_token": verify},
	}, nil)
}

// Register makes a number usable, with the six digits of its two-step verification. A number that the business app shares is
// registered by its phone already, and registering it here would take it away from there: for that one nothing is done.
func (g *Graph) Register(ctx context.Context, phoneNumberID, pin string) error {
	n, err := g.Number(ctx, phoneNumberID)
	if err != nil || n.Shared() {
		return err
	}
	return g.put(ctx, phoneNumberID+"/register", map[string]string{"messaging_product": "whatsapp", "pin": pin}, nil)
}

// What a phone that shares its number can be asked for, once each and within a day after it agreed.
const (
	SyncContacts = "smb_app_state_sync"
	SyncHistory  = "history"
)

// Sync asks the phone for its contacts or its old conversations, which then come by webhook.
func (g *Graph) Sync(ctx context.Context, phoneNumberID, what string) error {
	return g.put(ctx, phoneNumberID+"/smb_app_data", map[string]string{"messaging_product": "whatsapp", "sync_type": what}, nil)
}

var sixDigits = regexp.MustCompile(`^[0-9]{6}$`)

// Activate has the account's webhooks sent to the app and registers the number, unless it is registered or its phone has it. Faults:
// pin_refused also where a PIN is needed and none of six digits was given.
func (c *conn) Activate(ctx context.Context, pin string) error {
	if err := c.subscribeApp(ctx); err != nil {
		return err
	}
	n, err := c.graph.Number(ctx, c.number)
	switch {
	case err != nil:
		return err
	case n.Shared():
		c.syncOnce(ctx)
		return nil
	case n.Status == "CONNECTED":
		return nil
	}
	if !sixDigits.MatchString(pin) {
		return desk.Refuse(desk.CodePin)
	}
	return c.graph.Register(ctx, c.number, pin)
}

// subscribeApp has the account's webhooks sent to the token's app. Where they come already nothing is asked for: to subscribe anew
// would take away an address of the account's own.
func (c *conn) subscribeApp(ctx context.Context) error {
	apps, err := c.graph.Subscriptions(ctx, c.account)
	if err != nil {
		return err
	}
	t, err := c.graph.inspect(ctx, c.graph.token)
	if err != nil && len(apps) > 0 { // whose they are is not told; Subscribe finds out when something is to come here
		return nil
	}
	if slices.ContainsFunc(apps, func(a App) bool { return a.Data.ID == t.App }) {
		return nil
	}
	return c.graph.Subscribe(ctx, c.account, "", "")
}

// syncOnce asks the phone for contacts and old conversations. It gives them once and within a day; later there is nothing to ask for.
func (c *conn) syncOnce(ctx context.Context) {
	for _, what := range []string{SyncContacts, SyncHistory} {
		if err := c.graph.Sync(ctx, c.number, what); err != nil {
			c.log.Info("the phone was not asked", "for", what, "fault", desk.AsFault(err).Code)
		}
	}
}
