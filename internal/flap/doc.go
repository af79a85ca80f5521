// Package flap holds tests only. They let the real program live through a day of simulated time with a session whose network comes and
// goes, and then look at what was sent, what was kept, and what was left running.
//
//	go test ./internal/flap                 # 500 flaps in a day
//	go test ./internal/flap -seed 7 -v      # the same flaps once more, with the figures
package flap
