package graphsim

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// App is an application as its dashboard shows it. Change it with ChangeApp.
type App struct {
	ID, Secret, Name string
	ConfigID         string   // of the sign-in; empty: the dialog takes scopes instead
	Redirects        []string // addresses that the dialog may lead back to; empty: any on the own computer
	Callback         string   // where webhooks go unless overridden; empty: nowhere. Set it with SetCallback
	VerifyToken      string
	Fields           []string      // of webhooks that the dashboard subscribed to
	TokenLife        time.Duration // of tokens from the sign-in; 0: for ever
	Unpublished      bool          // in development mode: no webhooks of real events
}

// Account is a WhatsApp Business Account (WABA). Change it with ChangeAccount.
type Account struct {
	ID, Name, Business string
	Currency           string
	Templates          []*Template
	Subscribed         map[string]*Subscription // by app id
	Locked             bool                     // 131031 on every message
	Unpaid             bool                     // 131042 for messages that cost
}

// Subscription is an app's wish to hear of an account; Override takes the place of the app's callback.
type Subscription struct{ Override, VerifyToken string }

// Number is a business phone number. Change it with ChangeNumber.
type Number struct {
	ID, Account  string
	Digits       string // with country code
	CountryCode  string
	VerifiedName string
	Coexistence  bool // also lives in the WhatsApp Business app
	Registered   bool
	PIN          string
	Verified     bool
	Status       string // CONNECTED and so on
	Quality      string // GREEN, YELLOW, RED, UNKNOWN
	NameStatus   string
	Limit        string // TIER_250 and so on
	AccountMode  string // LIVE, SANDBOX
	Onboarded    time.Time
	Allowed      []string // of a test number: the recipients it may write to; nil: everybody
	Maintenance  bool     // 131057 on every message
	Override     string   // webhook of this number
	VerifyToken  string
	Health       []HealthEntity // nil: everything available
}

// HealthEntity is one line of health_status.
type HealthEntity struct {
	Type   string         `json:"entity_type"`
	ID     string         `json:"id"`
	State  string         `json:"can_send_message"` // AVAILABLE, LIMITED, BLOCKED
	Errors []HealthReason `json:"errors,omitempty"`
}

// HealthReason says why a HealthEntity is not available.
type HealthReason struct {
	Code        int    `json:"error_code"`
	Description string `json:"error_description"`
	Solution    string `json:"possible_solution"`
}

// allFields are the webhook fields that a fresh app listens to.
var allFields = []string{
	"messages", "message_template_status_update", "message_template_quality_update", "template_category_update",
	"account_update", "account_alerts", "account_review_update", "phone_number_quality_update",
	"phone_number_name_update", "business_capability_update", "security", "user_preferences", "history",
	"smb_app_state_sync", "smb_message_echoes",
}

// settle makes the accounts that a fresh server has.
func (s *Server) settle() {
	app := &App{
		ID: s.newID(), Secret: hexLower(s.hexits(32)), Name: "Balcao", ConfigID: s.newID(),
		VerifyToken: s.letters(20), Fields: slices.Clone(allFields),
	}
	s.apps[app.ID] = app
	waba := s.addAccount(orElse(s.options.Name, "Padaria da Esquina"))
	number := s.addNumber(waba.ID, orElse(s.options.Phone, "5511900000000"), false)
	number.VerifiedName = waba.Name
	token := s.addToken(Token{App: app.ID})
	s.link.Version = s.options.Versions[len(s.options.Versions)-1]
	s.link.AppID, s.link.AppSecret, s.link.ConfigID, s.link.VerifyToken = app.ID, app.Secret, app.ConfigID, app.VerifyToken
	s.link.Token, s.link.WABA, s.link.Number, s.link.Phone = token, waba.ID, number.ID, number.Digits
}

func (s *state) addAccount(name string) *Account {
	a := &Account{ID: s.newID(), Name: name, Business: s.newID(), Currency: "BRL", Subscribed: map[string]*Subscription{}}
	s.accounts[a.ID] = a
	return a
}

func (s *state) addNumber(account, digits string, coexistence bool) *Number {
	n := &Number{
		ID: s.newID(), Account: account, Digits: digits, CountryCode: countryCode(digits), VerifiedName: "Padaria da Esquina",
		Coexistence: coexistence, Registered: true, Verified: true, Status: "CONNECTED", Quality: "GREEN",
		NameStatus: "APPROVED", Limit: "TIER_250", AccountMode: "LIVE", PIN: "123456", Onboarded: time.Now(),
	}
	s.numbers[n.ID] = n
	return n
}

// AddAccount makes another account and returns its id.
func (s *Server) AddAccount(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addAccount(name).ID
}

// AddNumber gives an account another number, registered and connected, and returns the number's id. It fails for an
// account that does not exist.
func (s *Server) AddNumber(account, digits string, coexistence bool) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.accounts[account] == nil {
		return "", fmt.Errorf("add number %s: no account %s", digits, account)
	}
	return s.addNumber(account, digits, coexistence).ID, nil
}

// AddApp makes another app, with every webhook field subscribed, and returns it.
func (s *Server) AddApp(name string) App {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &App{
		ID: s.newID(), Secret: hexLower(s.hexits(32)), Name: name, VerifyToken: s.letters(20), Fields: slices.Clone(allFields),
	}
	s.apps[a.ID] = a
	return *a
}

// App returns an app as it is now; the zero App if there is none.
func (s *Server) App(id string) App { return look(s, s.apps, id) }

// ChangeApp lets change alter an app; it fails for one that does not exist. change must not call the server.
func (s *Server) ChangeApp(id string, change func(*App)) error {
	return alter(s, "app", s.apps, id, change)
}

// Account returns an account as it is now; the zero Account if there is none.
func (s *Server) Account(id string) Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.accounts[id]
	if a == nil {
		return Account{}
	}
	out := *a
	out.Templates, out.Subscribed = nil, map[string]*Subscription{}
	for _, t := range a.Templates {
		one := *t
		out.Templates = append(out.Templates, &one)
	}
	for app, sub := range a.Subscribed {
		one := *sub
		out.Subscribed[app] = &one
	}
	return out
}

// ChangeAccount lets change alter an account; it fails for one that does not exist. change must not call the server.
func (s *Server) ChangeAccount(id string, change func(*Account)) error {
	return alter(s, "account", s.accounts, id, change)
}

// Number returns a number as it is now; the zero Number if there is none.
func (s *Server) Number(id string) Number { return look(s, s.numbers, id) }

// ChangeNumber lets change alter a number; it fails for one that does not exist. change must not call the server.
func (s *Server) ChangeNumber(id string, change func(*Number)) error {
	return alter(s, "number", s.numbers, id, change)
}

func look[T any](s *Server, all map[string]*T, id string) T {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := all[id]; v != nil {
		return *v
	}
	var none T
	return none
}

func alter[T any](s *Server, what string, all map[string]*T, id string, change func(*T)) error {
	s.mu.Lock()
	v := all[id]
	if v != nil {
		change(v)
	}
	s.mu.Unlock()
	if v == nil {
		return fmt.Errorf("change %s %s: there is none", what, id)
	}
	s.changes.happened()
	return nil
}

// numbersOf lists an account's numbers, oldest first.
func (s *state) numbersOf(account string) []*Number {
	var out []*Number
	for _, id := range slices.Sorted(maps.Keys(s.numbers)) {
		if s.numbers[id].Account == account {
			out = append(out, s.numbers[id])
		}
	}
	return out
}
