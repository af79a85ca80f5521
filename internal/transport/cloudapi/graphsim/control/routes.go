package control

import (
	"net/http"

	"github.com/balcao-app/balcao/internal/transport/steer"
)

type nothing struct{}

func (a *api) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /customers", steer.Call(a.list))
	mux.HandleFunc("POST /customers", steer.Call(a.create))
	mux.HandleFunc("POST /customers/{key}/set", steer.Call(a.set))
	mux.HandleFunc("POST /customers/{key}/write", steer.Call(a.write))
	mux.HandleFunc("POST /customers/{key}/burst", steer.Call(a.burst))
	mux.HandleFunc("POST /customers/{key}/send", steer.Call(a.send))
	mux.HandleFunc("POST /customers/{key}/file", steer.Call(a.file))
	mux.HandleFunc("POST /customers/{key}/react", steer.Call(a.react))
	mux.HandleFunc("POST /customers/{key}/choose", steer.Call(a.choose))
	mux.HandleFunc("POST /customers/{key}/echo", steer.Call(a.echo))
	mux.HandleFunc("POST /customers/{key}/change-number", steer.Call(a.changeNumber))
	mux.HandleFunc("POST /customers/{key}/change-key", steer.Call(a.changeKey))
	mux.HandleFunc("POST /customers/{key}/read", steer.Call(a.read))
	mux.HandleFunc("POST /customers/{key}/window", steer.Call(a.window))
	mux.HandleFunc("GET /customers/{key}/received", steer.Call(a.received))
	mux.HandleFunc("GET /count", steer.Call(a.count))
	mux.HandleFunc("POST /faults", steer.Call(a.fault))
	mux.HandleFunc("POST /heal", steer.Call(a.heal))
	mux.HandleFunc("POST /weather", steer.Call(a.weather))
	mux.HandleFunc("POST /limits", steer.Call(a.limits))
	mux.HandleFunc("POST /strictness", steer.Call(a.strictness))
	mux.HandleFunc("POST /status", steer.Call(a.status))
	mux.HandleFunc("POST /tokens", steer.Call(a.issue))
	mux.HandleFunc("POST /tokens/change", steer.Call(a.changeToken))
	mux.HandleFunc("POST /code", steer.Call(a.code))
	mux.HandleFunc("POST /callback", steer.Call(a.callback))
	mux.HandleFunc("POST /numbers", steer.Call(a.addNumber))
	mux.HandleFunc("POST /numbers/{id}", steer.Call(a.setNumber))
	mux.HandleFunc("POST /templates", steer.Call(a.addTemplate))
	mux.HandleFunc("POST /templates/{id}", steer.Call(a.setTemplate))
	mux.HandleFunc("POST /announce", steer.Call(a.announce))
	mux.HandleFunc("POST /alert", steer.Call(a.alert))
	mux.HandleFunc("POST /contacts", steer.Call(a.contacts))
	mux.HandleFunc("POST /history", steer.Call(a.history))
	mux.HandleFunc("POST /customers/{key}/marketing", steer.Call(a.marketing))
	mux.HandleFunc("GET /state", steer.Call(a.state))
	mux.HandleFunc("GET /requests", steer.Call(a.requests))
	return a.guard.Let(mux)
}
