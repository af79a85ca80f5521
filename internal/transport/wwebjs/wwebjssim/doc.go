// Package wwebjssim is a stand-in for a wwebjs-api server inside the process, with the phone that its sessions are linked to and the
// customers at the other end. It is stricter than the real one: a route, a field or an option that it does not know is refused and
// written down (Unknown), and what no careful client would do is written down too (Errors). The bad habits of the real one are switched
// on one by one (Habits) or scripted for a request (Fault).
//
// It must not know the program it is used to test, nor share code with it: both would be wrong together. Time is that of the package
// time throughout, so that testing/synctest can drive it.
package wwebjssim
