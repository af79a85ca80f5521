package scenario

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"time"

	"go.mau.fi/whatsmeow/proto/waWeb"
	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/history"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/settings"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// Play is a script with its people already living in a world.
type Play struct {
	world  *world.World
	actors []*actor
	groups []society
	linked chan struct{} // closed when the first companion is there
}

// Run puts a script's people into a world and plays it until ctx ends; see Prepare and Play.Run. Nothing may link
// before the people are there, so callers that link by themselves should use Prepare first.
func Run(ctx context.Context, w *world.World, s Script) error {
	p, err := Prepare(w, s, nil)
	if err != nil {
		return err
	}
	return p.Run(ctx)
}

// Prepare puts a script's people, their past and their entries in the address book into a world. It must be called
// before a companion links, as a phone passes its memory on only once. Around stands between each person and their talk; nil: nothing does.
func Prepare(w *world.World, s Script, around func(number string, c Chat) Chat) (*Play, error) {
	if around == nil {
		around = func(_ string, c Chat) Chat { return c }
	}
	p := &Play{world: w, linked: make(chan struct{})}
	var contacts []settings.Contact
	for _, person := range s.People {
		c := w.Customer(person.Number, person.Name)
		c.Phone().SetAutoReceipt(false, false) // the actor has a pace of their own
		if len(person.Past) > 0 {
			w.Business().Remember(c, past(person, w.Server().Now()))
		}
		if person.AddressBook != "" {
			contacts = append(contacts, settings.Contact{JID: c.Phone().PN(), Name: person.AddressBook})
		}
		p.actors = append(p.actors, newActor(around(person.Number, InWorld(w, c)), person))
	}
	for _, c := range s.Groups {
		p.groups = append(p.groups, found(w, c))
	}
	if len(contacts) > 0 {
		if err := w.Business().Settings().SetContacts(contacts...); err != nil {
			return nil, fmt.Errorf("scenario: address book: %w", err)
		}
	}
	curtain := sync.OnceFunc(func() { close(p.linked) })
	w.Business().Phone().OnLinked(func(types.JID) { curtain() })
	return p, nil
}

func past(p Person, now time.Time) history.Chat {
	chat := history.Chat{Name: p.AddressBook, Unread: p.Unread, Archived: p.Archived}
	for i, line := range p.Past {
		m := history.Message{
			ID: pastID(p.Number, i), FromMe: line.Me, At: now.Add(-time.Duration(line.Ago)), Text: line.Text,
		}
		if line.Me {
			m.Status = waWeb.WebMessageInfo_READ
		}
		chat.Messages = append(chat.Messages, m)
	}
	return chat
}

// pastID looks like a phone's message id and is the same in every play.
func pastID(number string, i int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d", number, i))
	return "3A" + strings.ToUpper(hex.EncodeToString(sum[:9]))
}
