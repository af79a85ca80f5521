package desk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// FieldID is the id of a field.
type FieldID int64

// FieldKind says what the values of a field are.
type FieldKind string

// The kinds of field.
const (
	FieldText   FieldKind = "text"
	FieldDate   FieldKind = "date"
	FieldNumber FieldKind = "number"
)

// Field is something that the operator wants to know of every contact.
type Field struct {
	ID       FieldID
	Name     string
	Variable Variable // what stands for it in quick replies; it stays when the field is renamed
	Kind     FieldKind
}

// FieldValue is what is known of one contact.
type FieldValue struct {
	Field FieldID
	Value string // in the form of CheckValue; empty: nothing
}

// What fields may hold, in characters, and how many there can be.
const (
	maxFieldName  = 40
	maxFieldValue = 1000
	MostFields    = 50
)

// CheckField brings a field into its normal form. Its faults are empty_field, too_long, bad_request and name_taken, where its variable
// would be one of the program's own.
func CheckField(f Field) (Field, *Fault) {
	f.Name = strings.Join(strings.Fields(Clean(f.Name)), " ")
	f.Variable = variableOf(f.Name)
	switch {
	case f.Name == "" || f.Variable == "":
		return f, Refuse(CodeEmptyField)
	case utf8.RuneCountInString(f.Name) > maxFieldName:
		return f, Refuse(CodeTooLong)
	case !slices.Contains([]FieldKind{FieldText, FieldDate, FieldNumber}, f.Kind):
		return f, Refuse(CodeBadRequest)
	case slices.Contains(Variables, f.Variable):
		return f, Refuse(CodeNameTaken)
	}
	return f, nil
}

// variableOf writes a name as it can stand between braces: "Data de aniversário" is data_de_aniversario. It begins with a letter.
func variableOf(name string) Variable {
	var b strings.Builder
	gap := false
	for _, r := range Fold(name) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = true
			continue
		}
		if b.Len() == 0 && unicode.IsDigit(r) {
			b.WriteByte('_')
		} else if gap && b.Len() > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(r)
		gap = false
	}
	return Variable(b.String())
}

// CheckValue brings what was typed for a field into its normal form: dates as 2006-01-02, numbers with a point and no separators of
// thousands. A date may be written day first, as 31/12/2026. Its fault is field_value.
func (k FieldKind) CheckValue(typed string) (string, *Fault) {
	value := strings.TrimSpace(Clean(typed))
	ok := utf8.RuneCountInString(value) <= maxFieldValue
	switch {
	case value == "":
		return "", nil
	case k == FieldDate:
		value, ok = readDate(value)
	case k == FieldNumber:
		value, ok = readNumber(value)
	}
	if !ok {
		f := Refuse(CodeFieldValue)
		f.Params = map[string]string{"kind": string(k)}
		return "", f
	}
	return value, nil
}

const isoDate = "2006-01-02"

func readDate(s string) (string, bool) {
	for _, form := range []string{isoDate, "2/1/2006", "2-1-2006", "2.1.2006"} {
		if day, err := time.Parse(form, s); err == nil {
			return day.Format(isoDate), true
		}
	}
	return "", false
}

// readNumber reads 1.234,5 as well as 1,234.5: where both signs stand the last one is the decimal one, where one stands once it is too,
// unless three digits follow a point, as in 1.234.
func readNumber(s string) (string, bool) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\'' {
			return -1
		}
		return r
	}, s)
	point, comma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	switch {
	case comma > point:
		s = strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
	case comma >= 0:
		s = strings.ReplaceAll(s, ",", "")
	case strings.Count(s, ".") > 1:
		s = strings.ReplaceAll(s, ".", "")
	}
	if strings.Trim(s, "0123456789.-+") != "" || len(s) > 30 {
		return "", false
	}
	if _, err := strconv.ParseFloat(s, 64); err != nil {
		return "", false
	}
	return strings.TrimPrefix(s, "+"), true
}

// Write is a value as the operator reads it in a language.
func (k FieldKind) Write(value, language string) string {
	in := cmp.Or(tongues[language], tongues["pt-BR"])
	switch k {
	case FieldDate:
		if day, err := time.Parse(isoDate, value); err == nil {
			return day.Format(in.date)
		}
	case FieldNumber:
		if language != "en" {
			return strings.Replace(value, ".", ",", 1)
		}
	case FieldText:
	}
	return value
}
