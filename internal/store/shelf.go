package store

import "github.com/balcao-app/balcao/internal/desk"

// Sort of files; empty: all.
type Sort string

// What is looked at, and what is opened or heard.
const (
	Media     Sort = "media"
	Documents Sort = "documents"
)

// filed are the kinds of messages that have a file to be found again, in the words of the index message_file. Voice messages and stickers
// are said rather than kept.
const filed = " AND m.kind IN ('image', 'video', 'document', 'audio')"

var sorts = map[Sort]string{"": "", Media: " AND m.kind IN ('image', 'video')", Documents: " AND m.kind IN ('document', 'audio')"}

// mostFiles are counted: more are as many as nobody looks through.
const mostFiles = 1000

// ShelfAsk chooses files of a conversation: the newest, or those before one.
type ShelfAsk struct {
	Contact desk.ContactID
	Sort    Sort
	Before  desk.MessageID
	Limit   int
}

// Shelf reads the messages of a conversation that have a file, newest first, and whether there are older ones. What was deleted for
// everyone has none any more.
func (v *View) Shelf(a ShelfAsk) (all []desk.Message, more bool, err error) {
	limit := min(max(a.Limit, 1), 200)
	where, args := " FROM message m WHERE m.contact_id=?", []any{a.Contact}
	if a.Before > 0 {
		var at int64
		if _, err := v.row("SELECT at FROM message WHERE id=?", []any{a.Before}, &at); err != nil {
			return nil, false, err
		}
		where += " AND (m.at, m.id) < (?, ?)"
		args = append(args, at, a.Before)
	}
	all, err = collect(v, scanMessage, "SELECT "+messageColumns+where+filed+sorts[a.Sort]+
		" AND EXISTS (SELECT 1 FROM attachment a WHERE a.message_id=m.id) ORDER BY m.at DESC, m.id DESC LIMIT ?", append(args, limit+1)...)
	if err != nil {
		return nil, false, err
	}
	if more = len(all) > limit; more {
		all = all[:limit]
	}
	return all, more, v.complete(all)
}

// Shelved counts the files of a conversation, up to 1,000.
func (v *View) Shelved(c desk.ContactID) (n int, err error) {
	_, err = v.row("SELECT count(*) FROM (SELECT 1 FROM message m WHERE m.contact_id=?"+filed+
		" AND EXISTS (SELECT 1 FROM attachment a WHERE a.message_id=m.id) LIMIT ?)", []any{c, mostFiles}, &n)
	return n, err
}
