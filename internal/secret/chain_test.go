package secret

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
)

func TestTheKeychainKeepsWhatItIsGiven(t *testing.T) {
	keyring.MockInit()
	home(t)
	dir := t.TempDir()
	v := vault(t, dir, Keychain)
	if place, err := v.Place(); place != PlaceKeychain || err != nil {
		t.Fatalf("secrets lie in %q, %v", place, err)
	}
	long := strings.Repeat("ç", 5000)
	put(t, v, "connections/1/token", token)
	put(t, v, "connections/1/key", long)
	text, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil || strings.Contains(string(text), "sealed") || strings.Contains(string(text), token) {
		t.Errorf("the file has a value: %s, %v", text, err)
	}
	if _, err := os.Stat(v.keys); err == nil {
		t.Error("a key was made though nothing is sealed")
	}
	v = vault(t, dir, Keychain)
	holds(t, v, "connections/1/token", token)
	holds(t, v, "connections/1/key", long)
	old := pieces(v)
	for _, account := range old {
		if piece, err := keyring.Get(service, account); err != nil || len(piece) > 2560 {
			t.Errorf("a piece has %d bytes, %v", len(piece), err)
		}
	}
	put(t, v, "connections/1/key", "short")
	if err := v.RemoveAll("connections/1"); err != nil {
		t.Fatal(err)
	}
	fails(t, v, "connections/1/key", ErrNone)
	for _, account := range old {
		if _, err := keyring.Get(service, account); !errors.Is(err, keyring.ErrNotFound) {
			t.Errorf("%s is still there: %v", account, err)
		}
	}
	if left := vault(t, dir, Keychain).mustLoad(t).Doomed; len(left) > 0 {
		t.Errorf("still to be deleted: %v", left)
	}
}

func pieces(v *Vault) []string {
	var all []string
	for name, e := range v.index.Values {
		all = append(all, v.index.accounts(name, e)...)
	}
	return all
}

func TestTwoFoldersDoNotMeetInTheKeychain(t *testing.T) {
	keyring.MockInit()
	home(t)
	one, two := vault(t, t.TempDir(), Keychain), vault(t, t.TempDir(), Keychain)
	put(t, one, "token", "one")
	put(t, two, "token", "two")
	if err := two.Remove("token"); err != nil {
		t.Fatal(err)
	}
	holds(t, one, "token", "one")
	fails(t, two, "token", ErrNone)
}

func TestAValueMovesFromTheFileWhenTheKeychainComesBack(t *testing.T) {
	keyring.MockInitWithError(errors.New("no keychain here"))
	home(t)
	dir := t.TempDir()
	v := vault(t, dir, Keychain)
	put(t, v, "token", token)
	if place, err := v.Place(); place != PlaceFile || err != nil {
		t.Fatalf("secrets lie in %q, %v", place, err)
	}
	keyring.MockInit()
	v = vault(t, dir, Keychain)
	holds(t, v, "token", token)
	if e := v.index.Values["token"]; e.Parts != 1 || len(e.Sealed) > 0 {
		t.Error("the value did not move")
	}
	holds(t, vault(t, dir, Keychain), "token", token)
}

func TestALockedKeychainIsNotAnEmptyOne(t *testing.T) {
	keyring.MockInit()
	home(t)
	dir := t.TempDir()
	v := vault(t, dir, Keychain)
	put(t, v, "token", token)
	put(t, v, "other", token)
	keyring.MockInitWithError(errors.New("locked"))
	fails(t, v, "token", ErrUnreachable)
	if err := v.Put("token", "new"); !errors.Is(err, ErrUnreachable) {
		t.Errorf("put answered %v", err)
	}
	v = vault(t, dir, Keychain)
	fails(t, v, "token", ErrUnreachable)
	put(t, v, "meanwhile", token)
	if err := v.Remove("other"); err != nil {
		t.Fatal(err)
	}
	fails(t, v, "other", ErrNone)
	holds(t, v, "meanwhile", token)
	if v.index.Values["token"].Parts != 1 || len(v.index.Doomed) == 0 {
		t.Errorf("the file forgot the locked value or what is to be deleted: %+v", v.index.Doomed)
	}
	keyring.MockInit() // unlocked, and emptied by somebody
	fails(t, vault(t, dir, Keychain), "token", ErrNone)
}

func TestPracticeNeverAsksTheKeychain(t *testing.T) {
	keyring.MockInit()
	home(t)
	dir := t.TempDir()
	v := vault(t, dir, FileOnly)
	put(t, v, "token", token)
	holds(t, v, "token", token)
	if v.chain.asked || v.index.Values["token"].Parts > 0 {
		t.Error("the keychain was asked")
	}
}

// alone makes the test run in a process of its own, which has no keychain but the one that bus leads to.
func alone(t *testing.T, bus string) bool {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Log("only Linux finds its keychain by an address")
		return false
	}
	const env = "BALCAO_TEST_ALONE"
	if os.Getenv(env) != "" {
		return true
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), env+"=1", "DBUS_SESSION_BUS_ADDRESS="+bus)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "PASS: "+t.Name()) {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

func TestWithoutABusTheFileIsUsed(t *testing.T) {
	if alone(t, "unix:path="+filepath.Join(t.TempDir(), "nowhere")) {
		usesTheFile(t, patience)
	}
}

// TestASilentKeychainFreezesNothing has a bus that takes the call and never answers.
func TestASilentKeychainFreezesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bus")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if alone(t, "unix:path="+path) {
		usesTheFile(t, 50*time.Millisecond)
	}
}

func usesTheFile(t *testing.T, limit time.Duration) {
	t.Helper()
	home(t)
	dir := t.TempDir()
	v := vault(t, dir, Keychain)
	v.chain.limit = limit
	put(t, v, "token", token)
	holds(t, v, "token", token)
	if place, err := v.Place(); place != PlaceFile || err != nil {
		t.Errorf("secrets lie in %q, %v", place, err)
	}
	if err := v.RemoveAll("token"); err != nil {
		t.Error(err)
	}
}

func TestACallThatHangsHoldsUpNoOther(t *testing.T) {
	c := newChain()
	c.limit = time.Millisecond
	unlocked := make(chan struct{})
	if err := c.ask(func() error { <-unlocked; return nil }); !errors.Is(err, ErrUnreachable) {
		t.Fatalf("a hanging call answered %v", err)
	}
	c.limit = time.Hour
	if err := c.ask(func() error { t.Error("a second call went out"); return nil }); !errors.Is(err, ErrUnreachable) {
		t.Fatalf("a call beside it answered %v", err)
	}
	close(unlocked) // the user typed the password
	c.slot <- struct{}{}
	<-c.slot
	if err := c.ask(func() error { return nil }); err != nil {
		t.Errorf("afterwards a call answered %v", err)
	}
}
