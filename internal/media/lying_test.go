package media

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// photo is a JPEG of 40 by 30 pixels, with what a camera says of how it was held; 0 is one that says nothing.
func photo(t testing.TB, turn uint16, order binary.AppendByteOrder) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	if turn == 0 {
		return b.Bytes()
	}
	tiff := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		tiff = []byte("MM\x00*")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	for tag, value := range map[uint16]uint16{0x0100: 7, 0x0112: turn} {
		tiff = order.AppendUint16(order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, tag), 3), 1), value)
		tiff = append(tiff, 0, 0)
	}
	exif := append([]byte("Exif\x00\x00"), order.AppendUint32(tiff, 0)...)
	out := []byte{0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, markRemarks}
	out = binary.BigEndian.AppendUint16(out, uint16(len(exif)+2))
	return append(append(out, exif...), b.Bytes()[2:]...)
}

// TestPhotosAreMeasuredAsDrawn: a telephone keeps a picture on its side and says so. The room for it is that of the upright one.
func TestPhotosAreMeasuredAsDrawn(t *testing.T) {
	for turn := range uint16(10) {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			t.Run(fmt.Sprint(turn, order), func(t *testing.T) {
				f := bytes.NewReader(photo(t, turn, order))
				want := [2]int{40, 30}
				if turn >= 5 && turn <= 8 {
					want = [2]int{30, 40}
				}
				width, height, err := Measure(f)
				if err != nil || [2]int{width, height} != want {
					t.Errorf("%d by %d, %v", width, height, err)
				}
				if at, _ := f.Seek(0, 1); at != 0 {
					t.Errorf("left at %d", at)
				}
			})
		}
	}
}

// FuzzMeasure: whatever the bytes are, measuring ends, and says nothing of pictures that have no size.
func FuzzMeasure(f *testing.F) {
	whole := photo(f, 6, binary.LittleEndian)
	for _, n := range []int{0, 3, 12, 20, 40, len(whole)} {
		f.Add(whole[:n])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if width, height, err := Measure(bytes.NewReader(b)); err == nil && (width < 0 || height < 0) {
			t.Errorf("%d by %d", width, height)
		}
	})
}

// TestAFetchedPictureIsMeasured: official networks do not say how large a picture is, and others only what its sender claimed.
func TestAFetchedPictureIsMeasured(t *testing.T) {
	s := desktop(t, t.TempDir())
	shot := photo(t, 6, binary.BigEndian)
	for i, claimed := range []int{0, 9000} {
		receive(t, s.db, transport.Incoming{Remote: desk.RemoteID(fmt.Sprint(i)), From: ana, At: time.Now(), Kind: desk.Image,
			Attachment: &transport.Attachment{Kind: desk.Image, Mime: "image/jpeg", Ref: shot, Width: claimed, Height: claimed}})
		if a := fetched(t, s, desk.AttachmentID(i+1)); a.Width != 30 || a.Height != 40 {
			t.Errorf("claimed %d, kept %d by %d", claimed, a.Width, a.Height)
		}
	}
	picture(t, s.db, "no picture")
	if a := fetched(t, s, 3); a.State != "ready" || a.Width != 0 {
		t.Errorf("%+v", a)
	}
}
