package cloudapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// blocked is the answer to a change of the list of blocked customers: each is answered by itself.
type blocked struct {
	Users struct {
		Added   []json.RawMessage `json:"added_users"`
		Removed []json.RawMessage `json:"removed_users"`
		Failed  []struct {
			Errors []remote `json:"errors"`
		} `json:"failed_users"`
	} `json:"block_users"`
}

// Codes of that list. What the network says of one customer may be that of the list as a whole.
const (
	codeNotListed  = 139100
	codeListTaken  = 139102 // somebody else changes it
	codeListBroken = 139103
	codeReengage   = 131047
)

// block changes the list of blocked customers of the number (developers.facebook.com/docs/whatsapp/cloud-api/block-users): 64,000 at most,
// and only who wrote within the last 24 hours can be put on it.
func (c *conn) block(ctx context.Context, m transport.Block) (transport.Accepted, *desk.Fault) {
	var number string
	for _, a := range m.To {
		if number == "" && a.Scheme == desk.SchemePhone {
			number = a.Value
		}
	}
	if number == "" { // it knows them by another name alone
		return transport.Accepted{}, &desk.Fault{Code: desk.CodeUnsupported, Next: desk.Stop, Scope: desk.OfContact}
	}
	method := http.MethodDelete
	if m.On {
		method = http.MethodPost
	}
	body, err := json.Marshal(object{"messaging_product": "whatsapp", "block_users": []object{{"user": "+" + strings.TrimPrefix(number, "+")}}})
	if err != nil {
		return transport.Accepted{}, invalid.Fault("", err)
	}
	var got blocked
	err = c.graph.ask(ctx, method, c.graph.address(c.number+"/block_users", nil), "application/json", strings.NewReader(string(body)), &got)
	if err != nil {
		return transport.Accepted{}, notListed(m.On, desk.AsFault(err))
	}
	for _, user := range got.Users.Failed {
		for _, e := range user.Errors {
			return transport.Accepted{}, notListed(m.On, answerFault(http.StatusOK, &e, e.err(http.StatusOK, c.graph.secrets...)))
		}
	}
	if len(got.Users.Failed)+len(got.Users.Added)+len(got.Users.Removed) == 0 {
		return transport.Accepted{}, transport.Busy(desk.OfConnection, time.Minute).Fault("200", errors.New("answer to a block says nothing"))
	}
	return transport.Accepted{At: time.Now()}, nil
}

// notListed says what follows from a refusal. Who is not on the list is free already.
func notListed(on bool, f *desk.Fault) *desk.Fault {
	switch code, _ := strconv.Atoi(f.Raw); {
	case code == codeListTaken || code == codeListBroken:
		return transport.Busy(desk.OfConnection, 10*time.Second).Fault(f.Raw, f.Err)
	case on && (code == codeNotListed || code == codeReengage):
		return &desk.Fault{Code: desk.CodeBlockWindow, Next: desk.Stop, Scope: desk.OfContact, Raw: f.Raw, Err: fmt.Errorf("block a customer: %w", f.Err)}
	}
	return f
}
