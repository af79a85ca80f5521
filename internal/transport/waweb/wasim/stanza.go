package wasim

import (
	"strconv"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// text returns a string attribute, "" if absent.
func text(n *waBinary.Node, key string) string {
	s, _ := n.Attrs[key].(string)
	return s
}

// jid returns an address attribute, empty if absent.
func jid(n *waBinary.Node, key string) types.JID {
	j, _ := n.Attrs[key].(types.JID)
	return j
}

// data returns the bytes inside a child, nil if absent.
func data(n *waBinary.Node, path ...string) []byte {
	child := n.GetChildByTag(path...)
	b, _ := child.Content.([]byte)
	return b
}

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }

// copyAttrs copies the named attributes that are there.
func copyAttrs(to, from waBinary.Attrs, names ...string) {
	for _, name := range names {
		if v, ok := from[name]; ok {
			to[name] = v
		}
	}
}

// messageIDs lists the ids of a receipt: the first as attribute, the others as items.
func messageIDs(n *waBinary.Node) []string {
	ids := []string{text(n, "id")}
	list := n.GetChildByTag("list")
	for _, item := range list.GetChildrenByTag("item") {
		ids = append(ids, text(&item, "id"))
	}
	return ids
}
