package cloudapi

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Number is a business number as the network describes it.
type Number struct {
	ID           string     `json:"id"`
	Display      string     `json:"display_phone_number"`
	Name         string     `json:"verified_name"`
	Quality      string     `json:"quality_rating"`           // GREEN, YELLOW, RED, NA or UNKNOWN
	Verification string     `json:"code_verification_status"` // VERIFIED, NOT_VERIFIED, EXPIRED
	NameStatus   string     `json:"name_status"`
	Status       string     `json:"status"` // CONNECTED, PENDING, BANNED …
	Platform     string     `json:"platform_type"`
	OnApp        bool       `json:"is_on_biz_app"`
	Limit        string     `json:"whatsapp_business_manager_messaging_limit"` // TIER_250 …
	Health       healthWord `json:"health_status"`
}

// Shared tells whether the business app on a phone uses the number too (coexistence).
func (n Number) Shared() bool { return n.OnApp && n.Platform == "CLOUD_API" }

// Digits is the number itself.
func (n Number) Digits() string { return desk.Phone(n.Display).Value }

type healthWord struct {
	Send     string `json:"can_send_message"` // AVAILABLE, LIMITED or BLOCKED
	Entities []struct {
		Type   string `json:"entity_type"`
		Send   string `json:"can_send_message"`
		Errors []struct {
			Code        number `json:"error_code"`
			Description string `json:"error_description"`
		} `json:"errors"`
	} `json:"entities"`
}

const (
	numberFields = "id,display_phone_number,verified_name,quality_rating,code_verification_status,name_status,status,platform_type,is_on_biz_app," +
		"whatsapp_business_manager_messaging_limit"
	// plainFields are those that every version and every number knows.
	plainFields = "id,display_phone_number,verified_name,quality_rating"
)

// Number describes one number.
func (g *Graph) Number(ctx context.Context, id string) (Number, error) {
	var n Number
	err := g.get(ctx, id, url.Values{"fields": {numberFields + ",health_status"}}, &n)
	if err != nil && desk.AsFault(err).Raw == "100" { // a field that this version or this number lacks
		err = g.get(ctx, id, url.Values{"fields": {plainFields}}, &n)
	}
	if err == nil && n.ID != id {
		err = notReady.Fault("", fmt.Errorf("the network described another number"))
	}
	return n, err
}

// Numbers lists the numbers of an account.
func (g *Graph) Numbers(ctx context.Context, account string) ([]Number, error) {
	return pages[Number](ctx, g, account+"/phone_numbers", url.Values{"fields": {numberFields}})
}

// mostPages bounds what a list may make us ask.
const mostPages = 100

// pages reads a list to its end.
func pages[T any](ctx context.Context, g *Graph, path string, query url.Values) ([]T, error) {
	var all []T
	query.Set("limit", "100")
	for range mostPages {
		var page struct {
			Data   []T `json:"data"`
			Paging struct {
				Cursors struct {
					After string `json:"after"`
				} `json:"cursors"`
				Next string `json:"next"` // an address with the token in it: only that it is there matters
			} `json:"paging"`
		}
		if err := g.get(ctx, path, query, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Data...)
		if page.Paging.Next == "" || page.Paging.Cursors.After == "" || page.Paging.Cursors.After == query.Get("after") {
			break
		}
		query.Set("after", page.Paging.Cursors.After)
	}
	return all, nil
}

// condition is why a number cannot send at all, and failing that, what the operator should know; both may be nil.
func (n Number) condition() (down, warning *desk.Fault) {
	err := fmt.Errorf("the number's status is %q, its health %q", n.Status, n.Health.Send)
	switch n.Status {
	case "BANNED":
		return transport.Rule(desk.CodeBlocked, desk.Reroute, desk.OfConnection, 0).Fault(n.Status, err), nil
	case "DISCONNECTED", "MIGRATED", "DELETED":
		return notReady.Fault(n.Status, err), nil
	case "PENDING", "UNVERIFIED":
		warning = notReady.Fault(n.Status, err)
	case "RESTRICTED":
		warning = policy.Fault(n.Status, err)
	case "RATE_LIMITED":
		warning = transport.Busy(desk.OfConnection, 0).Fault(n.Status, err)
	}
	switch n.Health.Send {
	case "BLOCKED":
		return n.Health.fault("BLOCKED"), nil
	case "LIMITED":
		if warning == nil {
			warning = n.Health.fault("LIMITED")
		}
	}
	return nil, warning
}

// fault names the first reason for a state of health.
func (h healthWord) fault(state string) *desk.Fault {
	for _, e := range h.Entities {
		if e.Send != state || e.Type == "MESSAGE_TEMPLATE" || len(e.Errors) == 0 {
			continue
		}
		why := e.Errors[0]
		err := fmt.Errorf("%s is %s: %s", scrub(e.Type), state, scrub(why.Description))
		raw := strconv.Itoa(int(why.Code))
		if rule, known := find(int(why.Code)); known && rule.answer.Scope != desk.OfMessage {
			f := rule.answer.Fault(raw, err)
			if f.Next == desk.Hold || f.Next == desk.Stop { // of the number as a whole, not of one message
				f.Next = desk.Reroute
			}
			return f
		}
		return notReady.Fault(raw, err)
	}
	return notReady.Fault("", fmt.Errorf("the number's health is %s", state))
}
