package world_test

import (
	"errors"
	"net/http"
	"testing"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/media"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world/worldtest"
)

func TestPicturesTravelBothWays(t *testing.T) {
	w, ana, c := furnished(t, world.Options{}, 1)
	up, err := c.Upload(t.Context(), []byte("foto do bolo"), whatsmeow.MediaImage)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.SendMessage(t.Context(), ana.Phone().PN(), &waE2E.Message{ImageMessage: &waE2E.ImageMessage{
		URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey, FileSHA256: up.FileSHA256,
		FileEncSHA256: up.FileEncSHA256, FileLength: &up.FileLength, Mimetype: proto.String("image/jpeg"), Caption: proto.String("olha"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	wait(t, w, "picture arrives", func() bool { return len(ana.Received(0)) == 1 })
	got, _ := media.Of(ana.Phone().Messages()[0].Message)
	if plain, err := w.Media().Fetch(got); err != nil || string(plain) != "foto do bolo" {
		t.Errorf("the customer sees %q (%v)", plain, err)
	}

	file, err := w.Media().Put(media.Document, []byte("lista"))
	if err != nil {
		t.Fatal(err)
	}
	id, err := ana.Send(file.DocumentMessage("text/plain", "lista.txt"), "")
	if err != nil {
		t.Fatal(err)
	}
	e := worldtest.Wait(c, func(e *events.Message) bool { return e.Info.ID == id })
	if plain, err := c.Download(t.Context(), e.Message.GetDocumentMessage()); err != nil || string(plain) != "lista" {
		t.Errorf("the client sees %q (%v)", plain, err)
	}
}

func TestExpiredPictureIsUploadedAgain(t *testing.T) {
	w, ana, c := furnished(t, world.Options{}, 1)
	file, err := w.Media().Put(media.Image, []byte("foto"))
	if err != nil {
		t.Fatal(err)
	}
	id, err := ana.Send(file.ImageMessage("image/png", ""), "")
	if err != nil {
		t.Fatal(err)
	}
	e := worldtest.Wait(c, func(e *events.Message) bool { return e.Info.ID == id })
	wait(t, w, "phone has the message", func() bool {
		_, known := w.Business().Archive().Find(ana.Phone().PN(), id)
		return known
	})
	w.Media().ExpireAll(http.StatusGone)
	image := e.Message.GetImageMessage()
	if _, err := c.Download(t.Context(), image); !errors.Is(err, whatsmeow.ErrMediaDownloadFailedWith410) {
		t.Fatalf("expired file: %v", err)
	}
	if err := c.SendMediaRetryReceipt(t.Context(), &e.Info, image.GetMediaKey()); err != nil {
		t.Fatal(err)
	}
	answer := worldtest.Wait(c, func(e *events.MediaRetry) bool { return e.MessageID == id })
	retry, err := whatsmeow.DecryptMediaRetryNotification(answer, image.GetMediaKey())
	if err != nil {
		t.Fatal(err)
	}
	image.DirectPath = retry.DirectPath
	if plain, err := c.Download(t.Context(), image); err != nil || string(plain) != "foto" {
		t.Errorf("after the new upload: %q (%v)", plain, err)
	}
}
