package desk

// final are the faults after which a connection does not come back by itself, and the state in which they leave it: only the
// operator, or time, can make it work again. A session that was replaced is among them, because coming back would throw out whoever
// replaced it, who would come back too.
var final = map[Code]Health{
	CodeSignedOut:   HealthSignedOut,
	CodeBlocked:     HealthBlocked,
	CodeOutdated:    HealthBlocked,
	CodePolicy:      HealthBlocked,
	CodeReplaced:    HealthOff,
	CodeUnsupported: HealthOff,
	CodeNotFound:    HealthOff, // removed meanwhile
}

// After is the state of a connection after it ended with this fault; last says that it does not come back by itself.
func (c Code) After() (h Health, last bool) {
	if h, last = final[c]; last {
		return h, true
	}
	return HealthRetrying, false
}
