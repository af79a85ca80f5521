package desk

import "time"

// RemovalID names the removal of a channel.
type RemovalID int64

// RemovalState is how far the removal of a channel has come. Each state is left in one transaction, so that a removal goes on where it
// stopped.
type RemovalState string

// The states of a removal.
const (
	RemovalDraining  RemovalState = "draining"  // its connections stop
	RemovalMoving    RemovalState = "moving"    // its conversations go to the target
	RemovalHanding   RemovalState = "handing"   // connections that stay become reserves there, what waits takes another way
	RemovalUnlinking RemovalState = "unlinking" // sessions that go end at their network
	RemovalDone      RemovalState = "done"      // can be undone
	RemovalUndoing   RemovalState = "undoing"
	RemovalUndone    RemovalState = "undone"
	RemovalPurged    RemovalState = "purged" // nothing can bring it back
)

// UndoFor is how long a removal can be undone after its end.
const UndoFor = 7 * 24 * time.Hour

// Fate is what becomes of a connection of a removed channel.
type Fate string

// The fates of a connection.
const (
	FateHandOver Fate = "hand_over" // a reserve of the target
	FateRemove   Fate = "remove"    // gone from here; the phone keeps it among its linked devices until the removal can no longer be undone
	FateUnlink   Fate = "unlink"    // its session is ended at the network at once, which nothing undoes
)

// Removal is the removal of one channel.
type Removal struct {
	ID             RemovalID
	Channel        ChannelID
	Target         ChannelID // 0: archived, its conversations stay with it
	State          RemovalState
	Counts         map[string]int // what hung on it, by the names of Hangs
	BeganAt, Ended time.Time
	Fates          map[ConnectionID]Fate
}

// Open reports whether a removal is under way.
func (r Removal) Open() bool {
	switch r.State {
	case RemovalDone, RemovalUndone, RemovalPurged:
		return false
	case RemovalDraining, RemovalMoving, RemovalHanding, RemovalUnlinking, RemovalUndoing:
	}
	return true
}
