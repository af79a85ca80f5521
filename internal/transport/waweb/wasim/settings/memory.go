package settings

import (
	"context"
	"sync"

	"go.mau.fi/whatsmeow/store"
)

// memory is the phone's store for settings: one sync key and, per collection, version, hash and value codes. It
// implements the two parts of store.Device that appstate.Processor uses.
type memory struct {
	mu       sync.Mutex
	keys     map[string]store.AppStateSyncKey
	latest   []byte
	versions map[string]version
	codes    map[string]map[string][]byte // collection → index code → value code
}

type version struct {
	number uint64
	hash   [128]byte
}

func newMemory() *memory {
	return &memory{
		keys: map[string]store.AppStateSyncKey{}, versions: map[string]version{}, codes: map[string]map[string][]byte{},
	}
}

func (m *memory) PutAppStateSyncKey(_ context.Context, id []byte, key store.AppStateSyncKey) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys[string(id)] = key
	m.latest = id
	return nil
}

func (m *memory) GetAppStateSyncKey(_ context.Context, id []byte) (*store.AppStateSyncKey, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key, ok := m.keys[string(id)]
	if !ok {
		return nil, nil
	}
	return &key, nil
}

func (m *memory) GetLatestAppStateSyncKeyID(context.Context) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.latest, nil
}

func (m *memory) GetAllAppStateSyncKeys(context.Context) ([]*store.AppStateSyncKey, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []*store.AppStateSyncKey
	for _, key := range m.keys {
		all = append(all, &key)
	}
	return all, nil
}

func (m *memory) PutAppStateVersion(_ context.Context, name string, number uint64, hash [128]byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.versions[name] = version{number, hash}
	return nil
}

func (m *memory) GetAppStateVersion(_ context.Context, name string) (uint64, [128]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v := m.versions[name]
	return v.number, v.hash, nil
}

func (m *memory) DeleteAppStateVersion(_ context.Context, name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.versions, name)
	delete(m.codes, name)
	return nil
}

func (m *memory) PutAppStateMutationMACs(_ context.Context, name string, _ uint64, added []store.AppStateMutationMAC) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.codes[name] == nil {
		m.codes[name] = map[string][]byte{}
	}
	for _, a := range added {
		m.codes[name][string(a.IndexMAC)] = a.ValueMAC
	}
	return nil
}

func (m *memory) DeleteAppStateMutationMACs(_ context.Context, name string, indexCodes [][]byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, code := range indexCodes {
		delete(m.codes[name], string(code))
	}
	return nil
}

func (m *memory) GetAppStateMutationMAC(_ context.Context, name string, indexCode []byte) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.codes[name][string(indexCode)], nil
}

func (m *memory) keyIDs() [][]byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	var ids [][]byte
	for id := range m.keys {
		ids = append(ids, []byte(id))
	}
	return ids
}
