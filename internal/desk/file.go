package desk

// FetchUnasked is the largest file that is fetched without the operator asking, in bytes.
const FetchUnasked = 64 << 20

// largestFile is above everything that the network carries, in bytes.
const largestFile = 4 << 30

// FileLimit is how many bytes of a received file are read at most. The size that its sender declared is a promise and no proof:
// a file may be larger than promised only as far as any file is fetched anyway.
func FileLimit(declared int64) int64 { return min(max(declared, FetchUnasked), largestFile) }

// TooLarge is the fault of a file that is larger than its limit.
func TooLarge(err error) *Fault {
	return &Fault{Code: CodeFileSize, Next: Stop, Scope: OfMessage, Err: err}
}
