// Package cloudapi connects the program to a business number through Meta's official WhatsApp Cloud API: it sends over the
// Graph API, and receives what Meta posts to a webhook. Its first duty towards the customer is that no message goes out
// twice: a message is posted by one request that nothing repeats, and whether a failed one may have arrived is traced, never
// guessed. Its first duty towards the operator is that a webhook is answered only after everything in it was stored.
package cloudapi
