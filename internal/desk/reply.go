package desk

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ReplyID is the id of a quick reply.
type ReplyID int64

// Reply is a text that the operator keeps to say again, with variables in braces.
type Reply struct {
	ID       ReplyID
	Shortcut string // without the slash that calls it
	Text     string
	Uses     int // how often it was put into a message
	Files    []ReplyFile
}

// ReplyFileID is the id of a file of a quick reply.
type ReplyFileID int64

// ReplyFile is a file that goes along with a quick reply.
type ReplyFile struct {
	ID            ReplyFileID
	Mime, Name    string
	Bytes         int64
	Width, Height int // of a picture, in pixels; 0 for all else
	Pages         int // see Attachment
	SHA256        string
}

// What a quick reply may hold, in characters.
const (
	maxShortcut   = 32
	maxReplyText  = 4096 // the official interface carries no longer text
	MaxReplyFiles = 5
)

// Shortcut is the normal form of what calls a reply: letters, digits, - and _, in small letters, without the slash. shortcut_form where
// it can be none.
func Shortcut(typed string) (string, *Fault) {
	s := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(typed), "/"))
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '-' && r != '_' || r == utf8.RuneError
	}
	if s == "" || utf8.RuneCountInString(s) > maxShortcut || strings.ContainsFunc(s, odd) {
		return "", Refuse(CodeShortcut)
	}
	return s, nil
}

// CheckReply brings a reply into its normal form. Its faults are shortcut_form, empty_reply and long_reply.
func CheckReply(r Reply) (Reply, *Fault) {
	shortcut, f := Shortcut(r.Shortcut)
	if f != nil {
		return r, f
	}
	r.Shortcut, r.Text = shortcut, strings.TrimSpace(Clean(r.Text))
	switch {
	case r.Text == "" && len(r.Files) == 0:
		return r, Refuse(CodeEmptyReply)
	case utf8.RuneCountInString(r.Text) > maxReplyText:
		f := Refuse(CodeLongReply)
		f.Params = map[string]string{"max": strconv.Itoa(maxReplyText)}
		return r, f
	}
	return r, nil
}

// Variable names something that is filled in for one customer at one moment. It stands in a text between braces.
type Variable string

// The variables. Their names are part of what operators wrote, so they are the same in every language and never change.
const (
	VarName      Variable = "nome"
	VarFirstName Variable = "primeiro_nome"
	VarGreeting  Variable = "saudacao"
	VarTicket    Variable = "ticket"
	VarChannel   Variable = "canal"
	VarDate      Variable = "data"
	VarTime      Variable = "hora"
)

// Variables lists those that the program fills in, as they are offered.
var Variables = []Variable{VarName, VarFirstName, VarGreeting, VarTicket, VarChannel, VarDate, VarTime}

// Moment is what variables are filled from: whom a text is for, and when, by the clock on the operator's wall.
type Moment struct {
	Contact  string // name, empty where none is known
	Ticket   TicketID
	Channel  string
	Now      time.Time
	Language string // pt-BR, en or es; any other counts as pt-BR
	Fields   []Field
	Known    []FieldValue // of the contact
}

// tongue is how a language greets and writes a date.
type tongue struct{ morning, afternoon, evening, date string }

var tongues = map[string]tongue{
	"pt-BR": {"Bom dia", "Boa tarde", "Boa noite", "02/01/2006"},
	"en":    {"Good morning", "Good afternoon", "Good evening", "January 2, 2006"},
	"es":    {"Buenos días", "Buenas tardes", "Buenas noches", "02/01/2006"},
}

// Values of the variables at a moment. What is not known is empty.
func (m Moment) Values() map[Variable]string {
	in, ok := tongues[m.Language]
	if !ok {
		in = tongues["pt-BR"]
	}
	first, _, _ := strings.Cut(strings.TrimSpace(m.Contact), " ")
	values := map[Variable]string{
		VarName: strings.TrimSpace(m.Contact), VarFirstName: first, VarGreeting: in.greet(m.Now.Hour()),
		VarTicket: strconv.FormatInt(int64(m.Ticket), 10), VarChannel: m.Channel, VarDate: m.Now.Format(in.date), VarTime: m.Now.Format("15:04"),
	}
	for _, f := range m.Fields {
		for _, known := range m.Known {
			if known.Field == f.ID {
				values[f.Variable] = f.Kind.Write(known.Value, m.Language)
			}
		}
	}
	return values
}

func (t tongue) greet(hour int) string {
	switch {
	case hour >= 5 && hour < 12:
		return t.morning
	case hour >= 12 && hour < 18:
		return t.afternoon
	}
	return t.evening
}

// Fill puts values in the places of their variables. A variable that is unknown, or of which nothing is known, stays as it stands, so
// that whoever sends the text sees it; what a value brings along is not filled again.
func Fill(text string, values map[Variable]string) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		b.WriteString(text[:open])
		text = text[open:]
		end := strings.IndexAny(text[1:], "{}") + 1 // of two opening braces the last one counts
		if end < 1 {
			break
		}
		if value := values[Variable(strings.ToLower(text[1:end]))]; text[end] == '}' && value != "" {
			b.WriteString(value)
			end++
		} else {
			b.WriteString(text[:end])
		}
		text = text[end:]
	}
	return b.String() + text
}
