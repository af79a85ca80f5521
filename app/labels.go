package app

import (
	"context"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

func tagOf(t desk.Tag) Tag { return Tag{ID: int64(t.ID), Name: t.Name, Color: t.Color} }

func reasonOf(r desk.Reason) Reason { return Reason{ID: int64(r.ID), Name: r.Name} }

// labels adds the tags and the reasons for closing to the first screen.
func (s *Snapshot) labels(v *store.View) error {
	tags, err := v.Tags()
	if err != nil {
		return err
	}
	reasons, err := v.Reasons()
	s.Tags, s.Reasons = each(tags, tagOf), each(reasons, reasonOf)
	return err
}

func (a *API) putTag(ctx context.Context, r Tag) (ID, error) {
	id, err := a.engine.Inbox.PutTag(ctx, desk.Tag{ID: desk.TagID(r.ID), Name: r.Name, Color: r.Color})
	return ID{ID: int64(id)}, err
}

func (a *API) removeTag(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Inbox.RemoveTag(ctx, desk.TagID(r.ID)))
}

func (a *API) countTagged(ctx context.Context, r ID) (out Tagged, err error) {
	err = a.engine.DB.Read(ctx, func(v *store.View) (err error) { out.Contacts, err = v.Tagged(desk.TagID(r.ID)); return err })
	return out, err
}

func (a *API) putReason(ctx context.Context, r Reason) (ID, error) {
	id, err := a.engine.Inbox.PutReason(ctx, desk.Reason{ID: desk.ReasonID(r.ID), Name: r.Name})
	return ID{ID: int64(id)}, err
}

func (a *API) removeReason(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Inbox.RemoveReason(ctx, desk.ReasonID(r.ID)))
}
