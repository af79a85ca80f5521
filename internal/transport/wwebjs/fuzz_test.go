package wwebjs

import (
	"encoding/json"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzMessage: whatever a server tells, reading it ends, and gives nothing that the rows or the screen cannot hold.
func FuzzMessage(f *testing.F) {
	for _, seed := range []string{
		`{"dataType":"message","sessionId":"loja1","data":{"message":{"id":{"fromMe":false,"remote":"5511912345678@c.us","id":"3EB0AA"},"type":"chat","body":"x","timestamp":1767603600}}}`,
		`{"data":{"message":{"id":"true_5511912345678@c.us_3EB0AA_x","type":"image","hasMedia":true,"_data":{"size":-1,"width":1e9,"filename":"..\\..\\x","duration":"7"}}}}`,
		`{"data":{"message":{"id":{"remote":{"user":"1","server":"lid","$1":"1@lid"},"id":"3EB0AA"},"type":"location","location":{"latitude":"1e400"}}}}`,
		`{"data":{"message":{"type":"multi_vcard","vCards":["FN:\\;\\","N:;;;","TEL"],"id":"false_1@c.us_3EB0"}}}`,
		`{"data":{"reaction":{"id":7,"msgId":"true_1@c.us_3EB0","reaction":"\ud800","timestamp":99999999999999}}}`,
		`{"data":[{}],"sessionId":{}}`, "[[[[", "\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var e event
		if !decode(raw, &e) {
			return
		}
		m := e.Data.v.Message.v
		if at := moment(m.At, time.Now()); at.Year() < 2009 || at.After(time.Now().Add(25*time.Hour)) {
			t.Errorf("a time of %v", at)
		}
		if id := m.Key.ID; id != "" && (len(id) > 128 || plainID(id) != id) {
			t.Errorf("an id of %q", id)
		}
		if a := m.chat().address(); a.Value != "" && a.Value != m.chat().user {
			t.Errorf("an address of %q", a.Value)
		}
		s, ok := m.read()
		if !ok {
			return
		}
		if !utf8.ValidString(s.body) {
			t.Errorf("a body of %q", s.body)
		}
		if s.file != nil && (s.file.Bytes < 0 || s.file.Width < 0 || s.file.Duration < 0 || len(s.file.Name) > 0 && fileName(s.file.Name) != s.file.Name) {
			t.Errorf("a file of %+v", s.file)
		}
		if s.content != nil {
			if _, err := json.Marshal(s.content); err != nil {
				t.Error(err)
			}
		}
		_ = sum(s.kind, s.body, s.content)
	})
}
