package graphsim

import (
	"fmt"
	"net/http"
)

// Error is what Graph answers instead of a result.
type Error struct {
	Message   string     `json:"message"`
	Type      string     `json:"type"`
	Code      int        `json:"code"`
	Data      *ErrorData `json:"error_data,omitempty"`
	Subcode   int        `json:"error_subcode,omitempty"`
	Transient *bool      `json:"is_transient,omitempty"`
	UserTitle string     `json:"error_user_title,omitempty"`
	UserText  string     `json:"error_user_msg,omitempty"`
	Trace     string     `json:"fbtrace_id"`

	status int // of HTTP; 0: the one of the code
}

// ErrorData is the part of an Error that says what was wrong.
type ErrorData struct {
	Product string `json:"messaging_product"`
	Details string `json:"details"`
}

func (e *Error) Error() string {
	if e.Data != nil {
		return e.Message + ": " + e.Data.Details
	}
	return e.Message
}

// fail makes the error of a code, with the title that it always has.
func fail(code int) *Error {
	return &Error{Message: fmt.Sprintf("(#%d) %s", code, Title(code)), Type: "OAuthException", Code: code}
}

// say replaces the whole message.
func (e *Error) say(message string) *Error {
	e.Message = message
	return e
}

// because adds error_data.details.
func (e *Error) because(format string, args ...any) *Error {
	e.Data = &ErrorData{Product: "whatsapp", Details: fmt.Sprintf(format, args...)}
	return e
}

// Title is what Meta calls a code.
func Title(code int) string {
	if c, ok := codes[code]; ok {
		return c.title
	}
	if code > 200 && code < 300 {
		return codes[200].title
	}
	return "Unknown error"
}

// HTTPStatus is the status that a code comes with.
func HTTPStatus(code int) int {
	if c, ok := codes[code]; ok {
		return c.status
	}
	if code > 200 && code < 300 {
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}

// Codes lists the codes that the simulator knows, in no order.
func Codes() []int {
	var out []int
	for c := range codes {
		out = append(out, c)
	}
	return out
}
