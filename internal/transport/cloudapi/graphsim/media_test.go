package graphsim_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// Beginnings of files, as far as the simulator looks.
var (
	jpeg = []byte("\xff\xd8\xff\xe0 a picture")
	png  = []byte("\x89PNG\r\n\x1a\n a picture")
	webp = []byte("RIFF\x10\x00\x00\x00WEBPVP8 a sticker")
	mp4  = []byte("\x00\x00\x00\x18ftypmp42 a film")
	opus = []byte("OggS............OpusHead\x01\x01 a voice")
	two  = []byte("OggS............OpusHead\x01\x02 two voices")
)

// fetch reads an address of the media host.
func (r *rig) fetch(address, token string) answer {
	q, err := http.NewRequest("GET", address, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if token != "" {
		q.Header.Set("Authorization", "Bearer "+token)
	}
	return r.send(q)
}

func TestUploadedFilesLiveAMonthAndAddressesFiveMinutes(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		a := r.upload("image/jpeg", jpeg)
		id, _ := a.get("id").(string)
		info := r.do("GET", id+"?phone_number_id="+r.link.Number, "")
		sum := sha256.Sum256(jpeg)
		if info.get("mime_type") != "image/jpeg" || info.get("sha256") != hex.EncodeToString(sum[:]) || fmt.Sprint(info.get("file_size")) != fmt.Sprint(len(jpeg)) {
			t.Fatalf("%s after %s", info.body, a.body)
		}
		address := info.get("url").(string)
		if !strings.HasPrefix(address, r.link.Media) || r.link.Media == r.link.Graph {
			t.Errorf("address %s", address)
		}
		if a := r.fetch(address, r.link.Token); a.status != 200 || !bytes.Equal(a.body, jpeg) {
			t.Errorf("%d %s", a.status, a.body)
		}
		for name, a := range map[string]answer{
			"no token": r.fetch(address, ""), "another token": r.fetch(address, "EAAx"), "another file": r.fetch(address+"x", r.link.Token),
		} {
			if a.status != 404 {
				t.Errorf("%s: %d", name, a.status)
			}
		}
		time.Sleep(5*time.Minute + time.Second)
		if a := r.fetch(address, r.link.Token); a.status != 404 {
			t.Errorf("old address: %d", a.status)
		}
		r.s.SetStrictness(graphsim.Strictness{SizeAsText: true})
		if a := r.do("GET", id, ""); a.get("file_size") != fmt.Sprint(len(jpeg)) {
			t.Errorf("%s", a.body)
		}
		if a := r.do("GET", id+"?phone_number_id=1", ""); a.code() != 100 {
			t.Errorf("another number's: %s", a.body)
		}
		time.Sleep(30 * 24 * time.Hour)
		if a := r.do("GET", id, ""); a.code() != 100 || a.get("error", "error_subcode") != 33.0 {
			t.Errorf("after a month: %s", a.body)
		}
	})
}

func TestDeletedFilesAreGone(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		id := r.upload("image/png", png).get("id").(string)
		if a := r.do("DELETE", id, ""); a.get("success") != true {
			t.Errorf("%s", a.body)
		}
		for _, method := range []string{"GET", "DELETE"} {
			if a := r.do(method, id, ""); a.code() != 100 {
				t.Errorf("%s: %s", method, a.body)
			}
		}
		if u := r.s.Unknown(); len(u) != 0 {
			t.Errorf("unknown %v", u)
		}
	})
}

func TestUploadsAreChecked(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		for _, c := range []struct {
			mime    string
			content []byte
			code    int
		}{
			{"image/jpeg", jpeg, 0}, {"audio/ogg; codecs=opus", opus, 0}, {"application/pdf", []byte("%PDF"), 0},
			{"image/gif", []byte("GIF89a"), 100}, {"application/zip", []byte("PK"), 100}, {"image/jpeg", nil, 131053},
			{"image/jpeg", make([]byte, 5<<20+1), 131053}, {"video/mp4", make([]byte, 16<<20), 0},
			{"video/mp4", make([]byte, 16<<20+1), 131053},
		} {
			if a := r.upload(c.mime, c.content); a.code() != c.code {
				t.Errorf("%s of %d bytes: %s", c.mime, len(c.content), a.body)
			}
		}
		r.s.SetStrictness(graphsim.Strictness{AnyDocument: true})
		if a := r.upload("application/zip", []byte("PK")); a.code() != 0 {
			t.Errorf("any document: %s", a.body)
		}
	})
}

