package graphsim

import "slices"

// subscribe is POST /{account}/subscribed_apps: the token's app hears of the account; without a body it does so at its
// own callback.
func subscribe(c *call, node string) (result, error) {
	override, token := "", ""
	if len(c.body) > 0 {
		o, in := c.readBody()
		override, token = o.maybe("override_callback_uri", 200), o.maybe("verify_token", 0)
		o.done()
		if err := c.outcome(in); err != nil {
			return nil, err
		}
	}
	c.s.mu.Lock()
	e := c.token.allowed(Management, node)
	c.s.mu.Unlock()
	if e != nil {
		return nil, e
	}
	if override != "" {
		if err := c.verify(override, token); err != nil {
			return nil, err
		}
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.accounts[node].Subscribed[c.app.ID] = &Subscription{Override: override, VerifyToken: token}
	return success{true}, nil
}

// listSubscribed is GET /{account}/subscribed_apps.
func listSubscribed(c *call, node string) (result, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if e := c.token.allowed(Management, node); e != nil {
		return nil, e
	}
	data := []any{}
	for _, id := range sortedKeys(c.s.accounts[node].Subscribed) {
		one := fields{"whatsapp_business_api_data": fields{
			"id": id, "name": c.s.apps[id].Name, "link": "https://www.facebook.com/games/?app_id=" + id,
		}}
		if o := c.s.accounts[node].Subscribed[id].Override; o != "" {
			one["override_callback_uri"] = o
		}
		data = append(data, one)
	}
	return fields{"data": data}, nil
}

// unsubscribe is DELETE /{account}/subscribed_apps.
func unsubscribe(c *call, node string) (result, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if e := c.token.allowed(Management, node); e != nil {
		return nil, e
	}
	delete(c.s.accounts[node].Subscribed, c.app.ID)
	return success{true}, nil
}

// setSubscription is POST /{app}/subscriptions with the app's own token: its callback and fields.
func setSubscription(c *call, node string) (result, error) {
	if e := c.appToken(node); e != nil {
		return nil, e
	}
	values, err := c.formOrJSON("object", "callback_url", "verify_token", "fields", "include_values")
	if err != nil {
		return nil, err
	}
	if values["object"] != "whatsapp_business_account" {
		return nil, fail(100).because("Param object must be whatsapp_business_account.")
	}
	names := splitFields(values["fields"])
	for _, f := range names {
		if !slices.Contains(allFields, f) {
			return nil, fail(100).because("Param fields has an unknown field %q.", f)
		}
	}
	if err := c.verify(values["callback_url"], values["verify_token"]); err != nil {
		return nil, err
	}
	return success{true}, c.s.ChangeApp(node, func(a *App) {
		a.Callback, a.VerifyToken, a.Fields = values["callback_url"], values["verify_token"], names
	})
}

// showSubscription is GET /{app}/subscriptions.
func showSubscription(c *call, node string) (result, error) {
	if e := c.appToken(node); e != nil {
		return nil, e
	}
	a := c.s.App(node)
	data := []any{}
	if a.Callback != "" {
		names := []any{}
		for _, f := range a.Fields {
			names = append(names, fields{"name": f, "version": c.effectiveVersion()})
		}
		data = append(data, fields{"object": "whatsapp_business_account", "callback_url": a.Callback, "active": true, "fields": names})
	}
	return fields{"data": data}, nil
}

// appToken checks that the caller holds an app's own token, its id and secret with a bar between.
func (c *call) appToken(app string) *Error {
	given := orElse(bearer(c.http), c.param("access_token"))
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if a := c.s.apps[app]; a == nil || given != app+"|"+a.Secret {
		return fail(190).say("Invalid OAuth access token signature.")
	}
	return nil
}
