package transport

import "syscall"

// nobody is what a computer says on which nothing listens there: WSAECONNREFUSED of winsock2.h.
const nobody = syscall.Errno(10061)

// Of winsock2.h: WSAEADDRNOTAVAIL, WSAENETDOWN, WSAENETUNREACH, WSAEHOSTUNREACH.
var noWay = []error{syscall.Errno(10049), syscall.Errno(10050), syscall.Errno(10051), syscall.Errno(10065)}
