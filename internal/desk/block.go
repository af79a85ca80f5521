package desk

import "time"

// BlockState is where a block at a network stands.
type BlockState string

// The states of a block. They name the words of the page as well.
const (
	BlockHere    BlockState = "here"    // on this computer alone; nothing was asked
	BlockAsked   BlockState = "asked"   // the network has not answered yet
	BlockDone    BlockState = "done"    // the network keeps to it
	BlockRefused BlockState = "refused" // the network does not do it
)

// Block is what was asked of the network of one connection about a contact. The same act twice ends as once, so one without an answer is
// asked again.
type Block struct {
	Contact    ContactID
	Connection ConnectionID
	Wanted     bool // false: to be free again
	State      BlockState
	Attempt    int
	NextAt     time.Time
	Fault      Code
	Raw        string
}
