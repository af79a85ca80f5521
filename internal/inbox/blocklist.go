package inbox

import (
	"slices"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// blocklist records whom the account blocks by the network's own word. Of people of whom nothing is known there is nothing to say.
func (w *intake) blocklist(ev transport.Blocklist) error {
	on, err := w.known(ev.On)
	if err != nil {
		return err
	}
	off, err := w.known(ev.Off)
	if err != nil {
		return err
	}
	if ev.Whole {
		if off, err = w.tx.Blocking(w.on); err != nil {
			return err
		}
		off = slices.DeleteFunc(off, func(id desk.ContactID) bool { return slices.Contains(on, id) })
	}
	for _, id := range on {
		if err := w.tx.ToldBlocked(id, w.on, w.now); err != nil {
			return err
		}
	}
	for _, id := range off {
		if err := w.tx.ToldFree(id, w.on); err != nil {
			return err
		}
	}
	return nil
}

// known are the contacts that there are among some people.
func (w *intake) known(all []transport.Party) (ids []desk.ContactID, err error) {
	for _, who := range all {
		id, err := w.tx.FindContact(who.Addresses)
		if err != nil {
			return nil, err
		}
		if id > 0 {
			ids = append(ids, id)
		}
	}
	return ids, nil
}
