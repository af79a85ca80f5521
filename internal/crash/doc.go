// Package crash holds tests only. They kill the program with SIGKILL, at random and at chosen moments, while customers and
// the operator write, and then prove that no message was lost and none was doubled.
package crash
