// Package torture holds tests only. They send the operator's messages by a channel with a main connection and a reserve, let the
// networks fail in every way they know, kill the program with SIGKILL meanwhile, and then prove that no customer got a message
// twice, that none was lost, and that the screen tells no lie. It stands beside package crash because it drives no face: fifty
// seeds of thousands of messages have to fit into minutes, so the program is asked without HTTP in between, and both networks
// live in the process that judges.
//
//	go test ./internal/torture                                                            # 50 seeds, and 5 with a session as reserve
//	go test ./internal/torture -seeds 50 -messages 2000                                   # five minutes on two processors
//	go test ./internal/torture -run 'Twice$' -seeds 1000 -messages 2000 -timeout 6h       # a night
//	go test ./internal/torture -run 'Twice$' -seeds 1 -seed 7 -messages 500 -kills 20 -v  # one trial, with its figures
//
// What befalls the nth request about a message follows from the seed; when things happen does not, so a seed that found something
// finds it again often and not always.
package torture
