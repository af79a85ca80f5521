package app

import (
	"slices"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// ticketsOf are rows of the list, with what only other rows tell: the end of the window, and whether a network said no.
func (a *API) ticketsOf(v *store.View, rows []desk.Ticket) ([]Ticket, error) {
	out := each(rows, ticketOf)
	if err := a.windows(v, rows, out); err != nil {
		return nil, err
	}
	for i, t := range rows {
		if t.Last == nil {
			continue
		}
		no, err := refused(v, *t.Last)
		if err != nil {
			return nil, err
		}
		out[i].Last.Refused = no
	}
	return out, nil
}

// messagesOf are bubbles, with whether a network said no.
func messagesOf(v *store.View, rows []desk.Message) ([]Message, error) {
	out := each(rows, messageOf)
	for i, m := range rows {
		no, err := refused(v, m)
		if err != nil {
			return nil, err
		}
		out[i].Refused = no
	}
	return out, nil
}

// ofParts are the kinds whose body has a line for each part.
var ofParts = []desk.MessageKind{desk.Template, desk.Interactive, desk.Order, desk.Location, desk.Contacts, desk.Appointment}

// preview is a message in one line of n characters at most, with its parts told apart.
func preview(kind desk.MessageKind, body string, n int) string {
	if slices.Contains(ofParts, kind) {
		body = strings.ReplaceAll(strings.TrimSpace(body), "\n", " · ")
	}
	return desk.Excerpt(body, n)
}

// ofConnection are the codes of an attempt that ended for its connection: nobody was asked about the message, or nobody answered.
var ofConnection = []desk.Code{"", desk.CodeOffline, desk.CodeNoNetwork, desk.CodeBusy, desk.CodeInternal, desk.CodeVault, desk.CodeNotReady, desk.CodeSignedOut,
	desk.CodeReplaced, desk.CodeOutdated, desk.CodeNoRoute}

// refused reports whether a network said no to a message that now waits at a reserve. What was only foreseen was never tried, so
// that nobody said it. Few messages wait there at any time: for all others no row is read.
func refused(v *store.View, m desk.Message) (bool, error) {
	if m.Status != desk.Queued || m.Hop == 0 {
		return false, nil
	}
	all, err := v.Deliveries(m.ID)
	return slices.ContainsFunc(all, func(d desk.Delivery) bool {
		return d.State == desk.DeliveryFailed && d.Attempt > 0 && !slices.Contains(ofConnection, d.Fault)
	}), err
}
