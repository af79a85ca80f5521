package graphsim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// encode writes JSON as Meta does: letters beyond ASCII as \u00xx in small hexadecimal digits, slashes as \/.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("graphsim: encode %T: %v", v, err)) // only a mistake in this package can cause it
	}
	return escape(bytes.TrimRight(b.Bytes(), "\n"))
}

func escape(plain []byte) []byte {
	var b bytes.Buffer
	for i := 0; i < len(plain); {
		r, n := utf8.DecodeRune(plain[i:])
		i += n
		switch {
		case r == '/':
			b.WriteString(`\/`)
		case r < utf8.RuneSelf:
			b.WriteByte(byte(r))
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.Bytes()
}

func hexLower(s string) string { return strings.ToLower(s) }
