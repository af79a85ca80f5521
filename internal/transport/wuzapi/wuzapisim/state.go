package wuzapisim

import (
	"fmt"
	"strings"
	"time"
)

// state is everything that the server knows.
type state struct {
	user     user
	session  session
	habits   Habits
	faults   []*Fault
	people   map[string]*Customer
	crowd    []*Customer
	files    map[string]*file
	rows     []row
	pending  []*callback
	waiting  []func() // messages at WhatsApp
	hooked   []Callback
	requests []Request
	unknown  []string
	errors   []error
	count    int
}

// user is a tenant of the server.
type user struct {
	id, name string
	webhook  string
	events   []string
	hmac     string
	history  int
}

// session is the tenant's WhatsApp session.
type session struct {
	started bool   // a client runs
	up      bool   // its socket is open
	dead    bool   // and nothing comes through it
	linked  bool   // a telephone agreed
	phone   string // whose session it is; kept in the database
	lid     string
	qr      string // the text of the code on show
	shown   int    // of this series
	code    string // to be typed
	asked   string // the number that asked for it
	login   int    // counts openings, so that what belongs to an older one falls silent
}

func newState(o Options) state {
	st := state{
		user:   user{id: "7d3f0f1e5c", name: "padaria", history: o.History},
		people: map[string]*Customer{}, files: map[string]*file{},
	}
	if !o.Unlinked {
		st.session = session{started: true, up: true, linked: true, phone: o.Phone, lid: lidOf(o.Phone)}
	}
	return st
}

// lidOf makes up the hidden number of an account.
func lidOf(phone string) string {
	return "9" + strings.Repeat("0", max(0, 13-len(phone))) + reverse(phone)
}

func reverse(s string) string {
	out := []byte(s)
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return string(out)
}

func phoneJID(digits string) string { return digits + "@s.whatsapp.net" }
func lidJID(digits string) string   { return digits + "@lid" }

// newID makes the id of a message that a telephone wrote.
func (st *state) newID() string {
	st.count++
	return fmt.Sprintf("3A%018X", st.count)
}

// row is a message as the server keeps it.
type row struct {
	Chat, Sender, ID, Kind, Text, Quoted, Data string
	At                                         time.Time
}

// remember keeps a row, and of each conversation the newest only. A message is kept once.
func (st *state) remember(r row) {
	if st.user.history == 0 {
		return
	}
	kept := 0
	for _, have := range st.rows {
		if have.ID == r.ID {
			return
		}
	}
	st.rows = append(st.rows, r)
	for i := len(st.rows) - 1; i >= 0; i-- {
		if st.rows[i].Chat != r.Chat {
			continue
		}
		if kept++; kept > st.user.history {
			st.rows = append(st.rows[:i], st.rows[i+1:]...)
		}
	}
}
