package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/media/voice"
)

// recorded are the forms in which browsers record, by what their bytes are taken for, and what is kept: a film without pictures is sound.
var recorded = map[string]string{"video/webm": "audio/ogg", "audio/ogg": "audio/ogg", "video/mp4": "audio/mp4", "audio/mp4": "audio/mp4", "audio/aac": "audio/aac"}

// Record keeps what the operator spoke, as Ogg Opus with one channel where the recorder gave Opus. Another sound is kept as it is: it can
// be sent, but as a voice message only by some connections. Faults: no_voice, file_too_big (params: max, in bytes), and those of the disk.
func (s *Service) Record(ctx context.Context, from io.Reader) (desk.Upload, error) {
	all, err := io.ReadAll(io.LimitReader(from, voice.Most+1))
	if err != nil {
		return desk.Upload{}, fmt.Errorf("take a recording: %w", err)
	}
	if len(all) > voice.Most {
		return desk.Upload{}, &desk.Fault{Code: desk.CodeTooBig, Next: desk.Stop, Scope: desk.OfMessage, Params: map[string]string{"max": strconv.Itoa(voice.Most)}}
	}
	mime, err := Sniff(bytes.NewReader(all), "")
	if err != nil {
		return desk.Upload{}, err
	}
	as, known := recorded[mime]
	if !known {
		return desk.Upload{}, noVoice(errors.New("recorded as " + mime))
	}
	if as == "audio/ogg" {
		var packed bytes.Buffer
		if _, err := voice.Pack(&packed, bytes.NewReader(all)); err != nil {
			return desk.Upload{}, noVoice(err)
		}
		all = packed.Bytes()
	}
	return s.receive(ctx, bytes.NewReader(all), "", func(string) string { return as })
}

func noVoice(err error) *desk.Fault {
	return &desk.Fault{Code: desk.CodeNoVoice, Next: desk.Stop, Scope: desk.OfMessage, Err: err}
}
