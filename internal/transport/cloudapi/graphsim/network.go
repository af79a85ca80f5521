package graphsim

import "github.com/balcao-app/balcao/internal/transport/memnet"

// InMemory returns options for a server in memory, and the network on which a test listens for webhooks.
func InMemory() (Options, *memnet.Net) {
	n := memnet.New()
	return Options{Listen: n.Listen, Dial: n.Dial}, n
}
