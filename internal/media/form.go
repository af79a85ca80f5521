package media

import (
	"errors"
	"io"

	"github.com/balcao-app/balcao/internal/media/voice"
)

// ErrForm is the error of a sound that cannot be given in the form that was asked for.
var ErrForm = errors.New("no such form of this sound")

// InForm gives a voice message in a form that a page's engine plays where it plays no Ogg: "webm" or "caf". It is made from the file on
// the spot, so that there is one file to keep and to remove. ErrForm: there is no such form, or the file is no Opus.
func InForm(f io.Reader, form string) (content []byte, mime string, err error) {
	as := voice.Form(form)
	if as.Mime() == "" {
		return nil, "", ErrForm
	}
	content, err = voice.Wrap(f, as)
	if err != nil {
		err = errors.Join(ErrForm, err)
	}
	return content, as.Mime(), err
}
