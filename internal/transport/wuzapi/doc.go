// Package wuzapi connects the program to a WuzAPI server: somebody's own machine that holds a WhatsApp-Web session and offers it as
// REST calls and webhooks. Its first duty is that no message goes out twice: such a server answers 500 for everything, so only what
// certainly did not leave is tried again, and the rest is in doubt. Its second is that nothing is lost where the server forgets: what
// a webhook did not bring is read from the server's own memory. It talks to the one address that was entered and to nothing else.
package wuzapi
