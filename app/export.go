package app

import (
	"cmp"
	"mime"
	"net/http"
	"strconv"

	"github.com/balcao-app/balcao/internal/contact"
	"github.com/balcao-app/balcao/internal/desk"
)

// exportPath is under which files are made of what the program knows. They go to the browser that asks, and nowhere else.
const exportPath = "/api/export/"

// exportList answers with everybody as a table. The page says what the columns are called in its language.
func (a *API) exportList(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	sep := ';'
	if q.Get("separator") == "," {
		sep = ','
	}
	saved(w, "text/csv; charset=utf-8", q.Get("file")+".csv")
	titles := contact.ListTitles{Name: q.Get("name"), Number: q.Get("number"), Note: q.Get("note"), Tags: q.Get("tags")}
	if err := a.engine.Contacts.WriteList(r.Context(), w, sep, titles); err != nil {
		a.Log.Error("list not exported", "err", err)
		panic(http.ErrAbortHandler) // half of a file is none
	}
}

// exportContact answers with all that is known of a contact: as an archive with a page and the files, or as JSON.
func (a *API) exportContact(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err == nil {
		_, err = a.engine.Contacts.Card(r.Context(), desk.ContactID(id))
	}
	if err != nil {
		http.NotFound(w, r)
		return
	}
	name := cmp.Or(desk.SafeName(r.URL.Query().Get("file")), "contact")
	if r.PathValue("form") == "json" {
		saved(w, "application/json", name+".json")
		err = a.engine.Contacts.WriteJSON(r.Context(), desk.ContactID(id), w)
	} else {
		saved(w, "application/zip", name+".zip")
		err = a.engine.Contacts.WriteArchive(r.Context(), desk.ContactID(id), r.URL.Query().Get("language"), w)
	}
	if err != nil {
		a.Log.Error("contact not exported", "err", err)
		panic(http.ErrAbortHandler) // half of a file is none
	}
}

// saved begins an answer that the browser keeps as a file.
func saved(w http.ResponseWriter, kind, name string) {
	head := w.Header()
	head.Set("Content-Type", kind)
	head.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	head.Set("Cache-Control", "no-store")
	head.Set("X-Content-Type-Options", "nosniff")
}
