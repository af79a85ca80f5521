package wwebjs

import (
	"context"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// book knows which hidden number is which telephone. The server may file one conversation under either.
type book struct {
	mu    sync.Mutex
	phone map[string]string    // by hidden number
	asked map[string]time.Time // when the server could not tell
}

func newBook() *book { return &book{phone: map[string]string{}, asked: map[string]time.Time{}} }

const (
	bookMany  = 20000
	bookAgain = 10 * time.Minute // before a number that the server could not tell is asked for again
	bookFor   = 15 * time.Second
)

func (b *book) known(lid string) (phone string, askable bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.phone[lid], time.Since(b.asked[lid]) > bookAgain
}

func (b *book) learn(lid, phone string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.phone)+len(b.asked) > bookMany {
		clear(b.phone)
		clear(b.asked)
	}
	if phone == "" {
		b.asked[lid] = time.Now()
		return
	}
	b.phone[lid] = phone
}

// party is the person of a conversation by every address that can be had. A server that does not answer holds nothing up for long:
// the two addresses are found to be one person later.
func (c *conn) party(ctx context.Context, chat wid) transport.Party {
	a := chat.address()
	if a.Scheme != desk.SchemeLID {
		return transport.Party{Addresses: []desk.Address{a}}
	}
	phone, askable := c.book.known(a.Value)
	if phone == "" && askable {
		phone = c.lookUp(ctx, chat)
		c.book.learn(a.Value, phone)
	}
	if phone == "" {
		return transport.Party{Addresses: []desk.Address{a}}
	}
	return transport.Party{Addresses: []desk.Address{desk.Phone(phone), a}}
}

// lookUp asks for the telephone of a hidden number; empty if it cannot be told.
func (c *conn) lookUp(ctx context.Context, lid wid) string {
	var got struct {
		Data each[struct {
			LID   wid `json:"lid"`
			Phone wid `json:"pn"`
		}] `json:"data"`
	}
	in := map[string]any{"userIds": []string{lid.String()}}
	if f := c.ask(ctx, "POST", c.path("client/getContactLidAndPhone"), in, &got, bookFor); f != nil {
		c.log.Info("telephone of a hidden number not told", "err", f.Err)
		return ""
	}
	for _, p := range got.Data {
		if p.LID == lid && p.Phone.server == ofPhone && p.Phone.user != lid.user {
			return p.Phone.address().Value
		}
	}
	return ""
}

// person tells whether a conversation is with one person that is not ourselves.
func (c *conn) person(chat wid) bool {
	return chat.address().Value != "" && chat != c.own()
}
