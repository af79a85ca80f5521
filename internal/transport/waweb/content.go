package waweb

import (
	"fmt"
	"math"
	"strings"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// content is what a message shows.
type content struct {
	kind  desk.MessageKind
	body  string
	file  *transport.Attachment
	more  *desk.Content      // what a text cannot say
	about *waE2E.ContextInfo // what it answers
}

// read finds what a message shows; false if it is only machinery.
func read(m *waE2E.Message) (content, bool) {
	m = unwrap(m)
	if m == nil {
		return content{}, false
	}
	for _, try := range []func(*waE2E.Message) (content, bool){plain, file, card, appointment, answer} {
		if c, ok := try(m); ok {
			return c, true
		}
	}
	if silent(m) {
		return content{}, false
	}
	return content{kind: desk.Unsupported}, true
}

// unwrap opens the envelopes for vanishing messages, messages to be seen once, captions and whatever comes next: a field
// of the type that the network made for messages older programs should still be able to open.
func unwrap(m *waE2E.Message) *waE2E.Message {
	for range 8 {
		inner := m.GetDeviceSentMessage().GetMessage()
		if inner == nil {
			inner = envelope(m)
		}
		if inner == nil {
			break
		}
		m = inner
	}
	return m
}

func envelope(m *waE2E.Message) (inner *waE2E.Message) {
	if m == nil {
		return nil
	}
	m.ProtoReflect().Range(func(_ protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		if msg, ok := v.Interface().(protoreflect.Message); ok {
			if f, ok := msg.Interface().(*waE2E.FutureProofMessage); ok {
				inner = f.GetMessage()
			}
		}
		return inner == nil
	})
	return inner
}

func plain(m *waE2E.Message) (content, bool) {
	if x := m.GetExtendedTextMessage(); x != nil {
		card := transport.LinkCard(x.GetText(), x.GetMatchedText(), x.GetTitle(), x.GetDescription(), x.GetJPEGThumbnail())
		return content{kind: desk.Text, body: x.GetText(), more: card, about: x.GetContextInfo()}, true
	}
	return content{kind: desk.Text, body: m.GetConversation()}, m.Conversation != nil
}

// card reads people, places and polls.
func card(m *waE2E.Message) (content, bool) {
	if x := m.GetContactMessage(); x != nil {
		return people([]*waE2E.ContactMessage{x}, x.GetContextInfo()), true
	}
	if x := m.GetContactsArrayMessage(); x != nil {
		return people(x.GetContacts(), x.GetContextInfo()), true
	}
	if x := m.GetLocationMessage(); x != nil {
		at := &desk.Place{Latitude: x.GetDegreesLatitude(), Longitude: x.GetDegreesLongitude(), Name: desk.Clean(x.GetName()), Address: desk.Clean(x.GetAddress())}
		return content{kind: desk.Location, about: x.GetContextInfo(), more: located(at),
			body: lines(x.GetName(), x.GetAddress(), x.GetComment(), place(x.GetDegreesLatitude(), x.GetDegreesLongitude()))}, true
	}
	if x := m.GetLiveLocationMessage(); x != nil {
		at := &desk.Place{Latitude: x.GetDegreesLatitude(), Longitude: x.GetDegreesLongitude(), Name: desk.Clean(x.GetCaption())}
		return content{kind: desk.Location, about: x.GetContextInfo(), more: located(at),
			body: lines(x.GetCaption(), place(x.GetDegreesLatitude(), x.GetDegreesLongitude()))}, true
	}
	for _, x := range []*waE2E.PollCreationMessage{
		m.GetPollCreationMessage(), m.GetPollCreationMessageV2(), m.GetPollCreationMessageV3(),
		m.GetPollCreationMessageV5(), m.GetPollCreationMessageV6(),
	} {
		if x != nil {
			return content{kind: desk.Poll, body: poll(x), about: x.GetContextInfo()}, true
		}
	}
	return content{}, false
}

func place(lat, long float64) string { return fmt.Sprintf("%.6f, %.6f", lat, long) }

func poll(x *waE2E.PollCreationMessage) string {
	all := []string{x.GetName()}
	for _, o := range x.GetOptions() {
		all = append(all, "• "+o.GetOptionName())
	}
	return strings.Join(all, "\n")
}

// located is nil for a place that is none: it could not be written down.
func located(p *desk.Place) *desk.Content {
	if math.Abs(p.Latitude) > 90 || math.Abs(p.Longitude) > 180 || math.IsNaN(p.Latitude) || math.IsNaN(p.Longitude) {
		return nil
	}
	return &desk.Content{Location: p}
}

// appointment reads something that is to happen. Its times are seconds.
func appointment(m *waE2E.Message) (content, bool) {
	x := m.GetEventMessage()
	if x == nil {
		return content{}, false
	}
	is := &desk.Happening{Name: desk.Clean(x.GetName()), About: desk.Clean(x.GetDescription()), Canceled: x.GetIsCanceled(),
		Starts: instant(x.GetStartTime()), Ends: instant(x.GetEndTime())}
	if at := x.GetLocation(); at.GetName() != "" || at.GetAddress() != "" {
		is.Place = &desk.Place{Name: desk.Clean(at.GetName()), Address: desk.Clean(at.GetAddress())}
	}
	more := &desk.Content{Event: is}
	return content{kind: desk.Appointment, body: desk.InLines(*more), about: x.GetContextInfo(), more: more}, true
}

// instant is a time in milliseconds, 0 for one that cannot be meant.
func instant(seconds int64) int64 {
	if seconds <= 0 || seconds > 1<<36 {
		return 0
	}
	return 1000 * seconds
}

// people reads contacts, as cards and as lines.
func people(some []*waE2E.ContactMessage, about *waE2E.ContextInfo) content {
	var cards []desk.Card
	var all []string
	for _, one := range some {
		c := readCard(one)
		cards, all = append(cards, c), append(all, inLines(c))
	}
	return content{kind: desk.Contacts, body: strings.Join(all, "\n"), about: about, more: &desk.Content{Contacts: cards}}
}

// answer reads what a person chose in a message with buttons or lists, and the text of such a message.
func answer(m *waE2E.Message) (content, bool) {
	switch {
	case m.GetButtonsResponseMessage() != nil:
		x := m.GetButtonsResponseMessage()
		return content{kind: desk.Text, body: x.GetSelectedDisplayText(), about: x.GetContextInfo()}, true
	case m.GetTemplateButtonReplyMessage() != nil:
		x := m.GetTemplateButtonReplyMessage()
		return content{kind: desk.Text, body: x.GetSelectedDisplayText(), about: x.GetContextInfo()}, true
	case m.GetListResponseMessage() != nil:
		x := m.GetListResponseMessage()
		return content{kind: desk.Text, body: lines(x.GetTitle(), x.GetDescription()), about: x.GetContextInfo()}, true
	case m.GetInteractiveResponseMessage() != nil:
		x := m.GetInteractiveResponseMessage()
		return content{kind: desk.Text, body: x.GetBody().GetText(), about: x.GetContextInfo()}, x.GetBody().GetText() != ""
	case m.GetButtonsMessage() != nil:
		x := m.GetButtonsMessage()
		return content{kind: desk.Text, body: lines(x.GetContentText(), x.GetFooterText()), about: x.GetContextInfo()}, true
	case m.GetListMessage() != nil:
		x := m.GetListMessage()
		return content{kind: desk.Text, body: lines(x.GetTitle(), x.GetDescription()), about: x.GetContextInfo()}, true
	case m.GetTemplateMessage().GetHydratedTemplate() != nil:
		x := m.GetTemplateMessage().GetHydratedTemplate()
		return content{kind: desk.Text, body: lines(x.GetHydratedTitleText(), x.GetHydratedContentText(), x.GetHydratedFooterText())}, true
	case m.GetInteractiveMessage() != nil:
		x := m.GetInteractiveMessage()
		return content{kind: desk.Text, body: lines(x.GetHeader().GetTitle(), x.GetBody().GetText(), x.GetFooter().GetText()),
			about: x.GetContextInfo()}, x.GetBody().GetText() != ""
	}
	return content{}, false
}

// lines joins what is not empty.
func lines(parts ...string) string {
	var all []string
	for _, p := range parts {
		if p != "" {
			all = append(all, p)
		}
	}
	return strings.Join(all, "\n")
}

// mute are the fields that show nothing by themselves.
var mute = map[protoreflect.Name]bool{
	"messageContextInfo": true, "senderKeyDistributionMessage": true, "fastRatchetKeySenderKeyDistributionMessage": true,
	"protocolMessage": true, "reactionMessage": true, "encReactionMessage": true, "pollUpdateMessage": true,
	"keepInChatMessage": true, "pinInChatMessage": true, "stickerSyncRmrMessage": true, "albumMessage": true,
	"call": true, "callLogMesssage": true, "messageHistoryBundle": true, "messageHistoryNotice": true,
	"secretEncryptedMessage": true, "encEventResponseMessage": true, "encCommentMessage": true, "groupRootKeyShare": true,
	"rootSecretDistributeMessage": true, "statusNotificationMessage": true, "deviceSentMessage": true,
	"newsletterAdminProfileMessage": true, "scheduledCallEditMessage": true, "pollAddOptionMessage": true, "chat": true,
}

// silent reports whether no field of m is one that a person should know of. Fields this program is too old to know count
// as such.
func silent(m *waE2E.Message) bool {
	quiet := len(m.ProtoReflect().GetUnknown()) == 0
	m.ProtoReflect().Range(func(f protoreflect.FieldDescriptor, _ protoreflect.Value) bool {
		quiet = quiet && mute[f.Name()]
		return quiet
	})
	return quiet
}
