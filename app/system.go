package app

import (
	"context"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

func (a *API) snapshot(ctx context.Context, _ Empty) (Snapshot, error) {
	s := Snapshot{Rev: a.engine.Feed.Rev(), Version: a.Version, Face: a.Face, Mode: a.Mode, DataDir: a.Dir}
	err := a.engine.DB.Read(ctx, func(v *store.View) (err error) {
		if s.Settings, err = v.Settings(); err != nil {
			return err
		}
		channels, err := v.Channels()
		if err != nil {
			return err
		}
		connections, err := v.Connections()
		if err != nil {
			return err
		}
		counts, err := v.Counts()
		if err != nil {
			return err
		}
		if s.Removals, err = removals(v); err != nil {
			return err
		}
		archived, err := v.Archived()
		if err != nil {
			return err
		}
		s.Archived = each(archived, func(c desk.Channel) Archived { return Archived{ID: int64(c.ID), Name: c.Name} })
		s.Counts = countsOf(counts)
		if err := s.labels(v); err != nil {
			return err
		}
		s.Connections = each(connections, func(c desk.Connection) Connection { return a.connectionOf(c, connections, s.Settings) })
		for _, c := range channels {
			one := channelOf(c, connections)
			routes, err := v.Routes(c.ID)
			if err != nil {
				return err
			}
			one.Routes = each(routes, func(r desk.Connection) int64 { return int64(r.ID) })
			s.Channels = append(s.Channels, one)
		}
		return nil
	})
	for _, c := range s.Connections {
		s.Online = s.Online || c.Health == string(desk.HealthOnline)
	}
	return s, err
}

// best orders health from the most useful to the least; a channel shows that of its best connection.
var best = []desk.Health{desk.HealthOnline, desk.HealthConnecting, desk.HealthRetrying, desk.HealthPairing, desk.HealthSignedOut,
	desk.HealthBlocked, desk.HealthOff}

func channelOf(c desk.Channel, all []desk.Connection) Channel {
	out := Channel{ID: int64(c.ID), Name: c.Name, Position: c.Position, Policy: string(c.Policy), IgnoreOutside: c.IgnoreOutside, Health: string(desk.HealthOff)}
	for _, h := range best {
		for _, one := range all {
			if one.Channel == c.ID && one.Health == h {
				out.Health = string(h)
				return out
			}
		}
	}
	return out
}

func (a *API) set(ctx context.Context, r SettingRequest) (Empty, error) {
	value, f := desk.CheckSetting(r.Key, r.Value)
	if f != nil {
		return Empty{}, f
	}
	if err := a.engine.DB.Write(ctx, func(tx *store.Tx) error { return tx.Set(r.Key, value) }); err != nil {
		return Empty{}, err
	}
	return done(a.engine.Connections.OpenDoor(ctx)) // it opens or moves where that setting changed
}

// rehearse runs what only practice mode has.
func (a *API) rehearse(fn func(*Practice) error) (Empty, error) {
	if a.Practice == nil {
		return Empty{}, desk.Refuse(desk.CodePractice)
	}
	if err := fn(a.Practice); err != nil {
		return Empty{}, &desk.Fault{Code: desk.CodePairRefused, Next: desk.Stop, Err: err}
	}
	return Empty{}, nil
}

func (a *API) practiceScan(_ context.Context, r ScanRequest) (Empty, error) {
	return a.rehearse(func(p *Practice) error {
		if r.Text == "" {
			r.Text = a.onScreen()
		}
		return p.Scan(r.Text)
	})
}

func (a *API) practiceEnterCode(_ context.Context, r EnterCodeRequest) (Empty, error) {
	return a.rehearse(func(p *Practice) error {
		if r.Code == "" {
			r.Code = a.onScreen()
		}
		return p.EnterCode(r.Code)
	})
}

func (a *API) practiceWrite(_ context.Context, r WriteRequest) (Empty, error) {
	return a.rehearse(func(p *Practice) error { return p.Write(r.Customer, r.Text) })
}

func (a *API) practiceHold(_ context.Context, r HoldRequest) (Empty, error) {
	return a.rehearse(func(p *Practice) error { return p.Hold(r.Customer, r.At) })
}

func (a *API) practiceAccount(_ context.Context, r PracticeAccountRequest) (out PracticeAccount, err error) {
	_, err = a.rehearse(func(p *Practice) error {
		out.Values = p.Accounts[desk.Kind(r.Kind)]
		return nil
	})
	return out, err
}
