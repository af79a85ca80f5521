package waweb

import (
	"runtime"
	"sync"

	"go.mau.fi/libsignal/logger"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waCompanionReg"
	"go.mau.fi/whatsmeow/store"
)

// introduce fixes how every session of this process presents itself: as a browser, never as the vendor's own desktop
// program. The library keeps this, and the encryption library its logger, in package variables; they are written here
// only, once, before any session exists.
var introduce = sync.OnceFunc(func() {
	store.SetOSInfo(system(), [3]uint32{10, 0, 0})
	store.DeviceProps.PlatformType = waCompanionReg.DeviceProps_CHROME.Enum()

	// Left alone, it writes failures to standard output, where the program's first line has a meaning. Nothing is lost:
	// each of these failures is also returned as an error and logged by the session library.
	var quiet logger.Loggable = silence{}
	logger.Setup(&quiet)
})

// system is the name the phone shows for this device, in the spelling that browsers use.
func system() string {
	switch runtime.GOOS {
	case "windows":
		return "Windows"
	case "darwin":
		return "Mac OS"
	}
	return "Linux"
}

// The network checks these two when linking by code.
const codeClient = whatsmeow.PairClientChrome

func codeTitle() string { return "Chrome (" + system() + ")" }

type silence struct{}

func (silence) Debug(_, _ string)   {}
func (silence) Info(_, _ string)    {}
func (silence) Warning(_, _ string) {}
func (silence) Error(_, _ string)   {}
func (silence) Configure(string)    {}
