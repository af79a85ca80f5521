package wuzapi

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

func testReader() reader {
	return reader{self: account{number: "5511900000000"}, now: time.Now(), log: slog.New(slog.DiscardHandler)}
}

func TestContent(t *testing.T) {
	for message, want := range map[string]string{
		`{"conversation":"oi"}`: "text oi",
		`{"extendedTextMessage":{"text":"oi","contextInfo":{"stanzaID":"Q1","isForwarded":true,"quotedMessage":{"conversation":"antes"}}}}`: "text oi re Q1 (antes) fwd",
		`{"ExtendedTextMessage":{"Text":"oi","contextInfo":{"stanzaId":"Q1"}}}`:                                                             "text oi re Q1 ()",
		`{"ephemeralMessage":{"message":{"extendedTextMessage":{"text":"oi"}}}}`:                                                            "text oi",
		`{"deviceSentMessage":{"destinationJID":"x","message":{"conversation":"oi"}}}`:                                                      "text oi",
		`{"documentWithCaptionMessage":{"message":{"documentMessage":{"caption":"conta","fileName":"a.pdf"}}}}`:                             "document conta",
		`{"imageMessage":{"caption":"foto","url":"https://x","fileLength":"123"}}`:                                                          "image foto",
		`{"ptvMessage":{"seconds":3}}`:        "video ",
		`{"audioMessage":{"ptt":true}}`:       "voice ",
		`{"audioMessage":{"PTT":false}}`:      "audio ",
		`{"stickerMessage":{"mimetype":"x"}}`: "sticker ",
		`{"locationMessage":{"degreesLatitude":-23.5,"degreesLongitude":-46.6,"name":"Sé"}}`:               "location Sé\n-23.500000, -46.600000",
		`{"contactMessage":{"displayName":"Rui","vcard":"BEGIN:VCARD\nTEL;waid=55:+55 11 9\nEND:VCARD"}}`:  "contacts Rui\n+55 11 9",
		`{"contactsArrayMessage":{"contacts":[{"displayName":"A"},{"displayName":"B"},7]}}`:                "contacts A\nB",
		`{"pollCreationMessageV3":{"name":"Qual?","options":[{"optionName":"um"},{"optionName":"dois"}]}}`: "poll Qual?\n• um\n• dois",
		`{"buttonsResponseMessage":{"selectedDisplayText":"Sim","selectedButtonID":"1"}}`:                  "text Sim",
		`{"listResponseMessage":{"title":"Bolo","description":"de milho"}}`:                                "text Bolo\nde milho",
		`{"interactiveResponseMessage":{"body":{"text":"feito"}}}`:                                         "text feito",
		`{"templateMessage":{"hydratedTemplate":{"hydratedContentText":"a","hydratedFooterText":"b"}}}`:    "text a\nb",
		`{"productMessage":{"x":1}}`:          "unsupported ",
		`{"imageMessage":"broken"}`:           "unsupported ",
		`{"senderKeyDistributionMessage":{}}`: "nothing",
		`{"messageContextInfo":{"x":1}}`:      "nothing",
		`{}`:                                  "nothing",
		`{"protocolMessage":{"type":3}}`:      "nothing",
		`{"reactionMessage":{"key":{"ID":"R1","fromMe":false},"text":"👍"}}`:                                                                                   "reaction R1 👍 ours=true",
		`{"reactionMessage":{"key":{"id":"R1","fromMe":true},"text":""}}`:                                                                                     "reaction R1  ours=false",
		`{"protocolMessage":{"key":{"ID":"E1"},"type":14,"editedMessage":{"conversation":"novo"}}}`:                                                           "edit E1 novo",
		`{"editedMessage":{"message":{"protocolMessage":{"key":{"ID":"E1"},"type":"MESSAGE_EDIT","editedMessage":{"extendedTextMessage":{"text":"novo"}}}}}}`: "edit E1 novo",
		`{"protocolMessage":{"key":{"ID":"D1"},"type":0}}`:                                                                                                    "revoke D1",
		`{"protocolMessage":{"key":{"ID":"D1"},"type":"REVOKE"}}`:                                                                                             "revoke D1",
	} {
		event, ok := parse([]byte(`{"Info":{"Chat":"5511912345678@s.whatsapp.net","Sender":"5511912345678:9@s.whatsapp.net","ID":"M1","PushName":"-","Timestamp":"2026-04-20T12:00:00-03:00"},"Message":` + message + `}`))
		if !ok {
			t.Fatal(message)
		}
		if got := wordsOf(testReader().message(event)); got != want {
			t.Errorf("%s\n%q, want %q", message, got, want)
		}
	}
}

func wordsOf(e transport.Event) string {
	switch e := e.(type) {
	case transport.Incoming:
		out := fmt.Sprintf("%s %s", e.Kind, e.Body)
		if e.ReplyTo != "" {
			out += fmt.Sprintf(" re %s (%s)", e.ReplyTo, e.ReplyText)
		}
		if e.Forwarded {
			out += " fwd"
		}
		if e.From.Name != "" || e.At.UTC().Format(time.RFC3339) != "2026-04-20T15:00:00Z" {
			out += fmt.Sprint(" !", e.From, e.At)
		}
		return out
	case transport.Reaction:
		return fmt.Sprintf("reaction %s %s ours=%t", e.Remote, e.Emoji, e.Ours)
	case transport.Edit:
		return fmt.Sprintf("edit %s %s", e.Remote, e.Body)
	case transport.Revoke:
		return fmt.Sprintf("revoke %s", e.Remote)
	}
	return "nothing"
}

