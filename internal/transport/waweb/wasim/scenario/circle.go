package scenario

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// Circle is a group that the business is in with people of the script. Nobody there waits for it to answer.
type Circle struct {
	Subject string   `json:"subject"`
	Members []string `json:"members"` // by number; the first one made it
	Says    []Remark `json:"says"`
}

// Remark is what somebody writes in a group.
type Remark struct {
	By    string   `json:"by"`    // number
	After Duration `json:"after"` // the one before, the first counted from linking
	Text  string   `json:"text"`
}

// check tells what is wrong with a circle among so many people.
func (c Circle) check(people map[string]bool) error {
	if c.Subject == "" || len(c.Members) == 0 {
		return fmt.Errorf("scenario: group %q: subject and members must be there", c.Subject)
	}
	for _, number := range c.Members {
		if !people[number] {
			return fmt.Errorf("scenario: group %q: nobody has the number %s", c.Subject, number)
		}
	}
	for _, r := range c.Says {
		if !slices.Contains(c.Members, r.By) {
			return fmt.Errorf("scenario: group %q: %s writes there and is no member", c.Subject, r.By)
		}
	}
	return nil
}

// society is a circle that lives in a world.
type society struct {
	world *world.World
	group *wasim.Group
	says  []Remark
}

func found(w *world.World, c Circle) society {
	var people []*world.Customer
	for _, number := range c.Members {
		people = append(people, w.Find(number))
	}
	return society{w, people[0].Group(c.Subject, people[1:]...), c.Says}
}

// act plays the circle until ctx ends, which is no error.
func (s society) act(ctx context.Context) error {
	for _, r := range s.says {
		if pause(ctx, time.Duration(r.After)) != nil {
			return nil
		}
		if _, err := s.world.Find(r.By).WriteIn(s.group, r.Text); err != nil {
			return err
		}
	}
	return nil
}
