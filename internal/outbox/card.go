package outbox

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// cardLanes is how many links are asked at once for what leaves by one connection.
const cardLanes = 2

// Cards asks the pages behind links what they say of themselves. Its zero value asks nothing.
type Cards struct {
	// Link finds the link of a text that a card is made of, empty if there is none.
	Link func(text string) string
	// Find asks for the card of a link, and takes a few seconds at most. Its error means that there is none.
	Find func(ctx context.Context, link string) (desk.LinkCard, error)
}

// asking are the messages whose link is being asked, by whatever connection they would leave.
type asking struct {
	mu  sync.Mutex
	ids map[desk.MessageID]bool
}

// first marks the first that is not marked.
func (a *asking) first(all []store.WantedCard) (store.WantedCard, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, w := range all {
		if !a.ids[w.ID] {
			if a.ids == nil {
				a.ids = map[desk.MessageID]bool{}
			}
			a.ids[w.ID] = true
			return w, true
		}
	}
	return store.WantedCard{}, false
}

func (a *asking) done(id desk.MessageID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.ids, id)
}

// wantCard has a text that the operator just wrote wait for the card of its link. What the program writes by itself, and what others wrote,
// goes without: the operator did not choose that link.
func (s *Service) wantCard(tx *store.Tx, d Draft, m desk.Message) error {
	if s.Cards.Find == nil || d.Routine || d.Pass != 0 || m.Kind != desk.Text || m.Content != nil || s.Cards.Link(m.Body) == "" {
		return nil
	}
	on, err := tx.Switched("link_previews")
	if err != nil || !on {
		return err
	}
	return tx.WantCard(m.ID)
}

// findCards fixes the cards of what would leave by a connection that is online. A message waits for its own card alone: the lanes send what
// others wrote meanwhile.
func (s *Service) findCards(ctx context.Context, on desk.ConnectionID) error {
	for {
		woken := s.bell.Next()
		var all []store.WantedCard
		var next time.Time
		err := s.DB.Read(ctx, func(v *store.View) (err error) { all, next, err = v.WantedCards(on, time.Now()); return err })
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("look for links: %w", err)
		}
		if w, ok := s.asking.first(all); ok {
			err := s.findCard(ctx, on, w)
			s.asking.done(w.ID)
			s.bell.Ring() // whoever has the message by now may have seen it marked
			if err != nil {
				return err
			}
			continue
		}
		if !bell.Rest(ctx, next, woken) {
			return nil
		}
	}
}

// findCard fixes the card of one message. What was not answered when the connection went down is asked again when something is there to
// send it by.
func (s *Service) findCard(ctx context.Context, on desk.ConnectionID, w store.WantedCard) error {
	link, card, known, err := s.knownCard(ctx, on, w.Body)
	if err != nil {
		return fmt.Errorf("look for the card of a link: %w", err)
	}
	if !known {
		card = s.ask(ctx, link)
		if ctx.Err() != nil {
			return nil
		}
	}
	for failed := s.fixCard(ctx, w.ID, link, card, !known); failed != nil; failed = s.fixCard(ctx, w.ID, link, card, !known) {
		if !bell.Rest(ctx, time.Now().Add(recordAgain), nil) {
			return fmt.Errorf("fix the card of a message: %w", failed)
		}
	}
	return nil
}

// knownCard is the card of a text as far as nobody has to be asked for it: also none, where asking is switched off by now, or the connection
// carries no card.
func (s *Service) knownCard(ctx context.Context, by desk.ConnectionID, body string) (link string, c *desk.LinkCard, known bool, err error) {
	if s.Cards.Find == nil {
		return "", nil, true, nil
	}
	link = s.Cards.Link(body)
	err = s.DB.Read(context.WithoutCancel(ctx), func(v *store.View) error {
		on, err := v.Switched("link_previews")
		if err != nil {
			return err
		}
		way, err := v.Connection(by)
		if driver, ok := s.Driver(way.Kind); err != nil || !on || !ok || !driver.Caps.Links || link == "" {
			known = err == nil
			return err
		}
		c, known, err = v.FoundCard(link, time.Now())
		return err
	})
	return link, c, known, err
}

// ask asks the page behind a link; nil where it has no card.
func (s *Service) ask(ctx context.Context, link string) (c *desk.LinkCard) {
	defer func() {
		if recover() != nil { // whatever a page is made of
			c = nil
		}
	}()
	found, err := s.Cards.Find(ctx, link)
	if err != nil || found.Title == "" {
		return nil
	}
	found.URL = link
	return &found
}

// fixCard writes down what was found. It is remembered only while its message waits for it: of one that was taken back, or whose customer
// was erased meanwhile, nothing stays.
func (s *Service) fixCard(ctx context.Context, id desk.MessageID, link string, c *desk.LinkCard, asked bool) error {
	return s.DB.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		waited, err := tx.FixCard(id, c)
		if err != nil || !waited || !asked {
			return err
		}
		return tx.KeepCard(link, c, time.Now())
	})
}
