package waweb

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Pair links the connection to the account of the phone that scans the code or types it, whichever that is: a link that is not wanted
// is ended by Unlink, which takes it off the phone as well. Refusing it half-way could leave a dead device there.
//
// It ends when the phone's consent is sealed and stored, before the first login. From that login on the phone sends its
// history, and the library confirms parts of it before anyone could keep them; so the login belongs to Run, which stores.
// The library at its pinned version knows no proof by passkey, so the step transport.Passkey does not occur yet; events
// are read raw here, and not through the library's channel of codes, to have a place for it.
func (c *conn) Pair(ctx context.Context, phone string, show func(transport.Step)) (transport.Identity, error) {
	digits, f := checkPhone(phone)
	if f != nil {
		return transport.Identity{}, f
	}
	if f := c.own(); f != nil {
		return transport.Identity{}, f
	}
	defer c.disown()
	box, f := c.blank(ctx)
	if f != nil {
		return transport.Identity{}, f
	}
	p := &pairing{conn: c, phone: digits, show: show, events: make(chan any, 32)}
	id, f := p.run(ctx, box)
	err := box.Close()
	if f != nil {
		err = errors.Join(err, c.wipe()) // nothing stays behind
	} else {
		c.setLinked(id.Account)
	}
	if err != nil {
		c.log.Error("end pairing", "err", err)
	}
	if f != nil {
		return transport.Identity{}, f
	}
	return id, nil
}

// checkPhone keeps the digits of an international number: no leading zero, 7 to 15 digits.
func checkPhone(phone string) (string, *desk.Fault) {
	digits := desk.Phone(phone).Value
	if phone != "" && (len(digits) < 7 || len(digits) > 15 || digits[0] == '0') {
		return "", &desk.Fault{Code: desk.CodePairPhone, Next: desk.Stop, Scope: desk.OfConnection}
	}
	return digits, nil
}

// blank opens a session database without a device. A device of a pairing that was never recorded is taken off its phone, as far as
// that can be reached, and thrown away; one that is in use is not touched.
func (c *conn) blank(ctx context.Context) (*box, *desk.Fault) {
	b, err := c.openBox(ctx)
	if err != nil {
		return nil, broken(err)
	}
	dev, err := device(ctx, b)
	if err == nil && dev == nil {
		return b, nil
	}
	used := dev != nil && c.linked() != "" && sameAccount(*dev.ID, c.linked())
	if err == nil && !used {
		c.forget(ctx, b)
	}
	if err = errors.Join(err, b.Close()); err != nil {
		return nil, broken(err)
	}
	if used {
		return nil, &desk.Fault{Code: desk.CodeWrongState, Next: desk.Stop, Scope: desk.OfConnection, Err: errors.New("already linked")}
	}
	if err := c.wipe(); err != nil {
		return nil, broken(err)
	}
	if b, err = c.openBox(ctx); err != nil {
		return nil, broken(err)
	}
	return b, nil
}

// forget takes the device of an unrecorded pairing off its phone.
func (c *conn) forget(ctx context.Context, b *box) {
	ctx, cancel := context.WithTimeout(ctx, c.wait.unlink)
	defer cancel()
	c.log.Warn("session of an unrecorded pairing removed")
	if f := c.farewell(ctx, b); f != nil {
		c.log.Warn("unrecorded session not ended at the network", "fault", f.Code)
	}
}

// pairing is one attempt.
type pairing struct {
	*conn
	phone  string
	show   func(transport.Step)
	events chan any
	cli    *whatsmeow.Client

	sealed bool     // the network asked for a new login; it can say so before the library tells of the consent
	codes  []string // still to be shown
	of     int
	next   <-chan time.Time
}

func (p *pairing) run(ctx context.Context, box *box) (transport.Identity, *desk.Fault) {
	bg, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	w := newWires(p.env.HTTP)
	p.cli = p.client(bg, box.NewDevice(), nil, w, nil)
	p.cli.InitialAutoReconnect = false
	p.cli.AddEventHandlerWithSuccessStatus(p.handle)
	if err := p.cli.ConnectContext(bg); err != nil {
		return transport.Identity{}, offline(fmt.Errorf("connect: %w", err))
	}
	got, f := p.await(ctx)
	part(p.cli, w, cancel)
	if f != nil { // consent may have crossed with the end
		got, f = p.late(f)
	}
	if f != nil {
		return transport.Identity{}, f
	}
	return transport.Identity{Account: got.ID.String(), Number: got.ID.User, Name: desk.Clean(got.BusinessName)}, nil
}

