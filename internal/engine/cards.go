package engine

import (
	"context"
	"encoding/base64"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/preview"
)

// Pages are the ways to the pages behind links.
type Pages = preview.Options

// cards asks the pages behind links. Nothing of simulated data leaves for the real world: it has pages of its own, or none.
func (c Config) cards() outbox.Cards {
	if c.Simulated && c.Pages.Dial == nil {
		return outbox.Cards{}
	}
	pages := preview.New(c.Pages)
	return outbox.Cards{Link: preview.Link, Find: func(ctx context.Context, link string) (desk.LinkCard, error) {
		found, err := pages.Find(ctx, link)
		if err != nil {
			return desk.LinkCard{}, err //nolint:wrapcheck // it says all there is to say
		}
		return desk.LinkCard{URL: link, Title: found.Title, Description: found.Description, Picture: base64.StdEncoding.EncodeToString(found.Picture)}, nil
	}}
}