func TestUploadFormIsChecked(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		for name, parts := range map[string]string{
			"no file":    part(`name="messaging_product"`, "", "whatsapp") + part(`name="type"`, "", "image/jpeg"),
			"no type":    part(`name="messaging_product"`, "", "whatsapp") + part(`name="file"; filename="f"`, "image/jpeg", string(jpeg)),
			"no product": part(`name="type"`, "", "image/jpeg") + part(`name="file"; filename="f"`, "image/jpeg", string(jpeg)),
			"two types":  part(`name="messaging_product"`, "", "whatsapp") + part(`name="type"`, "", "image/png") + part(`name="file"; filename="f"`, "image/jpeg", string(jpeg)),
		} {
			q, err := http.NewRequest("POST", r.link.Graph+"/v23.0/"+r.link.Number+"/media", strings.NewReader(parts+"--b--\r\n"))
			if err != nil {
				t.Fatal(err)
			}
			q.Header.Set("Authorization", "Bearer "+r.link.Token)
			q.Header.Set("Content-Type", "multipart/form-data; boundary=b")
			if a := r.send(q); a.code() != 100 {
				t.Errorf("%s: %d %s", name, a.status, a.body)
			}
		}
	})
}

// part is one part of a form.
func part(disposition, kind, content string) string {
	head := "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n"
	if kind != "" {
		head += "Content-Type: " + kind + "\r\n"
	}
	return head + "\r\n" + content + "\r\n"
}

func TestSendingFiles(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.Write("Oi")
		r.s.SetLimits(graphsim.Limits{WithoutPair: true})
		id := func(mime string, content []byte) string { return r.upload(mime, content).get("id").(string) }
		picture, voice, twice, film, sticker := id("image/jpeg", jpeg), id("audio/ogg", opus), id("audio/ogg", two), id("video/mp4", mp4), id("image/webp", webp)
		fake, pdf := id("image/jpeg", []byte("no picture")), id("application/pdf", []byte("%PDF"))
		bigSticker := id("image/webp", append(webp, make([]byte, 100<<10)...))
		const good = "sent delivered"
		for _, c := range []struct {
			kind, members string
			code          int
			statuses      string
		}{
			{"image", `"id":"` + picture + `","caption":"` + long(1024) + `"`, 0, good},
			{"image", `"id":"` + picture + `","caption":"` + long(1025) + `"`, 131009, ""},
			{"image", `"link":"https://a.b/c.jpg"`, 0, good},
			{"image", `"link":"c.jpg"`, 131009, ""},
			{"image", `"id":"` + picture + `","link":"https://a.b/c.jpg"`, 100, ""},
			{"image", `"caption":"a"`, 131008, ""},
			{"image", `"id":"1"`, 131009, ""},
			{"image", `"id":"` + picture + `","filename":"a"`, 100, ""},
			{"image", `"id":"` + film + `"`, 0, "failed131053"},
			{"image", `"id":"` + fake + `"`, 0, "failed131053"},
			{"video", `"id":"` + film + `","caption":"a"`, 0, good},
			{"video", `"id":"` + picture + `"`, 0, "failed131053"},
			{"audio", `"id":"` + voice + `","voice":true`, 0, good},
			{"audio", `"id":"` + twice + `"`, 0, good},
			{"audio", `"id":"` + twice + `","voice":true`, 0, "failed131053"},
			{"audio", `"id":"` + voice + `","caption":"a"`, 100, ""},
			{"document", `"id":"` + pdf + `","filename":"a.pdf","caption":"a"`, 0, good},
			{"document", `"id":"` + picture + `"`, 0, good},
			{"sticker", `"id":"` + sticker + `"`, 0, good},
			{"sticker", `"id":"` + bigSticker + `"`, 0, "failed131053"},
			{"sticker", `"id":"` + picture + `"`, 0, "failed131053"},
		} {
			a := r.message(`"type":"` + c.kind + `","` + c.kind + `":{` + c.members + `}`)
			if a.code() != c.code || c.code == 0 && r.statuses(a.wamid()) != c.statuses {
				t.Errorf("%s %.60s: %s %q", c.kind, c.members, a.body, r.statuses(a.wamid()))
			}
		}
		if got := r.ana.Received()[0]; !bytes.Equal(got.File, jpeg) || got.Mime != "image/jpeg" {
			t.Errorf("received %s %q", got.Mime, got.File)
		}
		other, err := r.s.AddNumber(r.link.WABA, "5511900000001", false)
		if err != nil {
			t.Fatal(err)
		}
		a := r.do("POST", other+"/messages", `{"messaging_product":"whatsapp","to":"+`+ana+`","type":"image","image":{"id":"`+picture+`"}}`)
		if a.code() != 131009 {
			t.Errorf("another number's file: %s", a.body)
		}
	})
}

