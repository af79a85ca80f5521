package app

import (
	"encoding/base64"

	"github.com/skip2/go-qrcode"

	"github.com/balcao-app/balcao/internal/connection"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// qrPixels is the size of the picture; the page draws it smaller, so that it stays sharp on dense screens.
const qrPixels = 768

func (a *API) step(id int64, p connection.Pairing) PairStep {
	out := PairStep{Connection: id}
	switch {
	case p.Linked != nil:
		out.Step, out.Number, out.Name = "linked", international(p.Linked.Number), p.Linked.Name
	case p.Cancelled:
		out.Step = "cancelled"
	case p.Fault != nil && p.Fault.Code == desk.CodePairTimeout:
		out.Step = "expired"
	case p.Fault != nil:
		f := faultOf(p.Fault)
		for _, number := range []string{"expected", "came"} {
			if f.Params[number] != "" {
				f.Params[number] = international(f.Params[number])
			}
		}
		out.Step, out.Fault = "refused", &f
	default:
		a.show(&out, p.Step)
	}
	a.remember(id, p.Step)
	return out
}

func (a *API) show(out *PairStep, s transport.Step) {
	switch s := s.(type) {
	case transport.QR:
		out.Step, out.N, out.Of, out.Until = "qr", s.N, s.Of, s.Until.UnixMilli()
		png, err := qrcode.Encode(s.Text, qrcode.Medium, qrPixels)
		if err != nil {
			f := faultOf(&desk.Fault{Code: desk.CodeInternal})
			out.Step, out.Fault = "refused", &f
			a.Log.Error("qr picture not drawn", "connection", out.Connection)
			return
		}
		out.Image = "data:image/png;base64," + base64.StdEncoding.EncodeToString(png)
	case transport.NoQR:
		out.Step = "none"
	case transport.Code:
		out.Step, out.Code, out.Until = "code", s.Text, s.Until.UnixMilli()
	case transport.Confirm:
		out.Step = "phone"
	case transport.Passkey:
		out.Step = "passkey"
	}
}

// remember keeps the code on screen for the practice phone. In real mode it is kept nowhere.
func (a *API) remember(id int64, s transport.Step) {
	if a.Practice == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.qr, id)
	switch s := s.(type) {
	case transport.QR:
		a.qr[id] = s.Text
	case transport.Code:
		a.qr[id] = s.Text
	}
}

// onScreen is the code that the dialog shows now, empty when it shows none.
func (a *API) onScreen() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, text := range a.qr {
		return text
	}
	return ""
}
