package wasim

import waBinary "go.mau.fi/whatsmeow/binary"

// StreamReplaced is the stanza for "another computer uses this device".
func StreamReplaced() waBinary.Node { return streamConflict("", "replaced") }

// DeviceRemoved is the stanza for "the phone has unlinked this device".
func DeviceRemoved() waBinary.Node { return streamConflict("401", "device_removed") }

// ClientOutdated is the answer to a client that is too old.
func ClientOutdated() waBinary.Node {
	return waBinary.Node{Tag: "failure", Attrs: waBinary.Attrs{"reason": "405", "location": "sim"}}
}

// restartStream asks the client to connect again; it ends linking.
func restartStream() waBinary.Node {
	return waBinary.Node{Tag: "stream:error", Attrs: waBinary.Attrs{"code": "515"}}
}

func streamConflict(code, kind string) waBinary.Node {
	return waBinary.Node{Tag: "stream:error", Attrs: waBinary.Attrs{"code": code}, Content: []waBinary.Node{
		{Tag: "conflict", Attrs: waBinary.Attrs{"type": kind}},
	}}
}
