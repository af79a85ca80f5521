package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/balcao-app/balcao/internal/demo"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb"
)

// web is the way to the session library's simulator; nil without one.
func web(file string) (*http.Client, error) {
	if file == "" {
		return nil, nil
	}
	network, err := demo.Outside(file)
	return network.HTTP, err
}

// link gives the first channel a session as its last reserve. The code to be scanned is an answer of its own.
func (v *victim) link(ctx context.Context, out *json.Encoder) error {
	var channels []desk.Channel
	if err := v.DB.Read(ctx, func(r *store.View) (err error) { channels, err = r.Channels(); return err }); err != nil {
		return err
	}
	id, err := v.Channels.Reserve(ctx, channels[0].ID, waweb.Kind)
	if err != nil {
		return err
	}
	if err := v.Connections.Pair(ctx, id, ""); err != nil {
		return err
	}
	for p := range v.pairing {
		switch qr, shown := p.Step.(transport.QR); {
		case p.Linked != nil:
			return nil
		case p.Fault != nil:
			return p.Fault
		case p.Cancelled:
			return errors.New("cancelled")
		case shown && qr.N == 1:
			if err := out.Encode(answer{QR: qr.Text}); err != nil {
				return err
			}
		}
	}
	return nil
}
