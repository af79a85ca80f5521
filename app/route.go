package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"

	"github.com/balcao-app/balcao/internal/desk"
)

// bodyLimit is the longest request body in bytes.
const bodyLimit = 8 << 20

// Method is one entry of the API: its name on the wire, the types that cross, and what carries it out. The types are
// kept for the generator of the page's declarations.
type Method struct {
	Name string
	Req  reflect.Type
	Ans  reflect.Type
	call func(context.Context, []byte) (any, error)
}

// method makes an entry of fn. The request is decoded strictly: an unknown field, a second value or anything but one
// object is a bad_request, and fn is not called.
func method[Req, Ans any](name string, fn func(context.Context, Req) (Ans, error)) Method {
	return Method{
		Name: name,
		Req:  reflect.TypeFor[Req](),
		Ans:  reflect.TypeFor[Ans](),
		call: func(ctx context.Context, body []byte) (any, error) {
			var req Req
			if err := decode(body, &req); err != nil {
				return nil, badRequest(fmt.Errorf("decode request: %w", err))
			}
			return fn(ctx, req)
		},
	}
}

func badRequest(err error) *desk.Fault {
	return &desk.Fault{Code: desk.CodeBadRequest, Next: desk.Stop, Scope: desk.OfMessage, Err: err}
}

func decode(body []byte, into any) error {
	if !bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{")) {
		return errors.New("not one JSON object")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}

// faultOf is what crosses to the page of a fault: its code, its parameters and the network's own code as "raw".
func faultOf(f *desk.Fault) Fault {
	params := map[string]string{}
	maps.Copy(params, f.Params)
	if f.Raw != "" {
		params["raw"] = f.Raw
	}
	return Fault{Code: string(f.Code), Params: params}
}

// statusOf is the HTTP status under which a fault travels.
func statusOf(code desk.Code) int {
	switch code {
	case desk.CodeInternal:
		return http.StatusInternalServerError
	case desk.CodeBadRequest:
		return http.StatusBadRequest
	case desk.CodeNotFound:
		return http.StatusNotFound
	case desk.CodeWrongState:
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}