// handle passes on what pairing needs and keeps nothing else.
func (p *pairing) handle(evt any) bool {
	select {
	case p.events <- evt:
	default: // nobody listens any more
	}
	return false
}

// await goes through the steps until consent or a fault.
func (p *pairing) await(ctx context.Context) (*events.PairSuccess, *desk.Fault) {
	for {
		select {
		case <-ctx.Done():
			return nil, &desk.Fault{Code: desk.CodePairRefused, Next: desk.Stop, Scope: desk.OfConnection, Err: ctx.Err()}
		case <-p.next:
			if !p.turn() {
				return nil, &desk.Fault{Code: desk.CodePairTimeout, Next: desk.Stop, Scope: desk.OfConnection}
			}
		case evt := <-p.events:
			if done, f := p.step(ctx, evt); done != nil || f != nil {
				return done, f
			}
		}
	}
}

func (p *pairing) step(ctx context.Context, evt any) (*events.PairSuccess, *desk.Fault) {
	switch evt := evt.(type) {
	case *events.QR:
		return nil, p.begin(ctx, evt.Codes)
	case *events.PairSuccess:
		p.settle()
		return evt, nil
	case *events.PairError:
		return nil, &desk.Fault{Code: desk.CodePairRefused, Next: desk.Stop, Scope: desk.OfConnection, Err: evt.Error}
	case *events.ManualLoginReconnect:
		p.sealed = true
	case *events.Disconnected:
		return nil, offline(errors.New("connection lost while pairing"))
	}
	return nil, final(evt)
}

// begin starts showing codes, or asks for the one to be typed.
func (p *pairing) begin(ctx context.Context, codes []string) *desk.Fault {
	p.codes, p.of = codes, len(codes)
	if p.phone == "" {
		p.turn()
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	code, err := p.cli.PairPhone(ctx, p.phone, true, codeClient, codeTitle())
	if err != nil {
		return codeFault(err)
	}
	var all time.Duration // the connection ends with the last code to scan, and with it this one
	for i := range codes {
		all += validity(i, len(codes))
	}
	p.codes, p.next = nil, time.After(all)
	p.show(transport.Code{Text: code, Until: time.Now().Add(all)})
	return nil
}

func codeFault(err error) *desk.Fault {
	f := &desk.Fault{Code: desk.CodePairRefused, Next: desk.Stop, Scope: desk.OfConnection, Err: err}
	iq, _ := errors.AsType[*whatsmeow.IQError](err)
	switch {
	case errors.Is(err, whatsmeow.ErrPhoneNumberTooShort), errors.Is(err, whatsmeow.ErrPhoneNumberIsNotInternational):
		f.Code = desk.CodePairPhone
	case iq == nil:
		return offline(err)
	case iq.Code == 429:
		f.Code, f.Next, f.After = desk.CodeBusy, desk.Retry, time.Minute
	case iq.Code == 400, iq.Code == 404:
		f.Code = desk.CodePairPhone
	}
	if iq != nil {
		f.Raw = fmt.Sprint(iq.Code)
	}
	return f
}

// turn shows the next code to scan; false means that there is none left.
func (p *pairing) turn() bool {
	if len(p.codes) == 0 {
		return false
	}
	n := p.of - len(p.codes)
	d := validity(n, p.of)
	p.show(transport.QR{Text: p.codes[0], N: n + 1, Of: p.of, Until: time.Now().Add(d)})
	p.codes, p.next = p.codes[1:], time.After(d)
	return true
}

// validity is how long the network accepts the nth code of a series.
func validity(n, of int) time.Duration {
	if n == 0 && of == 6 {
		return time.Minute
	}
	return 20 * time.Second
}

// settle gives the network the time to take our signature, which it confirms by asking for a new login.
func (p *pairing) settle() {
	limit := time.After(p.wait.relogin)
	for !p.sealed {
		select {
		case evt := <-p.events:
			switch evt.(type) {
			case *events.ManualLoginReconnect, *events.Disconnected:
				p.sealed = true
			}
		case <-limit:
			return
		}
	}
}

// late looks for consent among the events that nobody read.
func (p *pairing) late(f *desk.Fault) (*events.PairSuccess, *desk.Fault) {
	for {
		select {
		case evt := <-p.events:
			if got, ok := evt.(*events.PairSuccess); ok {
				return got, nil
			}
		default:
			return nil, f
		}
	}
}
