package desk

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestName bounds the name of a file, in bytes, below what every file system takes.
const longestName = 180

// reserved are names that Windows gives to devices, whatever stands behind a dot.
var reserved = map[string]bool{"con": true, "prn": true, "aux": true, "nul": true, "conin$": true, "conout$": true, "com0": true, "com1": true, "com2": true,
	"com3": true, "com4": true, "com5": true, "com6": true, "com7": true, "com8": true, "com9": true, "lpt0": true, "lpt1": true, "lpt2": true, "lpt3": true,
	"lpt4": true, "lpt5": true, "lpt6": true, "lpt7": true, "lpt8": true, "lpt9": true}

// SafeName is the name of a file as somebody else gave it, made fit to be shown and to be saved on any system: without folders, without
// the signs that turn the direction of writing and so hide what it ends in, without what no system takes. Empty stays empty.
func SafeName(given string) string {
	name := path.Base(strings.ReplaceAll(Clean(given), "\\", "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r), unicode.IsControl(r), r == 0x2028, r == 0x2029, r == 0x2400:
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.TrimRight(strings.TrimSpace(name), ". ")
	if name == "" || name == "/" {
		return ""
	}
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	if reserved[strings.TrimSpace(stem)] {
		name = "_" + name
	}
	return strings.TrimRight(shorten(name), ". ")
}

// shorten keeps the end of a long name, which says what it is.
func shorten(name string) string {
	if len(name) <= longestName {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > 16 {
		ext = ""
	}
	stem := name[:longestName-len(ext)]
	for !utf8.ValidString(stem) {
		stem = stem[:len(stem)-1]
	}
	return stem + ext
}

// Dangerous reports whether opening a file of this name may run something.
func Dangerous(name string) bool {
	return strings.Contains(runnable, " "+strings.TrimPrefix(strings.ToLower(path.Ext(strings.TrimRight(name, ". "))), ".")+" ")
}

// runnable are the endings of files that a computer runs, or that lead it elsewhere, when they are opened.
const runnable = " ade adp apk app appimage appref-ms appx bash bat bin cab chm cmd com command cpl csh deb diagcab dll dmg docm dotm exe gadget hta htm html " +
	"img inf ins iso isp jar jnlp js jse lnk mde mht mhtml msc msi msix msp mst ocx pif pkg potm ppam ppsm pptm ps1 psm1 py pyw rb reg rpm run scf scr sct " +
	"settingcontent-ms sh shb shtml svg swf sys url vb vbe vbs vhd vhdx workflow ws wsc wsf wsh xhtml xlam xll xlsm xltm xml xsl zsh "
