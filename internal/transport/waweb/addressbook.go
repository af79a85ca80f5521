package waweb

import (
	"errors"
	"io/fs"
	"os"

	"go.mau.fi/whatsmeow/appstate"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/transport"
)

// The library takes the phone's whole address book in silently, when a session is linked and whenever it has to read it anew, and tells of
// single changes alone. So it is read from the session once after each; a file beside the session says that this was done.

// toldBook is the ending of that file.
const toldBook = ".book"

// synced hears that a part of the phone's settings was read from its beginning.
func (l *line) synced(evt *events.AppStateSyncComplete) {
	if evt.Name != appstate.WAPatchCriticalUnblockLow {
		return
	}
	if err := os.Remove(l.file() + toldBook); err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.log.Warn("address book not marked for telling", "err", err)
	}
	l.asks.Go(l.tellBook)
}

// tellBook tells everybody in the phone's address book, unless that was done. A death in between has it done again, which changes nothing.
func (l *line) tellBook() {
	l.booking.Lock()
	defer l.booking.Unlock()
	if _, err := os.Stat(l.file() + toldBook); err == nil {
		return
	}
	all, err := l.cli.Store.Contacts.GetAllContacts(l.bg)
	if err != nil {
		l.log.Warn("address book not read", "err", err)
		return
	}
	r, told := l.reader(), 0
	for who, known := range all {
		if known.FullName == "" && known.FirstName == "" || !r.person(who) { // met in a group, say
			continue
		}
		if !l.store(transport.Seen{Who: r.party(who)}) {
			return
		}
		told++
	}
	if told == 0 { // most likely it has not come yet
		return
	}
	if err := os.WriteFile(l.file()+toldBook, nil, 0o600); err != nil {
		l.log.Warn("address book will be told again", "err", err)
	}
}
