// Package pdf counts the pages of a document. It reads what the document says of itself (ISO 32000-1, 7.7.3.2) and draws nothing: a few
// marks are sought in bytes that a stranger chose, so work and memory are bounded by the size of the file and nothing is followed that
// could lead in a circle.
package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
	"slices"
)

const (
	// Most is the largest file that is looked into, in bytes.
	Most = 64 << 20
	// MostPages is the largest count that is believed.
	MostPages = 100_000

	inflated = 32 << 20 // bytes that all packed parts together may become
	slack    = 8 << 20  // bytes that may be gone over more than once, all in all
)

// Pages tells how many pages a document of so many bytes has; 0 where it does not tell, is none, is locked, or is larger than Most.
func Pages(r io.ReaderAt, size int64) int {
	start := make([]byte, min(size, 1024))
	if _, err := r.ReadAt(start, 0); err != nil && err != io.EOF || size > Most || !bytes.Contains(start, []byte("%PDF-")) {
		return 0
	}
	all := make([]byte, size)
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), all); err != nil {
		return 0
	}
	s := search{steps: len(all) + slack, room: inflated}
	s.objects(all)
	return s.pages
}

// search goes over a document. What is found later counts: an edit of a document is put behind it.
type search struct {
	pages int
	steps int // that may still be made
	room  int // bytes that may still be unpacked
}

// objects goes over all that stand in the file, one after the other.
func (s *search) objects(all []byte) {
	mark := []byte("obj")
	for at := 0; s.steps > 0; {
		next := bytes.Index(all[at:], mark)
		if next < 0 {
			return
		}
		s.steps -= next
		at += next + len(mark)
		if at < 6 || !isSpace(all[at-4]) { // "1 0 obj", and not "endobj"
			continue
		}
		d, end := s.dict(all, at)
		if d == nil {
			continue
		}
		s.look(d)
		at = end
		if body := stream(all[end:]); body >= 0 {
			at = s.over(d, all, end+body)
		}
	}
}

// over unpacks a stream of objects, and tells where any stream ends.
func (s *search) over(d dict, all []byte, at int) int {
	if d["Type"] == "ObjStm" && d["Filter"] == "FlateDecode" {
		s.packed(d, all[at:])
	}
	if n := d.number("Length"); n > 0 && n <= len(all)-at && bytes.HasPrefix(bytes.TrimLeft(all[at+n:min(at+n+16, len(all))], "\r\n "), []byte("endstream")) {
		return at + n
	}
	n := bytes.Index(all[at:], []byte("endstream"))
	if n < 0 {
		n = len(all) - at
	}
	s.steps -= n
	return at + n
}

// packed looks at the objects of a stream of objects (7.5.7): a list of numbers and places, and then the objects.
func (s *search) packed(d dict, body []byte) {
	z, err := zlib.NewReader(bytes.NewReader(body))
	if err != nil {
		return
	}
	out, _ := io.ReadAll(io.LimitReader(z, int64(s.room))) // what could be unpacked of a damaged one is looked at
	s.room -= len(out)
	s.steps += len(out)
	first := d.number("First")
	if first <= 0 || first > len(out) {
		return
	}
	number := true
	for place := range bytes.FieldsSeq(out[:first]) {
		if number = !number; !number {
			continue
		}
		if at := first + whole(place); at < len(out) && s.steps > 0 {
			if one, _ := s.dict(out, at); one != nil {
				s.look(one)
			}
		}
	}
}

// look takes the count of the topmost group of pages, which is the one that is in no other.
func (s *search) look(d dict) {
	_, inner := d["Parent"]
	if n := d.number("Count"); d["Type"] == "Pages" && !inner && n > 0 && n <= MostPages {
		s.pages = n
	}
}

// stream tells where the bytes of a stream begin, -1 if none follows.
func stream(rest []byte) int {
	head := rest[:min(len(rest), 64)]
	at := len(head) - len(bytes.TrimLeftFunc(head, func(r rune) bool { return isSpace(byte(r)) }))
	if !bytes.HasPrefix(head[at:], []byte("stream")) {
		return -1
	}
	at += len("stream")
	for _, end := range []string{"\r\n", "\n", "\r"} {
		if bytes.HasPrefix(rest[at:], []byte(end)) {
			return at + len(end)
		}
	}
	return at
}

func isSpace(b byte) bool { return slices.Contains([]byte(" \t\r\n\f\x00"), b) }
