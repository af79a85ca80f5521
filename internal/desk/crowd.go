package desk

import "time"

// The rule about the same words for many: WhatsApp blocks numbers that send in bulk, and the operator is told before.
const (
	// CrowdOf is to how many contacts the same words may go without a question.
	CrowdOf = 5
	// CrowdWithin is how long words count that were sent one by one.
	CrowdWithin = 10 * time.Minute
)

// Crowded reports whether the operator is asked before the same words, which lately went to some contacts, go to one more. It is asked
// once: whoever agreed to the sixth is not asked about the seventh.
func Crowded(before int) bool { return before == CrowdOf }
