package wwebjs

import "github.com/balcao-app/balcao/internal/transport"

// The keys of what the operator enters.
const (
	FieldAddress = "address" // of the server, with the path under which it lives, if any
	FieldKey     = "api_key" // what the server calls API_KEY; empty where it has none
	FieldSession = "session" // the name of the session on that server
)

func fields() []transport.Field {
	return []transport.Field{
		{Key: FieldAddress, Check: transport.CheckOwnServer},
		{Key: FieldKey, Secret: true, Optional: true, Check: transport.Match(`^[!-~]{1,512}$`)},
		{Key: FieldSession, Check: transport.Match(`^[A-Za-z0-9_-]{1,64}$`)},
	}
}
