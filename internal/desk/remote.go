package desk

import (
	"fmt"
	"strings"
)

// ofAuthor stands between the id of a message and its author, where the id alone is another one's. No id of a network has it.
const ofAuthor = "\n"

// OfAuthor is the id under which a message of a group is kept whose own id another author used before.
func (r RemoteID) OfAuthor(a AuthorID) RemoteID { return r + RemoteID(fmt.Sprint(ofAuthor, a)) }

// Plain is the id as the network knows it.
func (r RemoteID) Plain() RemoteID {
	id, _, _ := strings.Cut(string(r), ofAuthor)
	return RemoteID(id)
}
