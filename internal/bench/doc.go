// Package bench measures the program against bare versions of the same work, in one run on one machine: only the ratios mean
// anything elsewhere. It holds benchmarks only, and one test that runs all of them at a small size. docs/performance.md tells
// how to repeat them.
package bench
