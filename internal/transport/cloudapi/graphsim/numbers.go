package graphsim

import (
	"slices"
	"strings"
	"time"
)

// numberFields are what can be asked about a number.
var numberFields = []string{
	"id", "display_phone_number", "verified_name", "quality_rating", "code_verification_status", "name_status", "status",
	"platform_type", "throughput", "account_mode", "is_official_business_account", "is_pin_enabled", "is_on_biz_app",
	"last_onboarded_time", "webhook_configuration", "health_status", "whatsapp_business_manager_messaging_limit",
}

var usualNumberFields = []string{
	"id", "verified_name", "code_verification_status", "display_phone_number", "quality_rating", "platform_type", "throughput",
	"last_onboarded_time",
}

// describe is everything about a number, by field.
func (s *state) describe(n *Number) map[string]any {
	verification, platform, level := "VERIFIED", "CLOUD_API", "STANDARD"
	if !n.Verified {
		verification = "NOT_VERIFIED"
	}
	if !n.Registered {
		platform = "NOT_APPLICABLE"
	}
	out := map[string]any{
		"id": n.ID, "display_phone_number": display(n.Digits), "verified_name": n.VerifiedName, "quality_rating": n.Quality,
		"code_verification_status": verification, "name_status": n.NameStatus, "status": n.status(), "platform_type": platform,
		"throughput": fields{"level": level}, "account_mode": n.AccountMode, "is_official_business_account": false,
		"is_pin_enabled": n.PIN != "", "is_on_biz_app": n.Coexistence,
		"last_onboarded_time": n.Onboarded.UTC().Format("2006-01-02T15:04:05-0700"), "webhook_configuration": s.webhooksOf(n),
		"health_status": s.health(n), "whatsapp_business_manager_messaging_limit": n.Limit,
	}
	return out
}

// status of a number that lost its registration is DISCONNECTED.
func (n *Number) status() string {
	if !n.Registered && n.Status == "CONNECTED" {
		return "DISCONNECTED"
	}
	return n.Status
}

// display writes a number as people do.
func display(digits string) string {
	cc := countryCode(digits)
	rest := digits[len(cc):]
	if cc == "55" && len(rest) > 6 {
		return "+55 " + rest[:2] + " " + rest[2:len(rest)-4] + "-" + rest[len(rest)-4:]
	}
	return "+" + cc + " " + rest
}

func (s *state) webhooksOf(n *Number) fields {
	out := fields{}
	for _, id := range sortedKeys(s.accounts[n.Account].Subscribed) {
		out["application"] = s.apps[id].Callback
		if o := s.accounts[n.Account].Subscribed[id].Override; o != "" {
			out["whatsapp_business_account"] = o
		}
	}
	if n.Override != "" {
		out["phone_number"] = n.Override
	}
	return out
}

// health is health_status: the worst of its entities decides.
func (s *state) health(n *Number) fields {
	a := s.accounts[n.Account]
	entities := n.Health
	if entities == nil {
		entities = []HealthEntity{
			{Type: "PHONE_NUMBER", ID: n.ID, State: "AVAILABLE"}, {Type: "WABA", ID: a.ID, State: "AVAILABLE"},
			{Type: "BUSINESS", ID: a.Business, State: "AVAILABLE"},
		}
		if a.Locked {
			entities[1].State = "BLOCKED"
		}
		if !n.Registered {
			entities[0] = HealthEntity{Type: "PHONE_NUMBER", ID: n.ID, State: "BLOCKED", Errors: []HealthReason{{
				Code: 141000, Description: "The phone number is not registered.", Solution: "Register the phone number.",
			}}}
		}
	}
	worst := "AVAILABLE"
	for _, e := range entities {
		if e.State == "BLOCKED" || e.State == "LIMITED" && worst == "AVAILABLE" {
			worst = e.State
		}
	}
	return fields{"can_send_message": worst, "entities": entities}
}

// number finds the number of a call for a token with a permission. Under the lock.
func (c *call) number(node, scope string) (*Number, *Error) {
	n := c.s.numbers[node]
	return n, c.token.allowed(scope, n.Account)
}

