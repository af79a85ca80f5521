// Package wuzapisim is a stand-in for a WuzAPI server inside the process: its REST calls, its webhooks, the telephone that its session
// is linked to, and the customers at the other end. It is as strict as can be: what it does not understand it refuses and writes down
// (Unknown). Its bad habits can be switched on: 500 for everything, pages in HTML, silence, events that are lost or doubled, a session
// that says it is connected and is dead.
//
// It must not know the program it is used to test, nor share code with it: both would be wrong together. Time is time.Now and
// time.AfterFunc throughout, so that testing/synctest can drive it; InMemory replaces the network there.
package wuzapisim
