package graphsim

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

var versionPattern = regexp.MustCompile(`^v[0-9]+\.[0-9]+$`)

// handler answers a call. node is the id that the path begins with.
type handler func(c *call, node string) (result, error)

// route is one edge of a kind of node.
type route struct{ method, kind, edge string }

// routes are what the Graph API offers. kind says what the first part of the path is.
func routes() map[route]handler {
	return map[route]handler{
		{"POST", "number", "messages"}:                  sendMessage,
		{"POST", "number", "media"}:                     uploadMedia,
		{"GET", "media", ""}:                            showMedia,
		{"DELETE", "media", ""}:                         deleteMedia,
		{"GET", "number", ""}:                           showNumber,
		{"POST", "number", ""}:                          changeNumber,
		{"POST", "number", "register"}:                  register,
		{"POST", "number", "deregister"}:                deregister,
		{"POST", "number", "request_code"}:              requestCode,
		{"POST", "number", "verify_code"}:               verifyCode,
		{"GET", "number", "whatsapp_business_profile"}:  showProfile,
		{"POST", "number", "whatsapp_business_profile"}: changeProfile,
		{"GET", "number", "message_history"}:            messageHistory,
		{"POST", "number", "smb_app_data"}:              syncApp,
		{"GET", "number", "block_users"}:                listBlocked,
		{"POST", "number", "block_users"}:               blockUsers,
		{"DELETE", "number", "block_users"}:             unblockUsers,
		{"GET", "account", ""}:                          showAccount,
		{"GET", "account", "phone_numbers"}:             listNumbers,
		{"GET", "account", "message_templates"}:         listTemplates,
		{"POST", "account", "message_templates"}:        createTemplate,
		{"DELETE", "account", "message_templates"}:      deleteTemplate,
		{"GET", "account", "subscribed_apps"}:           listSubscribed,
		{"POST", "account", "subscribed_apps"}:          subscribe,
		{"DELETE", "account", "subscribed_apps"}:        unsubscribe,
		{"GET", "debug_token", ""}:                      debugToken,
		{"GET", "oauth", "access_token"}:                exchangeCode,
		{"POST", "oauth", "access_token"}:               exchangeCode,
		{"POST", "app", "subscriptions"}:                setSubscription,
		{"GET", "app", "subscriptions"}:                 showSubscription,
	}
}

var table = routes()

// open are the nodes that need no bearer token.
var open = []string{"oauth", "debug_token", "app"}

// handle understands the path and the token and calls the handler.
func (c *call) handle() (result, error) {
	if c.version != "" && !slices.Contains(c.s.options.Versions, c.version) {
		c.s.unknownf("%s %s: version", c.http.Method, c.http.URL.Path)
		return nil, graphMethod("Unknown path components: /" + c.version)
	}
	if len(c.path) == 0 || len(c.path) > 2 {
		return nil, c.lost()
	}
	node, edge := c.path[0], ""
	if len(c.path) == 2 {
		edge = c.path[1]
	}
	kind, method := c.s.kindOf(node), c.method()
	if !slices.Contains(open, kind) {
		if err := c.authorize(); err != nil {
			return nil, err
		}
	}
	h := table[route{method, kind, edge}]
	if h == nil {
		return nil, c.lost()
	}
	if err := c.spare(kind, node, edge); err != nil {
		return nil, err
	}
	return h(c, node)
}

// spare keeps management calls within their limit.
func (c *call) spare(kind, node, edge string) error {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	account := node
	switch {
	case kind == "number" && edge != "messages" && edge != "media":
		account = c.s.numbers[node].Account
	case kind != "account":
		return nil
	}
	if e := c.s.manage(c.app.ID, account); e != nil {
		return e
	}
	return nil
}

// kindOf says what an id stands for; empty is nothing.
func (s *Server) kindOf(node string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case node == "oauth", node == "debug_token":
		return node
	case s.numbers[node] != nil:
		return "number"
	case s.accounts[node] != nil:
		return "account"
	case s.apps[node] != nil:
		return "app"
	case s.files[node] != nil:
		return "media"
	}
	return ""
}

// lost answers what leads nowhere. A path to an id that is merely gone is no misunderstanding; any other is.
func (c *call) lost() error {
	node := ""
	if len(c.path) > 0 {
		node = c.path[0]
	}
	if len(c.path) != 1 || !digitsOnly(node) || c.s.kindOf(node) != "" {
		c.s.unknownf("%s %s", c.http.Method, c.http.URL.Path)
	}
	return noObject(verb(c.http.Method), node)
}

// noObject says that an id leads to nothing that the caller may see or do.
func noObject(verb, id string) *Error {
	e := graphMethod("Unsupported " + verb + " request. Object with ID '" + id +
		"' does not exist, cannot be loaded due to missing permissions, or does not support this operation")
	e.Subcode = 33
	return e
}

func graphMethod(message string) *Error {
	return &Error{Message: message, Type: "GraphMethodException", Code: 100, status: http.StatusBadRequest}
}

func verb(method string) string {
	return strings.ToLower(method)
}

// authorize finds the token.
func (c *call) authorize() error {
	value := bearer(c.http)
	if value == "" {
		value = c.query.Get("access_token")
		if value != "" {
			c.s.unknownf("%s %s: token in the query, where logs keep it", c.http.Method, c.http.URL.Path)
		}
	}
	if value == "" {
		return fail(104).say("An access token is required to request this resource.")
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	t := c.s.tokens[value]
	if e := c.s.live(t); e != nil {
		return e
	}
	c.token, c.app = t, c.s.apps[t.App]
	if e := c.proven(value, c.app); e != nil {
		return e
	}
	return nil
}

func digitsOnly(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
