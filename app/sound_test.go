package app

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/inbox"
	"github.com/balcao-app/balcao/internal/media/voice"
	"github.com/balcao-app/balcao/internal/transport"
)

// A voice message comes in each form whole and in parts, as players ask for it; what is no voice message comes in no other form.
func TestVoiceMessagesComeInTheFormThatIsAskedFor(t *testing.T) {
	recorded, err := os.ReadFile("../internal/media/voice/testdata/chromium.webm")
	if err != nil {
		t.Fatal(err)
	}
	var ogg bytes.Buffer
	if _, err := voice.Pack(&ogg, bytes.NewReader(recorded)); err != nil {
		t.Fatal(err)
	}
	a, _ := running(t)
	on := shop(t, a.engine.DB)
	who := transport.Party{Addresses: []desk.Address{desk.Phone("5511955500301")}}
	for i, c := range []struct {
		mime    string
		content []byte
	}{{"audio/ogg; codecs=opus", ogg.Bytes()}, {"audio/ogg", []byte("OggS, they said")}, {"audio/mpeg", ogg.Bytes()}} {
		if err := inbox.New(a.engine.DB).Receive(t.Context(), on, transport.Incoming{Remote: desk.RemoteID(rune('A' + i)), From: who, At: time.Now(), Kind: desk.Voice,
			Attachment: &transport.Attachment{Kind: desk.Voice, Mime: c.mime, Ref: []byte("x")}}); err != nil {
			t.Fatal(err)
		}
		_, u := put(t, a, "x", c.content)
		ready(t, a, desk.AttachmentID(i+1), desk.UploadID(u.ID))
	}
	ask := func(id int, form, part string) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/media/"+strconv.Itoa(id)+"?as="+form, nil)
		if part != "" {
			r.Header.Set("Range", part)
		}
		a.Handler().ServeHTTP(w, r)
		return w
	}
	for form, kind := range map[string]string{"webm": "audio/webm", "caf": "audio/x-caf"} {
		whole := ask(1, form, "")
		all := whole.Body.Bytes()
		if whole.Code != 200 || whole.Header().Get("Content-Type") != kind || whole.Header().Get("Content-Length") != strconv.Itoa(len(all)) || len(all) < 1000 {
			t.Fatalf("%s: %d, %v, %d bytes", form, whole.Code, whole.Header(), len(all))
		}
		first := ask(1, form, "bytes=0-1") // Safari begins so
		rest := ask(1, form, "bytes=2-")
		if first.Code != http.StatusPartialContent || first.Header().Get("Content-Range") != "bytes 0-1/"+strconv.Itoa(len(all)) ||
			!bytes.Equal(append(first.Body.Bytes(), rest.Body.Bytes()...), all) {
			t.Errorf("%s in parts: %d, %v", form, first.Code, first.Header())
		}
		if w := ask(2, form, ""); w.Code != http.StatusUnsupportedMediaType {
			t.Errorf("%s of what is no Opus: %d", form, w.Code)
		}
		if w := ask(3, form, ""); w.Header().Get("Content-Type") != "audio/mpeg" {
			t.Errorf("%s of another sound: %v", form, w.Header())
		}
	}
	if w := ask(1, "wav", ""); w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("an unknown form: %d", w.Code)
	}
}
