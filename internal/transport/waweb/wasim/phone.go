package wasim

import (
	"fmt"
	"slices"
	"sync"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
)

// Phone owns an account: it links companions, writes, reads and answers for itself. A customer is a phone without
// companions. Its methods may be called from any goroutine, also from its own handlers.
//
// Locks are taken in the order signal, Server.mu, mu.
type Phone struct {
	server  *Server
	account *account
	pn, lid types.JID
	number  string
	name    string
	keys    *phoneKeys
	inbox   inbox
	signal  signal

	mu          sync.Mutex // guards what follows
	migrated    bool
	autoDeliver bool
	autoRead    bool
	failNext    int
	corruptNext int
	messages    []Received
	receipts    []Receipt
	typing      map[string]bool // by LID user of who is typing
	errors      []error
	retries     map[string]int
	onMessage   []func(Received)
	onPeer      []func(Received)
	onLinked    []func(types.JID)
	onError     []func(types.JID, *waBinary.Node)
	onReceipt   []func(Receipt)
}

// Received is a message that a phone could read, or one of its own companions' messages.
type Received struct {
	ID      string
	From    types.JID // sending device, in the kind of address it used
	Chat    types.JID
	FromMe  bool // written on an own companion
	Edit    types.EditAttribute
	Message *waE2E.Message // unwrapped from the copy for own devices
	Time    time.Time
}

// Receipt is what a phone learned about messages.
type Receipt struct {
	From types.JID // the device for deliveries, the account for readings
	Chat types.JID // set if an own companion read a chat
	Type types.ReceiptType
	IDs  []string
	Time time.Time
}

// AddPhone makes an account for a number of digits only, with a push name. Adding a number twice returns the first one.
func (s *Server) AddPhone(number, name string) *Phone {
	number = digits(number)
	if p := s.Phone(number); p != nil {
		return p
	}
	p := &Phone{server: s, number: number, name: name, keys: newPhoneKeys(), autoDeliver: true, typing: map[string]bool{}, retries: map[string]int{}}
	p.signal.init(p.keys)
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.byPN[number]; a != nil {
		return a.phone
	}
	p.pn = types.NewJID(number, types.DefaultUserServer)
	p.lid = types.NewJID(fmt.Sprint(200000000000000+len(s.byPN)*7919), types.HiddenUserServer)
	a := &account{
		pn: p.pn, lid: p.lid, name: name, phone: p,
		contacts: map[*account]struct{}{}, blocked: map[string]types.JID{}, privacy: defaultPrivacy(), watchers: map[*device]types.JID{},
	}
	a.devices = map[uint16]*device{0: {account: a, identity: *p.keys.identity.Pub, register: p.keys.register, signed: *p.keys.signed}}
	p.account = a
	s.byPN[p.pn.User], s.byLID[p.lid.User] = a, a
	return p
}

// Phone returns the phone of a number, nil if there is none.
func (s *Server) Phone(number string) *Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.byPN[digits(number)]; a != nil {
		return a.phone
	}
	return nil
}

// PhoneOf returns the phone that an address of any kind belongs to, nil if there is none.
func (s *Server) PhoneOf(j types.JID) *Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.account(j); a != nil {
		return a.phone
	}
	return nil
}

// Server returns the server that the phone is registered with.
func (p *Phone) Server() *Server { return p.server }

// Number returns the telephone number, digits only.
func (p *Phone) Number() string { return p.number }

// Name returns the push name that the phone was added with.
func (p *Phone) Name() string { return p.name }

// PN returns the account's address by telephone number, without device.
func (p *Phone) PN() types.JID { return p.pn }

// LID returns the account's other address, without device.
func (p *Phone) LID() types.JID { return p.lid }

// Companions lists the linked devices in PN form.
func (p *Phone) Companions() []types.JID {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return addresses(p.account.companions(), types.DefaultUserServer)
}

// Unlink removes a companion: its connection ends and it cannot log in again.
func (p *Phone) Unlink(companion types.JID) error {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	d := p.server.device(companion)
	if d == nil || d.account != p.account || d.isPhone() {
		return fmt.Errorf("unlink %s: not a companion of %s", companion, p.number)
	}
	p.server.unlink(d)
	return nil
}

// SetAutoReceipt chooses which receipts the phone sends by itself; at first it reports delivery only.
func (p *Phone) SetAutoReceipt(delivered, read bool) {
	p.with(func() { p.autoDeliver, p.autoRead = delivered, read })
}

// SetLIDMigrated makes the account use LIDs for its direct chats.
func (p *Phone) SetLIDMigrated(on bool) { p.with(func() { p.migrated = on }) }

// LIDMigrated tells whether the account uses LIDs for its direct chats.
func (p *Phone) LIDMigrated() (on bool) {
	p.with(func() { on = p.migrated })
	return on
}

// FailNextDecrypt makes the phone claim that it cannot read the next n ciphertexts, and ask for them again.
func (p *Phone) FailNextDecrypt(n int) { p.with(func() { p.failNext = n }) }

// CorruptNext spoils the next n ciphertexts that the phone sends, on their way; it can still send them again.
func (p *Phone) CorruptNext(n int) { p.with(func() { p.corruptNext = n }) }

// OnMessage adds a handler for messages; handlers run one after another, apart from the connection that brought them.
func (p *Phone) OnMessage(fn func(Received)) {
	p.with(func() { p.onMessage = append(p.onMessage, fn) })
}

// OnReceipt adds a handler for receipts.
func (p *Phone) OnReceipt(fn func(Receipt)) { p.with(func() { p.onReceipt = append(p.onReceipt, fn) }) }

// OnPeer adds a handler for what own companions ask of the phone.
func (p *Phone) OnPeer(fn func(Received)) { p.with(func() { p.onPeer = append(p.onPeer, fn) }) }

// OnLinked adds a handler that runs after a new companion's first request for its messages; its keys are there by then.
func (p *Phone) OnLinked(fn func(device types.JID)) {
	p.with(func() { p.onLinked = append(p.onLinked, fn) })
}

// OnServerError adds a handler for receipts of type server-error, by which companions ask for media again.
func (p *Phone) OnServerError(fn func(device types.JID, receipt *waBinary.Node)) {
	p.with(func() { p.onError = append(p.onError, fn) })
}

// Messages lists what the phone could read, oldest first.
func (p *Phone) Messages() (out []Received) {
	p.with(func() { out = slices.Clone(p.messages) })
	return out
}

// Receipts lists what the phone learned about messages, oldest first.
func (p *Phone) Receipts() (out []Receipt) {
	p.with(func() { out = slices.Clone(p.receipts) })
	return out
}

// Sees tells whether the other account is typing to this one.
func (p *Phone) Sees(other *Phone) (typing bool) {
	p.with(func() { typing = p.typing[other.lid.User] })
	return typing
}

// Fail adds to the errors; packages that extend the phone report with it what a faithful client would not do.
func (p *Phone) Fail(err error) {
	p.with(func() { p.errors = append(p.errors, err) })
	p.server.Changed()
}

// Errors lists everything that a faithful client would not have caused.
func (p *Phone) Errors() (out []error) {
	p.with(func() { out = slices.Clone(p.errors) })
	return out
}

func (p *Phone) with(fn func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fn()
}

// linked runs when a companion has asked for its messages for the first time.
func (p *Phone) linked(device types.JID) {
	p.post(func() {
		var handlers []func(types.JID)
		p.with(func() { handlers = slices.Clone(p.onLinked) })
		for _, fn := range handlers {
			fn(device)
		}
	})
}
