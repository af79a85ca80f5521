package control

import (
	"net/http"
)

type nothing struct{}

func (a *api) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /customers", call(a.list))
	mux.HandleFunc("POST /customers", call(a.create))
	mux.HandleFunc("POST /customers/{key}/set", call(a.set))
	mux.HandleFunc("POST /customers/{key}/write", call(a.write))
	mux.HandleFunc("POST /customers/{key}/burst", call(a.burst))
	mux.HandleFunc("POST /customers/{key}/send", call(a.send))
	mux.HandleFunc("POST /customers/{key}/file", call(a.file))
	mux.HandleFunc("POST /customers/{key}/react", call(a.react))
	mux.HandleFunc("POST /customers/{key}/choose", call(a.choose))
	mux.HandleFunc("POST /customers/{key}/echo", call(a.echo))
	mux.HandleFunc("POST /customers/{key}/change-number", call(a.changeNumber))
	mux.HandleFunc("POST /customers/{key}/change-key", call(a.changeKey))
	mux.HandleFunc("POST /customers/{key}/read", call(a.read))
	mux.HandleFunc("POST /customers/{key}/window", call(a.window))
	mux.HandleFunc("GET /customers/{key}/received", call(a.received))
	mux.HandleFunc("GET /count", call(a.count))
	mux.HandleFunc("POST /faults", call(a.fault))
	mux.HandleFunc("POST /heal", call(a.heal))
	mux.HandleFunc("POST /weather", call(a.weather))
	mux.HandleFunc("POST /limits", call(a.limits))
	mux.HandleFunc("POST /strictness", call(a.strictness))
	mux.HandleFunc("POST /status", call(a.status))
	mux.HandleFunc("POST /tokens", call(a.issue))
	mux.HandleFunc("POST /tokens/change", call(a.changeToken))
	mux.HandleFunc("POST /code", call(a.code))
	mux.HandleFunc("POST /callback", call(a.callback))
	mux.HandleFunc("POST /numbers", call(a.addNumber))
	mux.HandleFunc("POST /numbers/{id}", call(a.setNumber))
	mux.HandleFunc("POST /templates", call(a.addTemplate))
	mux.HandleFunc("POST /templates/{id}", call(a.setTemplate))
	mux.HandleFunc("POST /announce", call(a.announce))
	mux.HandleFunc("POST /alert", call(a.alert))
	mux.HandleFunc("POST /contacts", call(a.contacts))
	mux.HandleFunc("POST /history", call(a.history))
	mux.HandleFunc("POST /customers/{key}/marketing", call(a.marketing))
	mux.HandleFunc("GET /state", call(a.state))
	mux.HandleFunc("GET /requests", call(a.requests))
	return a.guarded(mux)
}
