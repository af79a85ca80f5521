// Package wasim is a stand-in for WhatsApp inside the process: the chat server that companion devices connect to, and
// the phones that own the accounts. The unmodified client library links and works against it.
//
// Groups are those of today: everybody goes by the hidden number, messages are sealed once for all under keys that the members' phones
// hand to each device. What the real server answers to who may not write is not known for sure.
//
// It must not know the program it is used to test, and it never changes the client library's process-wide trust root:
// tests and the demo do that with RootKey.
package wasim
