package settings_test

import (
	"testing"
	"time"

	"go.mau.fi/whatsmeow/appstate"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/settings"
)

var companion = types.JID{User: "5511955500100", Device: 1, Server: types.DefaultUserServer}

func seeded(t *testing.T) *settings.Account {
	t.Helper()
	a := settings.New(time.Now)
	if err := a.Seed("Doce Balcão"); err != nil {
		t.Fatal(err)
	}
	return a
}

func request(name appstate.WAPatchName, attrs waBinary.Attrs, children ...waBinary.Node) *waBinary.Node {
	attrs["name"] = string(name)
	collection := waBinary.Node{Tag: "collection", Attrs: attrs, Content: children}
	return &waBinary.Node{Tag: "iq", Content: []waBinary.Node{{Tag: "sync", Content: []waBinary.Node{collection}}}}
}

func TestEveryCollectionIsSeeded(t *testing.T) {
	a := seeded(t)
	for _, name := range appstate.AllPatchNames {
		if a.Version(name) == 0 {
			t.Errorf("%s is empty", name)
		}
	}
}

func TestFetchPagesThroughPatches(t *testing.T) {
	a := seeded(t)
	for range 3 {
		if err := a.SetPushName("Doce"); err != nil {
			t.Fatal(err)
		}
	}
	a.SetPageSize(3)
	answer, err := a.Sync(companion, request(appstate.WAPatchCriticalBlock, waBinary.Attrs{"version": "0"}))
	if err != nil {
		t.Fatal(err)
	}
	page := answer.GetChildByTag("collection")
	patches := page.GetChildByTag("patches")
	if len(patches.GetChildren()) != 3 || page.Attrs["has_more_patches"] != "true" {
		t.Errorf("first page %s", page.Attrs)
	}
	answer, _ = a.Sync(companion, request(appstate.WAPatchCriticalBlock, waBinary.Attrs{"version": "3"}))
	page = answer.GetChildByTag("collection")
	if page.Attrs["has_more_patches"] != nil || page.Attrs["version"] != "4" {
		t.Errorf("last page %s", page.Attrs)
	}
}

func TestPushOnAnOldVersionIsAConflict(t *testing.T) {
	a := seeded(t)
	push := waBinary.Node{Tag: "patch", Content: []byte{}}
	answer, err := a.Sync(companion, request(appstate.WAPatchRegularLow, waBinary.Attrs{"version": "0"}, push))
	if err != nil {
		t.Fatal(err)
	}
	c := answer.GetChildByTag("collection")
	refusal := c.GetChildByTag("error")
	if refusal.Attrs["code"] != "409" {
		t.Errorf("answer %s", c.Attrs)
	}
	missing := c.GetChildByTag("patches")
	if len(missing.GetChildren()) != 1 {
		t.Errorf("answer holds %d missing patches", len(missing.GetChildren()))
	}
}

func TestForgedPushIsReported(t *testing.T) {
	a := seeded(t)
	push := waBinary.Node{Tag: "patch", Content: []byte{0x0a, 0x00}}
	if _, err := a.Sync(companion, request(appstate.WAPatchRegularLow, waBinary.Attrs{"version": "1"}, push)); err == nil {
		t.Error("a patch without codes is taken")
	}
	if got := a.Version(appstate.WAPatchRegularLow); got != 1 {
		t.Errorf("version is %d", got)
	}
}

func TestChangesAreAnnounced(t *testing.T) {
	a := seeded(t)
	var seen []settings.Change
	a.OnChange(func(c settings.Change) { seen = append(seen, c) })
	if err := a.SetContacts(settings.Contact{JID: companion, Name: "Ana Beatriz"}); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 1 || seen[0].Collection != appstate.WAPatchCriticalUnblockLow || !seen[0].By.IsEmpty() {
		t.Errorf("announced %+v", seen)
	}
}
