package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // so that the size of such a picture can be read
	_ "image/jpeg" // the same
	_ "image/png"  // the same
	"io"
	"net/http"
	"path"
	"strings"
)

// head is how many bytes tell what a file is.
const head = 4096

// Sniff tells the media type of a file by its bytes. Its name is asked only where the bytes do not tell, and then only for documents: a
// name makes no picture. The place in the file is left at the beginning.
func Sniff(f io.ReadSeeker, name string) (string, error) {
	start := make([]byte, head)
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("look into a file: %w", err)
	}
	n, err := io.ReadFull(f, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("look into a file: %w", err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("look into a file: %w", err)
	}
	return typeOf(start[:n], name), nil
}

// marks are what Go's own list does not know, or knows by another name than the networks.
var marks = []struct {
	at         int
	mark, mime string
}{
	{0, "#!AMR", "audio/amr"},
	{4, "ftyp3g", "video/3gpp"},
	{4, "ftypM4A", "audio/mp4"},
	{4, "ftypM4B", "audio/mp4"},
	{4, "ftypqt", "video/quicktime"},
	{4, "ftypheic", "image/heic"},
	{4, "ftypavif", "image/avif"},
	{4, "ftyp", "video/mp4"},
	{0, "\xff\xf1", "audio/aac"},
	{0, "\xff\xf9", "audio/aac"},
	{0, "\xff\xfb", "audio/mpeg"},
	{0, "\xff\xf3", "audio/mpeg"},
	{0, "OggS", "audio/ogg"},
}

// documents are the types of files whose bytes say only that they are an archive or a text.
var documents = map[string]string{
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	".odt":  "application/vnd.oasis.opendocument.text", ".ods": "application/vnd.oasis.opendocument.spreadsheet",
	".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint",
	".csv": "text/csv", ".txt": "text/plain", ".rtf": "application/rtf",
}

func typeOf(start []byte, name string) string {
	for _, m := range marks {
		if len(start) >= m.at && bytes.HasPrefix(start[m.at:], []byte(m.mark)) {
			return m.mime
		}
	}
	mime, _, _ := strings.Cut(http.DetectContentType(start), ";")
	switch mime {
	case "application/zip", "text/plain", "application/octet-stream":
		if known, ok := documents[strings.ToLower(path.Ext(name))]; ok {
			return known
		}
	case "audio/wave":
		return "audio/wav"
	case "text/html", "text/xml":
		return "text/plain" // nobody shall open it as a page
	}
	return mime
}

// Measure tells the size of a picture in pixels as it is drawn, without making the picture: a few bytes can promise billions of them. The
// error is one of reading, or says that it is no picture. The place in the file is left at the beginning.
func Measure(f io.ReadSeeker) (width, height int, err error) {
	defer func() {
		if _, seek := f.Seek(0, io.SeekStart); err == nil {
			err = seek
		}
	}()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return 0, 0, err
	}
	var start [30]byte
	if _, err := io.ReadFull(f, start[:]); err == nil && string(start[:4]) == "RIFF" && string(start[8:12]) == "WEBP" {
		return webp(start[12:])
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return 0, 0, err
	}
	c, form, err := image.DecodeConfig(f)
	if err == nil && form == "jpeg" && lying(f) {
		return c.Height, c.Width, nil
	}
	return c.Width, c.Height, err
}

// webp reads the size out of the first chunk of such a picture (RFC 9649, 2.5 to 2.7).
func webp(chunk []byte) (width, height int, err error) {
	b := chunk[8:]
	switch string(chunk[:4]) {
	case "VP8 ":
		return int(binary.LittleEndian.Uint16(b[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(b[8:]) & 0x3fff), nil
	case "VP8L":
		bits := binary.LittleEndian.Uint32(b[1:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1, nil
	case "VP8X":
		return (int(b[4]) | int(b[5])<<8 | int(b[6])<<16) + 1, (int(b[7]) | int(b[8])<<8 | int(b[9])<<16) + 1, nil
	}
	return 0, 0, errors.New("no such picture is known")
}
