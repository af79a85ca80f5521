package cloudapi

import "github.com/balcao-app/balcao/internal/transport"

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
		{Key: FieldNumber, Check: transport.Match(`^[0-9]{5,32}$`)},
		{Key: FieldAccount, Check: transport.Match(`^[0-9]{5,32}$`)},
		{Key: FieldToken, Secret: true, Check: transport.Match(`^[!-~]{20,1000}$`)},
		{Key: FieldSecret, Secret: true, Optional: true, Check: transport.Match(`^[!-~]{8,256}$`)},
		{Key: FieldVersion, Optional: true, Check: transport.Match(`^v[0-9]+\.[0-9]+$`)},
	}
}
