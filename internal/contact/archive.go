package contact

import (
	"archive/zip"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// said is one message as it leaves the program.
type said struct {
	At        time.Time `json:"at"`
	Direction string    `json:"direction"`        // in | out | note
	Author    string    `json:"author,omitempty"` // who wrote it in a group
	Kind      string    `json:"kind"`
	Text      string    `json:"text,omitempty"`
	Status    string    `json:"status"`
	Deleted   bool      `json:"deleted,omitempty"`
	Edited    bool      `json:"edited,omitempty"`
	File      string    `json:"file,omitempty"` // in the folder of files of the archive
	// Card is what came or left beside the text: what the page behind its link said of itself.
	Card *desk.LinkCard `json:"card,omitempty"`
	sum  string
}

// person is a contact as it leaves the program.
type person struct {
	Name    string            `json:"name"`
	Saved   string            `json:"saved,omitempty"`
	Pushed  string            `json:"pushed,omitempty"`
	Numbers []string          `json:"numbers"`
	IDs     []string          `json:"ids,omitempty"`
	Note    string            `json:"note,omitempty"`
	Tags    []string          `json:"tags,omitempty"`
	Fields  map[string]string `json:"fields,omitempty"`
	Blocked bool              `json:"blocked,omitempty"`
}

// WriteJSON writes what is known of a contact, and all that was said, as JSON. Faults: not_found.
func (s *Service) WriteJSON(ctx context.Context, id desk.ContactID, to io.Writer) error {
	who, err := s.person(ctx, id)
	if err != nil {
		return err
	}
	head, err := json.MarshalIndent(who, "  ", "  ")
	if err != nil {
		return fmt.Errorf("write a contact: %w", err)
	}
	if _, err := fmt.Fprintf(to, "{\n  \"contact\": %s,\n  \"messages\": [", head); err != nil {
		return err
	}
	between := "\n    "
	err = s.each(ctx, id, func(m said) error {
		text, err := json.Marshal(m)
		if err == nil {
			_, err = fmt.Fprintf(to, "%s%s", between, text)
		}
		between = ",\n    "
		return err
	})
	if err == nil {
		_, err = io.WriteString(to, "\n  ]\n}\n")
	}
	return err
}

// WriteArchive writes a zip with the conversation as a page that opens in any browser and asks for nothing, the same as JSON, and the
// files that are on this computer. Faults: not_found.
func (s *Service) WriteArchive(ctx context.Context, id desk.ContactID, language string, to io.Writer) error {
	who, err := s.person(ctx, id)
	if err != nil {
		return err
	}
	z := zip.NewWriter(to)
	data, err := z.Create("contact.json")
	if err == nil {
		err = s.WriteJSON(ctx, id, data)
	}
	if err != nil {
		return err
	}
	page, err := z.Create("index.html")
	if err != nil {
		return fmt.Errorf("write an archive: %w", err)
	}
	if err := s.page(ctx, id, who, language, page); err != nil {
		return err
	}
	err = s.each(ctx, id, func(m said) error {
		if m.File == "" {
			return nil
		}
		return s.pack(z, m)
	})
	if err != nil {
		return err
	}
	return z.Close()
}

// pack puts a file into an archive. One that is gone from the folder is left out; the page names it all the same.
func (s *Service) pack(z *zip.Writer, m said) error {
	f, err := os.Open(s.DB.FilePath(m.sum))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read a file: %w", err)
	}
	defer f.Close()
	out, err := z.CreateHeader(&zip.FileHeader{Name: m.File, Method: zip.Store, Modified: m.At})
	if err == nil {
		_, err = io.Copy(out, f)
	}
	return err
}

func (s *Service) person(ctx context.Context, id desk.ContactID) (p person, err error) {
	err = s.DB.Read(ctx, func(v *store.View) error {
		c, err := cardOf(v, id)
		if err != nil {
			return err
		}
		p = person{Name: c.Title(), Saved: c.Saved, Pushed: c.Pushed, Numbers: []string{}, Note: c.Note, Blocked: c.Blocked, Fields: map[string]string{}}
		for _, a := range c.Addresses {
			if a.Scheme == desk.SchemePhone {
				p.Numbers = append(p.Numbers, "+"+a.Value)
			} else {
				p.IDs = append(p.IDs, a.String())
			}
		}
		fields, err := v.Fields()
		if err != nil {
			return err
		}
		for _, f := range fields {
			for _, k := range c.Values {
				if k.Field == f.ID {
					p.Fields[f.Name] = k.Value
				}
			}
		}
		tags, err := v.Tags()
		for _, t := range tags {
			for _, id := range c.Tags {
				if id == t.ID {
					p.Tags = append(p.Tags, t.Name)
				}
			}
		}
		return err
	})
	return p, err
}

// each hands over all that was said with a contact, the oldest first, some at a time.
func (s *Service) each(ctx context.Context, id desk.ContactID, fn func(said) error) error {
	var last desk.MessageID
	for more := true; more; {
		var all []desk.Message
		err := s.DB.Read(ctx, func(v *store.View) (err error) { all, more, err = v.PageFrom(id, last, 200); return err })
		if err != nil {
			return err
		}
		for _, m := range all {
			last = m.ID
			if m.Direction == desk.System {
				continue
			}
			if err := fn(saidOf(m)); err != nil {
				return fmt.Errorf("write a conversation: %w", err)
			}
		}
	}
	return nil
}

