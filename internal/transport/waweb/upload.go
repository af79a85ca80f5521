package waweb

import (
	"context"
	"errors"
	"fmt"
	"os"

	"go.mau.fi/whatsmeow"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// uploads are the network's own names of the kinds of file.
var uploads = map[desk.MessageKind]whatsmeow.MediaType{
	desk.Image: whatsmeow.MediaImage, desk.Sticker: whatsmeow.MediaImage, desk.Video: whatsmeow.MediaVideo,
	desk.Audio: whatsmeow.MediaAudio, desk.Voice: whatsmeow.MediaAudio, desk.Document: whatsmeow.MediaDocument,
}

// upload puts a file on the network, encrypted. It goes through a temporary file, so that a large one does not fill the memory. Whatever
// fails here, no message has left.
func (l *line) upload(ctx context.Context, kind desk.MessageKind, file *transport.File) (up whatsmeow.UploadResponse, f *desk.Fault) {
	from, err := file.Open()
	if err != nil {
		if f := desk.AsFault(err); f.Code != desk.CodeInternal {
			return up, f
		}
		return up, broken(fmt.Errorf("open a file to send: %w", err))
	}
	defer from.Close()
	tmp, err := os.CreateTemp(l.env.Dir, fetching+"*")
	if err != nil {
		return up, broken(fmt.Errorf("send a file: %w", err))
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	up, err = l.cli.UploadReader(ctx, from, tmp, uploads[kind])
	switch {
	case errors.Is(err, whatsmeow.ErrNotLoggedIn):
		return up, signedOut(err, "")
	case err != nil:
		return up, offline(fmt.Errorf("upload a file: %s", scrub(err.Error())))
	}
	return up, nil
}
