package settings

import (
	"fmt"
	"strconv"

	"go.mau.fi/whatsmeow/appstate"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// Sync answers the sync request of the companion by (xmlns w:sync:app:state): it reads the request's collections, takes pushed
// patches, and returns the child of the answer. The error says that a pushed patch did not pass the phone's check;
// the answer is usable then too.
func (a *Account) Sync(by types.JID, iq *waBinary.Node) (waBinary.Node, error) {
	request := iq.GetChildByTag("sync")
	var (
		answers []waBinary.Node
		changes []Change
		failure error
	)
	a.mu.Lock()
	for _, collection := range request.GetChildren() {
		answer, change, err := a.collection(&collection)
		answers = append(answers, answer)
		if change != nil {
			change.By = by
			changes = append(changes, *change)
		}
		if err != nil {
			failure = fmt.Errorf("settings: pushed %v: %w", collection.Attrs["name"], err)
		}
	}
	a.mu.Unlock()
	a.tell(changes...)
	return waBinary.Node{Tag: "sync", Content: answers}, failure
}

func (a *Account) collection(c *waBinary.Node) (waBinary.Node, *Change, error) {
	ag := c.AttrGetter()
	name := appstate.WAPatchName(ag.String("name"))
	since := ag.OptionalInt("version")
	patch, pushing := c.GetOptionalChildByTag("patch")
	if !pushing {
		return a.fetch(name, since), nil, nil
	}
	if since != len(a.patches[name]) {
		return a.conflict(name, since), nil, nil
	}
	raw, _ := patch.Content.([]byte)
	mutations, err := a.apply(name, raw)
	if err != nil {
		return refusal(name, len(a.patches[name]), 400, "bad-request"), nil, err
	}
	a.pushed = append(a.pushed, mutations...)
	head := uint64(len(a.patches[name]))
	return waBinary.Node{Tag: "collection", Attrs: waBinary.Attrs{"name": string(name), "version": strconv.FormatUint(head, 10)}},
		&Change{Collection: name, Version: head}, nil
}

// fetch answers with the patches after a version, one page at most. A snapshot is never given: clients that ask for
// one accept all patches from the first.
func (a *Account) fetch(name appstate.WAPatchName, since int) waBinary.Node {
	all := a.patches[name]
	since = min(max(since, 0), len(all))
	end := min(since+a.page, len(all))
	attrs := waBinary.Attrs{"name": string(name), "version": strconv.Itoa(end)}
	if end < len(all) {
		attrs["has_more_patches"] = "true"
	}
	return waBinary.Node{Tag: "collection", Attrs: attrs, Content: patchNodes(all[since:end])}
}

func (a *Account) conflict(name appstate.WAPatchName, since int) waBinary.Node {
	all := a.patches[name]
	node := refusal(name, len(all), 409, "conflict")
	missing := patchNodes(all[min(max(since, 0), len(all)):])
	node.Content = append(node.GetChildren(), missing...)
	return node
}

func refusal(name appstate.WAPatchName, head, code int, text string) waBinary.Node {
	return waBinary.Node{
		Tag:     "collection",
		Attrs:   waBinary.Attrs{"name": string(name), "type": "error", "version": strconv.Itoa(head)},
		Content: []waBinary.Node{{Tag: "error", Attrs: waBinary.Attrs{"code": strconv.Itoa(code), "text": text}}},
	}
}

func patchNodes(patches [][]byte) []waBinary.Node {
	if len(patches) == 0 {
		return nil
	}
	nodes := make([]waBinary.Node, len(patches))
	for i, raw := range patches {
		nodes[i] = waBinary.Node{Tag: "patch", Content: raw}
	}
	return []waBinary.Node{{Tag: "patches", Content: nodes}}
}

// Notification is the stanza that tells a companion of a change. The sender adds id and time.
func (c Change) Notification(own types.JID) waBinary.Node {
	return waBinary.Node{
		Tag:   "notification",
		Attrs: waBinary.Attrs{"from": own.ToNonAD(), "type": "server_sync"},
		Content: []waBinary.Node{{
			Tag:   "collection",
			Attrs: waBinary.Attrs{"name": string(c.Collection), "version": strconv.FormatUint(c.Version, 10)},
		}},
	}
}
