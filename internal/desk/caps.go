package desk

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Ack is the most that a connection can tell about a message after it left.
type Ack string

// What a connection reports.
const (
	AckNone      Ack = "none"
	AckSent      Ack = "sent"
	AckDelivered Ack = "delivered"
	AckRead      Ack = "read"
)

// Caps says what a connection can do. It is data, so that the composer, the plan and the tests read the same table.
type Caps struct {
	Receives  bool
	Text      int                        // longest text in runes, 0 = none
	Media     map[MessageKind]MediaLimit // the kinds of file that can be sent
	Location  bool
	Contacts  bool
	Choices   bool          // texts with buttons or a list
	Templates bool          // forms approved by the platform; they need no open window
	Window    time.Duration // anything else only this long after the last inbound, 0 = always
	Reply     bool
	React     bool
	Edit      time.Duration // a message of ours can be edited so long after it was written, 0 = never
	Captions  bool          // and so can the text below a file of ours
	Revoke    time.Duration // and deleted for everyone, 0 = never
	MarkRead  bool
	Calls     bool // tells of calls
	Reject    bool // can reject one
	Groups    bool // carries what is written in groups
	Block     bool // its network can keep a customer from writing
	Links     bool // carries the card of a link
	Acks      Ack
	Repeat    bool // repeating the same client id cannot make a second message
}

// MediaLimit bounds the files of one kind.
type MediaLimit struct {
	Mimes   []string // without parameters; empty = any
	Bytes   int64    // 0 = no bound
	Caption int      // longest caption in runes, 0 = none
}

// Names are the capabilities in words of the program; the page has its own for each. What a number of bytes or runes says is left out.
func (c Caps) Names() []string {
	var names []string
	for _, one := range []struct {
		name string
		can  bool
	}{
		{"receives", c.Receives}, {"text", c.Text > 0}, {"location", c.Location}, {"contacts", c.Contacts}, {"choices", c.Choices},
		{"templates", c.Templates}, {"reply", c.Reply}, {"react", c.React}, {"edit", c.Edit > 0}, {"revoke", c.Revoke > 0}, {"mark_read", c.MarkRead},
		{"free_text_always", c.Text > 0 && c.Window == 0}, {"media", len(c.Media) > 0}, {"calls", c.Calls}, {"reject", c.Reject},
		{"groups", c.Groups}, {"block", c.Block}, {"links", c.Links},
	} {
		if one.can {
			names = append(names, one.name)
		}
	}
	return names
}

// For is what can be done at an address: nothing at a group, where those are not carried.
func (c Caps) For(to Address) Caps {
	if to.Scheme == SchemeGroup && !c.Groups {
		return Caps{}
	}
	return c
}

// Draft is a message not yet given to a connection.
type Draft struct {
	Kind  MessageKind
	Body  string
	Reply bool
	Mime  string // of its file; empty = not known yet
	Bytes int64  // of its file; 0 = not known yet
	// Despite sends a text although we count the window for closed: the network has the last word.
	Despite bool
}

// Refuses tells why a connection with these capabilities cannot carry m; nil means it can.
func (c Caps) Refuses(m Draft, lastInbound, now time.Time) *Fault {
	code := c.misfit(m)
	if code == "" && c.Window > 0 && m.Kind != Template && !m.Despite && now.Sub(lastInbound) > c.Window {
		code = CodeWindow
	}
	if code == "" {
		return nil
	}
	return &Fault{Code: code, Next: Reroute, Scope: OfMessage}
}

// misfit is the code for what does not fit whenever it is sent; empty if all fits.
func (c Caps) misfit(m Draft) Code {
	able, text := false, c.Text
	switch limit, media := c.Media[m.Kind]; {
	case media:
		if code := limit.misfit(m); code != "" {
			return code
		}
		able, text = true, limit.Caption
	case m.Kind == Text:
		able = c.Text > 0
	case m.Kind == Location:
		able = c.Location
	case m.Kind == Contacts:
		able = c.Contacts
	case m.Kind == Interactive:
		able = c.Choices
	case m.Kind == Template:
		return unless(c.Templates, CodeUnsupported) // its text is the template's own, checked when that was approved
	}
	if !able {
		return CodeUnsupported
	}
	return unless(utf8.RuneCountInString(m.Body) <= text, CodeTooLong)
}

func (l MediaLimit) misfit(m Draft) Code {
	if mime, _, _ := strings.Cut(strings.ToLower(m.Mime), ";"); mime != "" && len(l.Mimes) > 0 && !slices.Contains(l.Mimes, strings.TrimSpace(mime)) {
		return CodeFileType
	}
	return unless(l.Bytes == 0 || m.Bytes <= l.Bytes, CodeTooBig)
}

func unless(fits bool, code Code) Code {
	if fits {
		return ""
	}
	return code
}
