package waweb

import (
	"regexp"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/desk"
)

// mention is how somebody stands in a text who is mentioned there: by the digits of an address that nobody would know.
var mention = regexp.MustCompile(`@\d+`)

// mostMentions bounds how many names one text may have us look up, and longestName a name there in runes.
const (
	mostMentions = 200
	longestName  = 60
)

// spoken puts names in the places of people who are mentioned in a text, as the network's own programs do. Who is not known stays as
// they came.
func (r reader) spoken(text string, about *waE2E.ContextInfo) string {
	all := about.GetMentionedJID()
	names := map[string]string{}
	for _, address := range all[:min(len(all), mostMentions)] {
		who := jid(address).ToNonAD()
		if who.Server != types.DefaultUserServer && who.Server != types.HiddenUserServer {
			continue
		}
		if name := desk.Excerpt(desk.Clean(r.book.called(who)), longestName); name != "" {
			names["@"+who.User] = "@" + name
		}
	}
	if len(names) == 0 {
		return text
	}
	return mention.ReplaceAllStringFunc(text, func(found string) string {
		if name, known := names[found]; known {
			return name
		}
		return found
	})
}
