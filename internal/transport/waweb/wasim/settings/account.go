// Package settings is the settings sync of one simulated account: the five encrypted collections that the server
// keeps for it, and the phone's side, which owns the sync key, writes changes and checks what companions push.
package settings

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"go.mau.fi/whatsmeow/appstate"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waServerSync"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types"
	waLog "go.mau.fi/whatsmeow/util/log"
	"google.golang.org/protobuf/proto"
)

// defaultPage is how many patches one answer carries before it says that there are more.
const defaultPage = 100

// Change says that a collection got a new version.
type Change struct {
	Collection appstate.WAPatchName
	Version    uint64
	By         types.JID // the companion that made it; empty for the phone
}

// Account holds the settings of one account. It is safe for use by many goroutines.
type Account struct {
	now func() time.Time

	mu      sync.Mutex
	page    int
	keyID   []byte
	store   *memory
	proc    *appstate.Processor
	patches map[appstate.WAPatchName][][]byte // index i holds version i+1
	pushed  []appstate.Mutation               // what companions changed, oldest first
	notify  func(Change)
}

// New makes an account with a fresh sync key and empty collections. now stamps what the phone writes.
func New(now func() time.Time) *Account {
	mem := newMemory()
	device := &store.Device{AppStateKeys: mem, AppState: mem}
	a := &Account{
		now: now, page: defaultPage, store: mem, proc: appstate.NewProcessor(device, waLog.Noop),
		patches: map[appstate.WAPatchName][][]byte{}, notify: func(Change) {},
	}
	a.NewKey()
	return a
}

// OnChange sets what is called after every change of a collection, by the phone or by a companion: the place to send
// Notification to the companions. It is called without any lock held.
func (a *Account) OnChange(fn func(Change)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.notify = fn
}

// SetPageSize limits the patches in one answer, to make clients fetch several times.
func (a *Account) SetPageSize(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.page = n
}

// NewKey makes the phone use a new sync key for what it writes from now on. Companions that have not been given it
// (see KeyShare) ask for it.
func (a *Account) NewKey() {
	a.mu.Lock()
	defer a.mu.Unlock()
	id, data := make([]byte, 6), make([]byte, 32)
	rand.Read(id[2:])
	rand.Read(data)
	a.keyID = id
	a.store.PutAppStateSyncKey(context.Background(), id, store.AppStateSyncKey{Data: data, Timestamp: a.now().UnixMilli()})
}

// KeyShare is the peer message by which the phone hands its sync keys to a companion: all of them, or only those
// asked for by a key request.
func (a *Account) KeyShare(asked *waE2E.AppStateSyncKeyRequest) *waE2E.Message {
	a.mu.Lock()
	defer a.mu.Unlock()
	var shared []*waE2E.AppStateSyncKey
	for _, id := range a.wanted(asked) {
		if key, _ := a.store.GetAppStateSyncKey(context.Background(), id); key != nil {
			shared = append(shared, shareOf(id, key))
		}
	}
	return &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{
		Type:                 waE2E.ProtocolMessage_APP_STATE_SYNC_KEY_SHARE.Enum(),
		AppStateSyncKeyShare: &waE2E.AppStateSyncKeyShare{Keys: shared},
	}}
}

func (a *Account) wanted(asked *waE2E.AppStateSyncKeyRequest) [][]byte {
	if asked == nil {
		return a.store.keyIDs()
	}
	var ids [][]byte
	for _, id := range asked.GetKeyIDs() {
		ids = append(ids, id.GetKeyID())
	}
	return ids
}

func shareOf(id []byte, key *store.AppStateSyncKey) *waE2E.AppStateSyncKey {
	return &waE2E.AppStateSyncKey{
		KeyID: &waE2E.AppStateSyncKeyId{KeyID: id},
		KeyData: &waE2E.AppStateSyncKeyData{
			KeyData:   key.Data,
			Timestamp: &key.Timestamp,
			Fingerprint: &waE2E.AppStateSyncKeyFingerprint{
				RawID: proto.Uint32(1), CurrentIndex: proto.Uint32(1), DeviceIndexes: []uint32{0, 1},
			},
		},
	}
}

// Patch writes a change as the phone and tells the companions.
func (a *Account) Patch(info appstate.PatchInfo) error {
	change, err := a.write(info)
	if err != nil {
		return fmt.Errorf("settings: write %s: %w", info.Type, err)
	}
	a.tell(change)
	return nil
}

func (a *Account) write(info appstate.PatchInfo) (Change, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	ctx := context.Background()
	if info.Timestamp.IsZero() {
		info.Timestamp = a.now()
	}
	number, hash, _ := a.store.GetAppStateVersion(ctx, string(info.Type))
	raw, err := a.proc.EncodePatch(ctx, a.keyID, appstate.HashState{Version: number, Hash: hash}, info)
	if err != nil {
		return Change{}, err
	}
	_, err = a.apply(info.Type, raw)
	return Change{Collection: info.Type, Version: number + 1}, err
}

// apply checks a patch for the version after the present one, stores it, and returns what it changes.
func (a *Account) apply(name appstate.WAPatchName, raw []byte) ([]appstate.Mutation, error) {
	ctx := context.Background()
	number, hash, _ := a.store.GetAppStateVersion(ctx, string(name))
	var patch waServerSync.SyncdPatch
	if err := proto.Unmarshal(raw, &patch); err != nil {
		return nil, fmt.Errorf("read patch: %w", err)
	}
	patch.Version = &waServerSync.SyncdVersion{Version: proto.Uint64(number + 1)}
	list := &appstate.PatchList{Name: name, Patches: []*waServerSync.SyncdPatch{&patch}}
	mutations, _, err := a.proc.DecodePatches(ctx, list, appstate.HashState{Version: number, Hash: hash}, true)
	if err != nil {
		return nil, fmt.Errorf("check patch: %w", err)
	}
	stored, err := proto.Marshal(&patch)
	if err != nil {
		return nil, fmt.Errorf("store patch: %w", err)
	}
	a.patches[name] = append(a.patches[name], stored)
	return mutations, nil
}

// Pushed lists the changes that companions have made, oldest first, decrypted and checked by the phone.
func (a *Account) Pushed() []appstate.Mutation {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]appstate.Mutation(nil), a.pushed...)
}

// Version is the number of changes a collection has had.
func (a *Account) Version(name appstate.WAPatchName) uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return uint64(len(a.patches[name]))
}

func (a *Account) tell(changes ...Change) {
	a.mu.Lock()
	notify := a.notify
	a.mu.Unlock()
	for _, c := range changes {
		notify(c)
	}
}
