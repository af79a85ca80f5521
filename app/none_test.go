package app

import "context"

func none[Req, Ans any](name string) Method {
	return method(name, func(context.Context, Req) (ans Ans, err error) { return ans, nil })
}
