package media_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/media"
)

func TestEncryptedFilesReadBack(t *testing.T) {
	key := media.NewKey()
	for _, size := range []int{0, 1, 15, 16, 17, 5000} {
		plain := bytes.Repeat([]byte{7}, size)
		file, err := media.Encrypt(media.Image, key, plain)
		if err != nil {
			t.Fatal(err)
		}
		back, err := media.Decrypt(media.Image, key, file)
		if err != nil || !bytes.Equal(back, plain) {
			t.Errorf("%d bytes come back as %d (%v)", size, len(back), err)
		}
	}
}

func TestDamagedFilesAreNoticed(t *testing.T) {
	key := media.NewKey()
	file, _ := media.Encrypt(media.Video, key, []byte("pão de mel"))
	file[3] ^= 1
	if _, err := media.Decrypt(media.Video, key, file); !errors.Is(err, media.ErrDamaged) {
		t.Errorf("a flipped bit gives %v", err)
	}
	file[3] ^= 1
	if _, err := media.Decrypt(media.Image, key, file); !errors.Is(err, media.ErrDamaged) {
		t.Errorf("the wrong kind gives %v", err)
	}
	if _, err := media.Decrypt(media.Video, key, file[:5]); !errors.Is(err, media.ErrDamaged) {
		t.Errorf("a stump gives %v", err)
	}
}

func TestFaultsAreUsedUpInOrder(t *testing.T) {
	host, server := served(t)
	file, err := host.Put(media.Image, []byte("foto"))
	if err != nil {
		t.Fatal(err)
	}
	host.Fail(media.Fault{Direction: media.Download, Status: 503, Times: 2})
	host.Fail(media.Fault{Direction: media.Download, Status: 429, Times: 1})
	for i, want := range []int{503, 503, 429, 200} {
		if got := status(t, server.URL+file.DirectPath); got != want {
			t.Errorf("request %d: %d, not %d", i, got, want)
		}
	}
	host.Expire(file.DirectPath, http.StatusGone)
	if got := status(t, server.URL+file.DirectPath); got != http.StatusGone {
		t.Errorf("expired file: %d", got)
	}
	if c := host.Counts(); c.Downloads != 1 || c.Refused != 4 || c.Stored != 0 {
		t.Errorf("counts %+v", c)
	}
}

func TestUploadUnderAWrongTokenIsRefused(t *testing.T) {
	_, server := served(t)
	response, err := http.Post(server.URL+"/mms/image/AAAA?token=AAAA", "", bytes.NewReader([]byte("x")))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("status %d", response.StatusCode)
	}
}

func served(t *testing.T) (*media.Host, *httptest.Server) {
	host, mux := media.NewHost(""), http.NewServeMux()
	host.Register(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return host, server
}

func status(t *testing.T, url string) int {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}