func TestInboundFilesLiveAWeek(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.SendImage("olha", jpeg)
		m := r.heard()[0].Value.Messages[0]["image"].(map[string]any)
		if a := r.fetch(m["url"].(string), r.link.Token); a.status != 200 || !bytes.Equal(a.body, jpeg) || m["caption"] != "olha" {
			t.Errorf("%v: %d", m, a.status)
		}
		time.Sleep(7*24*time.Hour + time.Second)
		if a := r.do("GET", m["id"].(string), ""); a.code() != 100 {
			t.Errorf("after a week: %s", a.body)
		}
		r.s.SetStrictness(graphsim.Strictness{WithoutURL: true})
		r.ana.SendVoice(opus)
		all := r.heard()
		voice := all[len(all)-1].Value.Messages[0]["audio"].(map[string]any)
		if voice["url"] != nil || voice["voice"] != true {
			t.Errorf("%v", voice)
		}
	})
}

func TestMediaHostFaults(t *testing.T) {
	for kind, c := range map[graphsim.Kind]struct {
		status int
		whole  bool // the body is the file
		broken bool // reading ends with an error
	}{
		graphsim.HTML500:         {500, false, false},
		graphsim.FailSync:        {404, false, false},
		graphsim.EmptyBody:       {200, false, false},
		graphsim.Corrupt:         {200, false, false},
		graphsim.CutBody:         {200, false, true},
		graphsim.TimeoutBefore:   {0, false, true},
		graphsim.ResetBeforeRead: {0, false, true},
		graphsim.Slow:            {200, true, false},
	} {
		memory(t, func(t *testing.T, r *rig) {
			address := r.do("GET", r.upload("image/jpeg", jpeg).get("id").(string), "").get("url").(string)
			// The client repeats a GET whose connection died once.
			r.s.Script(graphsim.Fault{Kind: kind, HTTP: 404, Delay: time.Second, Times: graphsim.Always, Match: graphsim.Match{Method: "GET", Path: "/attachments/"}})
			a := r.fetch(address, r.link.Token)
			if a.status != c.status || (a.err != nil) != c.broken || bytes.Equal(a.body, jpeg) != c.whole {
				t.Errorf("%s: %d %q %v", kind, a.status, a.body, a.err)
			}
			r.s.Heal()
			if a := r.fetch(address, r.link.Token); !bytes.Equal(a.body, jpeg) {
				t.Errorf("after %s: %d %v", kind, a.status, a.err)
			}
		})
	}
}

func TestAddressesCanLeadElsewhere(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		id := r.upload("image/jpeg", jpeg).get("id").(string)
		r.s.SetStrictness(graphsim.Strictness{MediaBase: "http://shop.test"})
		if a := r.do("GET", id, ""); !strings.HasPrefix(a.get("url").(string), "http://shop.test/") {
			t.Errorf("%s", a.body)
		}
		r.s.Script(graphsim.Fault{Kind: graphsim.Redirect, Location: "http://shop.test/trap", Match: graphsim.Match{Method: "GET", Path: id}})
		r.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		if a := r.do("GET", id, ""); a.status != http.StatusFound {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
}

func TestBodiesMustBeJSON(t *testing.T) {
	memory(t, func(t *testing.T, r *rig) {
		r.ana.Write("Oi")
		for kind, code := range map[string]int{"application/json; charset=utf-8": 0, "text/plain": 100, "": 100} {
			q, err := http.NewRequest("POST", r.link.Graph+"/v23.0/"+r.link.Number+"/messages",
				strings.NewReader(`{"messaging_product":"whatsapp","to":"+`+ana+`","text":{"body":"a"}}`))
			if err != nil {
				t.Fatal(err)
			}
			q.Header.Set("Authorization", "Bearer "+r.link.Token)
			q.Header.Set("Content-Type", kind)
			if a := r.send(q); a.code() != code {
				t.Errorf("%q: %s", kind, a.body)
			}
		}
	})
}