// showNumber is GET /{number}.
func showNumber(c *call, node string) (result, error) {
	asked, e := selection(c.param("fields"), usualNumberFields, numberFields...)
	if e != nil {
		return nil, e
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	n, e := c.number(node, Management)
	if e != nil {
		if _, other := c.number(node, Messaging); other != nil {
			return nil, e
		}
	}
	return pick(c.s.describe(n), asked), nil
}

// listNumbers is GET /{account}/phone_numbers.
func listNumbers(c *call, node string) (result, error) {
	asked, e := selection(c.param("fields"), usualNumberFields, numberFields...)
	if e != nil {
		return nil, e
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if e := c.token.allowed(Management, node); e != nil {
		return nil, e
	}
	var all []any
	for _, n := range c.s.numbersOf(node) {
		all = append(all, pick(c.s.describe(n), asked))
	}
	return c.page(all, 25, 100)
}

// showAccount is GET /{account}.
func showAccount(c *call, node string) (result, error) {
	asked, e := selection(c.param("fields"), []string{"id", "name", "timezone_id", "message_template_namespace"},
		"id", "name", "currency", "timezone_id", "message_template_namespace", "account_review_status",
		"business_verification_status", "ownership_type", "status", "health_status")
	if e != nil {
		return nil, e
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if e := c.token.allowed(Management, node); e != nil {
		return nil, e
	}
	a := c.s.accounts[node]
	return pick(map[string]any{
		"id": a.ID, "name": a.Name, "currency": a.Currency, "timezone_id": "25", "message_template_namespace": hexLower(a.ID),
		"account_review_status": "APPROVED", "business_verification_status": "verified", "ownership_type": "SELF", "status": "ACTIVE",
		"health_status": fields{"can_send_message": "AVAILABLE", "entities": []any{}},
	}, asked), nil
}

// changeNumber is POST /{number}: the webhook of the number, or its PIN.
func changeNumber(c *call, node string) (result, error) {
	o, in := c.readBody()
	override, token, pin := "", "", ""
	configure := o.has("webhook_configuration")
	switch {
	case configure:
		w := o.child("webhook_configuration")
		override, token = w.maybe("override_callback_uri", 200), w.maybe("verify_token", 0)
		w.done()
	default:
		pin = readPIN(o)
	}
	o.done()
	if err := c.outcome(in); err != nil {
		return nil, err
	}
	c.s.mu.Lock()
	n, e := c.number(node, Management)
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
	if configure {
		n.Override, n.VerifyToken = override, token
	} else {
		n.PIN = pin
	}
	return success{true}, nil
}

func readPIN(o *object) string {
	pin := o.text("pin", 0)
	if pin != "" && (len(pin) != 6 || !digitsOnly(pin)) {
		o.wrong("pin", "must have 6 digits.")
	}
	return pin
}

// verify asks an address that is to get webhooks.
func (c *call) verify(address, token string) error {
	if err := c.s.challenge(c.http.Context(), address, token); err != nil {
		return fail(2200).say("(#2200) Callback verification failed with the following errors: " +
			strings.TrimPrefix(err.Error(), "verify webhook "))
	}
	return nil
}

// registerSpan and registerMost limit how often a number is registered and deregistered.
const (
	registerSpan = 72 * time.Hour
	registerMost = 10
)

// tryRegister counts an attempt to register or deregister.
func (s *state) tryRegister(n *Number) *Error {
	since := time.Now().Add(-registerSpan)
	s.registers[n.ID] = slices.DeleteFunc(s.registers[n.ID], func(t time.Time) bool { return !t.After(since) })
	if len(s.registers[n.ID]) >= registerMost {
		return fail(133016).because("Too many attempts for this phone number. Wait 72 hours.")
	}
	s.registers[n.ID] = append(s.registers[n.ID], time.Now())
	return nil
}

// register is POST /{number}/register.
func register(c *call, node string) (result, error) {
	o, in := c.readBody()
	o.oneOf("messaging_product", "whatsapp")
	pin := readPIN(o)
	o.maybe("data_localization_region", 2)
	o.done()
	if err := c.outcome(in); err != nil {
		return nil, err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	n, e := c.number(node, Management)
	if e == nil {
		e = c.s.tryRegister(n)
	}
	switch {
	case e != nil:
	case n.Coexistence:
		e = fail(100).because("The phone number is used in the WhatsApp Business app and needs no registration.")
	case !n.Verified:
		e = fail(133006).because("The phone number needs to be verified before registering.")
	case n.PIN != "" && n.PIN != pin:
		e = fail(133005).because("The two-step verification PIN does not match.")
	}
	if e != nil {
		return nil, e
	}
	n.Registered, n.PIN, n.Status = true, pin, "CONNECTED"
	return success{true}, nil
}

// deregister is POST /{number}/deregister.
func deregister(c *call, node string) (result, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	n, e := c.number(node, Management)
	switch {
	case e != nil:
	case n.Coexistence:
		e = fail(100).because("The phone number is used in the WhatsApp Business app; disconnect it there.")
	case !n.Registered:
		e = fail(133010).because("The phone number is not registered.")
	default:
		e = c.s.tryRegister(n)
	}
	if e != nil {
		return nil, e
	}
	n.Registered = false
	return success{true}, nil
}

// VerifyCode is what the simulated text message with a code says.
const VerifyCode = "902831"

// requestCode is POST /{number}/request_code.
func requestCode(c *call, node string) (result, error) {
	o, in := c.readBody()
	o.oneOf("code_method", "SMS", "VOICE")
	o.text("language", 0)
	o.done()
	return c.codeAnswer(in, node, func(*Number) *Error { return nil })
}

// verifyCode is POST /{number}/verify_code.
func verifyCode(c *call, node string) (result, error) {
	o, in := c.readBody()
	code := o.text("code", 0)
	o.done()
	return c.codeAnswer(in, node, func(n *Number) *Error {
		if strings.ReplaceAll(code, "-", "") != VerifyCode {
			return fail(136025).because("The code is wrong.")
		}
		n.Verified = true
		return nil
	})
}

func (c *call) codeAnswer(in *reading, node string, act func(*Number) *Error) (result, error) {
	if err := c.outcome(in); err != nil {
		return nil, err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	n, e := c.number(node, Management)
	if e == nil {
		e = act(n)
	}
	if e != nil {
		return nil, e
	}
	return success{true}, nil
}
