package wuzapi

import "github.com/balcao-app/balcao/internal/transport"

// The keys of what the operator enters.
const (
	FieldAddress = "address"        // of the server, such as http://127.0.0.1:8080
	FieldToken   = "user_token"     // of the one user of the server whose session is used
	FieldHMAC    = "hmac_key"       // with which the server signs its calls; empty: one is made
	FieldHistory = "server_history" // how many messages of each conversation the server is told to keep; empty: as it is
)

func fields() []transport.Field {
	return []transport.Field{
		{Key: FieldAddress, Check: transport.CheckOwnServer},
		{Key: FieldToken, Secret: true, Check: transport.Match(`^[!-~]{1,500}$`)},
		{Key: FieldHMAC, Secret: true, Optional: true, Check: transport.Match(`^[!-~]{32,256}$`)},
		{Key: FieldHistory, Optional: true, Check: transport.Match(`^[0-9]{1,4}$`)},
	}
}
