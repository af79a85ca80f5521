package desk

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDangerous(t *testing.T) {
	for name, want := range map[string]bool{
		"boleto.pdf": false, "boleto.pdf.exe": true, "BOLETO.EXE": true, "a.exe. .": true, "foto.jpg": false, "x.scr": true, "planilha.xlsm": true,
		"planilha.xlsx": false, "exe": false, "": false, "pagina.html": true, "atalho.lnk": true, "lista.txt": false, "a.p": false,
	} {
		if got := Dangerous(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

// FuzzSafeName: whatever somebody calls a file, the name fits every file system, names no folder, and a name that is safe stays.
func FuzzSafeName(f *testing.F) {
	for _, s := range []string{"../x", `..\x`, "CON", "con.txt", "a\u202eb", ".", "..", " . ", "/", "NUL .txt", strings.Repeat("é", 300) + ".pdf", "\xff", "a:b", "COM¹"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, given string) {
		name := SafeName(given)
		if len(name) > longestName || !utf8.ValidString(name) || strings.ContainsAny(name, "/\\:<>\"|?*\x00\n") || name == "." || name == ".." {
			t.Errorf("%q became %q", given, name)
		}
		if again := SafeName(name); again != name {
			t.Errorf("%q became %q and then %q", given, name, again)
		}
	})
}
