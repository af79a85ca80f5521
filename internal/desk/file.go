package desk

import "strconv"

// FetchUnasked is the largest file that is fetched without the operator asking, in bytes, unless they set another size.
const FetchUnasked = 64 << 20

// FetchLimit is the largest file that is fetched without the operator asking, in bytes, as they set it in megabytes.
func FetchLimit(settings map[string]string) int64 {
	if n, err := strconv.ParseInt(settings["download_limit"], 10, 64); err == nil && n > 0 {
		return n * 1_000_000
	}
	return FetchUnasked
}

// largestFile is above everything that the network carries, in bytes.
const largestFile = 4 << 30

// FileLimit is how many bytes of a received file are read at most. The size that its sender declared is a promise and no proof:
// a file may be larger than promised only as far as any file is fetched anyway.
func FileLimit(declared int64) int64 { return min(max(declared, FetchUnasked), largestFile) }

// TooLarge is the fault of a file that is larger than its limit.
func TooLarge(err error) *Fault {
	return &Fault{Code: CodeFileSize, Next: Stop, Scope: OfMessage, Err: err}
}

// mostPages is the largest count of pages that is believed.
const mostPages = 100_000

// PagesTold is the count of pages that whoever sent a document tells, 0 where it cannot be true.
func PagesTold(n int) int {
	if n < 0 || n > mostPages {
		return 0
	}
	return n
}

// WavePeaks is how many values tell the loudness of a voice message along its length.
const WavePeaks = 64

// LargestUpload is the largest file that the operator may give the program, in bytes.
const LargestUpload = 2 << 30

// mostPixels bounds the pictures that are drawn: a small file can hold a picture that would fill the memory. Telephones make pictures of
// up to 200 million.
const mostPixels = 256 << 20

// Drawable reports whether a picture of this size, in pixels, may be given to the page. A size of 0 is not known.
func Drawable(width, height int) bool {
	return width >= 0 && height >= 0 && width < 1<<16 && height < 1<<16 && int64(width)*int64(height) <= mostPixels
}

// MostForwards is how many chats one message may be forwarded to at once, and OftenForwards how many where it went through many hands
// already: the limits of the network's own programs.
const (
	MostForwards  = 5
	OftenForwards = 1
)

// CarriesFile reports whether messages of a kind show a file.
func CarriesFile(k MessageKind) bool {
	switch k {
	case Image, Video, Voice, Audio, Document, Sticker:
		return true
	}
	return false
}
