// Package wwebjs connects the program to a session of a wwebjs-api server, a gateway to WhatsApp Web that the operator runs. Such a
// server takes no id of ours, repeats nothing that was missed, tells some things twice and answers 500 to nearly everything, also to
// what it did. So the first duty here is to know what is certain: a message is posted by one request that nothing repeats, is written
// down before, and where no clear answer came is looked for among the messages that the server itself has. The second is to miss
// nothing: what the server tells by socket or webhook is a hint, and its own list of conversations is the truth that is read again
// after every gap.
package wwebjs
