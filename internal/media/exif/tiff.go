package exif

import (
	"bytes"
	"encoding/binary"
)

// start begins Exif in a JPEG, and in the WebP files of some programs.
const start = "Exif\x00\x00"

// orientation is the tag that says how the camera was held (Exif 2.3, 4.6.4 A). From 2 to 8 the picture is drawn turned or mirrored.
const (
	orientation = 0x0112
	upright     = 1
	lastTurn    = 8
)

// Turn is how a TIFF with Exif says that the camera was held: 1 upright, also where it says nothing, and 2 to 8 as Exif numbers them.
func Turn(tiff []byte) uint16 {
	tiff = bytes.TrimPrefix(tiff, []byte(start))
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(tiff[:2]) == "MM" {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upright
	}
	const entry = 12
	count := int64(order.Uint16(tiff[at:]))
	for at += 2; count > 0 && at+entry <= int64(len(tiff)); at, count = at+entry, count-1 {
		if order.Uint16(tiff[at:]) != orientation {
			continue
		}
		if turn := order.Uint16(tiff[at+8:]); turn > upright && turn <= lastTurn {
			return turn
		}
		break
	}
	return upright
}

// turned is a TIFF that says how the camera was held and nothing else, empty where it was held upright (TIFF 6.0, section 2).
func turned(tiff []byte) []byte {
	turn := Turn(tiff)
	if turn == upright {
		return nil
	}
	return []byte{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1,
		orientation >> 8, orientation & 0xff, 0, 3, 0, 0, 0, 1, 0, byte(turn), 0, 0,
		0, 0, 0, 0}
}
