package wasim

import (
	"fmt"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"
)

// Batch is a number of messages that are encrypted already, so that releasing them measures the client alone.
type Batch struct {
	IDs    []string
	sender *Phone
	nodes  []waBinary.Node
}

// Backlog encrypts n text messages for the other account's companions, not for its phone. Write nothing else to that
// account before the batch is released.
func (p *Phone) Backlog(to *Phone, n int, text func(i int) string) (*Batch, error) {
	p.signal.mu.Lock()
	defer p.signal.mu.Unlock()
	b := &Batch{sender: p}
	for i := range n {
		node, err := p.compose(to, &waE2E.Message{Conversation: proto.String(text(i))}, SendOptions{}, true)
		if err != nil {
			return nil, fmt.Errorf("prepare message %d of %d: %w", i+1, n, err)
		}
		b.nodes = append(b.nodes, node)
		b.IDs = append(b.IDs, node.Attrs["id"].(string))
	}
	return b, nil
}

// Release hands the messages to the server, in order. A batch is released once.
func (b *Batch) Release() error {
	for _, n := range b.nodes {
		if err := b.sender.submit(n); err != nil {
			return err
		}
	}
	b.nodes = nil
	return nil
}
