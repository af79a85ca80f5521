package transport

import "syscall"

// Of winsock2.h: WSAEADDRNOTAVAIL, WSAENETDOWN, WSAENETUNREACH, WSAEHOSTUNREACH.
var noWay = []error{syscall.Errno(10049), syscall.Errno(10050), syscall.Errno(10051), syscall.Errno(10065)}
