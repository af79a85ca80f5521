package desk

import "time"

// ContactStep is an import or a merge of contacts, which can be taken back as a whole.
type ContactStep struct {
	ID         int64
	Act        ContactAct
	Name       string // of the file, or of who went into another
	Kept, Gone ContactID
	Changed    int // contacts
	At         time.Time
}

// ContactAct is what was done.
type ContactAct string

// The acts.
const (
	ContactImport ContactAct = "import"
	ContactMerge  ContactAct = "merge"
)

// KeptContactSteps is how long they can be taken back.
const KeptContactSteps = 7 * 24 * time.Hour
