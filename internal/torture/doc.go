// Package torture holds tests only. They send the operator's messages by a channel with a main connection and a reserve, let the
// networks fail in every way they know, kill the program with SIGKILL meanwhile, and then prove that no customer got a message
// twice, that none was lost, and that the screen tells no lie. It stands beside package crash because it drives no face: fifty
// seeds of thousands of messages have to fit into minutes, so the program is asked without HTTP in between, and both networks
// live in the process that judges.
package torture
