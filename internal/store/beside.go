package store

import "github.com/balcao-app/balcao/internal/desk"

// Beside is the picture or video of a conversation that comes next to a message, before or after it, and is here; none at the end.
func (v *View) Beside(id desk.MessageID, before bool) ([]desk.Message, error) {
	m, err := v.Message(id)
	if err != nil {
		return nil, err
	}
	cmp, order := ">", "ASC"
	if before {
		cmp, order = "<", "DESC"
	}
	all, err := collect(v, scanMessage, "SELECT "+messageColumns+" FROM message m WHERE m.contact_id=? AND (m.at, m.id) "+cmp+" (?, ?)"+
		filed+sorts[Media]+" AND EXISTS (SELECT 1 FROM attachment a WHERE a.message_id=m.id AND a.state='ready') ORDER BY m.at "+order+", m.id "+order+
		" LIMIT 1", m.Contact, Millis(m.At), m.ID)
	if err != nil {
		return nil, err
	}
	return all, v.complete(all)
}
