// Package graphsim is a stand-in for Meta's side of the WhatsApp Cloud API inside the process: the Graph host, the media
// host and the sign-in page, the webhooks they send, and the customers at the other end. It is as strict as the real one:
// what it does not understand it refuses and writes down (Unknown).
//
// It must not know the program it is used to test, nor share code with it: both would be wrong together. Time is
// time.Now and time.AfterFunc throughout, so that testing/synctest can drive it; InMemory replaces the network there.
package graphsim