// Rows of the server's memory, as releases write them.
func TestRows(t *testing.T) {
	for text, want := range map[string]string{
		`{"chat_jid":"5511912345678@s.whatsapp.net","sender_jid":"me","message_id":"A","message_type":"text","text_content":"oi","timestamp":"2026-04-20T15:00:00Z","data_json":""}`:              "text oi",
		`{"chat_jid":"5511912345678@s.whatsapp.net","sender_jid":"me","message_id":"A","message_type":"image","text_content":":image:","timestamp":"2026-04-20 15:00:00+00:00","data_json":null}`: "image ",
		`{"chat_jid":"99@lid","sender_jid":"me","message_id":"A","message_type":"text","text_content":"oi","timestamp":1776697200}`:                                                               "nothing",
		`{"chat_jid":"990000000001@lid","sender_jid":"990000000001@lid","message_id":"A","message_type":"gizmo","timestamp":"1776697200"}`:                                                        "unsupported ",
		`{"chat_jid":"120363@g.us","sender_jid":"me","message_id":"A","message_type":"text","text_content":"oi"}`:                                                                                 "nothing",
		`{"chat_jid":"5511912345678@s.whatsapp.net","sender_jid":"me","message_id":"A","message_type":"delete","text_content":"X1"}`:                                                              "revoke X1",
		`{"chat_jid":"5511912345678@s.whatsapp.net","sender_jid":"me","message_id":"A","message_type":"reaction","text_content":"👍"}`:                                                             "nothing",
		`{"message_id":"A","data_json":"{\"Info\":{\"Chat\":\"5511912345678@s.whatsapp.net\",\"ID\":\"A\",\"Timestamp\":\"2026-04-20T15:00:00Z\"},\"Message\":{\"conversation\":\"oi\"}}"}`:       "text oi",
		`{"message_id":"A","data_json":{"event":{"Info":{"Chat":"5511912345678@c.us","ID":"A","Timestamp":"2026-04-20T15:00:00Z"},"Message":{"conversation":"oi"}}}}`:                             "text oi",
		`{"message_id":"A","data_json":"{broken"}`: "nothing",
	} {
		var v any
		if err := json.Unmarshal([]byte(`{"data":[`+text+`,7,{"message_id":""}]}`), &v); err != nil {
			t.Fatal(err)
		}
		n, _ := parse([]byte(`{"data":[` + text + `,7,{"message_id":""}]}`))
		rows := rowsOf(sheet{data: n.find("data")})
		if len(rows) != 1 {
			t.Fatalf("%d rows of %s", len(rows), text)
		}
		if got := wordsOf(testReader().row(rows[0])); got != want {
			t.Errorf("%s\n%q, want %q", text, got, want)
		}
	}
}

func TestMoments(t *testing.T) {
	want := time.Date(2026, 4, 20, 15, 0, 0, 0, time.UTC)
	for _, text := range []string{
		"2026-04-20T15:00:00Z", "2026-04-20T12:00:00-03:00", "2026-04-20 15:00:00+00:00", "2026-04-20 15:00:00+00", "2026-04-20 15:00:00",
		"2026-04-20 12:00:00 -0300 -03", "1776697200", "1776697200000",
	} {
		if got := moment(text); !got.Equal(want) {
			t.Errorf("%q: %s", text, got)
		}
	}
	for _, text := range []string{"", "yesterday", "-5", "0", "1e30"} {
		if got := moment(text); !got.IsZero() {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func TestNames(t *testing.T) {
	for text, want := range map[string]string{
		"5511912345678@s.whatsapp.net": "phone:5511912345678", "5511912345678:12@s.whatsapp.net": "phone:5511912345678",
		"5511912345678.1:2@s.whatsapp.net": "phone:5511912345678", "123456789@lid": "lid:123456789", "5511912345678@c.us": "phone:5511912345678",
		"120363@g.us": "", "status@broadcast": "", "": "", "@": "", "x@s.whatsapp.net": "", "1@newsletter": "", "5511912345678": "",
	} {
		got := ""
		if j, ok := parseJID(text); ok {
			got = j.address().String()
		}
		if got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func FuzzEvent(f *testing.F) {
	f.Add([]byte(`{"type":"Message","event":{"Info":{"Chat":"5511912345678@s.whatsapp.net","ID":"1"},"Message":{"imageMessage":{"fileLength":1}}}}`))
	f.Add([]byte(`{"type":"ReadReceipt","state":"Read","event":{"Chat":"5511912345678@s.whatsapp.net","MessageIDs":["1"]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		top, ok := parse(raw)
		if !ok {
			return
		}
		switch e := testReader().event(top.text("type"), top).(type) {
		case transport.Incoming:
			if e.Remote == "" || len(e.From.Addresses) == 0 || e.Kind == "" || e.At.IsZero() || e.Body != desk.Clean(e.Body) {
				t.Errorf("%+v", e)
			}
		case transport.Receipt:
			if len(e.Remote) == 0 || len(e.From.Addresses) == 0 || e.Status == "" {
				t.Errorf("%+v", e)
			}
		}
	})
}
