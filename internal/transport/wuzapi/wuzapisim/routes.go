package wuzapisim

import "strings"

// route is one call of the server: its fields and query values by name, and what it does.
type route struct {
	method, path  string
	open          bool // needs no token
	fields, query string
	do            func(*call) answer
}

const message = " phone id contextinfo quotedtext quotedmessage"

// routes are what the server offers, as far as a client for one user needs it. It is a function, because handlers are methods.
func routes() []route {
	return []route{
		{method: "GET", path: "/health", open: true, do: health},
		{method: "GET", path: "/session/status", do: status},
		{method: "POST", path: "/session/connect", fields: "subscribe immediate", do: connect},
		{method: "POST", path: "/session/disconnect", do: disconnect},
		{method: "POST", path: "/session/logout", do: logout},
		{method: "GET", path: "/session/qr", do: qr},
		{method: "POST", path: "/session/pairphone", fields: "phone", do: pairPhone},
		{method: "POST", path: "/session/history", fields: "history days_to_sync_history", do: setHistory},
		{method: "POST", path: "/session/hmac/config", fields: "hmac_key", do: setHMAC},
		{method: "GET", path: "/webhook", do: showHook},
		{method: "POST", path: "/webhook", fields: "webhookurl events", do: setHook},
		{method: "PUT", path: "/webhook", fields: "webhook events active", do: putHook},
		{method: "DELETE", path: "/webhook", do: dropHook},
		{method: "POST", path: "/chat/send/text", fields: "body linkpreview" + message, do: sendText},
		{method: "POST", path: "/chat/send/image", fields: "image caption mimetype" + message, do: sendFile("image")},
		{method: "POST", path: "/chat/send/video", fields: "video caption jpegthumbnail mimetype" + message, do: sendFile("video")},
		{method: "POST", path: "/chat/send/audio", fields: "audio ptt mimetype seconds waveform caption" + message, do: sendFile("audio")},
		{method: "POST", path: "/chat/send/document", fields: "document filename caption mimetype" + message, do: sendFile("document")},
		{method: "POST", path: "/chat/send/sticker", fields: "sticker mimetype packid packname packpublisher emojis pngthumbnail" + message, do: sendFile("sticker")},
		{method: "POST", path: "/chat/send/location", fields: "latitude longitude name" + message, do: sendLocation},
		{method: "POST", path: "/chat/send/contact", fields: "name vcard" + message, do: sendContact},
		{method: "POST", path: "/chat/react", fields: "phone body id participant", do: react},
		{method: "POST", path: "/chat/send/edit", fields: "body" + message, do: edit},
		{method: "POST", path: "/chat/delete", fields: "phone id", do: remove},
		{method: "POST", path: "/user/block", fields: "phone", do: block(true)},
		{method: "POST", path: "/user/unblock", fields: "phone", do: block(false)},
		{method: "POST", path: "/chat/markread", fields: "id chatphone senderphone chat sender", do: markRead},
		{method: "POST", path: "/chat/presence", fields: "phone state media", do: presence},
		{method: "GET", path: "/chat/history", query: "chat_jid limit", do: history},
		{method: "POST", path: "/chat/downloadimage", fields: fileFields, do: download("image")},
		{method: "POST", path: "/chat/downloadvideo", fields: fileFields, do: download("video")},
		{method: "POST", path: "/chat/downloadaudio", fields: fileFields, do: download("audio")},
		{method: "POST", path: "/chat/downloaddocument", fields: fileFields, do: download("document")},
		{method: "POST", path: "/chat/downloadsticker", fields: fileFields, do: download("sticker")},
		{method: "POST", path: "/user/check", fields: "phone", do: check},
		{method: "GET", path: "/user/lid/", do: hiddenNumber},
	}
}

const fileFields = "url directpath mediakey mimetype fileencsha256 filesha256 filelength"

func (s *Server) route(method, path string) (route, bool) {
	older := s.options.Release.NoHMAC && path == "/session/hmac/config" || s.options.Release.NoBlock && (path == "/user/block" || path == "/user/unblock")
	if older {
		return route{}, false
	}
	for _, r := range routes() {
		if r.method == method && (r.path == path || strings.HasSuffix(r.path, "/") && strings.HasPrefix(path, r.path)) {
			return r, true
		}
	}
	return route{}, false
}
