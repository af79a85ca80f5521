package house

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/search"
	"github.com/balcao-app/balcao/internal/store"
)

// Index makes the search index of a house that has none, as the program would do in the background, and returns when all is found.
func Index(ctx context.Context, dir string, p Plan) (err error) {
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	s := search.New(search.Needs{DB: db, Log: slog.New(slog.DiscardHandler)})
	defer s.Close()
	ctx, end := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	defer func() {
		end()
		err = errors.Join(err, <-ended)
	}()
	return untilFound(ctx, s, p)
}

// untilFound waits for the newest message: messages are indexed in the order of their ids, so it is the last that is found.
func untilFound(ctx context.Context, s *search.Service, p Plan) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		found, err := s.Messages(ctx, search.Ask{Query: strconv.Itoa(p.Messages), Limit: 1})
		if err != nil {
			return fmt.Errorf("look for the newest message: %w", err)
		}
		if len(found.Hits) == 1 && found.Ready == 100 {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
