package crash

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/balcao-app/balcao/app"
)

// pair makes a channel and links it, by showing the dialog's picture to the simulated phone.
func (p *program) pair(t *testing.T, s *simulator) {
	t.Helper()
	ctx, stop := context.WithTimeout(p.alive, patience)
	defer stop()
	made := must[app.Created](t, p, "Channels.Create", app.CreateRequest{Kind: "waweb", Name: "Padaria"})
	events, err := p.get(ctx, "/api/events")
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	must[app.Empty](t, p, "Connections.Pair", app.PairRequest{Connection: made.Connection})
	lines := bufio.NewReader(events.Body)
	for scanned := false; ; {
		step, err := nextStep(lines)
		switch {
		case err != nil:
			t.Fatalf("pairing: %v", err)
		case step.Step == "qr" && !scanned:
			text, err := readQR(step.Image)
			if err != nil {
				t.Fatal(err)
			}
			s.must("POST", "/scan", map[string]string{"qr": text}, &struct{}{})
			scanned = true
		case step.Step == "linked":
			p.online(t)
			return
		case step.Step == "refused" || step.Step == "expired":
			t.Fatalf("pairing: %+v", step)
		}
	}
}

// nextStep reads the event stream up to the next step of a pairing.
func nextStep(lines *bufio.Reader) (step app.PairStep, err error) {
	for pairing := false; ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return step, err
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok && pairing {
			return step, json.Unmarshal([]byte(data), &step)
		}
		if name, ok := strings.CutPrefix(line, "event: "); ok {
			pairing = strings.TrimSpace(name) == "pairing"
		}
	}
}

// readQR reads the picture of a code as a phone's camera does.
func readQR(image string) (string, error) {
	raw, ok := strings.CutPrefix(image, "data:image/png;base64,")
	if !ok {
		return "", errors.New("the code is no PNG")
	}
	file, err := base64.StdEncoding.DecodeString(raw)
	if err != nil {
		return "", fmt.Errorf("read the code's picture: %w", err)
	}
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return "", fmt.Errorf("read the code's picture: %w", err)
	}
	bits, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		return "", fmt.Errorf("read the code's picture: %w", err)
	}
	found, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil {
		return "", fmt.Errorf("read the code: %w", err)
	}
	return found.GetText(), nil
}
