package app

import (
	"context"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

func (a *API) createChannel(ctx context.Context, r CreateRequest) (Created, error) {
	ch, co, err := a.engine.Channels.Create(ctx, r.Name, desk.Kind(r.Kind))
	return Created{Channel: int64(ch), Connection: int64(co)}, err
}

func (a *API) renameChannel(ctx context.Context, r RenameRequest) (Empty, error) {
	return done(a.engine.Channels.Rename(ctx, desk.ChannelID(r.ID), r.Name))
}

func (a *API) pair(ctx context.Context, r PairRequest) (Empty, error) {
	return done(a.engine.Connections.Pair(ctx, desk.ConnectionID(r.Connection), r.Phone))
}

func (a *API) cancelPair(_ context.Context, r ID) (Empty, error) {
	a.engine.Connections.CancelPair(desk.ConnectionID(r.ID))
	return Empty{}, nil
}

func (a *API) connect(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Connections.Connect(ctx, desk.ConnectionID(r.ID)))
}

func (a *API) disconnect(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Connections.Disconnect(ctx, desk.ConnectionID(r.ID)))
}

// refresh looks for real how a connection is.
func (a *API) refresh(ctx context.Context, r ID) (out Refreshed, err error) {
	look, err := a.engine.Connections.Refresh(ctx, desk.ConnectionID(r.ID))
	if err != nil {
		return out, err
	}
	out = Refreshed{Found: string(look.Found), At: store.Millis(look.At), Millis: look.Took.Milliseconds()}
	if look.Fault != nil && look.Fault.Code != "" {
		f := faultOf(look.Fault)
		out.Fault = &f
	}
	return out, nil
}

func (a *API) removeConnection(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Connections.Remove(ctx, desk.ConnectionID(r.ID)))
}