func saidOf(m desk.Message) said {
	out := said{At: m.At, Direction: string(m.Direction), Kind: string(m.Kind), Text: m.Body, Status: string(m.Status), Deleted: !m.RevokedAt.IsZero(),
		Edited: !m.EditedAt.IsZero()}
	if m.Author != nil {
		out.Author = m.Author.Name
		if out.Author == "" && m.Author.Number != "" {
			out.Author = "+" + m.Author.Number
		}
	}
	if out.Text == "" && m.Content != nil {
		out.Text = desk.SearchText("", m.Content)
	}
	if m.Content != nil {
		out.Card = m.Content.Link
	}
	if a := m.Attachment; a != nil && a.State == "ready" && a.SHA256 != "" {
		out.sum = a.SHA256
		out.File = path.Join("files", fmt.Sprintf("%d-%s", m.ID, cmp.Or(desk.SafeName(a.Name), string(a.Kind)+ending(a.Mime))))
	}
	return out
}

// ending is how a file of a type is usually called.
func ending(kind string) string {
	kind, _, _ = strings.Cut(kind, ";")
	return map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif", "video/mp4": ".mp4", "audio/ogg": ".ogg",
		"audio/mpeg": ".mp3", "audio/mp4": ".m4a", "application/pdf": ".pdf"}[kind]
}

// pageLine is one message of the page.
type pageLine struct {
	said
	Who, Class, Time string
	State, Instead   string // what is not known to have left, and what stands for words
	Link             string
	Picture          bool
}

func (s *Service) page(ctx context.Context, id desk.ContactID, who person, language string, to io.Writer) error {
	in, ok := pageTongues[language]
	if !ok {
		language, in = "pt-BR", pageTongues["pt-BR"]
	}
	title := who.Name
	if title == "" && len(who.Numbers) > 0 {
		title = who.Numbers[0]
	}
	now := time.Now().Format("2006-01-02 15:04")
	if err := pageHead.Execute(to, map[string]any{"Words": in, "Language": language, "Title": title, "Who": who, "Now": now}); err != nil {
		return fmt.Errorf("write a page: %w", err)
	}
	err := s.each(ctx, id, func(m said) error {
		l := pageLine{said: m, Who: map[string]string{"in": title, "out": in.You}[m.Direction], Class: m.Direction, Time: m.At.Format("2006-01-02 15:04")}
		if m.Author != "" {
			l.Who = m.Author
		}
		if m.Direction == string(desk.Note) {
			l.Who = in.Note
		}
		if m.Direction == string(desk.Out) {
			l.State = in.Waits[desk.MessageStatus(m.Status)]
		}
		l.Instead = cmp.Or(in.Kinds[desk.MessageKind(m.Kind)], m.Kind)
		l.Link = (&url.URL{Path: m.File}).EscapedPath()
		l.Picture = m.File != "" && (m.Kind == string(desk.Image) || m.Kind == string(desk.Sticker))
		return pageMessage.Execute(to, map[string]any{"Words": in, "L": l})
	})
	if err == nil {
		_, err = io.WriteString(to, "</main></body></html>\n")
	}
	return err
}

// Nothing in the page runs and nothing in it is fetched from elsewhere, whatever customers wrote: html/template escapes, and the policy
// forbids what might be left.
var pageHead = template.Must(template.New("head").Parse(`<!doctype html>
<html lang="{{.Language}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<title>{{.Words.With}} {{.Title}}</title><style>
body{font:15px/1.45 system-ui,sans-serif;margin:0;background:#f6f4ef;color:#1c2322}main{max-width:720px;margin:0 auto;padding:24px 16px}
h1{font-size:22px;margin:0}header{margin-bottom:20px}dl{color:#4f5856;margin:8px 0}dl div{display:flex;gap:8px}dd{margin:0;white-space:pre-wrap}
article{max-width:76%;margin:8px 0;padding:8px 12px;border-radius:12px;background:#fff;overflow-wrap:anywhere}article.out{margin-left:auto;background:#d9e9ec}
article.note{max-width:none;background:#fff6d9}p{margin:2px 0;white-space:pre-wrap}small{color:#45595e}img{max-width:100%;border-radius:8px}
@media(prefers-color-scheme:dark){body{background:#14181a;color:#eceae5}article{background:#1d2326}article.out{background:#15363e}article.note{background:#332a10}small,dl{color:#a9b3b1}}
</style></head><body><main><header><h1>{{.Words.With}} {{.Title}}</h1><dl>
{{range .Who.Numbers}}<div><dd>{{.}}</dd></div>{{end}}{{range $name, $value := .Who.Fields}}<div><dt>{{$name}}:</dt><dd>{{$value}}</dd></div>{{end}}
{{range .Who.Tags}}<div><dd>#{{.}}</dd></div>{{end}}{{with .Who.Note}}<div><dd>{{.}}</dd></div>{{end}}</dl><small>{{.Words.Made}} {{.Now}}</small></header>
`))

var pageMessage = template.Must(template.New("message").Parse(`<article class="{{.L.Class}}"><small>{{.L.Who}} · {{.L.Time}}{{if .L.Edited}} · {{.Words.Edited}}{{end}}{{with .L.State}} · <b>{{.}}</b>{{end}}</small>
{{if .L.Deleted}}<p><i>{{.Words.Deleted}}</i></p>{{end}}{{with .L.Text}}<p>{{.}}</p>{{end}}{{with .L.Card}}<small>{{.Title}} · {{.URL}}</small>{{end}}{{if .L.Picture}}<img src="{{.L.Link}}" alt="">{{else if .L.File}}<p>📎 <a href="{{.L.Link}}">{{.L.File}}</a></p>{{else if and (not .L.Text) (not .L.Deleted)}}<p><i>{{.L.Instead}}</i></p>{{end}}</article>
`))
