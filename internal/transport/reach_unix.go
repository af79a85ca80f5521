//go:build unix

package transport

import "syscall"

// nobody is what a computer says on which nothing listens there.
const nobody = syscall.ECONNREFUSED

var noWay = []error{syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.EADDRNOTAVAIL}
