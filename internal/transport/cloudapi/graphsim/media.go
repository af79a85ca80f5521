package graphsim

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"strconv"
)

type mediaID struct {
	ID string `json:"id"`
}

// uploadMedia is POST /{number}/media.
func uploadMedia(c *call, node string) (result, error) {
	form, err := c.form()
	if err != nil {
		return nil, err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	n := c.s.numbers[node]
	if e := c.token.allowed(Messaging, n.Account); e != nil {
		return nil, e
	}
	switch {
	case form.values["messaging_product"] != "whatsapp":
		return nil, fail(100).say("(#100) The parameter messaging_product is required.")
	case form.content == nil:
		return nil, fail(100).say("(#100) The parameter file is required.")
	case form.values["type"] == "":
		return nil, fail(100).say("(#100) The parameter type is required.")
	}
	kind := plainMime(form.values["type"])
	if kind != plainMime(form.kind) {
		return nil, fail(100).because("Param type is %s, but the file's part says %s.", kind, form.kind)
	}
	sort := c.s.sortOf(kind)
	if sort == "" {
		return nil, fail(100).say("(#100) Param file must be a file with one of the following types: " + allMimes() +
			". Received file of type '" + kind + "'.")
	}
	if len(form.content) == 0 || len(form.content) > sorts[sort].most {
		return nil, fail(131053).because("File size of %d bytes is not allowed for type %s.", len(form.content), sort)
	}
	return mediaID{c.s.keepFile(n.ID, form.values["type"], form.content, uploadLife).id}, nil
}

// upload is a multipart form with one file.
type upload struct {
	values  map[string]string
	content []byte
	kind    string // Content-Type of the file's part
}

// form reads the multipart body and writes down parts it does not know.
func (c *call) form() (*upload, error) {
	kind, params, err := mime.ParseMediaType(c.http.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return nil, fail(100).say("(#100) The parameter file is required.")
	}
	out := &upload{values: map[string]string{}}
	r := multipart.NewReader(bytes.NewReader(c.body), params["boundary"])
	for {
		part, err := r.NextPart()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, fail(100).because("The multipart body cannot be read.")
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, fail(100).because("The multipart body ends early.")
		}
		c.takePart(out, part, content)
	}
}

func (c *call) takePart(out *upload, part *multipart.Part, content []byte) {
	switch name := part.FormName(); {
	case name == "file" && part.FileName() != "":
		out.content, out.kind = append([]byte{}, content...), part.Header.Get("Content-Type")
	case name == "messaging_product", name == "type":
		out.values[name] = string(content)
	default:
		c.s.unknownf("%s %s: part %q", c.http.Method, c.http.URL.Path, name)
	}
}

// showMedia is GET /{media}.
func showMedia(c *call, node string) (result, error) {
	number := c.param("phone_number_id")
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	f, e := c.s.mayUse(c.token, node, number)
	if e != nil {
		return nil, e
	}
	return c.s.mediaInfo(f), nil
}

func (s *Server) mediaInfo(f *file) fields {
	out := fields{
		"messaging_product": "whatsapp", "url": s.address(f), "mime_type": f.mime, "sha256": f.hash(),
		"file_size": len(f.bytes), "id": f.id,
	}
	if s.strict.SizeAsText {
		out["file_size"] = strconv.Itoa(len(f.bytes))
	}
	return out
}

// mayUse finds a file for a token, and for a number if one is given.
func (s *state) mayUse(t *Token, id, number string) (*file, *Error) {
	f := s.fileOf(id)
	if f == nil || number != "" && number != f.number {
		return nil, noObject("get", id)
	}
	if e := t.allowed(Messaging, s.numbers[f.number].Account); e != nil {
		return nil, e
	}
	return f, nil
}

// deleteMedia is DELETE /{media}.
func deleteMedia(c *call, node string) (result, error) {
	number := c.param("phone_number_id")
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if _, e := c.s.mayUse(c.token, node, number); e != nil {
		return nil, e
	}
	delete(c.s.files, node)
	return success{true}, nil
}
