package cloudapi

import (
	"regexp"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// The keys of what the operator enters.
const (
	FieldNumber  = "phone_number_id"
	FieldAccount = "waba_id"
	FieldToken   = "token"
	FieldSecret  = "app_secret"
	FieldVersion = "api_version"
)

// DefaultVersion of the Graph API is used where none is entered.
const DefaultVersion = "v25.0"

func fields() []transport.Field {
	return []transport.Field{
		{Key: FieldNumber, Check: match(`^[0-9]{5,32}$`)},
		{Key: FieldAccount, Check: match(`^[0-9]{5,32}$`)},
		{Key: FieldToken, Secret: true, Check: match(`^[!-~]{20,1000}$`)},
		{Key: FieldSecret, Secret: true, Optional: true, Check: match(`^[!-~]{8,256}$`)},
		{Key: FieldVersion, Optional: true, Check: match(`^v[0-9]+\.[0-9]+$`)},
	}
}

func match(pattern string) func(string) *desk.Fault {
	re := regexp.MustCompile(pattern)
	return func(v string) *desk.Fault {
		if re.MatchString(v) {
			return nil
		}
		return desk.Refuse(desk.CodeBadRequest)
	}
}
