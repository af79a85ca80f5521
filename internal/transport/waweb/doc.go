// Package waweb links the program to a WhatsApp account as a companion device, the way a browser does, through the session
// library whatsmeow. It translates between that network and the contract in package transport, and its first duty is that
// nothing a customer wrote is acknowledged before it is stored. What is written in groups it tells and sends alike; status broadcasts,
// channels and the talk of groups before the session was linked it leaves out.
package waweb
